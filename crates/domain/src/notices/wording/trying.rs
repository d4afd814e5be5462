//! Looking at a notice before it goes out: with a record that there was, and to an address of ours.

use super::{Words, words};
use crate::notices::{
    book::{Book, Wording},
    reading::facts_of,
};
use crate::{
    Desk, Kind, Refusal, Result, Right, identity,
    messaging::{self, Category, Composing, Message},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::{Map, Value as Json, json};

/// A record that words can be tried with: a message of this notice that was composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The message.
    pub id: Id<Message>,
    /// When it was composed.
    pub at: Instant,
    /// To whom it goes.
    pub recipient: String,
}

impl FromRow for Record {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, at: row.get("at")?, recipient: row.get("recipient")? })
    }
}

/// Records that are offered.
const RECORDS: i64 = 20;

/// The newest records that words of this notice can be tried with.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit.
pub fn records(desk: &mut Desk<'_>, notice: &str) -> Result<Vec<Record>> {
    of_every_unit(desk)?;
    let found: Vec<Record> = desk.all(
        "select id, at, recipient from messages
          where tenant = $1 and kind = $2 and template is not null
          order by at desc, id desc limit $3",
        &[&desk.tenant.clone(), &notice, &RECORDS],
    )?;
    Ok(found)
}

fn of_every_unit(desk: &mut Desk<'_>) -> Result<()> {
    if desk.reach(Right::SeeRequests)?.is_all() { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// How words read with a record, or with the example of the event.
///
/// # Errors
/// `Invalid` where they cannot be read; `Unknown` for no such notice or record.
pub fn preview(desk: &mut Desk<'_>, wording: &Wording, with: Option<Id<Message>>) -> Result<Words> {
    let facts = facts(desk, wording, with)?;
    words(wording, &facts)
}

fn facts(
    desk: &mut Desk<'_>,
    wording: &Wording,
    with: Option<Id<Message>>,
) -> Result<Map<String, Json>> {
    let book = Book::open(desk)?;
    let notice = book.notice(&wording.notice).ok_or(Refusal::Unknown("notice"))?;
    let Some(id) = with else {
        let mut sample = notice.event.sample(wording.language);
        sample.insert("company".into(), Json::String(identity::tenant(desk)?.name));
        return Ok(sample);
    };
    of_every_unit(desk)?;
    let text: Option<String> = desk.optional(
        "select text from messages
          where tenant = $1 and id = $2 and kind = $3 and template is not null",
        &[&desk.tenant.clone(), &id, &wording.notice],
    )?;
    identity::saw(desk, "outbox", &[id.bytes()])?;
    facts_of(desk, id, &text.ok_or(Refusal::Unknown("message"))?)
}

/// Sends words as they read to an address of ours. Who did it is recorded; no client is meant.
///
/// # Errors
/// As [`preview`]; `Forbidden` without the right to write notices, `Invalid` without an address.
pub fn send_test(
    desk: &mut Desk<'_>,
    wording: &Wording,
    to: &str,
    with: Option<Id<Message>>,
) -> Result<()> {
    desk.reach(Right::WriteNotices)?;
    let to = to.trim();
    if to.is_empty() || to.chars().count() > 300 {
        return Err(Refusal::invalid("to", "fault-required"));
    }
    let Words { title, text } = preview(desk, wording, with)?;
    let (now, id): (_, Id<Record>) = (desk.now(), desk.fresh_id());
    let message = Composing {
        subject: id.bytes(),
        kind: wording.notice.clone(),
        category: Category::Service,
        language: wording.language,
        ..Composing::plain(wording.channel, to, (&title, &text), now)
    };
    messaging::compose(desk, &[message])?;
    desk.record(id, Kind::NoticeTried, &json!({ "code": wording.notice }))
}
