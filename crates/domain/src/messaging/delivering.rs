//! Taking messages, and writing down how it went.

use super::{
    instead::go_on,
    mailings::{expire, expire_stopped, going},
    model::{ATTEMPTS_MAX, Category, Channel, Fate, State, kept, pause},
    outbox::{Attempt, Message},
    receipts::heard_early,
    suppressing::{refused, suppress, unreached},
};
use crate::{Desk, Kind, Result, history::Happened};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::json;
use std::collections::HashMap;

/// Those who wait for this topic send messages.
pub const TOPIC: &str = "messages";

/// Whoever has not told after so long how an attempt ended is taken for dead. A mail server may
/// take ten minutes for the last line of a letter alone (RFC 5321, 4.5.3.2.6).
const LEASE: i64 = 30 * Instant::MINUTE;
/// Lost messages looked at in one unit of work.
const LOST_AT_ONCE: i64 = 500;

/// A message that was taken to be sent, with its attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The message.
    pub message: Id<Message>,
    /// The attempt that is made now.
    pub attempt: Id<Attempt>,
    /// What it is about.
    pub subject: [u8; 16],
    /// Which notice it is, by its code.
    pub kind: String,
    /// What it is for.
    pub category: Category,
    /// The version of the words it goes in; then `text` is what they name, as JSON, until it is put
    /// into words.
    pub template: Option<[u8; 16]>,
    /// To whom.
    pub recipient: String,
    /// The language it is in.
    pub language: Language,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
    /// When it was composed.
    pub at: Instant,
    /// Until when it makes sense.
    pub expires_at: Instant,
    /// The page on which the client wants no more of this kind, for offers.
    pub unsubscribe: Option<String>,
}

struct Taken {
    id: Id<Message>,
    number: i64,
    subject: [u8; 16],
    kind: String,
    category: Category,
    template: Option<[u8; 16]>,
    recipient: String,
    language: Language,
    title: String,
    text: String,
    at: Instant,
    expires_at: Instant,
}

impl FromRow for Taken {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            category: row.word("category")?,
            template: row.get("template")?,
            id: row.get("id")?,
            number: row.get("tries")?,
            subject: row.get("subject")?,
            kind: row.get("kind")?,
            recipient: row.get("recipient")?,
            language: row.get("language")?,
            title: row.get("title")?,
            text: row.get("text")?,
            at: row.get("at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// What makes no sense any more within this time goes before all that may wait: a code does not
/// stand behind a campaign.
const URGENT: i64 = Instant::HOUR;

/// Takes messages of a channel that are due, so many at the most: those first that soon make no
/// sense any more, then the longest waiting, then those of mailings that go. Nobody else takes
/// them, and the attempts stand written once this has committed: only then may anything be said.
///
/// # Errors
/// Only when the database fails.
pub fn take(desk: &mut Desk<'_>, channel: Channel, limit: i64) -> Result<Vec<Parcel>> {
    let (now, never) = (desk.now(), Instant::from_micros(i64::MAX));
    let is_left = |taken: &[Taken]| limit - i64::try_from(taken.len()).unwrap_or(limit);
    let mut taken = choose(desk, (channel, None), limit, ("expires_at", now + URGENT))?;
    if is_left(&taken) > 0 {
        let left = is_left(&taken);
        taken.extend(choose(desk, (channel, None), left, ("send_at", never))?);
    }
    if is_left(&taken) > 0 {
        for mailing in going(desk, channel)? {
            let left = is_left(&taken);
            if left == 0 {
                break;
            }
            taken.extend(choose(desk, (channel, Some(mailing)), left, ("send_at", never))?);
        }
    }
    // What is urgent is said first; the rest in the order in which it was written.
    taken.sort_by_key(|one| (one.expires_at.min(now + URGENT), one.at, one.id));
    let (mut rows, mut parcels) = (Vec::new(), Vec::new());
    for one in taken {
        let (number, parcel) = (one.number, parcel(desk, one));
        rows.push(vec![
            desk.tenant.to_value(),
            parcel.attempt.to_value(),
            parcel.message.to_value(),
            number.to_value(),
            now.to_value(),
            Fate::UnderWay.word().to_value(),
            "".to_value(),
        ]);
        parcels.push(parcel);
    }
    desk.insert("message_attempts (tenant, id, message, number, began_at, fate, said)", "", &rows)?;
    spare(desk, channel, parcels)
}

/// Takes those of the messages of a mailing, or of none, that expire before `until`, in this order.
fn choose(
    desk: &mut Desk<'_>,
    (channel, mailing): (Channel, Option<[u8; 16]>),
    limit: i64,
    (order, until): (&str, Instant),
) -> Result<Vec<Taken>> {
    let now = desk.now();
    let of = if mailing.is_some() { "campaign = $7" } else { "campaign is null" };
    // Materialized: PostgreSQL may else choose anew for every row, and so take more than `limit`.
    let sql = format!(
        "with chosen as materialized (
            select id from messages
             where tenant = $1 and state = 'waiting' and channel = $2 and send_at <= $3
               and expires_at > $3 and expires_at < $6 and {of}
             order by {order}, id limit $4{})
         update messages set state = 'sending', attempts = attempts + 1, tries = tries + 1,
                lease_until = $5
          where tenant = $1 and id in (select id from chosen)
         returning id, tries, subject, kind, category, template, recipient, language, title, text,
                at, expires_at",
        desk.skip_locked()
    );
    let (tenant, by, lease) = (desk.tenant, channel.word(), now + LEASE);
    let mut values: Vec<&dyn ToValue> = vec![&tenant, &by, &now, &limit, &lease, &until];
    let mailing = mailing.map(Value::Uuid);
    values.extend(mailing.iter().map(|one| one as &dyn ToValue));
    desk.all(&sql, &values)
}

/// Those of these that are sent: not the ones to addresses at which nobody is reached.
fn spare(desk: &mut Desk<'_>, channel: Channel, parcels: Vec<Parcel>) -> Result<Vec<Parcel>> {
    let addresses: Vec<&str> = parcels.iter().map(|parcel| parcel.recipient.as_str()).collect();
    let known = unreached(desk, channel, &addresses)?;
    let (mut spared, mut sent) = (Vec::new(), Vec::new());
    for parcel in parcels {
        match known.spares(&parcel.recipient, parcel.category) {
            Some(said) => spared.push(Ended::new(parcel.attempt, Fate::Spared, said)),
            None => sent.push(parcel),
        }
    }
    ended(desk, &spared)?;
    Ok(sent)
}

fn parcel(desk: &mut Desk<'_>, taken: Taken) -> Parcel {
    Parcel {
        message: taken.id,
        attempt: desk.fresh_id(),
        subject: taken.subject,
        kind: taken.kind,
        category: taken.category,
        template: taken.template,
        recipient: taken.recipient,
        language: taken.language,
        title: taken.title,
        text: taken.text,
        at: taken.at,
        expires_at: taken.expires_at,
        unsubscribe: None,
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The attempt.
    pub attempt: Id<Attempt>,
    /// How.
    pub fate: Fate,
    /// What the other side said, or why it was not reached.
    pub said: String,
    /// What the other side calls the message, where it has a name of its own for it.
    pub reference: Option<String>,
    /// Whether it was begun. One that was not, because whoever hands over had to end, does not
    /// count.
    pub begun: bool,
}

impl Ended {
    /// The end of an attempt of which the other side has no name of its own.
    pub fn new(attempt: Id<Attempt>, fate: Fate, said: impl Into<String>) -> Self {
        Self { attempt, fate, said: said.into(), reference: None, begun: true }
    }
}

/// Writes down how attempts ended. One that was taken for lost meanwhile is known after all: that
/// is written too, and the message stands so unless a person has sent it again since.
///
/// # Errors
/// Only when the database fails.
pub fn ended(desk: &mut Desk<'_>, all: &[Ended]) -> Result<()> {
    let standing = standing(desk, all)?;
    let (mut happened, mut lost) = (Vec::new(), Vec::new());
    for one in all {
        let Some(standing) = standing.get(&one.attempt) else { continue };
        let (said, now) = (kept(&one.said), desk.now());
        let written = desk.execute(
            "update message_attempts set fate = $3, said = $4, ended_at = $5, reference = $6
              where tenant = $1 and id = $2 and fate in ('under_way', 'unknown')",
            &[
                &desk.tenant.clone(),
                &one.attempt,
                &one.fate.word(),
                &said,
                &now,
                &one.reference.as_deref().map(kept),
            ],
        )?;
        if written == 0 {
            continue;
        }
        let Some(state) = settle(desk, standing, one)? else { continue };
        match one.fate {
            Fate::Unreachable => suppress(desk, &standing.channel, &standing.recipient, &said)?,
            Fate::Refused => refused(desk, &standing.channel, &standing.recipient, &said)?,
            _ => {}
        }
        if state == State::Failed {
            lost.push(standing.message);
        }
        happened.extend(standing.happened(now, state));
    }
    desk.record_all(&happened)?;
    go_on(desk, &lost)?;
    let named: Vec<&str> = all.iter().filter_map(|one| one.reference.as_deref()).collect();
    heard_early(desk, &named)
}

/// An attempt, and the message that it was to hand over.
struct Standing {
    attempt: Id<Attempt>,
    number: i64,
    message: Id<Message>,
    subject: [u8; 16],
    channel: String,
    recipient: String,
    attempts: i64,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            attempt: row.get("attempt")?,
            number: row.get("number")?,
            message: row.get("message")?,
            subject: row.get("subject")?,
            channel: row.get("channel")?,
            recipient: row.get("recipient")?,
            attempts: row.get("attempts")?,
        })
    }
}

impl Standing {
    /// What is remembered of it; that it waits on is no news.
    fn happened(&self, at: Instant, state: State) -> Option<Happened> {
        let kind = match state {
            State::Sent => Kind::MessageSent,
            State::Failed => Kind::MessageFailed,
            State::Held => Kind::MessageHeld,
            State::Waiting | State::Sending | State::Expired => return None,
            State::Delivered | State::Bounced => return None,
        };
        let facts = json!({ "message": self.message.to_string(), "channel": self.channel });
        Some(Happened { at, subject: self.subject, kind, facts })
    }
}

fn standing(desk: &mut Desk<'_>, all: &[Ended]) -> Result<HashMap<Id<Attempt>, Standing>> {
    let list: Vec<Value> = all.iter().map(|one| one.attempt.to_value()).collect();
    let found: Vec<Standing> = desk.all_in(
        "select a.id as attempt, a.number, m.id as message, m.subject, m.channel, m.recipient,
                m.attempts
           from message_attempts as a
           join messages as m on m.tenant = a.tenant and m.id = a.message
          where a.tenant = $1 and a.id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(found.into_iter().map(|one| (one.attempt, one)).collect())
}

/// How the message stands after this; none where this was not its last attempt, or its end was
/// heard of before. That it arrived counts though a person has just had it sent again.
fn settle(desk: &mut Desk<'_>, standing: &Standing, ended: &Ended) -> Result<Option<State>> {
    let attempts = standing.attempts - i64::from(!ended.begun);
    let state = match ended.fate {
        Fate::Accepted => State::Sent,
        Fate::Refused | Fate::Unreachable | Fate::Spared => State::Failed,
        Fate::Postponed if attempts < ATTEMPTS_MAX => State::Waiting,
        // The other side surely does not have it, so that it may go another way.
        Fate::Postponed => State::Failed,
        Fate::Unknown | Fate::UnderWay => State::Held,
    };
    let chance = desk.fresh_id::<Attempt>().bytes()[15];
    let rest = if ended.begun { pause(attempts, chance) } else { 0 };
    let settled = desk.execute(
        "update messages set state = $4, send_at = $5, attempts = $6, lease_until = null
          where tenant = $1 and id = $2 and tries = $3
            and (state in ('sending', 'held') or (state = 'waiting' and $4 = 'sent'))",
        &[
            &desk.tenant.clone(),
            &standing.message,
            &standing.number,
            &state.word(),
            &(desk.now() + rest),
            &attempts,
        ],
    )?;
    Ok((settled == 1).then_some(state))
}

/// Holds what was taken by somebody who never told how it ended, and lets expire what nobody could
/// send while it made sense. Answers whether there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn lost(desk: &mut Desk<'_>) -> Result<bool> {
    let now = desk.now();
    let attempts: Vec<Id<Attempt>> = desk.all(
        "select a.id from messages as m
           join message_attempts as a on a.tenant = m.tenant and a.message = m.id
          where m.tenant = $1 and m.state = 'sending' and m.lease_until <= $2
            and a.fate = 'under_way'
          order by a.id limit $3",
        &[&desk.tenant.clone(), &now, &LOST_AT_ONCE],
    )?;
    let is_full = |count: usize| i64::try_from(count).is_ok_and(|count| count == LOST_AT_ONCE);
    let is_more = is_full(attempts.len());
    let unknown = |attempt| Ended::new(attempt, Fate::Unknown, "");
    ended(desk, &attempts.into_iter().map(unknown).collect::<Vec<_>>())?;
    let is_more = expire_stopped(desk)? || is_more;
    Ok(expire(desk)? || is_more)
}
