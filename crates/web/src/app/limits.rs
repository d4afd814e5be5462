//! How often somebody may knock. Kept per copy of the program: a limit, not a count.

use super::App;
use crate::problem::{Answer, Problem};
use domain::accounts;
use kernel::Instant;
use std::{collections::HashMap, mem, sync::PoisonError};

/// Knocks of one address in a minute: a person who mistypes needs a few, a house of colleagues
/// behind one address some more.
const KNOCKS_MAX: u32 = 30;
const WINDOW: i64 = Instant::MINUTE;
/// Places watched of late, and as many from before: what is older is forgotten all at once.
const WATCHED_MAX: usize = 20_000;
/// Letters of a place: no address is longer.
const PLACE_MAX: usize = 60;

/// Challenges for passkeys that one address gets in a minute: a page that is opened asks for one,
/// and as many are open as are asked for in the five minutes for which one holds.
const CHALLENGES_MAX: u32 = 200;

/// Forms that one address sends in ten minutes: a family asks once or twice.
const ASKED_MAX: u32 = 8;
/// The same where the browser worked for each: an office behind one address.
const ASKED_WITH_WORK_MAX: u32 = 60;
const ASKING_WINDOW: i64 = 10 * Instant::MINUTE;

/// How often each place knocked since its window began. Two generations bound what is kept without
/// ever looking through it: when the young one is full, the old one is forgotten.
#[derive(Default)]
pub(super) struct Limits {
    young: HashMap<String, Knocks>,
    old: HashMap<String, Knocks>,
}

/// Since when, and how often.
type Knocks = (Instant, u32);

impl Limits {
    /// How often this one knocked in its window, with this time.
    fn count(&mut self, name: String, window: i64, now: Instant) -> u32 {
        let old = self.old.remove(&name);
        if self.young.len() >= WATCHED_MAX && !self.young.contains_key(&name) {
            self.old = mem::take(&mut self.young);
        }
        let (since, count) = self.young.entry(name).or_insert(old.unwrap_or((now, 0)));
        if now - *since >= window {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count
    }
}

/// Whether a browser has worked for its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worked {
    /// It has.
    Yes,
    /// It has not: script does not run.
    No,
}

impl App {
    /// Counts a knock at a door that guards a secret.
    ///
    /// # Errors
    /// `TooMany` for an address that knocks too often.
    pub(crate) fn knock(&self, address: &str) -> Answer<()> {
        self.counted("knocked", address, (KNOCKS_MAX, WINDOW))
    }

    /// Counts a challenge that anyone may ask for.
    ///
    /// # Errors
    /// `TooMany` for an address that asks for too many.
    pub(crate) fn challenged(&self, address: &str) -> Answer<()> {
        self.counted("challenged", address, (CHALLENGES_MAX, WINDOW))
    }

    /// Counts a form that anyone may send.
    ///
    /// # Errors
    /// `TooMany` for an address that sends too many.
    pub(crate) fn asked(&self, address: &str, worked: Worked) -> Answer<()> {
        let most = match worked {
            Worked::Yes => ASKED_WITH_WORK_MAX,
            Worked::No => ASKED_MAX,
        };
        self.counted("asked", address, (most, ASKING_WINDOW))
    }

    fn counted(&self, what: &str, address: &str, (most, window): (u32, i64)) -> Answer<()> {
        let place: String = accounts::place(address).chars().take(PLACE_MAX).collect();
        let (name, now) = (format!("{what} {place}"), self.now());
        let mut limits = self.inner.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let count = limits.count(name, window, now);
        if count > most { Err(Problem::TooMany) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, WATCHED_MAX, WINDOW};
    use kernel::Instant;

    fn at(second: i64) -> Instant {
        Instant::from_micros(0) + second * Instant::SECOND
    }

    #[test]
    fn a_window_counts_and_begins_anew() {
        let mut limits = Limits::default();
        let mut knock = |second| limits.count("one".into(), WINDOW, at(second));
        assert_eq!([knock(0), knock(1), knock(59), knock(60)], [1, 2, 3, 1]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_who_goes_on_knocking_is_not_forgotten() {
        let mut limits = Limits::default();
        for number in 0..5 * WATCHED_MAX {
            limits.count(format!("place {number}"), WINDOW, at(0));
            if number % (WATCHED_MAX / 2) == 0 {
                limits.count("one".into(), WINDOW, at(1));
            }
        }
        assert!(limits.young.len() <= WATCHED_MAX && limits.old.len() <= WATCHED_MAX);
        assert_eq!(limits.count("one".into(), WINDOW, at(2)), 11);
        assert_eq!(limits.count("place 0".into(), WINDOW, at(2)), 1, "it is long forgotten");
    }
}
