//! Events into facts: which event goes where, and when it happened.

use super::{Manners, agents, course::Courses, messages::Message};
use crate::{names::Names, recordings::Recordings};
use domain::contacts::{
    calls::{Fact, Voice},
    exchanges::{Census, Heard, Waiting},
    logs,
};
use kernel::Instant;

/// Reads events of one exchange, one after the other.
#[derive(Debug)]
pub(super) struct Events {
    pub manners: Manners,
    pub courses: Courses,
    /// The telephones of agents.
    pub interfaces: Names,
    /// The channels of callers and agents, by their ids.
    pub channels: Names,
    pub recordings: Recordings,
    last: Instant,
    /// When the event that is being taken came.
    pub came: Instant,
    census: Census,
    /// Whether both lists of the census have ended.
    waiting_told: bool,
    alive_told: bool,
}

/// Calls and callers of one census; the largest sites have some thousand.
const CENSUS_MAX: usize = 50_000;
/// Seconds an exchange can have been up: what says more than a century says nothing.
const UPTIMES: std::ops::Range<i64> = 0..3_155_760_000;
/// An exchange that started this long before it says so had no calls yet: it counts whole seconds.
const ROUNDING: i64 = Instant::SECOND;

impl Events {
    pub(super) fn new(manners: Manners) -> Self {
        let recordings = Recordings::new(manners.recordings.clone());
        Self {
            manners,
            courses: Courses::default(),
            interfaces: Names::default(),
            channels: Names::default(),
            recordings,
            last: Instant::default(),
            came: Instant::default(),
            census: Census::default(),
            waiting_told: false,
            alive_told: false,
        }
    }

    pub(super) fn take(&mut self, event: &Message, at: Instant, heard: &mut Heard) {
        self.came = at;
        let at = self.instant(event, at);
        match event.get("Event").unwrap_or_default() {
            "FullyBooted" => {
                if let Some(uptime) = event.number("Uptime").filter(|it| UPTIMES.contains(it)) {
                    heard.started_at = Some(at - (logs::micros(uptime) + ROUNDING));
                }
            }
            "Shutdown" => self.courses.forget_all(),
            "QueueEntry" => self.found_waiting(event, at),
            "CoreShowChannel" => self.found_alive(event),
            "QueueStatusComplete" => self.waiting_told = true,
            "CoreShowChannelsComplete" => self.alive_told = true,
            "QueueMemberStatus" => self.find_telephone(event),
            "QueueMemberAdded" | "QueueMemberRemoved" | "QueueMemberPause" | "QueueMember" => {
                self.find_telephone(event);
                let facts = agents::told(event, at, &self.manners);
                heard.seen.extend(facts.into_iter().filter(|fact| fact.check().is_ok()));
            }
            _ => self.take_call(event, at, heard),
        }
        if self.waiting_told && self.alive_told {
            (self.waiting_told, self.alive_told) = (false, false);
            heard.census = Some(Census { at, ..std::mem::take(&mut self.census) });
        }
    }

    /// When it happened: the exchange's stamp where it sends one, else when it came. Two events
    /// never share an instant, which keeps their order.
    fn instant(&mut self, event: &Message, came: Instant) -> Instant {
        let at = event.get("Timestamp").and_then(stamp).unwrap_or(came);
        self.last = if at > self.last { at } else { self.last + 1 };
        self.last
    }

    fn find_telephone(&mut self, event: &Message) {
        let named = agents::agent(event, &self.manners);
        if let Some((agent, interface)) = named.zip(agents::interface(event)) {
            self.interfaces.note(&agent, interface);
        }
    }

    fn found_waiting(&mut self, event: &Message, at: Instant) {
        let (Some(call), Some(queue)) = (event.get("Uniqueid"), event.get("Queue")) else {
            return;
        };
        if self.census.waiting.len() < CENSUS_MAX {
            self.census.waiting.push(Waiting {
                call: call.to_owned(),
                queue: queue.to_owned(),
                caller: logs::caller(event.get("CallerIDNum").unwrap_or_default()),
                since: at - logs::micros(event.number("Wait").unwrap_or(0).max(0)),
            });
        }
    }

    fn found_alive(&mut self, event: &Message) {
        if let Some((id, channel)) = event.get("Uniqueid").zip(event.get("Channel")) {
            self.channels.note(id, channel);
        }
        let ids = [event.get("Uniqueid"), event.get("Linkedid")];
        for id in ids.into_iter().flatten() {
            if self.census.alive.len() < CENSUS_MAX {
                self.census.alive.insert(id.to_owned());
            }
        }
    }

    /// Adds a fact of the live voice; what the house could not take is left out.
    pub(super) fn tell(&self, fact: Fact, heard: &mut Heard) {
        let leg = fact.call.clone();
        let call = self.courses.whole(&leg);
        let word = fact.kind.map_or("", domain::Kind::word);
        let fact = Fact {
            source: self.manners.source.clone(),
            key: logs::key(&format!("live|{leg}|{word}|{}", fact.at.micros())),
            call,
            leg: Some(leg),
            voice: Voice::Live,
            ..fact
        };
        if fact.check().is_ok() {
            heard.facts.push(fact);
        }
    }
}

/// Seconds of the epoch with up to six decimals, read digit by digit.
fn stamp(text: &str) -> Option<Instant> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let seconds = whole.parse().ok().filter(|seconds| logs::YEARS.contains(seconds))?;
    let is_plain = decimals.len() <= 6 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let micros: i64 = format!("{decimals:0<6}").parse().ok().filter(|_| is_plain)?;
    Some(Instant::from_seconds(seconds) + micros)
}
