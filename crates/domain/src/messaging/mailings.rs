//! Mailings: messages that were composed together, and are held and stopped together. However many
//! they are, one row says whether they go. And what expires, of them and of all others.

use super::{model::Channel, outbox::Message};
use crate::{Desk, Kind, Result, history::Happened};
use db::{FromRow, Row, ToValue, Value};
use kernel::Id;
use serde_json::json;

/// Mailings that are looked at in one unit of work: the oldest go first.
const AT_ONCE: i64 = 100;
/// Messages that expire in one unit of work.
const EXPIRED_AT_ONCE: i64 = 2_000;

/// Lets a mailing go out, or holds it.
///
/// # Errors
/// Only when the database fails.
pub fn let_go(desk: &mut Desk<'_>, mailing: [u8; 16], goes: bool) -> Result<()> {
    write(desk, mailing, (goes, false))?;
    desk.wake(super::TOPIC);
    Ok(())
}

/// Stops a mailing for good: what of it has not left expires, a batch in each unit of work.
///
/// # Errors
/// Only when the database fails.
pub fn stop(desk: &mut Desk<'_>, mailing: [u8; 16]) -> Result<()> {
    write(desk, mailing, (false, true))
}

fn write(desk: &mut Desk<'_>, mailing: [u8; 16], (goes, stopped): (bool, bool)) -> Result<()> {
    desk.execute(
        "insert into mailings (tenant, id, goes, stopped) values ($1, $2, $3, $4)
         on conflict (tenant, id) do update set goes = excluded.goes, stopped = excluded.stopped",
        &[&desk.tenant.clone(), &Value::Uuid(mailing), &goes, &stopped],
    )?;
    Ok(())
}

/// Says of these mailings that they go, where nothing else is known of them.
pub(super) fn begin(desk: &mut Desk<'_>, mailings: impl Iterator<Item = [u8; 16]>) -> Result<()> {
    let mut all: Vec<[u8; 16]> = mailings.collect();
    all.sort_unstable();
    all.dedup();
    let cells = |id: &[u8; 16]| {
        let (goes, stopped) = (true.to_value(), false.to_value());
        vec![desk.tenant.to_value(), Value::Uuid(*id), goes, stopped]
    };
    let rows: Vec<Vec<Value>> = all.iter().map(cells).collect();
    let once = "on conflict (tenant, id) do nothing";
    desk.insert("mailings (tenant, id, goes, stopped)", once, &rows)?;
    Ok(())
}

/// Those that go and have something to send by this channel now, the oldest first.
///
/// The first due message is asked for, not whether there is any: PostgreSQL would look through all
/// that waits to answer that.
pub(super) fn going(desk: &mut Desk<'_>, channel: Channel) -> Result<Vec<[u8; 16]>> {
    desk.all(
        "select id from mailings as g
          where tenant = $1 and goes and (
                select m.send_at from messages as m
                 where m.tenant = g.tenant and m.campaign = g.id and m.channel = $2
                   and m.state = 'waiting'
                 order by m.send_at, m.id limit 1) <= $3
          order by id limit $4",
        &[&desk.tenant.clone(), &channel.word(), &desk.now(), &AT_ONCE],
    )
}

/// Lets expire what stopped mailings have not sent, and goes no other way for it; answers whether
/// there may be more. What a worker has in its hands may leave still.
pub(super) fn expire_stopped(desk: &mut Desk<'_>) -> Result<bool> {
    let left = "select m.id from mailings as g
           join messages as m on m.tenant = g.tenant and m.campaign = g.id
          where g.tenant = $1 and g.stopped and m.state in ('waiting', 'held')
          order by g.id, m.id limit $2";
    expire_those(desk, left, &[&desk.tenant.clone(), &EXPIRED_AT_ONCE])
}

/// Lets expire what nobody could send while it made sense; answers whether there may be more.
pub(super) fn expire(desk: &mut Desk<'_>) -> Result<bool> {
    let over = "select id from messages
          where tenant = $1 and state = 'waiting' and expires_at <= $2
          order by expires_at, id limit $3";
    let now = desk.now();
    expire_those(desk, over, &[&desk.tenant.clone(), &now, &EXPIRED_AT_ONCE])
}

/// Lets those expire that a query finds, as far as nobody has them in hand; none goes another way.
/// Answers whether there may be more.
fn expire_those(desk: &mut Desk<'_>, found: &str, values: &[&dyn ToValue]) -> Result<bool> {
    let now = desk.now();
    let expired: Vec<Expired> = desk.all(
        &format!(
            "update messages set state = 'expired', instead = ''
              where tenant = $1 and state in ('waiting', 'held') and id in ({found})
             returning id, subject, channel"
        ),
        values,
    )?;
    let happened = |one: &Expired| Happened {
        at: now,
        subject: one.1,
        kind: Kind::MessageExpired,
        facts: json!({ "message": one.0.to_string(), "channel": one.2 }),
    };
    desk.record_all(&expired.iter().map(happened).collect::<Vec<_>>())?;
    Ok(i64::try_from(expired.len()).is_ok_and(|count| count == EXPIRED_AT_ONCE))
}

struct Expired(Id<Message>, [u8; 16], String);

impl FromRow for Expired {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("subject")?, row.get("channel")?))
    }
}
