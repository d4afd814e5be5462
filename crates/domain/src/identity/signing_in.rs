use super::{
    model::{Factor, bad},
    secrets,
};
use crate::{Desk, Kind, Refusal, Result, Role, Who};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language};
use serde_json::json;

/// Wrong passwords or codes in a row that shut the door.
const FAILURES_MAX: i64 = 5;
/// For how long.
const LOCKED_FOR: i64 = 15 * Instant::MINUTE;
/// A session ends this long after it was opened, used or not.
const SESSION_FOR: i64 = 12 * Instant::HOUR;

/// What is needed to check a password outside of any transaction.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Whose.
    pub id: Id<Role>,
    /// The hash that is stored.
    pub password: String,
    /// Whether a code is asked for too.
    pub factor: Factor,
    /// Until when the door is shut.
    pub locked_until: Instant,
    secret: Option<String>,
    used: i64,
}

impl FromRow for SignIn {
    fn from_row(row: &Row) -> db::Result<Self> {
        let secret: Option<String> = row.get("secret")?;
        let secret = secret.filter(|secret| !secret.starts_with('?'));
        Ok(Self {
            id: row.get("id")?,
            password: row.get("password")?,
            factor: if secret.is_some() { Factor::OneTimeCode } else { Factor::Password },
            locked_until: row.get("locked_until")?,
            used: row.get("secret_used")?,
            secret,
        })
    }
}

/// What is kept about the person who signs in with this address, if anybody does.
///
/// # Errors
/// Only when the database fails.
pub fn sign_in_facts(desk: &mut Desk<'_>, email: &str) -> Result<Option<SignIn>> {
    desk.optional(
        "select id, password, secret, secret_used, locked_until from staff
          where tenant = $1 and email = $2 and left_at is null",
        &[&desk.tenant.clone(), &email.trim().to_lowercase()],
    )
}

/// Counts a wrong password or code; after the fifth in a row the door stays shut for a while.
///
/// # Errors
/// Only when the database fails.
pub fn record_failure(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    let until = desk.now() + LOCKED_FOR;
    let failures: i64 = desk.one(
        "update staff set failures = failures + 1,
                locked_until = case when failures + 1 >= $3 then $4 else locked_until end
          where tenant = $1 and id = $2 returning failures",
        &[&desk.tenant.clone(), &id, &FAILURES_MAX, &until],
    )?;
    if failures >= FAILURES_MAX {
        desk.record(id, Kind::StaffLocked, &json!({ "failures": failures }))?;
    }
    Ok(())
}

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The token that the browser will hold.
    pub token: &'a str,
    /// The address it comes from.
    pub address: &'a str,
    /// What the browser says it is.
    pub browser: &'a str,
}

/// A session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The door is open.
    Proved,
    /// A one-time code is still asked for.
    CodeWanted,
}

/// Opens a session after the right password was given.
///
/// # Errors
/// `Conflict` while the door is shut.
pub fn open_session(
    desk: &mut Desk<'_>,
    sign_in: &SignIn,
    attempt: &Attempt<'_>,
) -> Result<Opened> {
    let now = desk.now();
    if sign_in.locked_until > now {
        return Err(Refusal::Conflict("conflict-locked"));
    }
    let proved = sign_in.factor == Factor::Password;
    let id: Id<super::Session> = desk.fresh_id();
    desk.execute(
        "insert into sessions (tenant, id, staff, token, opened_at, seen_at, expires_at, proved,
                               address, browser)
         values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &sign_in.id,
            &secrets::hash_token(attempt.token),
            &now,
            &(now + SESSION_FOR),
            &proved,
            &attempt.address,
            &attempt.browser.chars().take(200).collect::<String>(),
        ],
    )?;
    if proved {
        forget_failures(desk, sign_in.id)?;
    }
    let facts = json!({ "session": id.to_string() });
    desk.record(sign_in.id, Kind::SessionOpened, &facts)?;
    Ok(if proved { Opened::Proved } else { Opened::CodeWanted })
}

fn forget_failures(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    desk.execute(
        "update staff set failures = 0, locked_until = 0
          where tenant = $1 and id = $2 and failures > 0",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok(())
}

struct Unproved {
    session: Id<super::Session>,
    sign_in: SignIn,
}

impl FromRow for Unproved {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { session: row.get("session")?, sign_in: SignIn::from_row(row)? })
    }
}

/// Proves an open session with a one-time code; a wrong code counts as a failure. Answers whether
/// the code was right.
///
/// # Errors
/// `Unknown` without such a session; `Conflict` while the door is shut.
pub fn prove(desk: &mut Desk<'_>, token: &str, code: &str) -> Result<bool> {
    let unproved: Option<Unproved> = desk.optional(
        "select s.id as session, p.id, p.password, p.secret, p.secret_used, p.locked_until
           from sessions as s join staff as p on p.tenant = s.tenant and p.id = s.staff
          where s.tenant = $1 and s.token = $2 and s.ended_at is null and s.expires_at > $3
            and not s.proved and p.left_at is null",
        &[&desk.tenant.clone(), &secrets::hash_token(token), &desk.now()],
    )?;
    let Unproved { session, sign_in } = unproved.ok_or(Refusal::Unknown("session"))?;
    if sign_in.locked_until > desk.now() {
        return Err(Refusal::Conflict("conflict-locked"));
    }
    let Some(step) = sign_in.step(code, desk.now()) else {
        record_failure(desk, sign_in.id)?;
        return Ok(false);
    };
    desk.execute(
        "update sessions set proved = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &session, &true],
    )?;
    desk.execute(
        "update staff set secret_used = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &sign_in.id, &step],
    )?;
    forget_failures(desk, sign_in.id)?;
    Ok(true)
}

impl SignIn {
    fn step(&self, code: &str, now: Instant) -> Option<i64> {
        let secret = secrets::from_base32(self.secret.as_deref()?)?;
        secrets::step_of(&secret, code, now, self.used)
    }
}

/// The signed-in person themself, or `Forbidden` for anybody else.
fn oneself(desk: &Desk<'_>) -> Result<Id<Role>> {
    match desk.who {
        Who::Staff { id, .. } => Ok(id),
        _ => Err(Refusal::Forbidden),
    }
}

/// Begins to set a second factor: the secret counts only once a code of it was given.
/// A secret that waits for that is stored with a question mark before it.
///
/// # Errors
/// `Conflict` where there is one already.
pub fn start_second_factor(desk: &mut Desk<'_>, secret: &[u8; 20]) -> Result<String> {
    let me = oneself(desk)?;
    let text = secrets::base32(secret);
    let started = desk.execute(
        "update staff set secret = $3
          where tenant = $1 and id = $2 and (secret is null or substr(secret, 1, 1) = '?')",
        &[&desk.tenant.clone(), &me, &format!("?{text}")],
    )?;
    if started == 1 { Ok(text) } else { Err(Refusal::Conflict("conflict-has-second-factor")) }
}

/// Sets the second factor that was begun, given a code of it.
///
/// # Errors
/// `Invalid` for a wrong code; `Conflict` where none was begun.
pub fn confirm_second_factor(desk: &mut Desk<'_>, code: &str) -> Result<()> {
    let me = oneself(desk)?;
    let waiting: Option<String> = desk.optional(
        "select secret from staff
          where tenant = $1 and id = $2 and substr(secret, 1, 1) = '?'",
        &[&desk.tenant.clone(), &me],
    )?;
    let text = waiting.ok_or(Refusal::Conflict("conflict-no-second-factor"))?;
    let text = text.trim_start_matches('?');
    let secret = secrets::from_base32(text).ok_or(Refusal::Broken(bad("secret", "base 32")))?;
    let step = secrets::step_of(&secret, code, desk.now(), 0)
        .ok_or_else(|| Refusal::invalid("code", "fault-code-wrong"))?;
    desk.execute(
        "update staff set secret = $3, secret_used = $4 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &me, &text, &step],
    )?;
    desk.record(me, Kind::StaffSecondFactor, &json!({ "set": true }))
}

/// Gives the second factor up.
///
/// # Errors
/// `Forbidden` for anybody but a member of staff.
pub fn drop_second_factor(desk: &mut Desk<'_>) -> Result<()> {
    let me = oneself(desk)?;
    desk.execute(
        "update staff set secret = null where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &me],
    )?;
    desk.record(me, Kind::StaffSecondFactor, &json!({ "set": false }))
}

/// Stores the hash of a new password; every other session ends.
///
/// # Errors
/// `Forbidden` for anybody but a member of staff.
pub fn set_password(desk: &mut Desk<'_>, hash: &str, token: &str) -> Result<()> {
    let me = oneself(desk)?;
    desk.execute(
        "update staff set password = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &me, &hash],
    )?;
    desk.execute(
        "update sessions set ended_at = $4
          where tenant = $1 and staff = $2 and token <> $3 and ended_at is null",
        &[&desk.tenant.clone(), &me, &secrets::hash_token(token), &desk.now()],
    )?;
    desk.record(me, Kind::StaffPassword, &json!({}))
}

/// Sets the language of one's own screens.
///
/// # Errors
/// `Forbidden` for anybody but a member of staff.
pub fn set_language(desk: &mut Desk<'_>, language: Language) -> Result<()> {
    let me = oneself(desk)?;
    desk.execute(
        "update staff set language = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &me, &language.code()],
    )?;
    Ok(())
}
