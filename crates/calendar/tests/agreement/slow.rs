//! The second way: minutes of local days painted one by one, then minutes of UTC walked.

use crate::dice::{Windows, Written};
use calendar::Within;
use jiff::{Span, civil::Date, tz::AmbiguousOffset};
use kernel::{Instant, TimeZone};

const DAY: i64 = 1_440;

/// A stretch of days with every minute known.
pub struct Slow {
    first: Date,
    /// One flag for each minute of UTC from `start`.
    open: Vec<bool>,
    /// UTC minute of the first local midnight.
    start: i64,
    days: Vec<LocalDay>,
    roll: bool,
}

struct LocalDay {
    date: Date,
    /// Its 00:00 and its 24:00.
    begin: Instant,
    end: Instant,
    minutes: Vec<bool>,
    has_window: bool,
    suspended: bool,
}

impl Slow {
    pub fn new(written: &Written, zone: &TimeZone, length: i64) -> Slow {
        let day = |index: i64| written.first.saturating_add(Span::new().days(index));
        let mut days: Vec<_> =
            (0..length).map(|index| painted(written, zone, day(index))).collect();
        let start = Instant::start_of(written.first, zone).micros() / Instant::MINUTE;
        let roll = written.definition.roll;
        let end = Instant::start_of(day(length), zone).micros() / Instant::MINUTE;
        let open = utc_minutes(&days, zone, start, end);
        for day in &mut days {
            day.has_window = day.has_window && lasts(day, &open, start);
        }
        Slow { first: written.first, open, start, days, roll }
    }

    /// Where knowledge ends.
    pub fn end(&self) -> Instant {
        Instant::from_micros((self.start + self.open.len() as i64) * Instant::MINUTE)
    }

    pub fn is_open(&self, at: Instant) -> bool {
        self.open[(at.micros().div_euclid(Instant::MINUTE) - self.start) as usize]
    }

    pub fn elapsed(&self, from: Instant, to: Instant) -> i64 {
        self.walk(from)
            .take_while(|(begin, _)| *begin < to)
            .map(|(begin, end)| end.min(to) - begin)
            .sum()
    }

    /// The first instant with so much open time behind it.
    pub fn due(&self, from: Instant, mut micros: i64) -> Option<Instant> {
        if micros == 0 {
            return Some(from);
        }
        for (begin, end) in self.walk(from) {
            if micros <= end - begin {
                return Some(begin + micros);
            }
            micros -= end - begin;
        }
        None
    }

    /// Open minutes from an instant on, the first one cut.
    fn walk(&self, from: Instant) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let skipped = (from.micros().div_euclid(Instant::MINUTE) - self.start) as usize;
        let minutes = self.open.iter().enumerate().skip(skipped).filter(|(_, open)| **open);
        minutes.map(move |(index, _)| {
            let begin = Instant::from_micros((self.start + index as i64) * Instant::MINUTE);
            (begin.max(from), begin + Instant::MINUTE)
        })
    }

    /// Day by day to the end of a target; `None` where it lies beyond what is known.
    pub fn due_days(&self, from: Instant, target: &Within, further: u32) -> Option<Instant> {
        let further = i64::from(further);
        let start = self.day_of(from);
        let counts_open = matches!(target, Within::BusinessDays(_));
        let (mut day, mut left) = match *target {
            Within::Months(months) => {
                let date = self.days[start].date;
                let date = date.saturating_add(Span::new().months(i64::from(months)));
                let day = (date - self.first).get_days() as usize;
                let inside = self.days.get(start + 1..=day)?.iter();
                (day, inside.filter(|day| day.suspended).count() as i64)
            }
            Within::Weeks(weeks) => (start, 7 * i64::from(weeks)),
            Within::Days(days) | Within::BusinessDays(days) => (start, i64::from(days)),
            _ => return None,
        };
        left += further;
        if further == 0 && target.is_zero() {
            return Some(from);
        }
        while left > 0 {
            day += 1;
            let next = self.days.get(day)?;
            left -= i64::from(if counts_open { next.has_window } else { !next.suspended });
        }
        while self.roll && !counts_open && !self.days.get(day)?.has_window {
            day += 1;
        }
        Some(self.days.get(day)?.end)
    }

    /// Days whose 24:00 lies after `from` and not after `to`.
    pub fn counted(&self, from: Instant, to: Instant, open_only: bool) -> u32 {
        let kind = |day: &&LocalDay| if open_only { day.has_window } else { !day.suspended };
        let inside = |day: &&LocalDay| (from + 1..=to).contains(&day.end);
        self.days.iter().filter(kind).filter(inside).count() as u32
    }

    fn day_of(&self, at: Instant) -> usize {
        self.days.iter().position(|day| at < day.end).expect("a known day")
    }
}

/// One local day by the rules of the file: suspension, own hours, closing, week.
fn painted(written: &Written, zone: &TimeZone, date: Date) -> LocalDay {
    let mut minutes = vec![false; DAY as usize];
    let suspended = is_suspended(written, date);
    let own = windows_of(written, date);
    let before = windows_of(written, date.saturating_sub(Span::new().days(1)));
    let mut paint = |from: i64, to: i64| {
        (from.max(0)..to.min(DAY)).for_each(|minute| minutes[minute as usize] = !suspended);
    };
    own.iter().for_each(|window| paint(window.start, window.end));
    before.iter().for_each(|window| paint(window.start - DAY, window.end - DAY));
    let begin = Instant::start_of(date, zone);
    let end = Instant::start_of(date.saturating_add(Span::new().days(1)), zone);
    let has_window = !suspended && !own.is_empty();
    LocalDay { date, begin, end, minutes, has_window, suspended }
}

fn is_suspended(written: &Written, date: Date) -> bool {
    let day = (date.month(), date.day());
    written.suspended.iter().any(|(from, to)| match from <= to {
        true => (*from..=*to).contains(&day),
        false => day >= *from || day <= *to,
    })
}

fn windows_of(written: &Written, date: Date) -> Windows {
    if let Some((_, windows)) = written.open.iter().find(|(day, _)| *day == date) {
        return windows.clone();
    }
    if written.closed.iter().any(|(from, to)| (*from..=*to).contains(&date)) {
        return Vec::new();
    }
    written.week[date.weekday().to_monday_zero_offset() as usize].clone()
}

/// Whether anything is left of a day after daylight saving; its windows may fall into a gap.
///
/// Chance makes windows too long to vanish, but for those inside the skipped hour.
fn lasts(day: &LocalDay, open: &[bool], start: i64) -> bool {
    let (from, to) = (minute_of(day.begin) - start, minute_of(day.end) - start);
    open[from as usize..to as usize].contains(&true)
}

fn minute_of(at: Instant) -> i64 {
    at.micros().div_euclid(Instant::MINUTE)
}

/// The painted minutes as minutes of UTC.
fn utc_minutes(days: &[LocalDay], zone: &TimeZone, start: i64, end: i64) -> Vec<bool> {
    let mut open = Vec::with_capacity((end - start) as usize);
    for day in days {
        let (from, to) = (minute_of(day.begin), minute_of(day.end));
        if to - from == DAY {
            open.extend_from_slice(&day.minutes);
        } else {
            let changed = Changed::new(day, zone);
            open.extend((from..to).map(|utc| changed.is_open(day, zone, utc)));
        }
    }
    open
}

/// A day on which the clock changes.
struct Changed {
    /// Minutes of the wall clock that never come, and those that come twice.
    skipped: Vec<bool>,
    folded: Vec<bool>,
    /// The windows, their edges moved out of the gap.
    runs: Vec<(i64, i64)>,
}

impl Changed {
    fn new(day: &LocalDay, zone: &TimeZone) -> Changed {
        let kind = |minute: i64| {
            let time = jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            zone.to_ambiguous_timestamp(day.date.to_datetime(time)).offset()
        };
        let kinds: Vec<_> = (0..DAY).map(kind).collect();
        let skipped: Vec<_> =
            kinds.iter().map(|kind| matches!(kind, AmbiguousOffset::Gap { .. })).collect();
        let folded =
            kinds.iter().map(|kind| matches!(kind, AmbiguousOffset::Fold { .. })).collect();
        let gap = skipped.iter().filter(|skipped| **skipped).count() as i64;
        let moved = |edge: i64| match skipped.get(edge as usize) {
            Some(true) => edge + gap,
            _ => edge,
        };
        let runs = runs(&day.minutes).into_iter().map(|(from, to)| (moved(from), moved(to)));
        Changed { runs: runs.collect(), skipped, folded }
    }

    fn is_open(&self, day: &LocalDay, zone: &TimeZone, utc: i64) -> bool {
        let wall = |utc: i64| {
            let zoned = Instant::from_micros(utc * Instant::MINUTE).in_zone(zone);
            i64::from(zoned.hour()) * 60 + i64::from(zoned.minute())
        };
        let minute = wall(utc);
        let length = self.folded.iter().filter(|folded| **folded).count() as i64;
        if self.folded[minute as usize] && wall(utc - length) == minute {
            // The second pass of a repeated hour: open if the windows run on beyond the hour.
            let last = self.folded.iter().rposition(|folded| *folded).unwrap_or(0);
            return day.minutes[last];
        }
        if self.skipped.contains(&true) {
            return self.runs.iter().any(|(from, to)| (*from..*to).contains(&minute));
        }
        day.minutes[minute as usize]
    }
}

fn runs(minutes: &[bool]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for (minute, _) in minutes.iter().enumerate().filter(|(_, open)| **open) {
        match runs.last_mut() {
            Some((_, end)) if *end == minute as i64 => *end += 1,
            _ => runs.push((minute as i64, minute as i64 + 1)),
        }
    }
    runs
}
