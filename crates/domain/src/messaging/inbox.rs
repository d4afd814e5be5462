//! What a client finds in their own area.

use super::outbox::{Message, SELECT};
use crate::{Desk, Kind, Refusal, Result, parties};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// The client's messages, the newest first, so many at the most.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn inbox(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<Message>> {
    let party = parties::of_client(desk)?;
    desk.all(
        &format!(
            "{SELECT} where m.tenant = $1 and m.party = $2 and m.channel = 'inbox'
              order by m.at desc, m.id desc limit $3"
        ),
        &[&desk.tenant.clone(), &party, &limit],
    )
}

/// Every message to the client by whatever channel, in their order, so many at the most.
///
/// # Errors
/// As [`inbox`].
pub fn of_client(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<Message>> {
    let party = parties::of_client(desk)?;
    desk.all(
        &format!("{SELECT} where m.tenant = $1 and m.party = $2 order by m.at, m.id limit $3"),
        &[&desk.tenant.clone(), &party, &limit],
    )
}

/// How many of them the client has not read.
///
/// # Errors
/// As [`inbox`].
pub fn unread(desk: &mut Desk<'_>) -> Result<i64> {
    let party = parties::of_client(desk)?;
    desk.one(
        "select count(*) from messages
          where tenant = $1 and party = $2 and channel = 'inbox' and read_at is null",
        &[&desk.tenant.clone(), &party],
    )
}

/// The client has read this one.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn read(desk: &mut Desk<'_>, id: Id<Message>) -> Result<()> {
    let party = parties::of_client(desk)?;
    let message: Option<Message> = desk.optional(
        &format!(
            "{SELECT} where m.tenant = $1 and m.id = $2 and m.party = $3
                and m.channel = 'inbox'"
        ),
        &[&desk.tenant.clone(), &id, &party],
    )?;
    let message = message.ok_or(Refusal::Unknown("message"))?;
    let first = desk.execute(
        "update messages set read_at = $3 where tenant = $1 and id = $2 and read_at is null",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    if first == 0 {
        return Ok(());
    }
    let facts = json!({ "message": id.to_string() });
    desk.record(Id::<Message>::from_bytes(message.subject), Kind::MessageRead, &facts)
}

struct Bell {
    party: Option<[u8; 16]>,
    at: Instant,
    read_at: Option<Instant>,
}

impl FromRow for Bell {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { party: row.get("party")?, at: row.get("send_at")?, read_at: row.get("read_at")? })
    }
}

/// Takes up to `limit` messages whose client is to be told by now that they are there, each once.
/// Answers whose they are, without those that were read or are older than `lasts`; and whether
/// there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn to_ring(desk: &mut Desk<'_>, limit: i64, lasts: i64) -> Result<(Vec<[u8; 16]>, bool)> {
    let now = desk.now();
    let sql = format!(
        "with chosen as materialized (
            select id from messages where tenant = $1 and bell_at <= $2
             order by bell_at, id limit $3{})
         update messages set bell_at = null where tenant = $1 and id in (select id from chosen)
         returning party, send_at, read_at",
        desk.skip_locked()
    );
    let taken: Vec<Bell> = desk.all(&sql, &[&desk.tenant.clone(), &now, &limit])?;
    let more = i64::try_from(taken.len()).is_ok_and(|count| count >= limit);
    let is_news = |one: &Bell| one.read_at.is_none() && now - one.at < lasts;
    let mut parties: Vec<[u8; 16]> =
        taken.into_iter().filter(is_news).filter_map(|one| one.party).collect();
    parties.sort_unstable();
    parties.dedup();
    Ok((parties, more))
}
