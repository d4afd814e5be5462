//! Parts of long messages from telephones, until all of a message are there.

use super::coming::{Coming, Part, Whole};
use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

/// Messages of which parts are waited for, at the most; beyond, the oldest is told as it is.
const WHOLES_MAX: usize = 1_000;
/// A message whose parts do not all come within this time is told as it is.
const COMPLETE_WITHIN: Duration = Duration::from_secs(600);
/// What stands in the place of a part that never came.
const MISSING: &str = "[…]";

/// Parts that wait for others.
#[derive(Default)]
pub(super) struct Pieces {
    wholes: HashMap<Whole, Waiting>,
}

struct Waiting {
    since: Instant,
    parts: BTreeMap<u8, String>,
}

impl Pieces {
    /// Adds a part; answers whether its message is whole by it. The same part again changes
    /// nothing.
    pub(super) fn add(&mut self, part: Part, now: Instant) -> bool {
        let Part { of, number, text } = part;
        let wanted = usize::from(of.parts);
        let fresh = || Waiting { since: now, parts: BTreeMap::new() };
        let waiting = self.wholes.entry(of).or_insert_with(fresh);
        waiting.parts.insert(number, text);
        waiting.parts.len() == wanted
    }

    /// Messages that are told now: those that are whole, have waited for too long, or are too many.
    /// They stay until they are forgotten.
    pub(super) fn ready(&self, now: Instant) -> Vec<(Whole, Coming)> {
        let is_ready = |of: &Whole, waiting: &Waiting| {
            waiting.parts.len() == usize::from(of.parts) || now - waiting.since >= COMPLETE_WITHIN
        };
        let mut all: Vec<_> = self.wholes.iter().collect();
        all.sort_by_key(|(_, waiting)| waiting.since);
        let beyond = all.len().saturating_sub(WHOLES_MAX);
        let told = all.into_iter().enumerate();
        let told = told.filter(|(place, (of, waiting))| *place < beyond || is_ready(of, waiting));
        told.map(|(_, (of, waiting))| (of.clone(), coming(of, waiting))).collect()
    }

    /// Forgets messages that were written down.
    pub(super) fn forget(&mut self, told: &[Whole]) {
        for of in told {
            self.wholes.remove(of);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.wholes.is_empty()
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
        assert!(!pieces.add(part("a", 3), now) && !pieces.add(part("a", 1), now));
        assert!(!pieces.add(part("a", 3), now) && !pieces.add(part("b", 2), now));
        assert_eq!(pieces.ready(now), []);
        assert!(pieces.add(part("a", 2), now));
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
}
