use super::{
    History,
    history::{days_between, later},
};
use kernel::Date;
use std::{collections::BTreeMap, f64::consts::TAU};

/// Why a day is not like others of its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// People are off work; calls come, but other ones.
    Holiday,
    /// Nobody answers: no calls are expected, and what was counted says nothing of other days.
    Closed,
}

/// The days that are not like others of their weekday, past and to come.
pub type SpecialDays = BTreeMap<Date, Special>;

/// Kinds of day: Monday to Sunday, then holidays.
pub(super) const KINDS: usize = 8;
const SUNDAY: usize = 6;
const HOLIDAY: usize = 7;

/// What a day's calls are explained by: one for all days, one for each kind, the trend, the day
/// after a break, twice two waves for the month, twice two for the year.
pub(super) const COLUMNS: usize = 1 + KINDS + 1 + 1 + 4 + 4;
const TREND: usize = 1 + KINDS;
const AFTER: usize = TREND + 1;
const MONTH: usize = AFTER + 1;
const YEAR: usize = MONTH + 4;

/// How far each may reasonably move a day's calls, as the standard deviation of its logarithm
/// before anything was seen. The first is free.
pub(super) const REACH: [f64; COLUMNS] = {
    let mut reach = [1.0; COLUMNS];
    reach[0] = 1e3;
    reach[TREND] = 0.2;
    reach[AFTER] = 0.15;
    let mut wave = 0;
    while wave < 4 {
        reach[MONTH + wave] = 0.05;
        reach[YEAR + wave] = 0.15;
        wave += 1;
    }
    reach
};

/// A year of history, in days, before a season can be told from a trend.
const SEASON_DAYS: i32 = 365;

/// What kind of day each date is.
pub(super) struct Days<'a> {
    special: &'a SpecialDays,
    last: Date,
    season: bool,
    /// Weekdays on which people usually call.
    busy: [bool; 7],
    /// What a holiday counts as: itself where some were seen, else a Sunday where those were.
    holiday: usize,
}

impl<'a> Days<'a> {
    /// Reads a history that is not empty.
    pub(super) fn of(history: &History, special: &'a SpecialDays) -> Option<Self> {
        let (first, last) = history.span()?;
        let (mut calls, mut holidays) = ([(0_u64, 0_u64); 7], false);
        for (date, halves) in history.days() {
            match special.get(&date) {
                Some(Special::Closed) => {}
                Some(Special::Holiday) => holidays = true,
                None => {
                    let seen = &mut calls[weekday(date)];
                    seen.0 += halves.iter().flatten().map(|calls| u64::from(*calls)).sum::<u64>();
                    seen.1 += 1;
                }
            }
        }
        let means = calls.map(|(calls, days)| calls as f64 / days.max(1) as f64);
        let most = means.iter().copied().fold(0.0, f64::max);
        let busy = means.map(|mean| mean > most / 20.0);
        let holiday = if !holidays && calls[SUNDAY].1 > 0 { SUNDAY } else { HOLIDAY };
        let season = days_between(first, last) >= SEASON_DAYS;
        Some(Self { special, last, season, busy, holiday })
    }

    /// Monday to Sunday or a holiday; nothing where the day is closed.
    pub(super) fn kind(&self, date: Date) -> Option<usize> {
        match self.special.get(&date) {
            Some(Special::Closed) => None,
            Some(Special::Holiday) => Some(self.holiday),
            None => Some(weekday(date)),
        }
    }

    /// What explains the calls of a day of this kind.
    pub(super) fn row(&self, date: Date, kind: usize) -> [f64; COLUMNS] {
        let mut row = [0.0; COLUMNS];
        row[0] = 1.0;
        row[1 + kind] = 1.0;
        row[TREND] = f64::from(days_between(self.last, date)) / 365.25;
        row[AFTER] = f64::from(u8::from(kind < HOLIDAY && self.is_after_a_break(date)));
        let month = f64::from(date.day() - 1) / f64::from(date.days_in_month());
        row[MONTH..YEAR].copy_from_slice(&waves(month));
        if self.season {
            row[YEAR..].copy_from_slice(&waves(f64::from(date.day_of_year()) / 365.25));
        }
        row
    }

    /// Whether people would usually have called the day before, but it was a holiday or closed:
    /// some of what would have come then comes now.
    fn is_after_a_break(&self, date: Date) -> bool {
        let before = later(date, -1);
        self.busy[weekday(before)] && self.special.contains_key(&before)
    }
}

/// Monday is 0.
fn weekday(date: Date) -> usize {
    date.weekday().to_monday_zero_offset().unsigned_abs() as usize
}

/// One and two waves over a cycle, at this part of it.
fn waves(part: f64) -> [f64; 4] {
    let (one, two) = ((part * TAU).sin_cos(), (part * TAU * 2.0).sin_cos());
    [one.0, one.1, two.0, two.1]
}
