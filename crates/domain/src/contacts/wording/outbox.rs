use crate::{Desk, Result, Right, identity};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is about: a request, a complaint.
    pub subject: [u8; 16],
    /// `receipt`, `answer`, `asked`.
    pub kind: &'static str,
    /// By what it goes.
    pub channel: &'static str,
    /// To whom: an address.
    pub recipient: String,
    /// The language it is in.
    pub language: Language,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
}

/// Puts a message into the outbox, in the transaction that wants it.
///
/// # Errors
/// Only when the database fails.
pub fn compose(desk: &mut Desk<'_>, message: &Message) -> Result<()> {
    compose_all(desk, std::slice::from_ref(message))
}

/// The same for several messages at once.
///
/// # Errors
/// Only when the database fails.
pub fn compose_all(desk: &mut Desk<'_>, messages: &[Message]) -> Result<()> {
    let rows: Vec<Vec<Value>> = messages
        .iter()
        .map(|message| {
            let id: Id<Composed> = desk.fresh_id();
            vec![
                desk.tenant.to_value(),
                id.to_value(),
                desk.now().to_value(),
                Value::Uuid(message.subject),
                message.kind.to_value(),
                message.channel.to_value(),
                message.recipient.to_value(),
                message.language.to_value(),
                message.title.to_value(),
                message.text.to_value(),
            ]
        })
        .collect();
    desk.insert(
        "outbox (tenant, id, at, subject, kind, channel, recipient, language, title, text)",
        "",
        &rows,
    )?;
    Ok(())
}

/// A message as it stands in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// Its row.
    pub id: Id<Composed>,
    /// When it was composed.
    pub at: Instant,
    /// What it is about.
    pub subject: [u8; 16],
    /// `receipt`, `answer`, `asked`.
    pub kind: String,
    /// By what it goes.
    pub channel: String,
    /// To whom.
    pub recipient: String,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
}

impl FromRow for Composed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            subject: row.get("subject")?,
            kind: row.get("kind")?,
            channel: row.get("channel")?,
            recipient: row.get("recipient")?,
            title: row.get("title")?,
            text: row.get("text")?,
        })
    }
}

/// Messages a page shows.
pub const OUTBOX_PAGE: i64 = 50;

/// A page of the outbox, the newest first; each is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit: recipients of all of them stand
/// here.
pub fn outbox(
    desk: &mut Desk<'_>,
    before: Option<(Instant, Id<Composed>)>,
) -> Result<Vec<Composed>> {
    let reach = desk.reach(Right::SeeRequests)?;
    if !reach.is_all() {
        return Err(crate::Refusal::Forbidden);
    }
    let furthest = (Instant::from_micros(i64::MAX), Id::from_bytes([255; 16]));
    let (at, id) = before.unwrap_or(furthest);
    let found: Vec<Composed> = desk.all(
        "select id, at, subject, kind, channel, recipient, title, text from outbox
          where tenant = $1 and (at, id) < ($2, $3)
          order by at desc, id desc limit $4",
        &[&desk.tenant.clone(), &at, &id, &OUTBOX_PAGE],
    )?;
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.id.bytes()).collect();
    identity::saw(desk, "outbox", &seen)?;
    Ok(found)
}
