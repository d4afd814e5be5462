//! Parts of long messages from telephones, until all of a message are there.

use super::coming::{Coming, Part, Whole};
use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

/// Messages of which parts are waited for, at the most; beyond, the oldest is told as it is.
const WHOLES_MAX: usize = 1_000;
/// Bytes of parts that are kept, at the most; beyond, the oldest are told as they are.
const BYTES_MAX: usize = 4 << 20;
/// So many times as much is kept while nobody can be told.
const PATIENCE: usize = 2;
/// A message whose parts do not all come within this time is told as it is.
const COMPLETE_WITHIN: Duration = Duration::from_secs(600);
/// What stands in the place of a part that never came.
const MISSING: &str = "[…]";

/// Parts that wait for others.
#[derive(Default)]
pub(super) struct Pieces {
    wholes: HashMap<Whole, Waiting>,
    bytes: usize,
}

/// What became of a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// Others of its message are not there yet.
    Waits,
    /// Its message is whole by it.
    Whole,
    /// There is no room for it.
    NoRoom,
}

struct Waiting {
    since: Instant,
    parts: BTreeMap<u8, String>,
}

impl Pieces {
    /// Adds a part. The same part again changes nothing.
    pub(super) fn add(&mut self, part: Part, now: Instant) -> Added {
        if self.wholes.len() >= PATIENCE * WHOLES_MAX || self.bytes >= PATIENCE * BYTES_MAX {
            return Added::NoRoom;
        }
        let Part { of, number, text } = part;
        let wanted = usize::from(of.parts);
        let fresh = || Waiting { since: now, parts: BTreeMap::new() };
        let waiting = self.wholes.entry(of).or_insert_with(fresh);
        self.bytes += text.len();
        let before = waiting.parts.insert(number, text);
        self.bytes -= before.map_or(0, |text| text.len());
        if waiting.parts.len() == wanted { Added::Whole } else { Added::Waits }
    }

    /// Messages that are told now: those that are whole, have waited for too long, or are too many.
    /// They stay until they are forgotten.
    pub(super) fn ready(&self, now: Instant) -> Vec<(Whole, Coming)> {
        let is_ready = |of: &Whole, waiting: &Waiting| {
            waiting.parts.len() == usize::from(of.parts) || now - waiting.since >= COMPLETE_WITHIN
        };
        let mut all: Vec<_> = self.wholes.iter().collect();
        all.sort_by_key(|(_, waiting)| waiting.since);
        let mut beyond = all.len().saturating_sub(WHOLES_MAX);
        let mut bytes = self.bytes.saturating_sub(BYTES_MAX);
        all.retain(|(of, waiting)| {
            let is_told = beyond > 0 || bytes > 0 || is_ready(of, waiting);
            beyond = beyond.saturating_sub(usize::from(is_told));
            bytes = bytes.saturating_sub(if is_told { waiting.bytes() } else { 0 });
            is_told
        });
        all.into_iter().map(|(of, waiting)| (of.clone(), coming(of, waiting))).collect()
    }

    /// Forgets messages that were written down.
    pub(super) fn forget(&mut self, told: &[Whole]) {
        for of in told {
            self.bytes -= self.wholes.remove(of).map_or(0, |waiting| waiting.bytes());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.wholes.is_empty()
    }
}

impl Waiting {
    fn bytes(&self) -> usize {
        self.parts.values().map(String::len).sum()
    }
}

fn coming(of: &Whole, waiting: &Waiting) -> Coming {
    let part = |number| waiting.parts.get(&number).map_or(MISSING, String::as_str);
    let text = (1..=of.parts).map(part).collect();
    Coming { from: of.from.clone(), to: of.to.clone(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: &str, number: u8) -> Part {
        let of = Whole { from: from.into(), to: "40404".into(), reference: 7, parts: 3 };
        Part { of, number, text: format!("{number};") }
    }

    #[test]
    fn parts_in_any_order_and_twice_make_one_message() {
        let (mut pieces, now) = (Pieces::default(), Instant::now());
        for part in [part("a", 3), part("a", 1), part("a", 3), part("b", 2)] {
            assert_eq!(pieces.add(part, now), Added::Waits);
        }
        assert_eq!(pieces.ready(now), []);
        assert_eq!(pieces.add(part("a", 2), now), Added::Whole);
        let ready = pieces.ready(now);
        assert_eq!(ready.len(), 1);
        assert_eq!(ready[0].1.text, "1;2;3;");
        assert_eq!(pieces.ready(now), ready, "until it is written down");
        pieces.forget(&[ready[0].0.clone()]);
        assert_eq!(pieces.ready(now), []);
    }

    #[test]
    fn a_part_that_never_comes_leaves_a_mark_and_no_more_are_kept_than_there_is_room_for() {
        let (mut pieces, now) = (Pieces::default(), Instant::now());
        pieces.add(part("a", 2), now);
        let late = pieces.ready(now + COMPLETE_WITHIN);
        assert_eq!(late[0].1.text, "[…]2;[…]");
        for one in 0..WHOLES_MAX {
            pieces.add(part(&one.to_string(), 1), now + Duration::from_secs(1));
        }
        let told: Vec<String> = pieces.ready(now).into_iter().map(|(of, _)| of.from).collect();
        assert_eq!(told, ["a"], "the oldest makes room");
    }

    #[test]
    fn while_nobody_can_be_told_there_is_an_end_to_what_is_kept() {
        let (mut pieces, now) = (Pieces::default(), Instant::now());
        let long = |number| Part { text: "x".repeat(BYTES_MAX / 2), ..part("a", number) };
        for number in [1, 2, 1, 2] {
            assert_eq!(pieces.add(long(number), now), Added::Waits, "twice is once");
        }
        assert_eq!(pieces.ready(now), []);
        pieces.add(Part { text: "x".repeat(2 * BYTES_MAX), ..part("b", 1) }, now);
        assert_eq!(pieces.add(part("c", 1), now), Added::NoRoom);
        let told: Vec<Whole> = pieces.ready(now).into_iter().map(|(of, _)| of).collect();
        assert!(!told.is_empty(), "it is told as it is");
        pieces.forget(&told);
        assert_eq!(pieces.add(part("c", 1), now), Added::Waits);
    }
}
