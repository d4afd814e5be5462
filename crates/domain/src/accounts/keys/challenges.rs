//! What an authenticator is asked to answer: random, once, and soon.

use crate::{
    Desk, Result,
    accounts::{Account, askers},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};

/// An authenticator answers within so long.
pub const ANSWERED_IN: i64 = 5 * Instant::MINUTE;
/// So many are open for who asks from one place; the oldest give way. Each page of signing in takes
/// one, and a carrier puts thousands of telephones behind one address.
pub(in crate::accounts) const OPEN_MAX: i64 = 1_000;
/// Those above it that are put away at once: there is one, but for a limit that was lowered.
const AWAY_AT_ONCE: i64 = 100;

/// A challenge that waits for its answer.
#[derive(Debug)]
pub enum Challenge {}

/// Keeps a challenge; `account` is whose passkey is to be made.
pub(in crate::accounts) fn ask(
    desk: &mut Desk<'_>,
    account: Option<Id<Account>>,
    from: &str,
    challenge: &[u8],
) -> Result<Id<Challenge>> {
    let (now, id, asker): (_, Id<Challenge>, _) =
        (desk.now(), desk.fresh_id(), askers::digest(desk, from));
    desk.lock([format!("challenge {}", crate::identity::secrets::hex(&asker))])?;
    desk.execute(
        "insert into account_challenges
            (tenant, id, account, asker, challenge, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&desk.tenant.clone(), &id, &account, &asker, &challenge, &now, &(now + ANSWERED_IN)],
    )?;
    desk.execute(
        "delete from account_challenges where tenant = $1 and id in (
             select id from account_challenges where tenant = $1 and asker = $2
              order by asked_at desc, id desc limit $4 offset $3)",
        &[&desk.tenant.clone(), &asker, &OPEN_MAX, &AWAY_AT_ONCE],
    )?;
    Ok(id)
}

struct Open {
    account: Option<Id<Account>>,
    challenge: Vec<u8>,
}

impl FromRow for Open {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { account: row.get("account")?, challenge: row.get("challenge")? })
    }
}

/// Takes a challenge away, so that it is answered once; none: there is none, it is old, or it was
/// asked for something else.
pub(in crate::accounts) fn take(
    desk: &mut Desk<'_>,
    id: Id<Challenge>,
    account: Option<Id<Account>>,
) -> Result<Option<Vec<u8>>> {
    let open: Option<Open> = desk.optional(
        "delete from account_challenges where tenant = $1 and id = $2 and expires_at > $3
         returning account, challenge",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    Ok(open.filter(|open| open.account == account).map(|open| open.challenge))
}

/// Forgets those that nobody answered in time.
pub(in crate::accounts) fn forget(desk: &mut Desk<'_>) -> Result<()> {
    desk.execute(
        "delete from account_challenges where tenant = $1 and expires_at <= $2",
        &[&desk.tenant.clone(), &desk.now()],
    )?;
    Ok(())
}
