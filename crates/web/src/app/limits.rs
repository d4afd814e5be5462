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

/// How often each address knocked since its window began.
#[derive(Default)]
pub(super) struct Limits {
    knocks: HashMap<String, (Instant, u32)>,
}

impl App {
    /// Counts a knock at a door that guards a secret.
    ///
    /// # Errors
    /// `TooMany` for an address that knocks too often.
    pub(crate) fn knock(&self, address: &str) -> Answer<()> {
        let now = self.now();
        let mut limits = self.inner.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if limits.knocks.len() >= WATCHED_MAX {
            limits.knocks.retain(|_, (since, _)| now - *since < WINDOW);
        }
        let (since, count) = limits.knocks.entry(address.to_owned()).or_insert((now, 0));
        if now - *since >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        if *count > KNOCKS_MAX { Err(Problem::TooMany) } else { Ok(()) }
    }
}
