//! What is heard of a message after it was handed over.

use super::{
    instead::go_on,
    model::{Channel, Heard, State, kept},
    outbox::{Message, find, message},
    suppressing::{is_same, suppress},
};
use crate::{Desk, Kind, Refusal, Result};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::json;

/// What is heard of a message after it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Of which message.
    pub of: Of,
    /// What.
    pub heard: Heard,
    /// The addresses, as it names them, at which it says that there is nobody.
    pub nobody: Vec<String>,
    /// Its words.
    pub said: String,
}

/// Which message something is heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// This one.
    Message(Id<Message>),
    /// The one that the other side of this channel calls so.
    Reference(Channel, String),
}

/// Writes down what is heard of a message. The same twice is heard once, and what came back never
/// arrives afterwards. What is heard of a name that we do not know yet is kept for a day: the other
/// side may be quicker than we write down how it calls the message.
///
/// # Errors
/// `Unknown` for a message that there is not.
pub fn heard(desk: &mut Desk<'_>, receipt: &Receipt) -> Result<()> {
    match &receipt.of {
        Of::Message(message) => heard_of(desk, *message, receipt),
        Of::Reference(channel, reference) => {
            desk.lock([format!("reference {reference}")])?;
            match named(desk, *channel, reference)? {
                Some(message) => heard_of(desk, message, receipt),
                None => keep(desk, (*channel, reference), receipt),
            }
        }
    }
}

fn heard_of(desk: &mut Desk<'_>, id: Id<Message>, receipt: &Receipt) -> Result<()> {
    desk.lock([format!("message {id}")])?;
    let message = find(desk, id)?;
    let said = kept(&receipt.said);
    if is_known(desk, id, receipt.heard, &said)? {
        return Ok(());
    }
    let row: Id<Receipt> = desk.fresh_id();
    desk.execute(
        "insert into message_receipts (tenant, id, message, at, kind, said)
         values ($1, $2, $3, $4, $5, $6)",
        &[&desk.tenant.clone(), &row, &id, &desk.now(), &receipt.heard.word(), &said],
    )?;
    // Where a letter was passed on, it is another's address at which there is nobody.
    if receipt.nobody.iter().any(|address| is_same(address, &message.recipient)) {
        suppress(desk, &message.channel, &message.recipient, &said)?;
    }
    let Some((state, kind)) = after(receipt.heard, message.state) else { return Ok(()) };
    desk.execute(
        "update messages set state = $3, lease_until = null
          where tenant = $1 and id = $2 and state = $4",
        &[&desk.tenant.clone(), &id, &state.word(), &message.state.word()],
    )?;
    let facts = json!({ "message": id.to_string(), "channel": message.channel });
    desk.record(Id::<Message>::from_bytes(message.subject), kind, &facts)?;
    if state == State::Bounced { go_on(desk, &[id]) } else { Ok(()) }
}

/// What was heard of a message, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When we heard it.
    pub at: Instant,
    /// What.
    pub heard: Heard,
    /// In the other side's words.
    pub said: String,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> db::Result<Self> {
        let heard: String = row.get("kind")?;
        let wrong = || db::Error::Column { column: "kind".into(), wanted: "word" };
        let heard = Heard::from_word(&heard).ok_or_else(wrong)?;
        Ok(Self { at: row.get("at")?, heard, said: row.get("said")? })
    }
}

/// Receipts of one message that are shown.
const TOLD_SHOWN: i64 = 100;

/// What was heard of a message after it was handed over, the first thing first.
///
/// # Errors
/// As [`outbox::message`](super::message).
pub fn told(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Vec<Told>> {
    message(desk, id)?;
    desk.all(
        "select at, kind, said from message_receipts
          where tenant = $1 and message = $2 order by at, id limit $3",
        &[&desk.tenant.clone(), &id, &TOLD_SHOWN],
    )
}

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

/// How a message stands after this was heard of it; none: as before.
fn after(heard: Heard, state: State) -> Option<(State, Kind)> {
    match (heard, state) {
        (Heard::Bounced, State::Sending | State::Sent | State::Delivered | State::Held) => {
            Some((State::Bounced, Kind::MessageBounced))
        }
        (Heard::Delivered, State::Sending | State::Sent | State::Held) => {
            Some((State::Delivered, Kind::MessageDelivered))
        }
        _ => None,
    }
}

/// Whether this was heard since the message was last handed over.
fn is_known(desk: &mut Desk<'_>, id: Id<Message>, heard: Heard, said: &str) -> Result<bool> {
    desk.one(
        "select exists (select 1 from message_receipts
                 where tenant = $1 and message = $2 and kind = $3 and said = $4
                   and at >= coalesce((select max(began_at) from message_attempts
                       where tenant = $1 and message = $2), 0))",
        &[&desk.tenant.clone(), &id, &heard.word(), &said],
    )
}

/// The message that the other side of this channel calls so; the newest where it uses a name again.
fn named(desk: &mut Desk<'_>, channel: Channel, reference: &str) -> Result<Option<Id<Message>>> {
    desk.optional(
        "select m.id from message_attempts as a
           join messages as m on m.tenant = a.tenant and m.id = a.message
          where a.tenant = $1 and a.reference = $2 and m.channel = $3
          order by a.began_at desc, a.id desc limit 1",
        &[&desk.tenant.clone(), &reference, &channel.word()],
    )
}

/// So long what is heard of an unknown name is kept.
const EARLY_FOR: i64 = Instant::DAY;
/// Receipts of unknown names that are kept at the most.
const EARLY_MAX: i64 = 100_000;

fn keep(
    desk: &mut Desk<'_>,
    (channel, reference): (Channel, &str),
    receipt: &Receipt,
) -> Result<()> {
    let (now, tenant) = (desk.now(), desk.tenant);
    desk.execute(
        "delete from early_receipts where tenant = $1 and at < $2",
        &[&tenant, &(now + -EARLY_FOR)],
    )?;
    let count: i64 =
        desk.one("select count(*) from early_receipts where tenant = $1", &[&tenant])?;
    if count >= EARLY_MAX {
        return Err(Refusal::Conflict("conflict-too-many-receipts"));
    }
    let id: Id<Receipt> = desk.fresh_id();
    let (word, heard, said) = (channel.word(), receipt.heard.word(), kept(&receipt.said));
    desk.execute(
        "insert into early_receipts (tenant, id, channel, reference, at, kind, said)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&tenant, &id, &word, &kept(reference), &now, &heard, &said],
    )?;
    Ok(())
}

/// A receipt that came before we knew the name in it.
struct Early(Receipt);

impl FromRow for Early {
    fn from_row(row: &Row) -> db::Result<Self> {
        let (channel, kind): (String, String) = (row.get("channel")?, row.get("kind")?);
        let wrong = |column: &str| db::Error::Column { column: column.into(), wanted: "word" };
        let channel = Channel::from_word(&channel).ok_or_else(|| wrong("channel"))?;
        Ok(Self(Receipt {
            of: Of::Reference(channel, row.get("reference")?),
            heard: Heard::from_word(&kind).ok_or_else(|| wrong("kind"))?,
            nobody: Vec::new(),
            said: row.get("said")?,
        }))
    }
}

/// Hears what came before we knew these names.
///
/// # Errors
/// Only when the database fails.
pub(super) fn heard_early(desk: &mut Desk<'_>, references: &[&str]) -> Result<()> {
    if references.is_empty() {
        return Ok(());
    }
    desk.lock(references.iter().map(|one| format!("reference {one}")))?;
    let list: Vec<Value> = references.iter().map(|one| kept(one).to_value()).collect();
    let early: Vec<Early> = desk.all_in(
        "select channel, reference, kind, said from early_receipts
          where tenant = $1 and reference in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    if early.is_empty() {
        return Ok(());
    }
    desk.execute_in(
        "delete from early_receipts where tenant = $1 and reference in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    early.iter().try_for_each(|one| heard(desk, &one.0))
}
