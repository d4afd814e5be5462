use crate::{Fault, Kind, Refusal, Result};
use kernel::{Id, Instant, words};
use serde::{Deserialize, Serialize};

/// A call; its row is `calls`.
#[derive(Debug)]
pub enum Call {}

words! {
    /// How a call stands or ended.
    pub enum Outcome {
        /// In the menu, or nothing more is known yet.
        Arrived = "arrived",
        /// In a queue.
        Waiting = "waiting",
        /// With an agent.
        Talking = "talking",
        /// An agent answered, and it is over.
        Answered = "answered",
        /// The caller gave up in a queue.
        Abandoned = "abandoned",
        /// It left the last queue another way: time-out, key, nobody there.
        FlowedOut = "flowed_out",
        /// The exchange turned it away before any queue.
        Refused = "refused",
        /// It was over before it came to a queue.
        LeftBeforeQueue = "left_before_queue",
        /// The exchange died meanwhile: nobody knows.
        Unknown = "unknown",
        /// A leg of another call, in which it counts.
        Linked = "linked",
    }
}

/// Who is calling, as far as the exchange says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// The exchange says nothing.
    #[default]
    Untold,
    /// The caller keeps the number back.
    Withheld,
    /// The number, as the exchange writes it.
    Known(String),
}

words! {
    /// Who tells a fact, where an exchange has more than one way of telling.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Voice {
        /// The exchange's own record: its log, or whoever speaks for it.
        #[default]
        Record = "record",
        /// Whoever listens to the exchange while it works. The record supersedes it.
        Live = "live",
        /// Ourselves: it holds whoever else tells of the call.
        House = "house",
    }
}

/// One fact about a call or an agent, in the words of whoever tells it. Places are still names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The system that tells: one exchange, one import.
    pub source: String,
    /// Its id for this fact.
    pub key: String,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub kind: Option<Kind>,
    /// The call: the linked id, where legs have ids of their own. Empty for facts about agents.
    pub call: String,
    /// The leg, where it has an id of its own.
    pub leg: Option<String>,
    /// Another call that goes on inside this one: a consultation that became the transfer.
    pub joins: Option<String>,
    /// The number that was dialled.
    pub number: Option<String>,
    /// The queue.
    pub queue: Option<String>,
    /// Who is calling.
    pub caller: Caller,
    /// The agent.
    pub agent: Option<String>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// Why: the reason of a pause, the way out of a queue.
    pub reason: Option<String>,
    /// The exchange's own figure for the wait in this queue, in microseconds.
    pub wait_us: Option<i64>,
    /// Its own figure for the talk, in microseconds.
    pub talk_us: Option<i64>,
    /// The agent's word whether the matter was solved.
    pub solved: Option<bool>,
    /// What it was about, in the words of whoever tells it; a word that no topic has is no fault.
    pub topic: Option<String>,
    /// A whole call, for [`Kind::CallRecorded`]; `at` is then its arrival.
    pub record: Option<Recorded>,
    /// Where the call's recording is; never the recording itself.
    pub link: Option<String>,
    /// Who tells it.
    pub voice: Voice,
}

/// A call told at once after it was over, as call records of other systems are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it could be answered from; none where it never came to a queue and nobody answered.
    pub offered_at: Option<i64>,
    /// How it ended.
    pub ending: Ending,
    /// The wait of record in microseconds.
    pub wait_us: i64,
    /// When an agent answered, in microseconds of the epoch.
    pub answered_at: Option<i64>,
    /// The handling in microseconds.
    pub handling_us: Option<i64>,
    /// When it was over.
    pub ended_at: i64,
    /// True where it waited in a queue.
    pub queued: bool,
}

words! {
    /// How a recorded call ended.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Ending {
        /// An agent answered it.
        Answered = "answered",
        /// The caller gave up in the queue.
        Abandoned = "abandoned",
        /// It left the queue another way.
        FlowedOut = "flowed_out",
        /// The exchange turned it away.
        Refused = "refused",
        /// It was over before it came to a queue.
        LeftBeforeQueue = "left_before_queue",
    }
}

/// Characters of a name at the most.
pub(super) const WORD_MAX: usize = 200;

impl Fact {
    /// Everything that keeps it from being taken.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        let required = [("source", &self.source), ("id", &self.key)];
        for (field, word) in required {
            if word.is_empty() || word.len() > WORD_MAX {
                faults.push(Fault::new(field, "fault-required"));
            }
        }
        let optional = [
            ("data.leg", &self.leg),
            ("data.joins", &self.joins),
            ("data.number", &self.number),
            ("data.queue", &self.queue),
            ("data.agent", &self.agent),
            ("data.kind", &self.client_kind),
            ("data.reason", &self.reason),
            ("data.topic", &self.topic),
        ];
        for (field, word) in optional {
            if word.as_ref().is_some_and(|word| word.is_empty() || word.len() > WORD_MAX) {
                faults.push(Fault::new(field, "fault-too-long"));
            }
        }
        let subject = self.kind.map(Kind::subject);
        match subject {
            Some("call") if self.call.is_empty() || self.call.len() > WORD_MAX => {
                faults.push(Fault::new("data.call", "fault-required"));
            }
            Some("agent") if self.agent.is_none() => {
                faults.push(Fault::new("data.agent", "fault-required"));
            }
            Some("call" | "agent") => {}
            _ => faults.push(Fault::new("type", "fault-unknown-event")),
        }
        if self.joins.as_ref() == Some(&self.call) && self.joins.is_some() {
            faults.push(Fault::new("data.joins", "fault-itself"));
        }
        if self.link.as_deref().is_some_and(|link| !is_link(link)) {
            faults.push(Fault::new("data.link", "fault-link"));
        }
        let figures = [self.wait_us, self.talk_us];
        if figures.iter().flatten().any(|micros| !(0..=LONGEST).contains(micros)) {
            faults.push(Fault::new("data.wait", "fault-time"));
        }
        Refusal::unless_none(faults)
    }

    /// True for facts about an agent and no call.
    pub fn is_about_agent(&self) -> bool {
        self.kind.is_some_and(|kind| kind.subject() == "agent")
    }
}

/// True for an address that is kept as the place of a recording.
pub fn is_link(text: &str) -> bool {
    text.len() <= 500 && text.starts_with("https://") && !text.contains(char::is_whitespace)
}

/// No call lasts longer than a fortnight; a larger figure is a fault of the source.
const LONGEST: i64 = 14 * Instant::DAY;

/// One queue that a caller was in, or one agent who answered without a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The leg's own id at the exchange.
    pub leg: Option<String>,
    /// Which queue.
    pub queue: Option<[u8; 16]>,
    /// Who answered, or let it ring.
    pub agent: Option<[u8; 16]>,
    /// How it stands or ended.
    pub outcome: Outcome,
    /// When the caller joined.
    pub joined_at: Instant,
    /// When an agent answered.
    pub answered_at: Option<Instant>,
    /// When it was over.
    pub left_at: Option<Instant>,
    /// The wait in this queue in microseconds: the exchange's own figure where it gives one.
    pub wait_us: Option<i64>,
    /// The talk in microseconds, likewise.
    pub talk_us: Option<i64>,
    /// Agents whose telephone rang without being answered.
    pub missed: i64,
    /// True where the call was handed on from here.
    pub transferred: bool,
}

/// A leg as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Its call.
    pub call: Id<Call>,
    /// The first is 0.
    pub position: i64,
    /// What it was.
    pub visit: Visit,
}
