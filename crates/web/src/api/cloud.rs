//! CloudEvents 1.0, one or a batch, read into facts. Pure: bytes to facts, every fault named.

use domain::{
    Fault, Kind, Refusal, Result,
    contacts::calls::{Caller, Fact},
    subjects::Outside,
};
use kernel::Instant;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Events of one batch at the most: one unit of work stays short.
pub const BATCH_MAX: usize = 1_000;

/// One event in its structured JSON form. Attributes we do not know are passed over, as the
/// specification wants.
#[derive(Debug, Deserialize)]
struct Event {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    subject: Option<String>,
    time: Option<String>,
    #[serde(default)]
    data: Option<Map<String, Json>>,
}

/// Reads facts about subjects of other systems.
///
/// # Errors
/// `Invalid` with every fault, each naming its place in the batch.
pub fn outside(body: &[u8]) -> Result<Vec<Outside>> {
    read(body, |event, at, kind| {
        let fact = Outside {
            source: event.source.clone(),
            key: event.id.clone(),
            at,
            kind,
            number: event.subject.clone().unwrap_or_default(),
            into: text(event, "into")?,
            priority: text(event, "priority")?,
            client_kind: text(event, "client_kind")?,
            unit: text(event, "unit")?,
            call: text(event, "call")?,
            contract: text(event, "contract")?,
        };
        fact.check()?;
        Ok(fact)
    })
}

/// Reads facts about calls and agents.
///
/// # Errors
/// As [`outside`].
pub fn calls(body: &[u8]) -> Result<Vec<Fact>> {
    read(body, |event, at, kind| {
        let own = text(event, "call")?.or_else(|| event.subject.clone()).unwrap_or_default();
        let linked = text(event, "linked")?.filter(|linked| *linked != own);
        let leg = text(event, "leg")?.or_else(|| linked.as_ref().map(|_| own.clone()));
        let about_agent = kind.subject() == "agent";
        let agent = text(event, "agent")?.or_else(|| event.subject.clone().filter(|_| about_agent));
        let fact = Fact {
            source: event.source.clone(),
            key: event.id.clone(),
            at,
            kind: Some(kind),
            call: if about_agent { String::new() } else { linked.unwrap_or(own) },
            leg,
            joins: text(event, "joins")?,
            number: text(event, "number")?,
            queue: text(event, "queue")?,
            caller: caller(event)?,
            agent,
            client_kind: text(event, "kind")?,
            reason: text(event, "reason")?,
            wait_us: seconds(event, "wait")?,
            talk_us: seconds(event, "talk")?,
            solved: truth(event, "solved")?,
            link: text(event, "link")?,
            topic: text(event, "topic")?,
            ..Fact::default()
        };
        if matches!(kind, Kind::CallRecorded | Kind::CallOffered | Kind::CallMissed) {
            return Err(Refusal::invalid("type", "fault-unknown-event"));
        }
        fact.check()?;
        Ok(fact)
    })
}

fn caller(event: &Event) -> Result<Caller> {
    if truth(event, "withheld")? == Some(true) {
        return Ok(Caller::Withheld);
    }
    Ok(text(event, "caller")?.map_or(Caller::Untold, Caller::Known))
}

fn read<T>(body: &[u8], fact: impl Fn(&Event, Instant, Kind) -> Result<T>) -> Result<Vec<T>> {
    let unreadable = |detail: String| {
        Refusal::Invalid(vec![Fault::new("body", "fault-unreadable").with(detail)])
    };
    let json: Json = serde_json::from_slice(body).map_err(|why| unreadable(why.to_string()))?;
    let (events, batch) = match json {
        Json::Array(events) => (events, true),
        one => (vec![one], false),
    };
    if events.len() > BATCH_MAX {
        let fault = Fault::new("body", "fault-too-many").with(BATCH_MAX.to_string());
        return Err(Refusal::Invalid(vec![fault]));
    }
    let (mut facts, mut faults) = (Vec::with_capacity(events.len()), Vec::new());
    for (place, event) in events.into_iter().enumerate() {
        match one(event, &fact) {
            Ok(fact) => facts.push(fact),
            Err(Refusal::Invalid(wrong)) => faults.extend(wrong.into_iter().map(|fault| Fault {
                field: if batch { format!("[{place}].{}", fault.field) } else { fault.field },
                ..fault
            })),
            Err(other) => return Err(other),
        }
    }
    Refusal::unless_none(faults)?;
    Ok(facts)
}

fn one<T>(event: Json, fact: &impl Fn(&Event, Instant, Kind) -> Result<T>) -> Result<T> {
    let event: Event = serde_json::from_value(event).map_err(|why| {
        Refusal::Invalid(vec![Fault::new("event", "fault-unreadable").with(why.to_string())])
    })?;
    let mut faults = Vec::new();
    if event.specversion != "1.0" {
        faults.push(Fault::new("specversion", "fault-specversion").with(&event.specversion));
    }
    let at: Option<Instant> = event.time.as_deref().and_then(|time| time.parse().ok());
    if at.is_none() {
        faults.push(Fault::new("time", "fault-instant"));
    }
    let kind = Kind::from_word(&event.kind);
    if kind.is_none() {
        faults.push(Fault::new("type", "fault-unknown-event").with(&event.kind));
    }
    match (at, kind) {
        (Some(at), Some(kind)) if faults.is_empty() => fact(&event, at, kind),
        _ => Err(Refusal::Invalid(faults)),
    }
}

fn field<'a>(event: &'a Event, name: &str) -> Option<&'a Json> {
    event.data.as_ref()?.get(name).filter(|value| !value.is_null())
}

fn text(event: &Event, name: &str) -> Result<Option<String>> {
    match field(event, name) {
        None => Ok(None),
        Some(Json::String(text)) if text.contains('\0') => Err(wrong(name, "fault-text")),
        Some(Json::String(text)) if text.is_empty() => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(name, "fault-text")),
    }
}

fn truth(event: &Event, name: &str) -> Result<Option<bool>> {
    match field(event, name) {
        None => Ok(None),
        Some(Json::Bool(truth)) => Ok(Some(*truth)),
        Some(_) => Err(wrong(name, "fault-truth")),
    }
}

/// Seconds, whole or with at most six decimals, as microseconds. The text is read digit by digit,
/// so that no fraction is lost to binary.
fn seconds(event: &Event, name: &str) -> Result<Option<i64>> {
    let Some(value) = field(event, name) else { return Ok(None) };
    let Json::Number(number) = value else { return Err(wrong(name, "fault-time")) };
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let micros = format!("{decimals:0<6}");
    let parsed = whole.parse::<i64>().ok().zip(micros.parse::<i64>().ok());
    match parsed {
        Some((whole, micros_part)) if decimals.len() <= 6 && whole >= 0 => whole
            .checked_mul(Instant::SECOND)
            .and_then(|micros| micros.checked_add(micros_part))
            .map(Some)
            .ok_or_else(|| wrong(name, "fault-time")),
        _ => Err(wrong(name, "fault-time")),
    }
}

fn wrong(name: &str, reason: &'static str) -> Refusal {
    Refusal::invalid(format!("data.{name}"), reason)
}
