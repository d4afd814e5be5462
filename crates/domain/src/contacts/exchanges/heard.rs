use super::orders::Answered;
use crate::contacts::calls::{Caller, Fact, Voice};
use kernel::{Instant, words};
use std::collections::BTreeSet;

/// What a listener heard at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Facts about calls, and about agents where no other record speaks for them.
    pub facts: Vec<Fact>,
    /// What agents do, to be shown and not recorded.
    pub seen: Vec<Fact>,
    /// Telephones that began or stopped ringing, in this order.
    pub rings: Vec<Ring>,
    /// What it says of what was asked of it.
    pub answered: Vec<Answered>,
    /// The exchange started at this instant: what was open before is lost.
    pub started_at: Option<Instant>,
    /// Who is there now.
    pub census: Option<Census>,
    /// In which voice it is said what a restart or a gap ended: that of the facts.
    pub voice: Voice,
}

impl Heard {
    /// True where there is nothing to be written.
    pub fn is_empty(&self) -> bool {
        let nothing = Self { voice: self.voice, ..Self::default() };
        *self == nothing
    }
}

words! {
    /// What a telephone does.
    pub enum Telephone {
        /// It began to ring.
        Rings = "rings",
        /// It no longer rings.
        Silent = "silent",
    }
}

/// An agent's telephone that began or stopped ringing for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The call, by the exchange's id.
    pub call: String,
    /// The agent; none: every telephone that rings for this call.
    pub agent: Option<String>,
    /// Since when.
    pub at: Instant,
    /// What it does.
    pub telephone: Telephone,
}

/// Who is there, as the exchange answers when asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// When it had answered.
    pub at: Instant,
    /// Who waits in a queue.
    pub waiting: Vec<Waiting>,
    /// Every call and leg that is alive, by the exchange's id.
    pub alive: BTreeSet<String>,
}

/// A caller found waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The call.
    pub call: String,
    /// Where.
    pub queue: String,
    /// Who.
    pub caller: Caller,
    /// Since when, by the exchange's own seconds.
    pub since: Instant,
}
