//! What is said to the client and by the client.

use super::{
    acting::{Before, load},
    measuring::measure,
    model::{Request, State, Word, WordKind},
    telling::telling,
};
use crate::{
    Desk, Kind, Refusal, Result,
    contacts::{
        topics::TEXT_MAX,
        wording::{self, Placeholders},
    },
    identity,
    notices::{self, Event},
};
use kernel::{Id, Instant};
use serde_json::json;

/// Keeps words; they are never changed again.
pub(super) fn say(
    desk: &mut Desk<'_>,
    request: Id<Request>,
    words: (WordKind, &str, &str),
    at: Instant,
) -> Result<Id<Word>> {
    say_instead(desk, request, words, (at, None))
}

/// Keeps words that stand for others, which stay as well.
fn say_instead(
    desk: &mut Desk<'_>,
    request: Id<Request>,
    (kind, channel, text): (WordKind, &str, &str),
    (at, corrects): (Instant, Option<Id<Word>>),
) -> Result<Id<Word>> {
    let id: Id<Word> = desk.fresh_id();
    let (tenant, staff) = (desk.tenant, desk.colleague());
    desk.execute(
        "insert into request_words
            (tenant, id, request, at, kind, staff, channel, text, corrects, party)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
            (select party from requests where tenant = $1 and id = $3))",
        &[&tenant, &id, &request, &at, &kind.word(), &staff, &channel, &text, &corrects],
    )?;
    Ok(id)
}

/// A text that somebody wrote.
///
/// # Errors
/// `Invalid` where there is none, or too much.
pub(super) fn written(text: &str) -> Result<&str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::invalid("text", "fault-required")),
        count if count > TEXT_MAX => Err(Refusal::invalid("text", "fault-too-long")),
        _ => Ok(text),
    }
}

/// An answer as it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The words; placeholders are filled in.
    pub text: String,
    /// How the client was told, where not in writing: on the telephone.
    pub by_phone: bool,
}

/// Answers the client: the promise of an answer is kept with this.
///
/// # Errors
/// `Unknown`, `Forbidden`, `Invalid`; `Conflict` where the request is over.
pub fn answer(desk: &mut Desk<'_>, id: Id<Request>, answer: &Answer) -> Result<()> {
    let request = load(desk, id, &[Before::Open, Before::Answered])?;
    let text = filled(desk, &request, written(&answer.text)?)?;
    let channel = if answer.by_phone { "phone" } else { "email" };
    let now = desk.now();
    say(desk, id, (WordKind::Answer, channel, &text), now)?;
    if !answer.by_phone {
        send(desk, &request, Event::RequestAnswered, ("answer", &text))?;
    }
    desk.execute(
        "update requests set state = 'answered', live = false, unread = false,
                answered_at = coalesce(answered_at, $3), owner = coalesce(owner, $4),
                solved = coalesce(solved, level = 1)
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &now, &desk.colleague()],
    )?;
    desk.record(id, Kind::RequestAnswered, &json!({ "channel": channel }))?;
    measure(desk, &[id])
}

/// Asks the client something: the clock stands still until they tell us.
///
/// # Errors
/// As [`answer`].
pub fn ask_client(desk: &mut Desk<'_>, id: Id<Request>, text: &str) -> Result<()> {
    let request = load(desk, id, &[Before::Open])?;
    let text = filled(desk, &request, written(text)?)?;
    let now = desk.now();
    say(desk, id, (WordKind::Asked, "email", &text), now)?;
    send(desk, &request, Event::RequestAsked, ("question", &text))?;
    desk.execute(
        "update requests set state = 'waiting', unread = false, owner = coalesce(owner, $3)
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &desk.colleague()],
    )?;
    desk.record(id, Kind::RequestWaiting, &json!({}))?;
    measure(desk, &[id])
}

/// The client wrote to us about their request. It runs again where we were waiting for this; after
/// an answer a colleague decides whether it opens again.
///
/// # Errors
/// `Invalid`; `Conflict` where it went on inside another.
pub fn client_wrote(desk: &mut Desk<'_>, id: Id<Request>, text: &str, channel: &str) -> Result<()> {
    let now = desk.now();
    client_wrote_at(desk, id, text, channel, now)
}

/// The same of what reached us at this moment and is read only now: a clock that stood still while
/// we waited runs since then. What came before we last asked is no answer to that, and counts from
/// there.
///
/// # Errors
/// As [`client_wrote`].
pub fn client_wrote_at(
    desk: &mut Desk<'_>,
    id: Id<Request>,
    text: &str,
    channel: &str,
    at: Instant,
) -> Result<()> {
    let text = written(text)?;
    let request = load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    let asked: Option<Instant> = desk.optional(
        "select at from history where tenant = $1 and subject = $2 and kind = $3
          order by at desc limit 1",
        &[&desk.tenant.clone(), &id, &Kind::RequestWaiting.word()],
    )?;
    let at = at.min(desk.now()).max(asked.unwrap_or(at));
    say(desk, id, (WordKind::Reply, channel, text), at)?;
    desk.execute(
        "update requests set unread = true, live = true,
                state = case when state = 'waiting' then 'open' else state end
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    desk.record_at(at, id, Kind::RequestReplied, &json!({ "state": request.state.word() }))?;
    measure(desk, &[id])
}

/// A text with what it names filled in for this request.
fn filled(desk: &mut Desk<'_>, request: &Request, text: &str) -> Result<String> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let tenant = identity::tenant(desk)?;
    let promise =
        request.due().map(|due| due.in_zone(&tenant.zone).strftime("%d.%m.%Y %H:%M").to_string());
    let colleague = match desk.colleague() {
        Some(id) => name_of(desk, id)?,
        None => String::new(),
    };
    let with = Placeholders {
        client: request.sender.name.clone(),
        number: request.number.clone(),
        title: request.title.clone(),
        promise: promise.unwrap_or_default(),
        colleague,
        company: tenant.name,
    };
    wording::fill(text, &with)
}

fn name_of(desk: &mut Desk<'_>, id: Id<crate::Role>) -> Result<String> {
    desk.one("select name from staff where tenant = $1 and id = $2", &[&desk.tenant.clone(), &id])
}

/// Sends the client what a colleague wrote, as `named` in the words of the notice.
fn send(
    desk: &mut Desk<'_>,
    request: &Request,
    event: Event,
    (named, text): (&str, &str),
) -> Result<()> {
    let zone = identity::tenant(desk)?.zone;
    let colleague = match desk.colleague() {
        Some(id) => name_of(desk, id)?,
        None => String::new(),
    };
    let mut cause = telling(request, event, &zone);
    cause.with.insert(named.to_owned(), text.into());
    cause.with.insert("colleague".to_owned(), colleague.into());
    notices::cause(desk, &[cause]).map(drop)
}

impl State {
    pub(super) fn before(self) -> Option<Before> {
        match self {
            State::Open | State::Waiting => Some(Before::Open),
            State::Answered => Some(Before::Answered),
            State::Closed => Some(Before::Closed),
            State::Merged => None,
        }
    }
}

/// Writes something down among ourselves: no answer, no clock stops.
///
/// # Errors
/// As `load`; `Invalid` for an empty note.
pub fn note(desk: &mut Desk<'_>, id: Id<Request>, text: &str) -> Result<()> {
    load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    let now = desk.now();
    say(desk, id, (WordKind::Note, "desk", written(text)?), now)?;
    desk.record(id, Kind::RequestNoted, &json!({}))
}

/// Writes down what a note should have said; the note itself stays where it stands.
///
/// # Errors
/// As [`note`]; `Unknown` for what is no note of this request. What was said to a client is put
/// right by saying more to them.
pub fn correct_note(desk: &mut Desk<'_>, id: Id<Request>, old: Id<Word>, text: &str) -> Result<()> {
    load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    let known: Option<Id<Word>> = desk.optional(
        "select id from request_words
          where tenant = $1 and id = $3 and kind = $4 and request in (
              select id from requests where tenant = $1 and (id = $2 or merged_into = $2))",
        &[&desk.tenant.clone(), &id, &old, &WordKind::Note.word()],
    )?;
    let corrects = known.ok_or(Refusal::Unknown("note"))?;
    let now = desk.now();
    say_instead(desk, id, (WordKind::Note, "desk", written(text)?), (now, Some(corrects)))?;
    desk.record(id, Kind::RequestNoted, &json!({ "corrects": corrects.to_string() }))
}
