//! Events of Twilio's TaskRouter.
//!
//! A call that is put into a queue becomes a task. Its events come one by one, as callbacks, from
//! the list of events, or from the stream of events; the three name their fields differently.
//! Tasks of one call name it in their attributes: that is the call, and each task a leg of it.

use super::{
    super::{REASON_MAX, Rejected, cut},
    Leg, Told, bare, caller_of,
    record::{MISSING, Part},
};
use crate::{
    Kind,
    contacts::calls::{Caller, Fact},
};
use kernel::Instant;
use serde_json::{Map, Value as Json};

/// What tells something of a call.
const TELLING: &[&str] = &[
    "task.created",
    "task-queue.entered",
    "task-queue.timeout",
    "task.canceled",
    "task.wrapup",
    "task.completed",
    "reservation.accepted",
    "reservation.rejected",
    "reservation.timeout",
    "reservation.canceled",
];
/// What comes when the talk of a task is over.
const OVER: &[&str] = &["task.wrapup", "task.completed"];
/// What says nothing that another does not say: who is asked first and answers later, what is
/// written up after the talk, what the workflow thinks.
const SILENT: &[&str] = &[
    "reservation.created",
    "reservation.rescinded",
    "reservation.wrapup",
    "reservation.completed",
    "task.updated",
    "task.deleted",
    "task-queue.moved",
    "workflow.entered",
    "workflow.target-matched",
    "workflow.timeout",
];

pub(super) fn read(record: Part<'_>, attribute: Option<&str>) -> Result<Told, Rejected> {
    let event = Event::of(record)?;
    // Whoever takes a call over accepts it, and whichever queue it comes to, it enters.
    if SILENT.contains(&event.kind) || event.kind.starts_with("task.transfer-") {
        return Ok(Told::default());
    }
    if !TELLING.contains(&event.kind) {
        return Ok(Told { skipped: vec![event.kind.to_owned()], ..Told::default() });
    }
    let attributes = event.attributes()?;
    let attributes = Part::whole(&attributes);
    let (call, direction) = (attributes.text("call_sid")?, attributes.text("direction")?);
    let channel = event.text("TaskChannelUniqueName")?.unwrap_or("default");
    if call.is_none() && channel != "voice" {
        return Ok(Told::nothing("channel", channel));
    }
    if let Some(direction) = direction.filter(|it| it.starts_with("outbound")) {
        return Ok(Told::nothing("direction", direction));
    }
    let task = event.needed("TaskSid")?;
    let queue = match event.text("TaskQueueName")? {
        Some(name) => Some(name),
        None => event.text("TaskQueueSid")?,
    };
    let leg = Leg { call: call.unwrap_or(task), leg: task, queue, agent: None };
    let mut facts = event.facts(leg, attributes)?;
    // Attributes may change until the task is over.
    if let Some(attribute) = attribute.filter(|_| OVER.contains(&event.kind)) {
        let said = attributes.said(attribute);
        facts.iter_mut().for_each(|fact| fact.topic = said.map(str::to_owned));
    }
    let (sid, at) = (event.sid()?, event.at.micros());
    let key = |fact: &Fact| match sid {
        Some(sid) => format!("{sid}|{}", fact.kind.map_or("", Kind::word)),
        None => format!("{}|{at}", fact.key),
    };
    let facts = facts.into_iter().map(|fact| Fact { key: key(&fact), ..fact });
    Ok(Told { facts: facts.collect(), skipped: Vec::new() })
}

struct Event<'a> {
    /// The fields that callbacks have.
    fields: Part<'a>,
    /// The object around them, where they do not stand in it themselves.
    outer: Part<'a>,
    /// Whether fields are called `TaskSid` or `task_sid`.
    names: Names,
    kind: &'a str,
    at: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Joined,
    Underscored,
}

impl<'a> Event<'a> {
    fn of(record: Part<'a>) -> Result<Self, Rejected> {
        let streamed = match record.part("data") {
            Ok(Some(data)) => data.part("payload")?,
            _ => None,
        };
        if let Some(kind) = record.text("EventType")? {
            let at = match record.epoch("TimestampMs", 1_000)? {
                Some(at) => at,
                None => moment(record, "Timestamp")?,
            };
            Ok(Self { fields: record, outer: record, names: Names::Joined, kind, at })
        } else if let Some(payload) = streamed {
            let (kind, at) = (payload.needed("eventtype")?, moment(payload, "timestamp")?);
            Ok(Self { fields: payload, outer: payload, names: Names::Underscored, kind, at })
        } else if let Some(fields) = record.part("event_data")? {
            let kind = record.needed("event_type")?;
            let at = match record.epoch("event_date_ms", 1_000)? {
                Some(at) => at,
                None => moment(record, "event_date")?,
            };
            Ok(Self { fields, outer: record, names: Names::Underscored, kind, at })
        } else {
            Err(record.fault("EventType", MISSING))
        }
    }

    fn name(&self, joined: &str) -> String {
        match self.names {
            Names::Joined => joined.to_owned(),
            Names::Underscored => underscored(joined),
        }
    }

    fn text(&self, name: &str) -> Result<Option<&'a str>, Rejected> {
        self.fields.text(&self.name(name))
    }

    fn needed(&self, name: &str) -> Result<&'a str, Rejected> {
        self.fields.needed(&self.name(name))
    }

    fn sid(&self) -> Result<Option<&'a str>, Rejected> {
        self.outer.text(&self.name("Sid"))
    }

    /// The task's attributes: JSON in a text, as the caller of the API gave it.
    fn attributes(&self) -> Result<Map<String, Json>, Rejected> {
        let name = self.name("TaskAttributes");
        match self.text("TaskAttributes")? {
            None => Ok(Map::new()),
            Some(text) => {
                serde_json::from_str(text).map_err(|_| self.fields.fault(&name, "not_json"))
            }
        }
    }

    fn facts(&self, leg: Leg<'_>, attributes: Part<'_>) -> Result<Vec<Fact>, Rejected> {
        let fact = |kind: Kind| leg.fact(kind, self.at);
        let rang = |reason: &str| -> Result<Vec<Fact>, Rejected> {
            let agent = self.agent()?;
            let rang = Leg { agent, ..leg }.fact(Kind::CallRinging, self.at);
            let key = format!("{}|{}", rang.key, self.text("ReservationSid")?.unwrap_or(""));
            Ok(vec![Fact { key, reason: Some(reason.to_owned()), ..rang }])
        };
        Ok(match self.kind {
            "task.created" => vec![self.arrival(leg, attributes)?],
            "task-queue.entered" => vec![fact(Kind::CallQueued)],
            "task-queue.timeout" => vec![self.left(leg, "timeout")],
            "task.canceled" => self.canceled(leg)?,
            "reservation.accepted" => {
                let agent = self.agent()?;
                vec![Leg { agent, ..leg }.fact(Kind::CallAnswered, self.at)]
            }
            "reservation.rejected" => rang("declined")?,
            "reservation.timeout" => rang("no_answer")?,
            "reservation.canceled" => rang("caller_left")?,
            _ => vec![fact(Kind::CallEnded)],
        })
    }

    fn agent(&self) -> Result<Option<&'a str>, Rejected> {
        let name = self.text("WorkerName")?;
        if name.is_some() { Ok(name) } else { self.text("WorkerSid") }
    }

    fn arrival(&self, leg: Leg<'_>, attributes: Part<'_>) -> Result<Fact, Rejected> {
        let either = |one: &str, other: &str| -> Result<Option<&str>, Rejected> {
            let first = attributes.text(one)?;
            if first.is_some() { Ok(first) } else { attributes.text(other) }
        };
        let caller = either("from", "caller")?.map_or(Caller::Untold, caller_of);
        let number = either("to", "called")?.map(|number| bare(number).to_owned());
        let number = number.filter(|number| !number.is_empty());
        let leg = Leg { queue: None, ..leg };
        Ok(Fact { caller, number, ..leg.fact(Kind::CallArrived, self.at) })
    }

    fn left(&self, leg: Leg<'_>, way: &str) -> Fact {
        let reason = Some(cut(way, REASON_MAX).to_owned());
        Fact { reason, ..leg.fact(Kind::CallLeftQueue, self.at) }
    }

    /// A task is taken back where the caller hangs up, waiting or, an agent just having accepted,
    /// talking. Where nothing says why, the caller has given up: nothing counts in our own favour.
    fn canceled(&self, leg: Leg<'_>) -> Result<Vec<Fact>, Rejected> {
        let said = match self.text("TaskCanceledReason")? {
            Some(said) => said,
            None => self.text("Reason")?.unwrap_or(""),
        };
        let lower = said.to_ascii_lowercase();
        let over = leg.fact(Kind::CallEnded, self.at);
        Ok(if lower.is_empty() || lower.contains("hangup") || lower.contains("hung up") {
            vec![leg.fact(Kind::CallAbandoned, self.at), over]
        } else if lower.contains("timeout") {
            vec![self.left(leg, "timeout"), over]
        } else {
            vec![self.left(leg, said), over]
        })
    }
}

/// A moment: seconds of the epoch, or a text with its offset.
fn moment(part: Part<'_>, name: &'static str) -> Result<Instant, Rejected> {
    let digits = part
        .text(name)
        .ok()
        .flatten()
        .is_none_or(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    let at = if digits { part.epoch(name, 1)? } else { part.instant(name)? };
    at.ok_or_else(|| part.fault(name, MISSING))
}

/// `TaskSid` as `task_sid`.
pub(super) fn underscored(joined: &str) -> String {
    let mut name = String::with_capacity(joined.len() + 4);
    for letter in joined.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
