use super::{model::Staff, secrets};
use crate::{Desk, Kind, Refusal, Result, Role, Who};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its row.
    pub id: Id<Session>,
    /// Since when.
    pub opened_at: Instant,
    /// When it was last used, to within a minute.
    pub seen_at: Instant,
    /// From which address it was opened.
    pub address: String,
    /// What the browser said it was.
    pub browser: String,
}

impl FromRow for Session {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            opened_at: row.get("opened_at")?,
            seen_at: row.get("seen_at")?,
            address: row.get("address")?,
            browser: row.get("browser")?,
        })
    }
}

/// A session that somebody comes with.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Its row.
    pub id: Id<Session>,
    /// When it was last used, as far as it is written down.
    pub at: Instant,
}

impl Seen {
    /// True once so much time has passed that its use is worth writing down again.
    pub fn is_stale(&self, now: Instant) -> bool {
        now - self.at >= SEEN_EVERY
    }
}

/// Use of a session is written down this often at the most: a page asked for every second costs
/// no more than one a minute.
const SEEN_EVERY: i64 = Instant::MINUTE;

/// Writes down that a session is used now. It is no part of what the visitor asked for: like the
/// access log it says who was here, and is kept beside it.
///
/// # Errors
/// Only when the database fails.
pub fn seen(desk: &mut Desk<'_>, id: Id<Session>) -> Result<()> {
    let now = desk.now();
    desk.execute(
        "update sessions set seen_at = $3 where tenant = $1 and id = $2 and seen_at <= $4",
        &[&desk.tenant.clone(), &id, &now, &(now - SEEN_EVERY)],
    )?;
    Ok(())
}

/// The person whose session this token is, and the session.
///
/// # Errors
/// `Unknown` where there is none that is open and proved.
pub fn resume(desk: &mut Desk<'_>, token: &str) -> Result<(Staff, Seen)> {
    let found: Option<Resumed> = desk.optional(
        "select s.id as session, s.seen_at, p.id, p.email, p.name, p.role, p.unit, u.path,
                p.language, p.secret, p.locked_until, p.left_at
           from sessions as s
           join staff as p on p.tenant = s.tenant and p.id = s.staff
           join units as u on u.tenant = p.tenant and u.id = p.unit
          where s.tenant = $1 and s.token = $2 and s.ended_at is null and s.expires_at > $3
            and s.proved and p.left_at is null",
        &[&desk.tenant.clone(), &secrets::hash_token(token), &desk.now()],
    )?;
    let found = found.ok_or(Refusal::Unknown("session"))?;
    Ok((found.0, found.1))
}

struct Resumed(Staff, Seen);

impl FromRow for Resumed {
    fn from_row(row: &Row) -> db::Result<Self> {
        let seen = Seen { id: row.get("session")?, at: row.get("seen_at")? };
        Ok(Self(Staff::from_row(row)?, seen))
    }
}

fn me(desk: &Desk<'_>) -> Result<Id<Role>> {
    match desk.who {
        Who::Staff { id, .. } => Ok(id),
        _ => Err(Refusal::Forbidden),
    }
}

/// One's own open sessions, the newest first.
///
/// # Errors
/// `Forbidden` for anybody but a member of staff.
pub fn sessions(desk: &mut Desk<'_>) -> Result<Vec<Session>> {
    let me = me(desk)?;
    desk.all(
        "select id, opened_at, seen_at, address, browser from sessions
          where tenant = $1 and staff = $2 and ended_at is null and expires_at > $3
          order by opened_at desc, id limit 100",
        &[&desk.tenant.clone(), &me, &desk.now()],
    )
}

/// Ends one of one's own sessions.
///
/// # Errors
/// `Unknown` where it is not one's own, or ended already.
pub fn end(desk: &mut Desk<'_>, id: Id<Session>) -> Result<()> {
    let me = me(desk)?;
    let ended = desk.execute(
        "update sessions set ended_at = $4
          where tenant = $1 and id = $2 and staff = $3 and ended_at is null",
        &[&desk.tenant.clone(), &id, &me, &desk.now()],
    )?;
    if ended == 0 {
        return Err(Refusal::Unknown("session"));
    }
    desk.record(me, Kind::SessionEnded, &json!({ "session": id.to_string() }))
}

/// Signs out everywhere: every session of one's own ends.
///
/// # Errors
/// `Forbidden` for anybody but a member of staff.
pub fn end_all(desk: &mut Desk<'_>) -> Result<()> {
    let me = me(desk)?;
    desk.execute(
        "update sessions set ended_at = $3 where tenant = $1 and staff = $2 and ended_at is null",
        &[&desk.tenant.clone(), &me, &desk.now()],
    )?;
    desk.record(me, Kind::SessionEnded, &json!({ "session": "all" }))
}
