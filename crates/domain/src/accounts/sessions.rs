//! Who is in, for whom they look, and how they leave.

use super::{Account, devices, roles::first_of};
use crate::{
    Desk, Kind, Refusal, Result, Who,
    identity::secrets,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language};
use serde_json::json;

/// A session ends this long after it was opened, used or not.
const SESSION_FOR: i64 = 30 * Instant::DAY;
/// For so long after they came in, a client may change how they come in.
const FRESH_FOR: i64 = 10 * Instant::MINUTE;

/// How a session is opened.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// The token that the browser will hold.
    pub token: &'a str,
    /// What the browser says it is.
    pub browser: &'a str,
    /// The language they read.
    pub language: Language,
    /// The account that is open in this browser already.
    pub inside: Option<Id<Account>>,
    /// The session it is open in, which gives way to the new one.
    pub replaces: Option<Id<Session>>,
}

/// A client who is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Their account.
    pub account: Id<Account>,
    /// This session.
    pub session: Id<Session>,
    /// For whom they look.
    pub party: Id<Party>,
    /// What that party is called.
    pub name: String,
    /// The language they read.
    pub language: Language,
    /// When they came in.
    pub opened_at: Instant,
}

impl Client {
    /// Who sits at the desk then.
    pub fn who(&self) -> Who {
        Who::Client { account: self.account.bytes(), party: self.party.bytes() }
    }

    /// Whether they came in just now, so that they may change how they come in.
    pub fn is_fresh(&self, now: Instant) -> bool {
        now - self.opened_at < FRESH_FOR
    }
}

impl FromRow for Client {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: String = row.get("language")?;
        let wrong = |()| db::Error::Column { column: "language".into(), wanted: "language" };
        Ok(Self {
            account: row.get("account")?,
            session: row.get("id")?,
            party: row.get("party")?,
            name: row.get("name")?,
            language: language.parse().map_err(wrong)?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// A browser in which a client is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its row.
    pub id: Id<Session>,
    /// Since when.
    pub opened_at: Instant,
    /// What it said it was.
    pub browser: String,
}

impl FromRow for Session {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            opened_at: row.get("opened_at")?,
            browser: row.get("browser")?,
        })
    }
}

pub(super) fn open(
    desk: &mut Desk<'_>,
    (account, party): (Id<Account>, Id<Party>),
    opening: &Opening<'_>,
) -> Result<()> {
    let (id, now): (Id<Session>, _) = (desk.fresh_id(), desk.now());
    let browser: String = opening.browser.chars().take(200).collect();
    if let Some(replaced) = opening.replaces {
        desk.execute(
            "update account_sessions set ended_at = $3
              where tenant = $1 and id = $2 and ended_at is null",
            &[&desk.tenant.clone(), &replaced, &now],
        )?;
        devices::follow(desk, (replaced, account), id)?;
    }
    desk.execute(
        "insert into account_sessions
            (tenant, id, account, party, token, opened_at, expires_at, browser)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &desk.tenant.clone(),
            &id,
            &account,
            &party,
            &secrets::hash_token(opening.token),
            &now,
            &(now + SESSION_FOR),
            &browser,
        ],
    )?;
    desk.execute(
        "update accounts set seen_at = $3, language = $4 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &account, &now, &opening.language],
    )?;
    // Whoever never said what they read is written to as they read here.
    desk.execute(
        "update parties set language = $3 where tenant = $1 and id = $2 and language is null",
        &[&desk.tenant.clone(), &party, &opening.language],
    )?;
    desk.record(account, Kind::AccountEntered, &json!({}))
}

/// For whom somebody looks who comes in: for whom they looked in the session that gives way, where
/// they still come in for them.
pub(super) fn whom(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    opening: &Opening<'_>,
) -> Result<Option<Id<Party>>> {
    let standing: Option<Id<Party>> = desk.optional(
        "select s.party from account_sessions as s
           join account_roles as r
             on r.tenant = s.tenant and r.account = s.account and r.party = s.party
          where s.tenant = $1 and s.id = $2 and s.account = $3 and s.ended_at is null",
        &[&desk.tenant.clone(), &opening.replaces, &account],
    )?;
    if standing.is_some() { Ok(standing) } else { first_of(desk, account) }
}

/// The client whose session this token is.
///
/// # Errors
/// `Unknown` where there is none that is open.
pub fn resume(desk: &mut Desk<'_>, token: &str) -> Result<Client> {
    desk.optional(
        "select s.id, s.account, s.party, s.opened_at, p.name, a.language
           from account_sessions as s
           join accounts as a on a.tenant = s.tenant and a.id = s.account
           join account_roles as r
             on r.tenant = s.tenant and r.account = s.account and r.party = s.party
           join parties as p on p.tenant = s.tenant and p.id = s.party
          where s.tenant = $1 and s.token = $2 and s.ended_at is null and s.expires_at > $3
            and a.closed_at is null",
        &[&desk.tenant.clone(), &secrets::hash_token(token), &desk.now()],
    )?
    .ok_or(Refusal::Unknown("session"))
}

/// The account of the client at this desk.
pub(super) fn mine(desk: &Desk<'_>) -> Result<Id<Account>> {
    Ok(Id::from_bytes(desk.client()?.0))
}

/// Looks for another of those for whom the client comes in.
///
/// # Errors
/// `Unknown` where they do not come in for it.
pub fn look_for(desk: &mut Desk<'_>, session: Id<Session>, party: Id<Party>) -> Result<()> {
    let account = mine(desk)?;
    let moved = desk.execute(
        "update account_sessions set party = $4
          where tenant = $1 and id = $2 and account = $3 and exists (
              select 1 from account_roles
               where tenant = $1 and account = $3 and party = $4)",
        &[&desk.tenant.clone(), &session, &account, &party],
    )?;
    if moved == 1 { Ok(()) } else { Err(Refusal::Unknown("party")) }
}

/// Changes the language a client reads.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn speak(desk: &mut Desk<'_>, language: Language) -> Result<()> {
    let (tenant, account, party) = (desk.tenant, mine(desk)?, parties::of_client(desk)?);
    desk.execute(
        "update accounts set language = $3 where tenant = $1 and id = $2",
        &[&tenant, &account, &language],
    )?;
    desk.execute(
        "update parties set language = $3 where tenant = $1 and id = $2",
        &[&tenant, &party, &language],
    )?;
    desk.record(account, Kind::AccountChanged, &json!({ "language": language.code() }))
}

/// The client's open sessions, the newest first.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn sessions(desk: &mut Desk<'_>) -> Result<Vec<Session>> {
    let account = mine(desk)?;
    desk.all(
        "select id, opened_at, browser from account_sessions
          where tenant = $1 and account = $2 and ended_at is null and expires_at > $3
          order by opened_at desc, id limit 100",
        &[&desk.tenant.clone(), &account, &desk.now()],
    )
}

/// The account of the client at this desk, whose session was opened just now.
pub(super) fn fresh(desk: &mut Desk<'_>, session: Id<Session>) -> Result<Id<Account>> {
    let account = mine(desk)?;
    let fresh: Option<Id<Session>> = desk.optional(
        "select id from account_sessions where tenant = $1 and id = $2 and account = $3
            and ended_at is null and opened_at > $4",
        &[&desk.tenant.clone(), &session, &account, &(desk.now() + -FRESH_FOR)],
    )?;
    fresh.map(|_| account).ok_or(Refusal::Conflict("conflict-not-fresh"))
}

/// Ends one of the client's sessions.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn end(desk: &mut Desk<'_>, session: Id<Session>) -> Result<()> {
    let account = mine(desk)?;
    let ended = desk.execute(
        "update account_sessions set ended_at = $4
          where tenant = $1 and id = $2 and account = $3 and ended_at is null",
        &[&desk.tenant.clone(), &session, &account, &desk.now()],
    )?;
    if ended == 0 {
        return Err(Refusal::Unknown("session"));
    }
    devices::leave(desk, account, Some(session))?;
    desk.record(account, Kind::AccountChanged, &json!({ "session": session.to_string() }))
}

/// Ends every session of an account but this one.
pub(super) fn end_others(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    session: Id<Session>,
) -> Result<()> {
    desk.execute(
        "update account_sessions set ended_at = $4
          where tenant = $1 and account = $2 and id <> $3 and ended_at is null",
        &[&desk.tenant.clone(), &account, &session, &desk.now()],
    )?;
    devices::leave_others(desk, account, session)
}

/// Signs the client out everywhere; no device of theirs is told of anything any more.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn end_all(desk: &mut Desk<'_>) -> Result<()> {
    let account = mine(desk)?;
    end_each(desk, account)?;
    desk.record(account, Kind::AccountChanged, &json!({ "sessions": "ended" }))
}

fn end_each(desk: &mut Desk<'_>, account: Id<Account>) -> Result<()> {
    desk.execute(
        "update account_sessions set ended_at = $3
          where tenant = $1 and account = $2 and ended_at is null",
        &[&desk.tenant.clone(), &account, &desk.now()],
    )?;
    devices::leave(desk, account, None)
}

/// Closes the client's account: nobody comes in with it any more, and its addresses are free.
/// Contracts, requests and messages stay: they are the company's to keep.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn close(desk: &mut Desk<'_>) -> Result<()> {
    let account = mine(desk)?;
    end_all(desk)?;
    shut(desk, account)
}

/// Closes an account of which every session has ended.
fn shut(desk: &mut Desk<'_>, account: Id<Account>) -> Result<()> {
    let tenant = desk.tenant;
    for table in ["account_addresses", "account_roles", "account_passkeys", "account_passwords"] {
        desk.execute(
            &format!("delete from {table} where tenant = $1 and account = $2"),
            &[&tenant, &account],
        )?;
    }
    desk.execute(
        "update accounts set closed_at = $3 where tenant = $1 and id = $2",
        &[&tenant, &account, &desk.now()],
    )?;
    desk.record(account, Kind::AccountClosed, &json!({}))
}

/// An account comes in for this party no more: its sessions look for another one, and an account
/// that comes in for nobody is closed.
pub(super) fn lose(desk: &mut Desk<'_>, account: Id<Account>, party: Id<Party>) -> Result<()> {
    let tenant = desk.tenant;
    match first_of(desk, account)? {
        Some(other) => {
            desk.execute(
                "update account_sessions set party = $4
                  where tenant = $1 and account = $2 and party = $3 and ended_at is null",
                &[&tenant, &account, &party, &other],
            )?;
            Ok(())
        }
        None => {
            end_each(desk, account)?;
            shut(desk, account)
        }
    }
}
