//! A password, for those clients who want one: beside their other ways in, never in place of them.

use super::tell;
use crate::{
    Desk, Kind, Result,
    accounts::{
        Account,
        entering::{account_at, address_of},
        sessions::{self, Opening, Session, mine},
    },
    parties::PointKind,
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// Wrong passwords in a row after which passwords are not compared for a while; codes, links and
/// passkeys go on letting the client in.
const FAILURES_MAX: i64 = 5;
/// For so long.
const LOCKED_FOR: i64 = 15 * Instant::MINUTE;

/// When the client set their password; none: they have none.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn password_since(desk: &mut Desk<'_>) -> Result<Option<Instant>> {
    let account = mine(desk)?;
    desk.optional(
        "select set_at from account_passwords where tenant = $1 and account = $2",
        &[&desk.tenant.clone(), &account],
    )
}

/// Sets the client's password; their other sessions end, and they are told. `way` is what a
/// password is called in their language.
///
/// # Errors
/// `Conflict` where the client has not just signed in.
pub fn set_password(
    desk: &mut Desk<'_>,
    session: Id<Session>,
    hash: &str,
    way: &str,
) -> Result<()> {
    let account = sessions::fresh(desk, session)?;
    desk.execute(
        "insert into account_passwords (tenant, account, hash, set_at, failures, locked_until)
         values ($1, $2, $3, $4, 0, 0)
         on conflict (tenant, account) do update
            set hash = excluded.hash, set_at = excluded.set_at, failures = 0, locked_until = 0",
        &[&desk.tenant.clone(), &account, &hash, &desk.now()],
    )?;
    sessions::end_others(desk, account, session)?;
    desk.record(account, Kind::AccountChanged, &json!({ "password": "set" }))?;
    tell(desk, account, way)
}

/// Gives the password up.
///
/// # Errors
/// `Conflict` where the client has not just signed in.
pub fn drop_password(desk: &mut Desk<'_>, session: Id<Session>) -> Result<()> {
    let account = sessions::fresh(desk, session)?;
    let dropped = desk.execute(
        "delete from account_passwords where tenant = $1 and account = $2",
        &[&desk.tenant.clone(), &account],
    )?;
    if dropped == 0 {
        return Ok(());
    }
    desk.record(account, Kind::AccountChanged, &json!({ "password": "dropped" }))
}

/// A password that may be compared: the try is counted already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// Whose it is.
    pub account: Id<Account>,
    /// The hash that is stored.
    pub hash: String,
}

impl FromRow for Try {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { account: row.get("account")?, hash: row.get("hash")? })
    }
}

/// Counts a try at the password of who signs in with this address, before anything is compared.
/// None: there is nobody, they have no password, or it was tried too often; whoever compares then
/// compares with a hash that is nobody's, so that it takes as long. A try is written down in any
/// case, for the same reason.
///
/// # Errors
/// Only when the database fails.
pub fn try_password(desk: &mut Desk<'_>, email: &str) -> Result<Option<Try>> {
    let email: String = email.chars().take(300).collect();
    let account = account_at(desk, "email", &address_of(PointKind::Email, &email))?;
    let (now, id): (_, Id<Try>) = (desk.now(), desk.fresh_id());
    desk.execute(
        "insert into account_tries (tenant, id, at) values ($1, $2, $3)",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.optional(
        "update account_passwords set failures = failures + 1,
                locked_until = case when failures + 1 >= $3 then $4 else locked_until end
          where tenant = $1 and account = $2 and locked_until <= $5
         returning account, hash",
        &[&desk.tenant.clone(), &account, &FAILURES_MAX, &(now + LOCKED_FOR), &now],
    )
}

/// Lets somebody in whose password was right. None: the account was closed or its password changed
/// meanwhile.
///
/// # Errors
/// Only when the database fails.
pub fn enter_by_password(
    desk: &mut Desk<'_>,
    tried: &Try,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let right = desk.execute(
        "update account_passwords set failures = 0, locked_until = 0
          where tenant = $1 and account = $2 and hash = $3 and exists (
              select 1 from accounts where tenant = $1 and id = $2 and closed_at is null)",
        &[&desk.tenant.clone(), &tried.account, &tried.hash],
    )?;
    let party = sessions::whom(desk, tried.account, opening)?.filter(|_| right == 1);
    let Some(party) = party else { return Ok(None) };
    sessions::open(desk, (tried.account, party), opening)?;
    Ok(Some(tried.account))
}

/// Tries are forgotten after so long.
const TRIES_KEPT_FOR: i64 = Instant::DAY;

/// Forgets old tries.
pub(in crate::accounts) fn forget(desk: &mut Desk<'_>) -> Result<()> {
    desk.execute(
        "delete from account_tries where tenant = $1 and at < $2",
        &[&desk.tenant.clone(), &(desk.now() + -TRIES_KEPT_FOR)],
    )?;
    Ok(())
}
