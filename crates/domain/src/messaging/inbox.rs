//! What a client finds in their own area.

use super::outbox::{Message, SELECT};
use crate::{Desk, Kind, Refusal, Result, parties};
use kernel::Id;
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
