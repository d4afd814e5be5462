//! What is told of a letter on its way.

use super::super::{Attempt, Heard, Message, Of, Receipt, State, heard, model::kept};
use crate::{Desk, Fault, Kind, Reach, Refusal, Result, Right, identity};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, TimeZone, words};
use serde_json::json;

words! {
    /// What is told of a letter on paper.
    pub enum PaperState {
        /// It is printed.
        Printed = "printed",
        /// The post has it.
        Posted = "posted",
        /// It is in the box, or was handed over.
        Delivered = "delivered",
        /// It came back: nobody of that name is reached there.
        Returned = "returned",
        /// It came back: nobody fetched it.
        Unclaimed = "unclaimed",
        /// The printer does not take it.
        Refused = "refused",
    }
}

words! {
    /// Who tells it.
    pub enum By {
        /// The printer's file.
        File = "file",
        /// A colleague who has the proof.
        Hand = "hand",
    }
}

impl PaperState {
    /// What it means for a message.
    const fn heard(self) -> Heard {
        match self {
            Self::Printed | Self::Posted => Heard::Delayed,
            Self::Delivered => Heard::Delivered,
            Self::Returned | Self::Unclaimed | Self::Refused => Heard::Bounced,
        }
    }
}

/// Something told of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name under which the printer knows it: the attempt's own.
    pub reference: String,
    /// What.
    pub state: PaperState,
    /// When it happened.
    pub at: Instant,
    /// The number under which the post carries it; empty: none.
    pub number: String,
    /// What else is said of it.
    pub note: String,
}

/// What became of what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is new.
    Fresh,
    /// It was told before.
    Known,
    /// There is no letter of that name.
    Unknown,
}

/// Letters of a number of the post.
const NUMBER_MAX: usize = 60;

/// A letter, as far as facts are about it.
struct Letter {
    message: Id<Message>,
    subject: [u8; 16],
    channel: String,
    state: String,
}

impl FromRow for Letter {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            message: row.get("message")?,
            subject: row.get("subject")?,
            channel: row.get("channel")?,
            state: row.get("state")?,
        })
    }
}

/// Writes down what a printer tells of a letter.
///
/// # Errors
/// `Forbidden` without the right to work requests; `Invalid` for what is no number or has not
/// happened yet.
pub fn paper_told(desk: &mut Desk<'_>, fact: &Fact) -> Result<Taken> {
    desk.reach(Right::WorkRequests)?;
    let Ok(attempt) = fact.reference.trim().parse::<Id<Attempt>>() else {
        return Ok(Taken::Unknown);
    };
    let letter: Option<Letter> = desk.optional(
        "select m.id as message, m.subject, m.channel, m.state
           from message_attempts as a
           join messages as m on m.tenant = a.tenant and m.id = a.message
          where a.tenant = $1 and a.id = $2 and m.channel in ('post', 'registered')",
        &[&desk.tenant.clone(), &attempt],
    )?;
    match letter {
        None => Ok(Taken::Unknown),
        Some(letter) => write(desk, &letter, fact, By::File),
    }
}

/// What a colleague reads off a receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The number under which the post carries the letter.
    pub number: String,
    /// The day on which the post took it.
    pub posted_on: Option<Date>,
    /// The day on which it was handed over.
    pub delivered_on: Option<Date>,
    /// What else it says.
    pub note: String,
}

/// Writes down what a colleague read off a receipt; answers how many facts of it are new.
///
/// # Errors
/// `Forbidden` without the right to work requests of every unit; `Unknown` where there is no such
/// letter; `Conflict` where it has not left the house; `Invalid` where nothing was entered, or a
/// day has not come.
pub fn of_hand(desk: &mut Desk<'_>, id: Id<Message>, proof: &Proof) -> Result<usize> {
    let reach: Reach = desk.reach(Right::WorkRequests)?;
    if !reach.is_all() {
        return Err(Refusal::Forbidden);
    }
    let letter: Letter = desk
        .optional(
            "select id as message, subject, channel, state from messages
              where tenant = $1 and id = $2 and channel in ('post', 'registered')",
            &[&desk.tenant.clone(), &id],
        )?
        .ok_or(Refusal::Unknown("message"))?;
    if letter.state == State::Waiting.word() {
        return Err(Refusal::Conflict("conflict-letter-not-sent"));
    }
    let zone = identity::tenant(desk)?.zone;
    let days = [(PaperState::Posted, proof.posted_on), (PaperState::Delivered, proof.delivered_on)];
    if days.iter().all(|(_, day)| day.is_none()) {
        return Err(Refusal::invalid("posted", "fault-required"));
    }
    let mut fresh = 0;
    for (state, day) in days {
        let Some(day) = day else { continue };
        let fact = Fact {
            reference: String::new(),
            state,
            at: of_day(day, &zone, desk.now()),
            number: proof.number.clone(),
            note: proof.note.clone(),
        };
        fresh += usize::from(write(desk, &letter, &fact, By::Hand)? == Taken::Fresh);
    }
    Ok(fresh)
}

/// The moment that stands for a day of which no hour is known: its noon, or now where that is
/// still to come today.
pub fn of_day(day: Date, zone: &TimeZone, now: Instant) -> Instant {
    let noon = Instant::start_of(day, zone) + 12 * Instant::HOUR;
    if day == now.day(zone) { noon.min(now) } else { noon }
}

fn write(desk: &mut Desk<'_>, letter: &Letter, fact: &Fact, by: By) -> Result<Taken> {
    let number: String = fact.number.split_whitespace().collect();
    if number.chars().count() > NUMBER_MAX || number.contains(char::is_control) {
        return Err(Refusal::invalid("number", "fault-too-long"));
    }
    if fact.at > desk.now() {
        let field = if fact.state == PaperState::Posted { "posted" } else { "delivered" };
        return Err(Refusal::Invalid(vec![Fault::new(field, "fault-future")]));
    }
    let (row, note): (Id<Fact>, _) = (desk.fresh_id(), kept(fact.note.trim()));
    let written = desk.execute(
        "insert into paper_facts (tenant, id, message, state, at, number, note, source, heard_at,
            actor)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant, message, state, at, number) do nothing",
        &[
            &desk.tenant.clone(),
            &row,
            &letter.message,
            &fact.state.word(),
            &fact.at,
            &number,
            &note,
            &by.word(),
            &desk.now(),
            &desk.who.actor().label(),
        ],
    )?;
    if written == 0 {
        return Ok(Taken::Known);
    }
    if fact.state == PaperState::Posted {
        let facts = json!({ "message": letter.message.to_string(), "channel": letter.channel });
        let subject: Id<Message> = Id::from_bytes(letter.subject);
        desk.record_at(fact.at, subject, Kind::MessagePosted, &facts)?;
    }
    let receipt = Receipt {
        of: Of::Message(letter.message),
        heard: fact.state.heard(),
        whose: Vec::new(),
        nobody: fact.state == PaperState::Returned,
        said: said(fact, &number, &note),
    };
    heard(desk, &receipt)?;
    Ok(Taken::Fresh)
}

/// It in words, as they stand at the message.
fn said(fact: &Fact, number: &str, note: &str) -> String {
    let parts = [fact.state.word(), number, note];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
