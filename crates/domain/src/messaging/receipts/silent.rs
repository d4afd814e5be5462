//! Messages of which nothing final is heard in time.

use super::Receipt;
use crate::{
    Desk, Kind, Result,
    messaging::{Channel, Heard, Message},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// Messages held in one unit of work.
const HELD_AT_ONCE: i64 = 500;

/// Holds for a person what was handed over by a channel before an hour, and of which nothing final
/// was heard; `said` stands at it. Answers whether there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn hold_silent(
    desk: &mut Desk<'_>,
    channel: Channel,
    before: Instant,
    said: &str,
) -> Result<bool> {
    let (tenant, now, word) = (desk.tenant, desk.now(), channel.word());
    let silent: Vec<Silent> = desk.all(
        "update messages set state = 'held'
          where tenant = $1 and state = 'sent' and channel = $2 and id in (
              select m.id from messages as m
               where m.tenant = $1 and m.state = 'sent' and m.channel = $2
                 and (select max(a.began_at) from message_attempts as a
                       where a.tenant = m.tenant and a.message = m.id) <= $3
               order by m.id limit $4)
         returning id, subject",
        &[&tenant, &word, &before, &HELD_AT_ONCE],
    )?;
    for Silent(id, subject) in &silent {
        let row: Id<Receipt> = desk.fresh_id();
        desk.execute(
            "insert into message_receipts (tenant, id, message, at, kind, said)
             values ($1, $2, $3, $4, $5, $6)",
            &[&tenant, &row, id, &now, &Heard::Delayed.word(), &said],
        )?;
        let facts = json!({ "message": id.to_string(), "channel": word });
        desk.record(Id::<Message>::from_bytes(*subject), Kind::MessageHeld, &facts)?;
    }
    Ok(i64::try_from(silent.len()).is_ok_and(|count| count == HELD_AT_ONCE))
}

/// A message of which nothing was heard, and what it is about.
struct Silent(Id<Message>, [u8; 16]);

impl FromRow for Silent {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("subject")?))
    }
}
