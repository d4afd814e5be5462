//! Passkeys of a client: made by who has just signed in, used without a name.

use super::{
    challenges::{self, Challenge},
    tell,
};
use crate::{
    Desk, Kind, Refusal, Result,
    accounts::{
        Account,
        sessions::{self, Opening, Session, mine},
    },
};
use ::passkeys::{Asked, Use};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// Passkeys of one account at the most.
pub const PASSKEYS_MAX: i64 = 10;
/// Characters of the name of one.
const NAME_MAX: usize = 60;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its row.
    pub id: Id<Passkey>,
    /// What its owner calls it.
    pub name: String,
    /// Whether it is kept beyond one device.
    pub is_kept: bool,
    /// Since when it is there.
    pub made_at: Instant,
    /// When it last let somebody in.
    pub used_at: Option<Instant>,
}

impl FromRow for Passkey {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            is_kept: row.get("kept")?,
            made_at: row.get("made_at")?,
            used_at: row.get("used_at")?,
        })
    }
}

/// The client's passkeys, the oldest first.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn passkeys(desk: &mut Desk<'_>) -> Result<Vec<Passkey>> {
    let account = mine(desk)?;
    desk.all(
        "select id, name, kept, made_at, used_at from account_passkeys
          where tenant = $1 and account = $2 order by made_at, id limit $3",
        &[&desk.tenant.clone(), &account, &PASSKEYS_MAX],
    )
}

/// The site that asks: its host name and the addresses of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The host name to which passkeys are bound.
    pub host: String,
    /// The addresses of its pages, without a path.
    pub origins: Vec<String>,
}

impl Site {
    fn asked<'a>(&'a self, challenge: &'a [u8]) -> Asked<'a> {
        Asked { site: &self.host, origins: &self.origins, challenge }
    }
}

/// What a browser needs to make a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// The challenge's own id.
    pub id: Id<Challenge>,
    /// Whose it will be.
    pub account: Id<Account>,
    /// The ids of those there are: no device makes a second one.
    pub known: Vec<Vec<u8>>,
}

/// Begins to make a passkey.
///
/// # Errors
/// `Conflict` where the client has not just signed in, or has as many as there may be.
pub fn ask_for_passkey(
    desk: &mut Desk<'_>,
    session: Id<Session>,
    from: &str,
    challenge: &[u8],
) -> Result<Making> {
    let account = sessions::fresh(desk, session)?;
    let known = credentials(desk, account)?;
    let id = challenges::ask(desk, Some(account), from, challenge)?;
    Ok(Making { id, account, known })
}

fn credentials(desk: &mut Desk<'_>, account: Id<Account>) -> Result<Vec<Vec<u8>>> {
    let known: Vec<Vec<u8>> = desk.all(
        "select credential from account_passkeys where tenant = $1 and account = $2
          order by made_at, id limit $3",
        &[&desk.tenant.clone(), &account, &PASSKEYS_MAX],
    )?;
    let full = i64::try_from(known.len()).is_ok_and(|count| count >= PASSKEYS_MAX);
    if full { Err(Refusal::Conflict("conflict-passkeys-many")) } else { Ok(known) }
}

/// What came of making one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The challenge that was answered.
    pub challenge: Id<Challenge>,
    /// What the browser says.
    pub client: Vec<u8>,
    /// What the authenticator says.
    pub attestation: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
}

/// Adds a passkey that was made, and tells the client by mail or telephone that there is one more
/// way in. Whoever calls this commits it in any case: a challenge that was answered is gone. False:
/// it does not answer what was asked.
///
/// # Errors
/// As [`ask_for_passkey`]; `Conflict` where the passkey is somebody's already.
pub fn add_passkey(
    desk: &mut Desk<'_>,
    session: Id<Session>,
    site: &Site,
    made: &Made,
) -> Result<bool> {
    let account = sessions::fresh(desk, session)?;
    let Some(challenge) = challenges::take(desk, made.challenge, Some(account))? else {
        return Ok(false);
    };
    let asked = site.asked(&challenge);
    let Ok(passkey) = ::passkeys::made(&asked, &made.client, &made.attestation) else {
        return Ok(false);
    };
    desk.lock([format!("passkeys {account}")])?;
    credentials(desk, account)?;
    let name: String = made.name.trim().chars().take(NAME_MAX).collect();
    let id: Id<Passkey> = desk.fresh_id();
    let added = desk.execute(
        "insert into account_passkeys
            (tenant, id, account, credential, key, counter, kept, name, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant, credential) do nothing",
        &[
            &desk.tenant.clone(),
            &id,
            &account,
            &passkey.credential,
            &passkey.key,
            &passkey.counter,
            &passkey.is_kept,
            &name,
            &desk.now(),
        ],
    )?;
    if added == 0 {
        return Err(Refusal::Conflict("conflict-passkey-known"));
    }
    desk.record(account, Kind::AccountChanged, &json!({ "passkey": "added" }))?;
    tell(desk, account, &name)?;
    Ok(true)
}

/// Removes one of the client's passkeys.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn remove_passkey(desk: &mut Desk<'_>, id: Id<Passkey>) -> Result<()> {
    let account = mine(desk)?;
    let removed = desk.execute(
        "delete from account_passkeys where tenant = $1 and id = $2 and account = $3",
        &[&desk.tenant.clone(), &id, &account],
    )?;
    if removed == 0 {
        return Err(Refusal::Unknown("passkey"));
    }
    desk.record(account, Kind::AccountChanged, &json!({ "passkey": "removed" }))
}

/// Begins to come in with a passkey. It is asked for no name, so that nobody learns from it who has
/// one.
///
/// # Errors
/// Only when the database fails.
pub fn ask_passkey(desk: &mut Desk<'_>, from: &str, challenge: &[u8]) -> Result<Id<Challenge>> {
    challenges::ask(desk, None, from, challenge)
}

/// What came of using one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The challenge that was answered.
    pub challenge: Id<Challenge>,
    /// The id of the passkey.
    pub credential: Vec<u8>,
    /// Whose the authenticator says it is.
    pub account: Vec<u8>,
    /// What the browser says.
    pub client: Vec<u8>,
    /// What the authenticator says.
    pub authenticator: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
}

struct Known {
    id: Id<Passkey>,
    account: Id<Account>,
    key: Vec<u8>,
    counter: i64,
}

impl FromRow for Known {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            account: row.get("account")?,
            key: row.get("key")?,
            counter: row.get("counter")?,
        })
    }
}

/// Lets somebody in whose passkey answered. Whoever calls this commits it in any case: a challenge
/// that was answered is gone. None: it lets nobody in.
///
/// # Errors
/// Only when the database fails.
pub fn enter_by_passkey(
    desk: &mut Desk<'_>,
    site: &Site,
    used: &Used,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let Some(challenge) = challenges::take(desk, used.challenge, None)? else { return Ok(None) };
    let known: Option<Known> = desk.optional(
        "select p.id, p.account, p.key, p.counter from account_passkeys as p
           join accounts as a on a.tenant = p.tenant and a.id = p.account
          where p.tenant = $1 and p.credential = $2 and a.closed_at is null",
        &[&desk.tenant.clone(), &used.credential],
    )?;
    let known = known.filter(|known| known.account.bytes()[..] == used.account[..]);
    let Some(known) = known else { return Ok(None) };
    let Used { client, authenticator, signature, .. } = used;
    let answer = Use { client, authenticator, signature };
    let before = u32::try_from(known.counter).unwrap_or(u32::MAX);
    match ::passkeys::used(&site.asked(&challenge), (&known.key, before), &answer) {
        Ok(counter) => let_in(desk, &known, counter, opening),
        Err(::passkeys::Fault::Counter) => {
            let facts = json!({ "passkey": "copied" });
            desk.record(known.account, Kind::AccountChanged, &facts)?;
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

fn let_in(
    desk: &mut Desk<'_>,
    known: &Known,
    counter: u32,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let Some(party) = sessions::whom(desk, known.account, opening)? else { return Ok(None) };
    desk.execute(
        "update account_passkeys set counter = $3, used_at = $4 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &known.id, &counter, &desk.now()],
    )?;
    sessions::open(desk, (known.account, party), opening)?;
    Ok(Some(known.account))
}
