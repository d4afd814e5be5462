//! Events of FreeSWITCH into what was heard. The facts of its call centre are read by the same
//! reader as files of its events are, under the same keys: a file read later changes nothing.

use crate::{ami::Manners, names::Names, recordings::Recordings};
use domain::{
    Kind,
    contacts::{
        calls::Fact,
        exchanges::{Census, Heard, Ring, Telephone},
        logs::{self, freeswitch::FreeSwitch},
    },
};
use kernel::Instant;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Reads events of one exchange, one after the other.
pub(super) struct Events {
    pub manners: Manners,
    reader: FreeSwitch,
    /// Callers who are at the exchange, and whether they have been in a queue.
    arrived: BTreeMap<String, bool>,
    pub recordings: Recordings,
    /// What the exchange calls the agents of whom it has told, by our names for them.
    pub agents: Names,
    /// Events that could not be read.
    pub passed_over: u64,
    started_told: bool,
}

/// Callers remembered at once.
const ARRIVED_MAX: usize = 20_000;

pub(super) type Event = Map<String, Json>;

pub(super) fn text<'a>(event: &'a Event, name: &str) -> Option<&'a str> {
    event.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
}

impl Events {
    pub(super) fn new(manners: Manners) -> Self {
        let reader = FreeSwitch::new(&manners.source, manners.agents.clone());
        let recordings = Recordings::new(manners.recordings.clone());
        let arrived = BTreeMap::new();
        Self {
            manners,
            reader,
            arrived,
            recordings,
            agents: Names::default(),
            passed_over: 0,
            started_told: false,
        }
    }

    pub(super) fn take(&mut self, bytes: &[u8], at: Instant, heard: &mut Heard) {
        let Ok(event) = serde_json::from_slice::<Event>(bytes) else {
            self.passed_over += 1;
            return;
        };
        self.take_event(&event, bytes, at, heard);
    }

    /// An event in the plain form: lines whose values are written as in addresses.
    pub(super) fn take_plain(&mut self, bytes: &[u8], at: Instant, heard: &mut Heard) {
        let event: Event = String::from_utf8_lossy(bytes)
            .lines()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), Json::String(decoded(value))))
            .collect();
        let bytes = serde_json::to_vec(&event).unwrap_or_default();
        self.take_event(&event, &bytes, at, heard);
    }

    fn take_event(&mut self, event: &Event, bytes: &[u8], at: Instant, heard: &mut Heard) {
        // No name holds a zero, and a database of ours takes none.
        if event.values().any(|value| value.as_str().is_some_and(|text| text.contains('\0'))) {
            self.passed_over += 1;
            return;
        }
        if self.take_recording(event, at, heard) {
            return;
        }
        match text(event, "Event-Name") {
            Some("HEARTBEAT") => self.beat(event, at, heard),
            Some("CHANNEL_CREATE") => self.arrive(event, at, heard),
            Some("CHANNEL_HANGUP_COMPLETE") => self.hang_up(event, at, heard),
            _ => self.take_call(event, bytes, at, heard),
        }
    }

    fn take_call(&mut self, event: &Event, bytes: &[u8], at: Instant, heard: &mut Heard) {
        let mut facts = Vec::new();
        if self.reader.take(bytes, &mut facts).is_err() {
            self.passed_over += 1;
            return;
        }
        if let Some(agent) = text(event, "CC-Agent") {
            self.agents.note(&self.name_of(agent), agent);
        }
        self.ring(event, at, heard);
        heard.facts.extend(facts.into_iter().filter(|fact| fact.check().is_ok()));
        if let Some(call) = text(event, "CC-Member-Session-UUID") {
            self.remember(call, true);
            self.tell_recording(call, heard);
        }
    }

    /// Our name for an agent of whom the exchange tells.
    fn name_of(&self, agent: &str) -> String {
        self.manners.agents.get(agent).cloned().unwrap_or_else(|| agent.to_owned())
    }

    fn ring(&self, event: &Event, at: Instant, heard: &mut Heard) {
        let call = text(event, "CC-Member-Session-UUID").or(text(event, "CC-Member-UUID"));
        let Some(call) = call else { return };
        let agent = text(event, "CC-Agent").map(|name| self.name_of(name));
        let (agent, telephone) = match text(event, "CC-Action") {
            Some("agent-offering") => (agent, Telephone::Rings),
            Some("bridge-agent-fail") => (agent, Telephone::Silent),
            Some("bridge-agent-start" | "member-queue-end") => (None, Telephone::Silent),
            _ => return,
        };
        if agent.is_some() || telephone == Telephone::Silent {
            heard.rings.push(Ring { call: call.to_owned(), agent, at, telephone });
        }
    }

    fn arrive(&mut self, event: &Event, at: Instant, heard: &mut Heard) {
        let context = text(event, "Caller-Context").unwrap_or_default();
        let is_inbound = text(event, "Call-Direction") == Some("inbound")
            && self.manners.inbound.iter().any(|inbound| inbound == context);
        let Some(call) = text(event, "Unique-ID").filter(|_| is_inbound) else { return };
        self.remember(call, false);
        let number = text(event, "Caller-Destination-Number").map(str::to_owned);
        let caller = logs::caller(text(event, "Caller-Caller-ID-Number").unwrap_or_default());
        let fact = Fact { number, caller, ..self.about(call, at, Kind::CallArrived, "") };
        self.tell(fact, heard);
        self.tell_recording(call, heard);
    }

    /// Remembers a caller until their channel is gone.
    fn remember(&mut self, call: &str, queued: bool) {
        if self.arrived.len() >= ARRIVED_MAX && !self.is_known(call) {
            self.arrived.pop_first();
        }
        self.arrived.insert(call.to_owned(), queued);
    }

    /// True for a caller who is at the exchange.
    pub(super) fn is_known(&self, call: &str) -> bool {
        self.arrived.contains_key(call)
    }

    /// Adds a fact; what the house could not take is left out.
    pub(super) fn tell(&self, fact: Fact, heard: &mut Heard) {
        heard.facts.extend(Some(fact).filter(|fact| fact.check().is_ok()));
    }

    fn hang_up(&mut self, event: &Event, at: Instant, heard: &mut Heard) {
        let Some(call) = text(event, "Unique-ID") else { return };
        self.recordings.forget(call);
        if self.arrived.remove(call) == Some(false) {
            self.tell(self.about(call, at, Kind::CallEnded, ""), heard);
        }
    }

    /// A fact about a channel; `apart` tells it from others of its kind.
    pub(super) fn about(&self, call: &str, at: Instant, kind: Kind, apart: &str) -> Fact {
        Fact {
            source: self.manners.source.clone(),
            key: logs::key(&format!("channel|{call}|{}{apart}", kind.word())),
            at,
            kind: Some(kind),
            call: call.to_owned(),
            ..Fact::default()
        }
    }

    /// The exchange says every few seconds how long it has been running.
    fn beat(&mut self, event: &Event, at: Instant, heard: &mut Heard) {
        let millis = text(event, "Uptime-msec").and_then(|text| text.parse::<i64>().ok());
        let Some(millis) = millis.filter(|millis| *millis >= 0 && !self.started_told) else {
            return;
        };
        self.started_told = true;
        heard.started_at = Some(at - millis.saturating_mul(Instant::SECOND / 1_000));
    }

    /// The list of channels that are alive, as the exchange answers it; none where it is not one.
    pub(super) fn census(&mut self, bytes: &[u8], at: Instant) -> Option<Census> {
        let listed: Event = serde_json::from_slice(bytes).ok()?;
        listed.get("row_count")?;
        let rows = listed.get("rows").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let alive: BTreeSet<String> =
            rows.iter().filter_map(|row| row.get("uuid")?.as_str()).map(str::to_owned).collect();
        Some(Census { at, waiting: Vec::new(), alive })
    }
}

/// A value as addresses write it: `%` and two hexadecimal digits stand for a byte.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
