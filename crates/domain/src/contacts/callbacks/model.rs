use crate::{Role, parties::Party};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};

words! {
    /// How a wish stands.
    pub enum State {
        /// We still owe it.
        Open = "open",
        /// We spoke, or they rang and were answered.
        Reached = "reached",
        /// We stopped trying.
        GivenUp = "given_up",
        /// It is the same promise as another.
        Merged = "merged",
    }
}

words! {
    /// What came of ringing somebody.
    pub enum Outcome {
        /// We spoke.
        Reached = "reached",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// Engaged.
        Busy = "busy",
        /// A machine answered.
        Voicemail = "voicemail",
        /// Somebody else lives there.
        WrongNumber = "wrong_number",
        /// They asked us to ring at another time.
        Later = "later",
    }
}

/// The length of the slots that clients choose from.
pub const SLOT: i64 = 2 * Instant::HOUR;

/// The digits by which a telephone is known: `+39 …` and `0039 …` are the same one.
pub(super) fn telephone(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix("00").map(str::to_owned).unwrap_or(digits)
}

/// A wish to be called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Its row.
    pub id: Id<Callback>,
    /// Who they are in the register, where that is known.
    pub party: Option<Id<Party>>,
    /// What they call themselves.
    pub name: String,
    /// The number to ring.
    pub phone: String,
    /// Its digits.
    pub digits: String,
    /// What it is about.
    pub topic: Option<String>,
    /// How the wish reached us.
    pub channel: String,
    /// What a colleague should know.
    pub note: String,
    /// When it was wished.
    pub wished_at: Instant,
    /// The beginning of the slot; none: as soon as possible.
    pub slot_from: Option<Instant>,
    /// Its end.
    pub slot_to: Option<Instant>,
    /// How it stands.
    pub state: State,
    /// Who has taken it.
    pub owner: Option<Id<Role>>,
    /// Its next deadline.
    pub due_at: Instant,
    /// How often we rang.
    pub attempts: i64,
}

pub(super) const COLUMNS: &str = "id, party, name, phone, digits, topic, channel, note, wished_at,
    slot_from, slot_to, state, owner, due_at, attempts";

impl FromRow for Callback {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            party: row.get("party")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            digits: row.get("digits")?,
            topic: row.get("topic")?,
            channel: row.get("channel")?,
            note: row.get("note")?,
            wished_at: row.get("wished_at")?,
            slot_from: row.get("slot_from")?,
            slot_to: row.get("slot_to")?,
            state: row.word("state")?,
            owner: row.get("owner")?,
            due_at: row.get("due_at")?,
            attempts: row.get("attempts")?,
        })
    }
}
