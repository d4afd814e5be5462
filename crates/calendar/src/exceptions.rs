use crate::{
    Definition, FieldFault, OpenDay, Reason,
    definition::about,
    hours::{DAY_MINUTES, Run, joined},
};
use kernel::Date;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// A calendar has at most this many closings, own days and suspensions each: a day a week for
/// twenty years.
pub(crate) const ENTRIES_MAX: usize = 1_000;

/// One day's windows are at most this many: one each hour.
const WINDOWS_MAX: usize = 24;

/// The days of a calendar on which the weekly hours do not hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exceptions {
    /// Closings in order, none touching the next.
    closed: Vec<RangeInclusive<Date>>,
    open: BTreeMap<Date, OwnHours>,
    suspended: Vec<YearDays>,
}

/// The windows of a day with hours of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnHours {
    /// Their part of that day.
    pub own: Vec<Run>,
    /// Their part of the next day, as minutes of the next day.
    pub next_morning: Vec<Run>,
}

/// Days of every year, as `(month, day)`, both inside; passes the year's end where `from` is
/// later than `to`.
#[derive(Clone, Copy, Debug)]
struct YearDays {
    from: (i8, i8),
    to: (i8, i8),
}

impl Exceptions {
    /// Reads the lists of a definition; what is wrong goes to `faults`.
    pub fn read(from: &Definition, faults: &mut Vec<FieldFault>) -> Exceptions {
        let lists = [
            ("closed", from.closed.len()),
            ("open", from.open.len()),
            ("suspended", from.suspended.len()),
        ];
        for (field, _) in lists.into_iter().filter(|(_, entries)| *entries > ENTRIES_MAX) {
            faults.push(about(&from.id, field, Reason::TooLong(ENTRIES_MAX)));
        }
        let mut fault = |field: &str, index: usize, reason: Reason| {
            faults.push(about(&from.id, &format!("{field}[{index}]"), reason));
        };
        let mut exceptions = Exceptions::default();
        for (index, text) in from.closed.iter().take(ENTRIES_MAX).enumerate() {
            match dates(text) {
                Some(days) => exceptions.closed.push(days),
                None => fault("closed", index, Reason::Dates),
            }
        }
        for (index, day) in from.open.iter().take(ENTRIES_MAX).enumerate() {
            if let Err(reason) = exceptions.open(day) {
                fault("open", index, reason);
            }
        }
        for (index, text) in from.suspended.iter().take(ENTRIES_MAX).enumerate() {
            match year_days(text) {
                Some(days) => exceptions.suspended.push(days),
                None => fault("suspended", index, Reason::YearDays),
            }
        }
        exceptions.closed = in_order(exceptions.closed);
        exceptions
    }

    fn open(&mut self, day: &OpenDay) -> Result<(), Reason> {
        let date = date(&day.date).ok_or(Reason::Dates)?;
        let hours = windows(&day.hours).ok_or(Reason::Windows)?;
        match self.open.insert(date, hours) {
            Some(_) => Err(Reason::Twice),
            None => Ok(()),
        }
    }

    /// Whether an own closing covers this date.
    pub fn closes(&self, date: Date) -> bool {
        let after = self.closed.partition_point(|days| *days.start() <= date);
        after > 0 && *self.closed[after - 1].end() >= date
    }

    /// The hours that replace this date's.
    pub fn own_hours(&self, date: Date) -> Option<&OwnHours> {
        self.open.get(&date)
    }

    /// Whether the clock stands still on this date.
    pub fn suspends(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        self.suspended.iter().any(|days| {
            if days.from <= days.to {
                days.from <= day && day <= days.to
            } else {
                day >= days.from || day <= days.to
            }
        })
    }
}

fn in_order(mut ranges: Vec<RangeInclusive<Date>>) -> Vec<RangeInclusive<Date>> {
    ranges.sort_unstable_by_key(|days| *days.start());
    ranges.dedup_by(|next, kept| {
        let overlaps = next.start() <= kept.end();
        if overlaps {
            *kept = *kept.start()..=*kept.end().max(next.end());
        }
        overlaps
    });
    ranges
}

/// `2026-12-24` alone: no time, no zone, no other spelling.
fn date(text: &str) -> Option<Date> {
    if text.len() != "2026-12-24".len() {
        return None;
    }
    text.parse().ok()
}

fn dates(text: &str) -> Option<RangeInclusive<Date>> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, to) = (date(from)?, date(to)?);
    (from <= to).then_some(from..=to)
}

fn year_days(text: &str) -> Option<YearDays> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    Some(YearDays { from: year_day(from)?, to: year_day(to)? })
}

/// `MM-DD`; 29 February is a day of every year that has it.
fn year_day(text: &str) -> Option<(i8, i8)> {
    let leap_day = date(&format!("2000-{text}"))?;
    Some((leap_day.month(), leap_day.day()))
}

/// Windows of one day, `09:00-12:00,14:00-16:00`; an end not after its start is of the next day,
/// as is one past `24:00`.
fn windows(text: &str) -> Option<OwnHours> {
    let mut hours = OwnHours::default();
    for (index, window) in text.split(',').enumerate() {
        let (start, end) = window.trim().split_once('-')?;
        let (start, mut end) = (clock(start)?, clock(end)?);
        if end <= start {
            end += DAY_MINUTES;
        }
        if index == WINDOWS_MAX || start >= DAY_MINUTES || end > 2 * DAY_MINUTES {
            return None;
        }
        hours.own.push(start..end.min(DAY_MINUTES));
        if end > DAY_MINUTES {
            hours.next_morning.push(0..end - DAY_MINUTES);
        }
    }
    hours.own = joined(hours.own);
    hours.next_morning = joined(hours.next_morning);
    Some(hours)
}

/// `HH:MM` up to `48:00`, in minutes.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let time = hour * 60 + minute;
    (minute < 60 && time <= 2 * DAY_MINUTES).then_some(time)
}
