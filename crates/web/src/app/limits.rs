//! How often somebody may knock. Kept per copy of the program: a limit, not a count.

use super::App;
use crate::problem::{Answer, Problem};
use kernel::Instant;
use std::{collections::HashMap, sync::PoisonError};

/// Knocks of one address in a minute: a person who mistypes needs a few, a house of colleagues
/// behind one address some more.
const KNOCKS_MAX: u32 = 30;
const WINDOW: i64 = Instant::MINUTE;
/// Addresses watched at once.
const WATCHED_MAX: usize = 10_000;

/// Challenges for passkeys that one address gets in a minute: a page that is opened asks for one.
const CHALLENGES_MAX: u32 = 60;

/// Forms that one address sends in ten minutes: a family asks once or twice.
const ASKED_MAX: u32 = 8;
/// The same where the browser worked for each: an office behind one address.
const ASKED_WITH_WORK_MAX: u32 = 60;
const ASKING_WINDOW: i64 = 10 * Instant::MINUTE;

/// How often each address knocked since its window began.
#[derive(Default)]
pub(super) struct Limits {
    knocks: HashMap<String, (Instant, u32)>,
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
        self.counted(address.to_owned(), KNOCKS_MAX, WINDOW)
    }

    /// Counts a challenge that anyone may ask for.
    ///
    /// # Errors
    /// `TooMany` for an address that asks for too many.
    pub(crate) fn challenged(&self, address: &str) -> Answer<()> {
        self.counted(format!("challenged {address}"), CHALLENGES_MAX, WINDOW)
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
        self.counted(format!("asked {address}"), most, ASKING_WINDOW)
    }

    fn counted(&self, name: String, most: u32, window: i64) -> Answer<()> {
        let now = self.now();
        let mut limits = self.inner.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if limits.knocks.len() >= WATCHED_MAX {
            limits.knocks.retain(|_, (since, _)| now - *since < ASKING_WINDOW);
        }
        let (since, count) = limits.knocks.entry(name).or_insert((now, 0));
        if now - *since >= window {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        if *count > most { Err(Problem::TooMany) } else { Ok(()) }
    }
}
