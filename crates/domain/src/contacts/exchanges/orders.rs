//! What a colleague asks of the exchange: to pause, to come back, to keep something out of a
//! recording.
//!
//! An order is said once at the most. It is written down as *sent* before it is said, so that
//! nobody says it again after a crash; what the exchange then says of it is written beside it. An
//! order that nobody takes at once is late and never said: a pause that comes a minute after it
//! was asked for would be a surprise.

use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    contacts::calls::{self, Call, Seat, agents::AgentState},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};
use serde_json::json;

/// Rung when an order was asked for.
pub const ORDERS: &str = "exchange orders";

/// An order that was not taken, or not answered, within this time has failed.
pub const WITHIN: i64 = 10 * Instant::SECOND;
/// Orders are forgotten after this time; history keeps that they were asked for.
const KEPT_FOR: i64 = Instant::DAY;
/// Orders said at once at the most.
const AT_ONCE: i64 = 50;

/// Reasons for a pause; the word is what the exchange is told.
pub const PAUSES: &[&str] = &["break", "lunch", "writing", "meeting", "training", "technical"];

words! {
    /// What is asked of an exchange.
    pub enum Asked {
        /// The agent takes no calls for now.
        Pause = "pause",
        /// The agent takes calls again.
        Resume = "resume",
        /// What is said from now on is not to be in the recording of the call.
        PauseRecording = "pause_recording",
        /// The recording goes on.
        ResumeRecording = "resume_recording",
    }
}

words! {
    /// What became of an order.
    pub enum Fate {
        /// Nobody has taken it yet.
        Waiting = "waiting",
        /// It is being said; whether it was heard is not known.
        Sent = "sent",
        /// The exchange did it.
        Done = "done",
        /// The exchange, or its listener, cannot do it.
        Refused = "refused",
        /// Nobody took it in time: it was never said.
        Late = "late",
        /// The exchange never said what it did.
        Unknown = "unknown",
    }
}

words! {
    /// Why an order could not be said to the exchange.
    pub enum Unsaid {
        /// The exchange has told of no such agent.
        NoSuchAgent = "no_such_agent",
        /// The exchange has told of no such call, or of no recording of it.
        NotRecorded = "not_recorded",
        /// A name in it cannot be written in the exchange's language.
        NoName = "no_name",
    }
}

/// An order, as whoever talks with the exchange needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its row.
    pub id: Id<Order>,
    /// What is asked.
    pub asked: Asked,
    /// The agent, by the exchange's name.
    pub agent: String,
    /// The call of a recording, by the exchange's id.
    pub call: Option<String>,
    /// Why an agent pauses: one of [`PAUSES`].
    pub reason: Option<String>,
}

impl FromRow for Order {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            asked: word(row, "asked", Asked::from_word)?,
            agent: row.get("agent")?,
            call: row.get("call")?,
            reason: row.get("reason")?,
        })
    }
}

fn word<T>(row: &Row, column: &'static str, of: fn(&str) -> Option<T>) -> db::Result<T> {
    let text: String = row.get(column)?;
    of(&text).ok_or_else(|| db::Error::Column { column: column.into(), wanted: "word" })
}

/// What an exchange says of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Which.
    pub id: Id<Order>,
    /// How it ended.
    pub fate: Fate,
    /// In the exchange's own words, where it gave any; the word of an [`Unsaid`] where it was never
    /// said.
    pub said: String,
}

impl Answered {
    /// The answer to an order that could not be said.
    pub fn unsaid(order: &Order, why: Unsaid) -> Self {
        Self { id: order.id, fate: Fate::Refused, said: why.word().to_owned() }
    }
}

/// How the last order of a colleague stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What was asked.
    pub asked: Asked,
    /// What became of it.
    pub fate: Fate,
    /// What the exchange said.
    pub said: String,
}

struct Kept {
    standing: Standing,
    asked_at: Instant,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            standing: Standing {
                asked: word(row, "asked", Asked::from_word)?,
                fate: word(row, "fate", Fate::from_word)?,
                said: row.get("said")?,
            },
            asked_at: row.get("asked_at")?,
        })
    }
}

/// Asks the colleague's exchange to pause their telephone, for this reason.
///
/// # Errors
/// `Forbidden` without the right to write calls up; `Invalid` without a seat, without an exchange
/// that answers, and for an unknown reason.
pub fn ask_pause(desk: &mut Desk<'_>, reason: &str) -> Result<()> {
    if !PAUSES.contains(&reason) {
        return Err(Refusal::invalid("reason", "fault-choice"));
    }
    ask_of_all(desk, Asked::Pause, Some(reason))
}

/// Asks the exchanges to ring the colleague's telephone again. Only who pauses comes back: an
/// exchange may take the wish of somebody who is signed out for a wish to sign in.
///
/// # Errors
/// As [`ask_pause`]; `Invalid` for who does not pause.
pub fn ask_resume(desk: &mut Desk<'_>) -> Result<()> {
    let seat = own_seat(desk)?;
    let stand = calls::stand(desk, &seat)?;
    if stand.is_none_or(|stand| stand.state != AgentState::Paused) {
        return Err(Refusal::invalid("agent", "fault-not-paused"));
    }
    ask_of_all(desk, Asked::Resume, None)
}

fn ask_of_all(desk: &mut Desk<'_>, asked: Asked, reason: Option<&str>) -> Result<()> {
    let seat = own_seat(desk)?;
    let me = desk.colleague().ok_or(Refusal::Forbidden)?;
    for source in &exchanges_of(desk, &seat)? {
        let (id, agent, reason) = (desk.fresh_id(), seat.code.clone(), reason.map(str::to_owned));
        write(desk, source, &Order { id, asked, agent, call: None, reason })?;
    }
    desk.record(me, Kind::ExchangeAsked, &json!({ "asked": asked.word() }))
}

/// The exchanges that have told of this agent and answer now; where none has ever told of them, all
/// that answer. Two exchanges can have the same name for different people.
fn exchanges_of(desk: &mut Desk<'_>, seat: &Seat) -> Result<Vec<String>> {
    let all: Vec<OfAgent> = desk.all(
        "select source, connected_at is not null and lease_until > $2 as answers,
                exists (select 1 from history as h
                 where h.tenant = $1 and h.subject = $3 and h.source = e.source) as told
           from exchanges as e where tenant = $1 order by source",
        &[&desk.tenant.clone(), &desk.now(), &seat.id],
    )?;
    let known = all.iter().any(|one| one.told);
    let asked = all.into_iter().filter(|one| one.answers && (one.told || !known));
    let asked: Vec<String> = asked.map(|one| one.source).collect();
    if asked.is_empty() {
        return Err(Refusal::invalid("exchange", "fault-exchange-silent"));
    }
    Ok(asked)
}

/// An exchange, as an agent stands to it.
struct OfAgent {
    source: String,
    answers: bool,
    told: bool,
}

impl FromRow for OfAgent {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            source: row.get("source")?,
            answers: row.get("answers")?,
            told: row.get("told")?,
        })
    }
}

/// Asks the exchange of a call to keep what is said from now on out of its recording, or to record
/// again.
///
/// # Errors
/// `Forbidden` without the right to write calls up; `Unknown` for a call that is not theirs to
/// see; `Invalid` without a seat, and for a call that is not at it.
pub fn ask_of_recording(desk: &mut Desk<'_>, id: Id<Call>, asked: Asked) -> Result<()> {
    let seat = own_seat(desk)?;
    let call = calls::find(desk, id)?;
    if !calls::at_seat(desk, &seat)?.contains(&id) {
        return Err(Refusal::invalid("call", "fault-call-of-another"));
    }
    let order =
        Order { id: desk.fresh_id(), asked, agent: seat.code, call: Some(call.key), reason: None };
    write(desk, &call.source, &order)?;
    desk.record(id, Kind::ExchangeAsked, &json!({ "asked": asked.word() }))
}

fn own_seat(desk: &mut Desk<'_>) -> Result<Seat> {
    desk.reach(Right::WorkRequests)?;
    calls::seat(desk)?.ok_or_else(|| Refusal::Invalid(vec![Fault::new("agent", "fault-seat")]))
}

fn write(desk: &mut Desk<'_>, source: &str, order: &Order) -> Result<()> {
    let now = desk.now();
    desk.execute(
        "insert into exchange_orders
            (tenant, id, source, asked, agent, call, reason, asked_by, asked_at, fate, said)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', '')",
        &[
            &desk.tenant.clone(),
            &order.id,
            &source,
            &order.asked.word(),
            &order.agent,
            &order.call,
            &order.reason,
            &desk.colleague(),
            &now,
        ],
    )?;
    desk.wake(ORDERS);
    Ok(())
}

/// Takes the orders of an exchange that are to be said now, in the order in which they were asked
/// for; from here on they count as sent. What was asked too long ago is late, and what is old is
/// forgotten. A copy whose lease is over takes none.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn take_orders(desk: &mut Desk<'_>, source: &str, holder: &str) -> Result<Vec<Order>> {
    desk.reach(Right::TellCalls)?;
    let (tenant, now) = (desk.tenant, desk.now());
    desk.execute(
        "delete from exchange_orders where tenant = $1 and asked_at < $2",
        &[&tenant, &(now - KEPT_FOR)],
    )?;
    desk.execute(
        "update exchange_orders set fate = 'late'
          where tenant = $1 and source = $2 and fate = 'waiting' and asked_at <= $3",
        &[&tenant, &source, &(now - WITHIN)],
    )?;
    // The outer condition is looked at again where another unit took one first: it is said once.
    let mut orders: Vec<Order> = desk.all(
        "update exchange_orders set fate = 'sent'
          where tenant = $1 and fate = 'waiting' and id in (
              select id from exchange_orders
               where tenant = $1 and source = $2 and fate = 'waiting'
               order by asked_at, id limit $3)
            and exists (select 1 from exchanges
                 where tenant = $1 and source = $2 and holder = $4 and lease_until > $5)
         returning id, asked, agent, call, reason",
        &[&tenant, &source, &AT_ONCE, &holder, &now],
    )?;
    // Ids begin with the hour at which they were given.
    orders.sort_by_key(|order| order.id);
    Ok(orders)
}

/// Characters of what an exchange says that are kept.
const SAID_MAX: usize = 200;

/// Writes down what an exchange says of its orders.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn orders_answered(desk: &mut Desk<'_>, source: &str, answered: &[Answered]) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    for one in answered {
        let said: String = one.said.chars().take(SAID_MAX).collect();
        desk.execute(
            "update exchange_orders set fate = $4, said = $5
              where tenant = $1 and source = $2 and id = $3 and fate = 'sent'",
            &[&desk.tenant.clone(), &source, &one.id, &one.fate.word(), &said],
        )?;
    }
    Ok(())
}

/// Says that nobody will learn any more what became of the orders that were sent.
///
/// # Errors
/// Only when the database fails.
pub(super) fn lose_orders(desk: &mut Desk<'_>, source: &str) -> Result<()> {
    desk.execute(
        "update exchange_orders set fate = 'unknown'
          where tenant = $1 and source = $2 and fate = 'sent'",
        &[&desk.tenant.clone(), &source],
    )?;
    Ok(())
}

/// How what an agent asked last stands, as long as it is news: what failed, for a minute; nothing
/// where all went well. Where several exchanges were asked, one that did it is enough, and one that
/// knows the agent says more than one that does not.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn last_order(desk: &mut Desk<'_>, seat: &Seat) -> Result<Option<Standing>> {
    desk.reach(Right::SeeCalls)?;
    let (tenant, now) = (desk.tenant, desk.now());
    let mut kept: Vec<Kept> = desk.all(
        "select asked, fate, said, asked_at from exchange_orders
          where tenant = $1 and agent = $2 and asked_at > $3
          order by asked_at desc, id desc limit $4",
        &[&tenant, &seat.code, &(now - Instant::MINUTE), &AT_ONCE],
    )?;
    let Some(newest) = kept.first().map(|one| one.asked_at) else { return Ok(None) };
    kept.retain(|one| one.asked_at == newest);
    if kept.iter().any(|one| one.standing.fate == Fate::Done) {
        return Ok(None);
    }
    let overdue = now - newest >= WITHIN;
    let stranger = |one: &Kept| one.standing.said == Unsaid::NoSuchAgent.word();
    let telling = kept.into_iter().min_by_key(|one| (stranger(one), one.standing.fate));
    Ok(telling.map(|one| Standing {
        fate: match one.standing.fate {
            Fate::Waiting if overdue => Fate::Late,
            Fate::Sent if overdue => Fate::Unknown,
            fate => fate,
        },
        ..one.standing
    }))
}
