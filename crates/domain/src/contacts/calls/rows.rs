use super::{
    callbacks::Answered,
    fold::{Folded, Folding},
    model::{Call, Caller, Fact, Leg, Outcome, Recorded, Visit, Voice},
    places::{Place, Places},
};
use crate::{Kind, Tenant, contacts::topics::Lexicon, days, history::Entry};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, TimeZone};
use serde::{Deserialize, Serialize};

/// What history keeps of a fact about a call: ids, amounts, reasons; never a caller.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    queue: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait_us: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    talk_us: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    solved: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    record: Option<Recorded>,
    #[serde(default, skip_serializing_if = "is_record")]
    voice: Voice,
}

fn is_record(voice: &Voice) -> bool {
    *voice == Voice::Record
}

fn text(id: Option<[u8; 16]>) -> Option<String> {
    id.map(|bytes| Id::<Place>::from_bytes(bytes).to_string())
}

fn bytes(text: Option<String>) -> Option<[u8; 16]> {
    text.and_then(|text| text.parse::<Id<Place>>().ok()).map(|id| id.bytes())
}

impl Folding {
    /// The fact with its places and its topic identified.
    pub(super) fn of(fact: &Fact, places: &Places, lexicon: &Lexicon) -> Self {
        let queue = fact.queue.as_ref().and_then(|code| places.queues.get(code));
        let number = fact.number.as_ref().and_then(|code| places.numbers.get(code));
        Self {
            at: fact.at,
            kind: fact.kind,
            leg: fact.leg.clone(),
            number: number.map(|place| place.id).or(queue.and_then(|place| place.number)),
            queue: queue.map(|place| place.id),
            agent: fact.agent.as_ref().and_then(|code| places.agents.get(code)).map(|it| it.id),
            reason: fact.reason.clone(),
            wait_us: fact.wait_us,
            talk_us: fact.talk_us,
            solved: fact.solved,
            topic: fact.topic.as_ref().and_then(|word| lexicon.code_of(word)).map(str::to_owned),
            client_kind: fact.client_kind.clone(),
            record: fact.record.clone(),
            voice: fact.voice,
        }
    }

    /// As history writes it.
    pub(super) fn kept(&self) -> String {
        let kept = Kept {
            leg: self.leg.clone(),
            number: text(self.number),
            queue: text(self.queue),
            agent: text(self.agent),
            kind: self.client_kind.clone(),
            reason: self.reason.clone(),
            wait_us: self.wait_us,
            talk_us: self.talk_us,
            solved: self.solved,
            topic: self.topic.clone(),
            record: self.record.clone(),
            voice: self.voice,
        };
        serde_json::to_string(&kept).expect("every field has a form in JSON")
    }

    /// As history is read.
    pub(super) fn from_entry(entry: &Entry) -> db::Result<Self> {
        let kept: Kept = serde_json::from_value(entry.facts.clone())
            .map_err(|_| db::Error::Column { column: "facts".into(), wanted: "call fact" })?;
        Ok(Self {
            at: entry.at,
            kind: Some(entry.kind),
            leg: kept.leg,
            number: bytes(kept.number),
            queue: bytes(kept.queue),
            agent: bytes(kept.agent),
            reason: kept.reason,
            wait_us: kept.wait_us,
            talk_us: kept.talk_us,
            solved: kept.solved,
            topic: kept.topic,
            client_kind: kept.kind,
            record: kept.record,
            voice: kept.voice,
        })
    }
}

/// True for what a call is folded from; clocks and call-backs also write to its history.
pub(super) fn is_call_fact(kind: Kind) -> bool {
    kind.subject() == "call" && kind != Kind::CallRangBack
}

/// A call's row, as it is kept between facts.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub id: Id<Call>,
    pub source: String,
    pub key: String,
    pub caller: Option<String>,
    pub withheld: bool,
    pub link: Option<String>,
    pub linked_into: Option<Id<Call>>,
    pub day: i64,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            source: row.get("source")?,
            key: row.get("key")?,
            caller: row.get("caller")?,
            withheld: row.get("withheld")?,
            link: row.get("recording_link")?,
            linked_into: row.get("linked_into")?,
            day: row.get("day")?,
        })
    }
}

pub(super) const STANDING: &str =
    "id, source, key, caller, withheld, recording_link, linked_into, day";

impl Standing {
    /// A call of which nothing is known yet.
    pub(super) fn new(id: Id<Call>, source: String, key: String) -> Self {
        let (caller, link, linked_into) = (None, None, None);
        Self { id, source, key, caller, withheld: false, link, linked_into, day: 0 }
    }

    /// Takes what a fact says and history does not keep: the caller, and where the recording is.
    /// Two facts that disagree leave the same one, whatever came first.
    pub(super) fn hear(&mut self, fact: &Fact) {
        self.link = self.link.take().into_iter().chain(fact.link.clone()).min();
        match &fact.caller {
            Caller::Untold => {}
            Caller::Withheld => self.withheld = true,
            Caller::Known(number) => {
                let heard = self
                    .caller
                    .take()
                    .map_or_else(|| number.clone(), |before| before.min(number.clone()));
                self.caller = Some(heard);
            }
        }
    }
}

/// Where a call belongs, from the places it touched.
#[derive(Clone, Debug, Default)]
pub(super) struct Belonging {
    pub kind: Option<String>,
    pub unit: Option<[u8; 16]>,
    pub level: i64,
}

pub(super) const CALL_COLUMNS: &str = "calls (tenant, id, source, key, number, queue, kind, unit,
    caller, withheld, recording, announced_at, recording_link, outcome, open, linked_into,
    arrived_at, offered_at, answered_at, ended_at, wait_us, menu_wait_us, handling_us, visits,
    transferred, level, solved, agent, day, topic)";

pub(super) const CALL_UPSERT: &str = "on conflict (tenant, id) do update set
    number = excluded.number, queue = excluded.queue, kind = excluded.kind,
    unit = excluded.unit, caller = excluded.caller, withheld = excluded.withheld,
    recording = excluded.recording, announced_at = excluded.announced_at,
    recording_link = excluded.recording_link,
    outcome = excluded.outcome, open = excluded.open, linked_into = excluded.linked_into,
    arrived_at = excluded.arrived_at, offered_at = excluded.offered_at,
    answered_at = excluded.answered_at, ended_at = excluded.ended_at,
    wait_us = excluded.wait_us, menu_wait_us = excluded.menu_wait_us,
    handling_us = excluded.handling_us, visits = excluded.visits,
    transferred = excluded.transferred, level = excluded.level, solved = excluded.solved,
    agent = excluded.agent, day = excluded.day, topic = excluded.topic";

/// A call ready to be written.
pub(super) struct Ready {
    pub standing: Standing,
    pub folded: Folded,
    pub belonging: Belonging,
}

impl Ready {
    /// How the call counts: a linked leg is no call of its own.
    pub(super) fn outcome(&self) -> Outcome {
        if self.standing.linked_into.is_some() { Outcome::Linked } else { self.folded.outcome }
    }

    /// The call, where it was answered and its caller is known.
    pub(super) fn answered(&self) -> Option<Answered> {
        Some(Answered {
            id: self.standing.id,
            caller: self.standing.caller.clone()?,
            arrived_at: self.folded.arrived_at,
            answered_at: self.folded.answered_at?,
        })
    }

    pub(super) fn solved(&self) -> Option<bool> {
        let first_level = self.belonging.level == 1;
        (self.folded.outcome == Outcome::Answered)
            .then(|| first_level && self.folded.solved.unwrap_or(true))
    }

    pub(super) fn cells(&self, tenant: Id<Tenant>, zone: &TimeZone) -> Vec<Value> {
        let (standing, folded) = (&self.standing, &self.folded);
        let agent = folded.visits.iter().find(|visit| visit.answered_at.is_some());
        let outcome = self.outcome();
        vec![
            tenant.to_value(),
            standing.id.to_value(),
            standing.source.to_value(),
            standing.key.to_value(),
            folded.number.to_value(),
            folded.visits.first().and_then(|visit| visit.queue).to_value(),
            self.belonging.kind.to_value(),
            self.belonging.unit.to_value(),
            standing.caller.to_value(),
            Value::Bool(standing.withheld),
            folded.recording.map(|it| it.word().to_owned()).to_value(),
            folded.announced_at.to_value(),
            standing.link.to_value(),
            Value::Text(outcome.word().into()),
            Value::Bool(folded.open && outcome != Outcome::Linked),
            standing.linked_into.to_value(),
            folded.arrived_at.to_value(),
            folded.offered_at.to_value(),
            folded.answered_at.to_value(),
            folded.ended_at.to_value(),
            folded.wait_us.to_value(),
            folded.menu_wait_us.to_value(),
            folded.handling_us.to_value(),
            Value::Int(i64::try_from(folded.visits.len()).unwrap_or(i64::MAX)),
            Value::Bool(folded.transferred),
            Value::Int(self.belonging.level),
            self.solved().to_value(),
            agent.and_then(|visit| visit.agent).to_value(),
            Value::Int(days::number(folded.arrived_at, zone)),
            folded.topic.to_value(),
        ]
    }
}

pub(super) const LEG_COLUMNS: &str = "legs (tenant, call, position, queue, agent, outcome,
    joined_at, answered_at, left_at, wait_us, talk_us, missed, transferred)";

pub(super) fn leg_cells(
    tenant: Id<Tenant>,
    call: Id<Call>,
    position: usize,
    visit: &Visit,
) -> Vec<Value> {
    vec![
        tenant.to_value(),
        call.to_value(),
        Value::Int(i64::try_from(position).unwrap_or(i64::MAX)),
        visit.queue.to_value(),
        visit.agent.to_value(),
        Value::Text(visit.outcome.word().into()),
        visit.joined_at.to_value(),
        visit.answered_at.to_value(),
        visit.left_at.to_value(),
        visit.wait_us.to_value(),
        visit.talk_us.to_value(),
        Value::Int(visit.missed),
        Value::Bool(visit.transferred),
    ]
}

impl FromRow for Leg {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            call: row.get("call")?,
            position: row.get("position")?,
            visit: Visit {
                leg: None,
                queue: row.get("queue")?,
                agent: row.get("agent")?,
                outcome: row.word("outcome")?,
                joined_at: row.get::<Instant>("joined_at")?,
                answered_at: row.get("answered_at")?,
                left_at: row.get("left_at")?,
                wait_us: row.get("wait_us")?,
                talk_us: row.get("talk_us")?,
                missed: row.get("missed")?,
                transferred: row.get("transferred")?,
            },
        })
    }
}
