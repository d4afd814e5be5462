//! Asterisk's `queue_log`: `epoch|call|queue|agent|EVENT|parameter|…`, one line an event.
//!
//! The time of a line has whole seconds. A fact's instant is that second plus one microsecond for
//! every earlier line of the same second, which keeps the order of the log. A clock that is set
//! back a little does not turn the order round either.
//!
//! A caller handed on into another queue after a consultation has two ids: see `open.rs`.
//!
//! Keys leave out the parameters that can hold somebody's number: callers and targets of
//! transfers. The rest of the line tells such lines apart.

mod events;
mod line;
mod open;

use self::{
    line::Line,
    open::{Memory, Stage},
};
use super::{Rejected, Tally, key};
use crate::{
    Kind,
    contacts::calls::{Fact, RESTARTED},
};
use kernel::Instant;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub use line::is_line;

/// Reads a queue log, and its rotated files one after the other.
#[derive(Debug)]
pub struct QueueLog {
    source: String,
    aliases: BTreeMap<String, String>,
    memory: Memory,
    rows: u64,
    pub(super) unknown: Tally,
}

/// A clock set back by this many seconds or less is taken for a correction; by more, the lines are
/// of another time.
const BACKWARDS_MAX: i64 = 60;
/// Lines of one second that keep their order; the thousandth thousandth is the last one's equal.
const WITHIN_MAX: u32 = 999_999;

impl QueueLog {
    /// A reader of the log of one exchange. `aliases` gives one name to agents of whom the log
    /// speaks under several.
    pub fn new(source: &str, aliases: BTreeMap<String, String>) -> Self {
        Self {
            source: source.to_owned(),
            aliases,
            memory: Memory::default(),
            rows: 0,
            unknown: Tally::default(),
        }
    }

    /// Reads one line.
    ///
    /// # Errors
    /// Where it is not a line of a queue log.
    pub fn take(&mut self, record: &[u8], facts: &mut Vec<Fact>) -> Result<(), Rejected> {
        let record = record.trim_ascii_end();
        if record.is_empty() {
            return Ok(());
        }
        self.rows += 1;
        let text = line::text(record)?;
        let line = Line::of(&text)?;
        let at = self.place(line.epoch);
        match line.event {
            "QUEUESTART" => self.close_all(&line, at, facts),
            // Calls go on through it; rotation writes it too.
            "CONFIGRELOAD" => {}
            // A line for every queue of the agent follows.
            "PAUSEALL" | "UNPAUSEALL" => {}
            "PENALTY" => {}
            _ => self.take_event(&line, at, facts),
        }
        Ok(())
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// What the next lines need to know, as JSON.
    pub fn memory(&self) -> Json {
        serde_json::to_value(&self.memory).expect("its keys are texts")
    }

    /// Goes on from what an earlier reader remembered; what cannot be understood is forgotten.
    pub fn recall(&mut self, memory: &Json) {
        self.memory = serde_json::from_value(memory.clone()).unwrap_or_default();
    }

    fn place(&mut self, epoch: i64) -> Instant {
        let memory = &mut self.memory;
        let back = memory.second - epoch;
        let second = if (1..=BACKWARDS_MAX).contains(&back) { memory.second } else { epoch };
        memory.within = if second == memory.second { memory.within + 1 } else { 0 };
        memory.within = memory.within.min(WITHIN_MAX);
        memory.second = second;
        Instant::from_seconds(second) + i64::from(memory.within)
    }

    fn take_event(&mut self, line: &Line<'_>, at: Instant, facts: &mut Vec<Fact>) {
        let (known, told) = match events::of_agent(line) {
            Some(told) => (true, told),
            None => match events::of_call(line) {
                Some(told) => (true, told.map(|told| self.join(line, told)).into_iter().collect()),
                None => (false, Vec::new()),
            },
        };
        if !known {
            self.unknown.count(line.event);
        }
        for (position, told) in told.into_iter().enumerate() {
            let identity = match position {
                0 => line.identity(),
                more => format!("{}|{more}", line.identity()),
            };
            let agent = told.agent.map(|agent| self.aliases.get(&agent).cloned().unwrap_or(agent));
            let source = self.source.clone();
            facts.push(Fact { source, key: key(&identity), at, agent, ..told });
        }
    }

    /// Brings what is remembered of the call up to this line, and tells the line under the call
    /// in which it counts.
    fn join(&mut self, line: &Line<'_>, mut told: Fact) -> Fact {
        let memory = &mut self.memory;
        let mut leg = line.call.to_owned();
        match told.kind {
            Some(Kind::CallArrived) => memory.arrive(line, told.number.as_deref()),
            Some(Kind::CallQueued) => memory.enter(line, &told.caller),
            Some(Kind::CallAnswered) => memory.connect(line),
            Some(Kind::CallTransferred) if line.event == "ATTENDEDTRANSFER" => {
                (leg, told.joins) = memory.hand_over(line);
            }
            _ => {}
        }
        told.call = memory.whole(&leg);
        if told.joins.as_ref() == Some(&told.call) {
            told.joins = None;
        }
        if let Some(
            Kind::CallEnded | Kind::CallAbandoned | Kind::CallLeftQueue | Kind::CallTransferred,
        ) = told.kind
        {
            memory.leave(&leg, line.queue);
        }
        told.leg = Some(leg);
        told
    }

    /// The exchange has started: whatever was open is over, and nobody knows how it ended. A call
    /// that never came to a queue was over before it did.
    fn close_all(&mut self, line: &Line<'_>, at: Instant, facts: &mut Vec<Fact>) {
        for lost in self.memory.lose(line.epoch) {
            let waited = lost.stage != Stage::Arrived;
            facts.push(Fact {
                source: self.source.clone(),
                key: key(&format!("{}|{}|QUEUESTART", line.epoch, lost.leg)),
                at,
                kind: Some(Kind::CallEnded),
                call: lost.call,
                leg: Some(lost.leg),
                queue: Some(lost.queue).filter(|queue| waited && !queue.is_empty()),
                reason: waited.then(|| RESTARTED.to_owned()),
                ..Fact::default()
            });
        }
    }
}
