//! Devices on which a client is told that there is a message for them. What rings there says
//! nothing of the message: it stands in the area, where one comes in first. So a bell may be lost,
//! rings once at the most, and is over after a day.

use super::{
    Account,
    sessions::{Session, mine},
};
use crate::{Desk, Kind, Refusal, Result, messaging};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::json;

/// Devices of one account at the most; the oldest gives way.
pub const DEVICES_MAX: i64 = 10;
/// Characters of an address that a browser's maker gives out.
const ENDPOINT_MAX: usize = 1_000;
/// A bell makes sense for so long.
const RINGS_FOR: i64 = Instant::DAY;
/// A bell that nobody could take now is rung again after so long, or when it is said.
const AGAIN_AFTER: i64 = Instant::MINUTE;
/// It is never put off for longer.
const AGAIN_AFTER_MAX: i64 = Instant::HOUR;

/// A device that is told, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its row.
    pub id: Id<Device>,
    /// The session of its browser.
    pub session: Id<Session>,
    /// What its browser says it is.
    pub browser: String,
    /// Since when it is told.
    pub made_at: Instant,
}

impl FromRow for Device {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            session: row.get("session")?,
            browser: row.get("browser")?,
            made_at: row.get("made_at")?,
        })
    }
}

/// The client's devices, the oldest first.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn devices(desk: &mut Desk<'_>) -> Result<Vec<Device>> {
    let account = mine(desk)?;
    desk.all(
        "select id, session, browser, made_at from account_devices
          where tenant = $1 and account = $2 order by made_at, id limit $3",
        &[&desk.tenant.clone(), &account, &DEVICES_MAX],
    )
}

/// What a browser says of how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribing {
    /// Where its maker takes pushes for it.
    pub endpoint: String,
    /// Its public key: a point of P-256, uncompressed.
    pub key: Vec<u8>,
    /// The secret it shares with us.
    pub secret: Vec<u8>,
    /// What it says it is.
    pub browser: String,
}

impl Subscribing {
    fn check(&self) -> Result<()> {
        let is_endpoint = self.endpoint.starts_with("https://")
            && self.endpoint.len() <= ENDPOINT_MAX
            && self.endpoint.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_endpoint {
            return Err(Refusal::invalid("endpoint", "fault-choice"));
        }
        match (self.key.as_slice(), self.secret.len()) {
            ([4, point @ ..], 16) if point.len() == 64 => Ok(()),
            _ => Err(Refusal::invalid("key", "fault-choice")),
        }
    }
}

/// Tells the client on the device of this session from now on. The same device again is one.
///
/// # Errors
/// `Invalid` where it cannot be reached like that.
pub fn subscribe(desk: &mut Desk<'_>, session: Id<Session>, one: &Subscribing) -> Result<()> {
    let account = mine(desk)?;
    one.check()?;
    let (id, browser): (Id<Device>, String) =
        (desk.fresh_id(), one.browser.chars().take(200).collect());
    let known: Option<Id<Device>> = desk.optional(
        "select id from account_devices where tenant = $1 and endpoint = $2 and account = $3",
        &[&desk.tenant.clone(), &one.endpoint, &account],
    )?;
    desk.execute(
        "insert into account_devices
            (tenant, id, account, session, endpoint, key, secret, browser, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant, endpoint) do update
            set account = excluded.account, session = excluded.session, key = excluded.key,
                secret = excluded.secret, browser = excluded.browser",
        &[
            &desk.tenant.clone(),
            &id,
            &account,
            &session,
            &one.endpoint,
            &one.key,
            &one.secret,
            &browser,
            &desk.now(),
        ],
    )?;
    desk.execute(
        "delete from account_devices where tenant = $1 and account = $2 and id not in (
             select id from account_devices where tenant = $1 and account = $2
              order by made_at desc, id desc limit $3)",
        &[&desk.tenant.clone(), &account, &DEVICES_MAX],
    )?;
    match known {
        Some(_) => Ok(()),
        None => desk.record(account, Kind::AccountChanged, &json!({ "device": "added" })),
    }
}

/// Tells the client no more on this device.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn unsubscribe(desk: &mut Desk<'_>, id: Id<Device>) -> Result<()> {
    let account = mine(desk)?;
    let removed = desk.execute(
        "delete from account_devices where tenant = $1 and id = $2 and account = $3",
        &[&desk.tenant.clone(), &id, &account],
    )?;
    if removed == 0 {
        return Err(Refusal::Unknown("device"));
    }
    desk.record(account, Kind::AccountChanged, &json!({ "device": "removed" }))
}

/// Devices of an account, or of one session of it, are told no more.
pub(super) fn leave(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    session: Option<Id<Session>>,
) -> Result<()> {
    let only = if session.is_some() { "and session = $3" } else { "" };
    let sql = format!("delete from account_devices where tenant = $1 and account = $2 {only}");
    match session {
        Some(session) => desk.execute(&sql, &[&desk.tenant.clone(), &account, &session])?,
        None => desk.execute(&sql, &[&desk.tenant.clone(), &account])?,
    };
    Ok(())
}

/// Devices of an account but that of this session are told no more.
pub(super) fn leave_others(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    session: Id<Session>,
) -> Result<()> {
    desk.execute(
        "delete from account_devices where tenant = $1 and account = $2 and session <> $3",
        &[&desk.tenant.clone(), &account, &session],
    )?;
    Ok(())
}

/// A session gave way to another one of the same browser: its device goes on with that, or, where
/// somebody else came in, is told no more.
pub(super) fn follow(
    desk: &mut Desk<'_>,
    (from, account): (Id<Session>, Id<Account>),
    to: Id<Session>,
) -> Result<()> {
    desk.execute(
        "update account_devices set session = $3
          where tenant = $1 and session = $2 and account = $4",
        &[&desk.tenant.clone(), &from, &to, &account],
    )?;
    desk.execute(
        "delete from account_devices where tenant = $1 and session = $2",
        &[&desk.tenant.clone(), &from],
    )?;
    Ok(())
}

/// A bell to be rung at a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// The device.
    pub device: Id<Device>,
    /// Where its maker takes pushes for it.
    pub endpoint: String,
    /// Its public key.
    pub key: Vec<u8>,
    /// The secret it shares with us.
    pub secret: Vec<u8>,
    /// The language its owner reads.
    pub language: Language,
    /// Until when it makes sense.
    pub expires_at: Instant,
}

struct Due {
    device: Id<Device>,
    expires_at: Instant,
}

impl FromRow for Due {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { device: row.get("device")?, expires_at: row.get("expires_at")? })
    }
}

struct Reached {
    device: Id<Device>,
    endpoint: String,
    key: Vec<u8>,
    secret: Vec<u8>,
    language: Language,
}

impl FromRow for Reached {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: String = row.get("language")?;
        let wrong = |()| db::Error::Column { column: "language".into(), wanted: "language" };
        Ok(Self {
            device: row.get("id")?,
            endpoint: row.get("endpoint")?,
            key: row.get("key")?,
            secret: row.get("secret")?,
            language: language.parse().map_err(wrong)?,
        })
    }
}

/// Takes up to `limit` bells that are due: what is taken here rings once at the most. Answers them,
/// and whether there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn bells(desk: &mut Desk<'_>, limit: i64) -> Result<(Vec<Bell>, bool)> {
    let (parties, more) = messaging::to_ring(desk, limit, RINGS_FOR)?;
    hang(desk, &parties)?;
    let sql = format!(
        "with chosen as materialized (
            select id from account_bells where tenant = $1 and ring_at <= $2
             order by ring_at, id limit $3{})
         delete from account_bells where tenant = $1 and id in (select id from chosen)
         returning device, expires_at",
        desk.skip_locked()
    );
    let now = desk.now();
    let due: Vec<Due> = desk.all(&sql, &[&desk.tenant.clone(), &now, &limit])?;
    let full = i64::try_from(due.len()).is_ok_and(|count| count >= limit);
    let list: Vec<Value> = due.iter().map(|one| one.device.to_value()).collect();
    let reached: Vec<Reached> = desk.all_in(
        "select d.id, d.endpoint, d.key, d.secret, a.language from account_devices as d
           join accounts as a on a.tenant = d.tenant and a.id = d.account
          where d.tenant = $1 and d.id in ({list}) order by d.id",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let bell = |one: Reached| {
        let due = due.iter().find(|due| due.device == one.device && due.expires_at > now)?;
        let Reached { device, endpoint, key, secret, language } = one;
        Some(Bell { device, endpoint, key, secret, language, expires_at: due.expires_at })
    };
    Ok((reached.into_iter().filter_map(bell).collect(), more || full))
}

/// Hangs a bell for each device of those who come in for these parties. A device that is to be rung
/// anyhow needs no second one.
fn hang(desk: &mut Desk<'_>, parties: &[[u8; 16]]) -> Result<()> {
    let list: Vec<Value> = parties.iter().map(|party| Value::Uuid(*party)).collect();
    let devices: Vec<Id<Device>> = desk.all_in(
        "select distinct d.id from account_roles as r
           join account_devices as d on d.tenant = r.tenant and d.account = r.account
          where r.tenant = $1 and r.party in ({list}) order by d.id",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let (now, over) = (desk.now(), desk.now() + RINGS_FOR);
    let rows = devices.iter().map(|device| row(desk, *device, now, over)).collect::<Vec<_>>();
    desk.insert(BELLS, ONCE, &rows)?;
    Ok(())
}

const BELLS: &str = "account_bells (tenant, id, device, ring_at, expires_at)";
const ONCE: &str = "on conflict (tenant, device) do nothing";

fn row(desk: &mut Desk<'_>, device: Id<Device>, at: Instant, over: Instant) -> Vec<Value> {
    let id: Id<Bell> = desk.fresh_id();
    let tenant = desk.tenant.to_value();
    vec![tenant, id.to_value(), device.to_value(), at.to_value(), over.to_value()]
}

/// What came of ringing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The browser's maker took it.
    Taken,
    /// There is no such device any more.
    Gone,
    /// Not now; so many microseconds later, where it is said.
    Later(Option<i64>),
    /// Nobody knows, or it is no use.
    Lost,
}

/// Writes down what came of ringing.
///
/// # Errors
/// Only when the database fails.
pub fn rung(desk: &mut Desk<'_>, bells: &[(Bell, Rung)]) -> Result<()> {
    let (tenant, now) = (desk.tenant, desk.now());
    for (bell, rung) in bells {
        match rung {
            Rung::Taken => {
                desk.execute(
                    "update account_devices set rung_at = $3 where tenant = $1 and id = $2",
                    &[&tenant, &bell.device, &now],
                )?;
            }
            Rung::Gone => {
                desk.execute(
                    "delete from account_devices where tenant = $1 and id = $2 and endpoint = $3",
                    &[&tenant, &bell.device, &bell.endpoint],
                )?;
            }
            Rung::Later(wait) => {
                let wait = wait.unwrap_or(AGAIN_AFTER).clamp(AGAIN_AFTER, AGAIN_AFTER_MAX);
                if now + wait < bell.expires_at {
                    let row = row(desk, bell.device, now + wait, bell.expires_at);
                    desk.insert(BELLS, ONCE, &[row])?;
                }
            }
            Rung::Lost => {}
        }
    }
    Ok(())
}
