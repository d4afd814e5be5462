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
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::{Map, Value as Json, json};

/// A record that words can be tried with: a message that was composed of the same event.
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
/// They are looked for among so many of the newest messages.
const LOOKED_THROUGH: i64 = 20_000;

/// The newest records that words of this notice can be tried with. Any notice that the same event
/// causes will do, so that a new one can be tried before it was ever sent.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit; `Unknown` for no such notice.
pub fn records(desk: &mut Desk<'_>, notice: &str) -> Result<Vec<Record>> {
    of_every_unit(desk)?;
    let book = Book::open(desk)?;
    let event = book.notice(notice).ok_or(Refusal::Unknown("notice"))?.event;
    let codes: Vec<Value> = book.caused_by(event).map(|one| one.code.to_value()).collect();
    desk.all_in(
        "select id, at, recipient from (
             select id, at, recipient, kind, template from messages
              where tenant = $1 order by at desc, id desc limit $2) as newest
          where template is not null and kind in ({list})
          order by at desc, id desc limit $3",
        &[&desk.tenant.clone(), &LOOKED_THROUGH, &RECORDS],
        &codes,
    )
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

/// What is kept with a message: its notice, and what its words can name.
struct Kept {
    kind: String,
    text: String,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { kind: row.get("kind")?, text: row.get("text")? })
    }
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
    let kept: Option<Kept> = desk.optional(
        "select kind, text from messages where tenant = $1 and id = $2 and template is not null",
        &[&desk.tenant.clone(), &id],
    )?;
    let is_alike = |kept: &Kept| book.caused_by(notice.event).any(|one| one.code == kept.kind);
    let kept = kept.filter(is_alike).ok_or(Refusal::Unknown("message"))?;
    identity::saw(desk, "outbox", &[id.bytes()])?;
    facts_of(desk, id, &kept.text)
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
