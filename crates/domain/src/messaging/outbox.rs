//! Messages as colleagues see them, and what a colleague can do with one that did not go.

use super::{
    delivering::TOPIC,
    model::{Fate, State},
    suppressing::lift,
};
use crate::{Desk, Kind, Reach, Refusal, Result, Right, identity, parties};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// A message that was composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its row.
    pub id: Id<Message>,
    /// When it was composed.
    pub at: Instant,
    /// What it is about.
    pub subject: [u8; 16],
    /// Whose it is in the register, where that is known.
    pub party: Option<[u8; 16]>,
    /// Which notice it is, by its code.
    pub kind: String,
    /// The version of the words it goes in; then `text` is what they name, as JSON.
    pub template: Option<[u8; 16]>,
    /// The language it is in.
    pub language: Language,
    /// By what it goes.
    pub channel: String,
    /// To whom.
    pub recipient: String,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// What was heard of it last, or said at the last attempt.
    pub said: String,
    /// When the client read it in their own area.
    pub read_at: Option<Instant>,
}

impl FromRow for Message {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            subject: row.get("subject")?,
            party: row.get("party")?,
            kind: row.get("kind")?,
            template: row.get("template")?,
            language: row.get("language")?,
            channel: row.get("channel")?,
            recipient: row.get("recipient")?,
            title: row.get("title")?,
            text: row.get("text")?,
            state: row.word("state")?,
            attempts: row.get("attempts")?,
            said: row.get("said")?,
            read_at: row.get("read_at")?,
        })
    }
}

/// Messages a page shows.
pub const PAGE: i64 = 50;

/// Which messages are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Those that failed, expired, came back or are held.
    Troubled,
    /// Those of the notice of this code.
    Notice(String),
    /// Those of this campaign.
    Campaign([u8; 16]),
}

pub(super) const SELECT: &str = "select m.id, m.at, m.subject, m.party, m.kind, m.template,
        m.language, m.channel, m.recipient, m.title, m.text, m.state, m.attempts, m.read_at,
        coalesce((select r.said from message_receipts as r
                   where r.tenant = m.tenant and r.message = m.id and r.at >= (
                       select max(b.began_at) from message_attempts as b
                        where b.tenant = m.tenant and b.message = m.id)
                   order by r.at desc, r.id desc limit 1),
                 (select a.said from message_attempts as a
                   where a.tenant = m.tenant and a.message = m.id
                   order by a.number desc limit 1), '') as said
   from messages as m";

/// A page of messages, the newest first; each is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit: recipients of all of them stand
/// here.
pub fn list(
    desk: &mut Desk<'_>,
    shown: Shown,
    before: Option<(Instant, Id<Message>)>,
) -> Result<Vec<Message>> {
    of_every_unit(desk, Right::SeeRequests)?;
    let furthest = (Instant::from_micros(i64::MAX), Id::from_bytes([255; 16]));
    let (at, id) = before.unwrap_or(furthest);
    let (narrowed, by) = match shown {
        Shown::All => ("and $5 = $5", "".to_value()),
        Shown::Troubled => {
            ("and m.state in ('bounced', 'failed', 'held', 'expired') and $5 = $5", "".to_value())
        }
        Shown::Notice(code) => ("and m.kind = $5", code.to_value()),
        Shown::Campaign(id) => ("and m.campaign = $5", Value::Uuid(id)),
    };
    let found: Vec<Message> = desk.all(
        &format!(
            "{SELECT} where m.tenant = $1 and (m.at, m.id) < ($2, $3) {narrowed}
              order by m.at desc, m.id desc limit $4"
        ),
        &[&desk.tenant.clone(), &at, &id, &PAGE, &by],
    )?;
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.id.bytes()).collect();
    identity::saw(desk, "outbox", &seen)?;
    Ok(found)
}

fn of_every_unit(desk: &mut Desk<'_>, right: Right) -> Result<()> {
    let reach: Reach = desk.reach(right)?;
    if reach.is_all() { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// An attempt to send a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its row.
    pub id: Id<Attempt>,
    /// When it began.
    pub began_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// How.
    pub fate: Fate,
    /// What the other side said.
    pub said: String,
}

impl FromRow for Attempt {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            fate: row.word("fate")?,
            said: row.get("said")?,
        })
    }
}

/// Attempts of one message that are read at the most.
const ATTEMPTS_SHOWN: i64 = 100;

/// One message; reading it is written into the access log. Whoever may see its client may see it.
///
/// # Errors
/// `Unknown` where there is none, or its client is not theirs to see; `Forbidden` as for [`list`]
/// where it has no client.
pub fn message(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Message> {
    let message = theirs_to_see(desk, id)?;
    identity::saw(desk, "message", &[id.bytes()])?;
    Ok(message)
}

/// The same for what belongs to a message: it is read once, however much of it is shown.
pub(crate) fn theirs_to_see(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Message> {
    desk.reach(Right::SeeRequests)?;
    let message = find(desk, id)?;
    match message.party {
        Some(party) => drop(parties::find(desk, Id::from_bytes(party))?),
        None => of_every_unit(desk, Right::SeeRequests)?,
    }
    Ok(message)
}

/// The attempts to send a message, the first one first.
///
/// # Errors
/// As [`message`].
pub fn attempts(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Vec<Attempt>> {
    theirs_to_see(desk, id)?;
    desk.all(
        "select id, began_at, ended_at, fate, said from message_attempts
          where tenant = $1 and message = $2 order by number limit $3",
        &[&desk.tenant.clone(), &id, &ATTEMPTS_SHOWN],
    )
}

/// A message that arrived, and when.
struct Arrived([u8; 16], Instant);

impl FromRow for Arrived {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("message")?, row.get("at")?))
    }
}

/// When these messages arrived, as far as the other side said so: a letter on paper when it was
/// handed over, any other when that was heard.
///
/// # Errors
/// `Forbidden` without the right to see requests.
pub fn arrived(desk: &mut Desk<'_>, of: &[[u8; 16]]) -> Result<HashMap<[u8; 16], Instant>> {
    desk.reach(Right::SeeRequests)?;
    let ids: Vec<Value> = of.iter().map(|id| Value::Uuid(*id)).collect();
    let found: Vec<Arrived> = desk.all_in(
        "select r.message, coalesce(min(f.at), min(r.at)) as at from message_receipts as r
           left join paper_facts as f
             on f.tenant = r.tenant and f.message = r.message and f.state = 'delivered'
          where r.tenant = $1 and r.kind = 'delivered' and r.message in ({list})
          group by r.message",
        &[&desk.tenant.clone()],
        &ids,
    )?;
    Ok(found.into_iter().map(|one| (one.0, one.1)).collect())
}

/// Those of these things of which messages speak.
///
/// # Errors
/// Only when the database fails.
pub fn spoken_of(desk: &mut Desk<'_>, subjects: &[[u8; 16]]) -> Result<HashSet<[u8; 16]>> {
    let list: Vec<Value> = subjects.iter().map(|id| Value::Uuid(*id)).collect();
    let found: Vec<[u8; 16]> = desk.all_in(
        "select distinct subject from messages where tenant = $1 and subject in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(found.into_iter().collect())
}

/// One message, for whoever is told of it.
pub(super) fn find(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Message> {
    desk.optional(
        &format!("{SELECT} where m.tenant = $1 and m.id = $2"),
        &[&desk.tenant.clone(), &id],
    )?
    .ok_or(Refusal::Unknown("message"))
}

/// Has a message that failed, expired or is held sent again, and uses its address again. Where
/// nobody knows whether the client has it, they may then have it twice: a person says so.
///
/// # Errors
/// `Forbidden` as for [`list`]; `Unknown` where there is none; `Conflict` where it is on its way.
pub fn again(desk: &mut Desk<'_>, id: Id<Message>) -> Result<()> {
    of_every_unit(desk, Right::WorkRequests)?;
    let message = find(desk, id)?;
    let now = desk.now();
    let sent = desk.execute(
        "update messages set state = 'waiting', send_at = $3, expires_at = $4, attempts = 0
          where tenant = $1 and id = $2 and state in ('bounced', 'failed', 'held', 'expired')",
        &[&desk.tenant.clone(), &id, &now, &(now + AGAIN_FOR)],
    )?;
    if sent == 0 {
        return Err(Refusal::Conflict("conflict-message-on-its-way"));
    }
    lift(desk, &message.channel, &message.recipient)?;
    desk.wake(TOPIC);
    let facts = json!({ "message": id.to_string() });
    desk.record(Id::<Message>::from_bytes(message.subject), Kind::MessageSentAgain, &facts)
}

/// So long a message that is sent again makes sense.
const AGAIN_FOR: i64 = Instant::DAY;
