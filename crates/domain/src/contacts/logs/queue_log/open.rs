//! What is remembered of calls between lines.
//!
//! An agent who consults a queue before handing a caller over makes a second call, with an id of
//! its own. Two forms are known. Where the transfer is by `APP|Queue`, its line carries the second
//! id, but queue and agent of the first, and the second queue's later lines carry the first id.
//! Where it is by `BRIDGE`, it carries the first id, and the second queue's lines keep the second;
//! there the two belong together because the second shows the same caller, entered its queue after
//! the first was answered, and still waits or talks. Callers who ring the same number again are
//! not taken for one.

use super::{super::fingerprint, line::Line};
use crate::contacts::calls::Caller;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a reader carries from line to line and from file to file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The second of the last line.
    pub second: i64,
    /// Its place within that second.
    pub within: u32,
    open: BTreeMap<String, Open>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    #[default]
    Arrived,
    Waiting,
    Talking,
    Over,
}

/// A call that is not over. Numbers stand here as fingerprints only.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Open {
    stage: Stage,
    /// The second of its last line.
    last: i64,
    queue: String,
    agent: String,
    caller: u64,
    number: u64,
    entered: i64,
    answered: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    into: Option<String>,
    /// The calls that go on inside this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inside: Vec<String>,
}

/// A call that an exchange lost when it started anew.
pub(super) struct Lost {
    pub call: String,
    pub leg: String,
    pub queue: String,
    pub stage: Stage,
}

/// Calls remembered at once; the largest sites have some thousand.
const OPEN_MAX: usize = 20_000;
/// Beyond this many seconds without a line a call is forgotten when room is needed; then sooner.
const FORGET: [i64; 3] = [12 * 3_600, 3_600, -1];
/// Nobody stays in a menu longer; such a call was refused or left, long before.
const IN_MENU: i64 = 3_600;

impl Memory {
    fn of(&mut self, line: &Line<'_>) -> &mut Open {
        for limit in FORGET {
            if self.open.len() < OPEN_MAX {
                break;
            }
            self.open.retain(|_, open| line.epoch - open.last <= limit);
        }
        let open = self.open.entry(line.call.to_owned()).or_default();
        open.last = line.epoch;
        open
    }

    pub(super) fn arrive(&mut self, line: &Line<'_>, number: Option<&str>) {
        let open = self.of(line);
        if open.number == 0 {
            open.number = number.map_or(0, fingerprint);
        }
    }

    pub(super) fn enter(&mut self, line: &Line<'_>, caller: &Caller) {
        let open = self.of(line);
        open.stage = Stage::Waiting;
        line.queue.clone_into(&mut open.queue);
        open.entered = line.epoch;
        if let Caller::Known(number) = caller {
            open.caller = fingerprint(number);
        }
    }

    pub(super) fn connect(&mut self, line: &Line<'_>) {
        self.leave_others(line.call, line.queue);
        let open = self.of(line);
        open.stage = Stage::Talking;
        line.queue.clone_into(&mut open.queue);
        line.agent.clone_into(&mut open.agent);
        open.answered = line.epoch;
    }

    /// The call in which this one counts.
    pub(super) fn whole(&self, call: &str) -> String {
        let into = self.open.get(call).and_then(|open| open.into.as_deref());
        into.unwrap_or(call).to_owned()
    }

    /// An agent hands a caller over after a consultation. Answers the id of the leg that ends, and
    /// the call that goes on inside it, where there is one.
    pub(super) fn hand_over(&mut self, line: &Line<'_>) -> (String, Option<String>) {
        let talks = |open: &Open| {
            open.stage == Stage::Talking && open.queue == line.queue && open.agent == line.agent
        };
        let own = self.open.get(line.call).is_some_and(talks);
        let other = self.open.iter().find(|(_, open)| talks(open)).map(|(id, _)| id.clone());
        let (first, second) = match other.filter(|_| !own) {
            Some(first) => (first, self.under_way(line.call).then(|| line.call.to_owned())),
            None => (line.call.to_owned(), self.consulted(line.call)),
        };
        let whole = self.whole(&first);
        let second = second.filter(|second| *second != whole);
        if let Some(open) = second.as_ref().and_then(|second| self.open.get_mut(second)) {
            open.into = Some(whole.clone());
        }
        if let Some(open) = self.open.get_mut(&whole) {
            open.inside.extend(second.clone());
        }
        (first, second)
    }

    fn under_way(&self, call: &str) -> bool {
        let open = self.open.get(call);
        open.is_some_and(|open| matches!(open.stage, Stage::Waiting | Stage::Talking))
    }

    fn consulted(&self, first: &str) -> Option<String> {
        let talk = self.open.get(first).filter(|open| open.caller != 0)?;
        let belongs = |(id, open): &(&String, &Open)| {
            *id != first
                && open.into.is_none()
                && open.caller == talk.caller
                && open.entered >= talk.answered
                && (open.number == 0 || open.number != talk.number)
                && matches!(open.stage, Stage::Waiting | Stage::Talking)
        };
        let newest = self.open.iter().filter(belongs).max_by_key(|(_, open)| open.entered);
        newest.map(|(id, _)| id.clone())
    }

    /// A leg is over; when all legs of its call are, the call is forgotten.
    pub(super) fn leave(&mut self, leg: &str, queue: &str) {
        let Some(open) = self.open.get_mut(leg) else { return };
        // A line about a queue that the caller has long left says nothing about the present one.
        if open.queue == queue || open.stage == Stage::Arrived {
            open.stage = Stage::Over;
        }
        self.leave_others(leg, queue);
        let legs = self.legs(leg);
        let is_over =
            |leg: &String| self.open.get(leg).is_none_or(|open| open.stage == Stage::Over);
        if legs.iter().all(is_over) {
            legs.iter().for_each(|leg| drop(self.open.remove(leg)));
        }
    }

    /// Other legs of the same call that stand in this queue are no longer what counts.
    fn leave_others(&mut self, leg: &str, queue: &str) {
        for other in self.legs(leg).iter().filter(|other| *other != leg) {
            if let Some(open) = self.open.get_mut(other).filter(|open| open.queue == queue) {
                open.stage = Stage::Over;
            }
        }
    }

    /// A call and everything that goes on inside it.
    fn legs(&self, leg: &str) -> Vec<String> {
        let whole = self.whole(leg);
        let inside = self.open.get(&whole).map_or(&[][..], |open| &open.inside);
        let mut legs = inside.to_vec();
        legs.push(whole);
        legs
    }

    /// Everything that was open before this second, forgotten from now on.
    pub(super) fn lose(&mut self, epoch: i64) -> Vec<Lost> {
        let lost = std::mem::take(&mut self.open);
        let is_lost = |open: &Open| match open.stage {
            Stage::Over => false,
            Stage::Arrived => open.last <= epoch && epoch - open.last <= IN_MENU,
            Stage::Waiting | Stage::Talking => open.last <= epoch,
        };
        let (lost, kept): (Vec<_>, Vec<_>) =
            lost.into_iter().partition(|(_, open)| open.last <= epoch);
        self.open = kept.into_iter().collect();
        lost.into_iter()
            .filter(|(_, open)| is_lost(open))
            .map(|(leg, open)| Lost {
                call: open.into.unwrap_or_else(|| leg.clone()),
                leg,
                queue: open.queue,
                stage: open.stage,
            })
            .collect()
    }
}
