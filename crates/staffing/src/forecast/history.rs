use kernel::Date;
use std::{collections::BTreeMap, ops::RangeBounds};

/// Half hours of a day on the wall clock.
pub const HALVES: usize = 48;

/// Something for each half hour of a day; the first begins at midnight.
pub type Halves<T> = [T; HALVES];

/// Days that a forecast looks back at the most: three years. What lies before says little of next
/// week, and the work has a bound.
pub const HISTORY_DAYS_MAX: i32 = 1_096;

/// Calls of a half hour at the most; more are counted as so many. No number of agents that can be
/// planned would answer them.
pub const CALLS_MAX: u32 = 100_000;

/// Calls counted in the past, by local day and half hour.
///
/// A half hour in which nobody called is not one that nobody counted: [`watch`](Self::watch) says
/// that a day was counted, [`lose`](Self::lose) that a part of it was not. Days never watched are
/// missing, and nothing is concluded from them.
///
/// ```
/// use staffing::forecast::History;
/// let day = "2026-03-02".parse()?;
/// let mut history = History::default();
/// history.watch(day);
/// history.add(day, 17, 12);
/// history.lose(day, 18);
/// let counted = history.day(day).ok_or("watched")?;
/// assert_eq!(counted[16..19], [Some(0), Some(12), None]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    days: BTreeMap<Date, Halves<Option<u32>>>,
}

impl History {
    /// Says that this day was counted: what nothing is added to had no calls.
    pub fn watch(&mut self, day: Date) {
        self.days.entry(day).or_insert([Some(0); HALVES]);
    }

    /// Adds calls to a half hour of a day, which is thereby watched, and a lost half hour known.
    ///
    /// # Panics
    /// When a day has no such half hour: they count from 0 to 47.
    pub fn add(&mut self, day: Date, half: usize, calls: u32) {
        let known = &mut self.days.entry(day).or_insert([Some(0); HALVES])[half];
        *known = Some(known.unwrap_or(0).saturating_add(calls).min(CALLS_MAX));
    }

    /// Says that nobody counted in this half hour: the exchange was down, a file has a gap.
    ///
    /// # Panics
    /// When a day has no such half hour: they count from 0 to 47.
    pub fn lose(&mut self, day: Date, half: usize) {
        self.days.entry(day).or_insert([Some(0); HALVES])[half] = None;
    }

    /// What was counted on a day; nothing where it is missing.
    pub fn day(&self, day: Date) -> Option<&Halves<Option<u32>>> {
        self.days.get(&day)
    }

    /// The days that were counted, in order.
    pub fn days(&self) -> impl Iterator<Item = (Date, &Halves<Option<u32>>)> {
        self.days.iter().map(|(day, halves)| (*day, halves))
    }

    /// The first and the last day that were counted.
    pub fn span(&self) -> Option<(Date, Date)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }

    /// Only the days within these bounds.
    pub fn within(&self, days: impl RangeBounds<Date>) -> Self {
        let days = self.days.range(days).map(|(day, halves)| (*day, *halves)).collect();
        Self { days }
    }
}

/// Whole days from one to the other; less than none where `to` comes first.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    let span = to.since(from).unwrap_or_default();
    span.get_days()
}

/// The day so many days later; the last there is where that lies beyond all calendars.
pub(crate) fn later(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
