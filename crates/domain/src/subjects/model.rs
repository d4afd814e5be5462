use crate::{Fault, Kind, Refusal, Result, commitments::Moment, history};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::{Map, Value as Json, json};

/// The kinds of subject that other systems tell us about.
pub const KINDS: &[&str] = &["request", "callback", "claim", "complaint"];

/// A fact about a subject of another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The system that tells.
    pub source: String,
    /// Its id for this fact.
    pub key: String,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub kind: Kind,
    /// The subject's own number.
    pub number: String,
    /// The number it was merged into.
    pub into: Option<String>,
    /// Its new priority.
    pub priority: Option<String>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// The unit, by its name.
    pub unit: Option<String>,
    /// The call of the same source that it is about, for a call-back.
    pub call: Option<String>,
    /// The number of the contract that it is about. History does not keep it: it leads to a person.
    pub contract: Option<String>,
}

/// Characters of a source, a key or a number at the most.
const WORD_MAX: usize = 200;

impl Outside {
    /// Everything that keeps it from being taken.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        let words = [("source", &self.source), ("id", &self.key), ("subject", &self.number)];
        for (field, word) in words {
            if word.is_empty() || word.len() > WORD_MAX {
                faults.push(Fault::new(field, "fault-required"));
            }
        }
        // Of contracts the register tells; another system only that their documents are ready.
        let is_of_contract = self.kind == Kind::ContractDocuments;
        if !KINDS.contains(&self.kind.subject()) && !is_of_contract {
            faults.push(Fault::new("type", "fault-unknown-event").with(self.kind.word()));
        }
        if self.contract.as_ref().is_some_and(|number| number.len() > WORD_MAX) {
            faults.push(Fault::new("data.contract", "fault-too-long").with(WORD_MAX.to_string()));
        }
        if self.is_merge() && self.into.as_ref().is_none_or(|into| into == &self.number) {
            faults.push(Fault::new("data.into", "fault-required"));
        }
        if self.is_priority() && self.priority.is_none() {
            faults.push(Fault::new("data.priority", "fault-required"));
        }
        Refusal::unless_none(faults)
    }

    pub(super) fn is_merge(&self) -> bool {
        self.kind.word().ends_with(".merged")
    }

    fn is_priority(&self) -> bool {
        self.kind.word().ends_with(".priority_changed")
    }

    /// What history keeps of it.
    pub(super) fn facts(&self) -> String {
        let mut facts = Map::new();
        let texts = [
            ("into", &self.into),
            ("priority", &self.priority),
            ("client_kind", &self.client_kind),
            ("unit", &self.unit),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                facts.insert(name.into(), json!(text));
            }
        }
        Json::Object(facts).to_string()
    }
}

/// A subject as it is kept: everything here follows from its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its row.
    pub id: Id<Subject>,
    /// `request`, `claim` …
    pub kind: String,
    /// The system that knows it.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// Its first fact.
    pub opened_at: Instant,
    /// Its last.
    pub last_at: Instant,
    /// What happened last, as the second half of the event's word.
    pub state: String,
    /// What it was merged into.
    pub merged_into: Option<Id<Subject>>,
    /// Its unit.
    pub unit: Option<[u8; 16]>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// The number of the contract that it is about.
    pub contract: Option<String>,
}

impl FromRow for Subject {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            source: row.get("source")?,
            number: row.get("number")?,
            opened_at: row.get("opened_at")?,
            last_at: row.get("last_at")?,
            state: row.get("state")?,
            merged_into: row.get("merged_into")?,
            unit: row.get("unit")?,
            client_kind: row.get("client_kind")?,
            contract: row.get("contract")?,
        })
    }
}

/// What clocks need to know of an entry of history.
pub(super) fn moment(entry: &history::Entry) -> Moment {
    let priority = entry.facts.get("priority").and_then(Json::as_str).map(str::to_owned);
    Moment { at: entry.at, kind: entry.kind, priority, due: None }
}

/// True for what shows that the company did something about a subject: its receipt is then no
/// longer inherited by what it was merged into.
pub(super) fn is_done(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::RequestAnswered
            | Kind::CallbackAttempted
            | Kind::CallbackReached
            | Kind::ClaimOpened
            | Kind::ClaimContacted
            | Kind::ClaimClosed
            | Kind::ComplaintAcknowledged
            | Kind::ComplaintAnswered
    )
}

/// True for what a subject begins with.
pub(super) fn is_receipt(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::RequestReceived
            | Kind::CallbackWished
            | Kind::ClaimReported
            | Kind::ComplaintReceived
    )
}
