//! Calendars and questions by chance, repeatable from a seed.

use calendar::{Definition, OpenDay, Within};
use jiff::{Span, civil::Date};
use kernel::{Instant, TimeZone, World};
use std::ops::Range;

/// Windows in minutes from the midnight of the day they start on; an end may pass 1440.
pub type Windows = Vec<Range<i64>>;

/// A calendar as text for the engine and as numbers for the second way.
pub struct Written {
    pub definition: Definition,
    /// From Monday to Sunday.
    pub week: [Windows; 7],
    pub closed: Vec<(Date, Date)>,
    pub open: Vec<(Date, Windows)>,
    pub suspended: Vec<((i8, i8), (i8, i8))>,
    /// The first day looked at.
    pub first: Date,
    /// The earliest question.
    pub from: Instant,
}

pub struct Dice(World);

const ZONES: [&str; 14] = [
    "Europe/Rome",
    "Europe/Paris",
    "Europe/Lisbon",
    "UTC",
    "America/New_York",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Santiago",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Casablanca",
];

const WEEK: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(World { now: Instant::default(), seed })
    }

    pub fn below(&mut self, most: u64) -> i64 {
        (self.0.chance() % most) as i64
    }

    pub fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    /// Whole minutes often, and microseconds as often.
    pub fn micros(&mut self, below: i64) -> i64 {
        let micros = self.below(below.max(1).unsigned_abs());
        if self.one_in(2) { micros - micros % Instant::MINUTE } else { micros }
    }

    pub fn target(&mut self) -> Within {
        let count = self.below(12) as u32;
        match self.below(4) {
            0 => Within::Days(count),
            1 => Within::Weeks(count / 4),
            2 => Within::Months(count / 10),
            _ => Within::BusinessDays(count),
        }
    }

    pub fn calendar(&mut self) -> Written {
        let zone = ZONES[self.below(ZONES.len() as u64) as usize];
        let first = self.first_day();
        let kinds = [self.windows(), self.windows(), Vec::new()];
        let week = std::array::from_fn(|_| kinds[self.below(3) as usize].clone());
        let closed: Vec<_> = (0..self.below(4)).map(|_| self.range(first)).collect();
        let mut open: Vec<_> =
            (0..self.below(4)).map(|_| (self.day(first), self.windows())).collect();
        open.sort_by_key(|(date, _)| *date);
        open.dedup_by_key(|(date, _)| *date);
        let suspended: Vec<_> = (0..self.below(6) / 4)
            .map(|_| self.range(first))
            .map(|(from, to)| ((from.month(), from.day()), (to.month(), to.day())))
            .collect();
        let definition = Definition {
            unit: None,
            id: "chance".into(),
            zone: zone.into(),
            hours: hours(&week),
            holidays: None,
            closed: closed.iter().map(|(from, to)| format!("{from}/{to}")).collect(),
            open: open.iter().map(|(date, windows)| own_day(*date, windows)).collect(),
            suspended: suspended.iter().map(year_days).collect(),
            roll: self.one_in(2),
        };
        let zone = TimeZone::get(zone).expect("a bundled zone");
        let from = Instant::start_of(first, &zone) + 2 * Instant::DAY;
        Written { definition, week, closed, open, suspended, first, from }
    }

    /// A first day close before a change of the clock more often than not.
    fn first_day(&mut self) -> Date {
        let year = 2000 + self.below(40) as i16;
        let (month, day) = match self.below(4) {
            0 => (3, 5),
            1 => (9, 25),
            2 => (12, 10),
            _ => (1 + self.below(12) as i8, 1 + self.below(28) as i8),
        };
        jiff::civil::date(year, month, day)
    }

    fn day(&mut self, first: Date) -> Date {
        first.saturating_add(Span::new().days(self.below(60)))
    }

    fn range(&mut self, first: Date) -> (Date, Date) {
        let from = self.day(first);
        (from, from.saturating_add(Span::new().days(self.below(9))))
    }

    /// One to three windows in order; the last may pass midnight.
    fn windows(&mut self) -> Windows {
        if self.one_in(6) {
            return std::iter::once(0..1440).collect();
        }
        let mut windows = Vec::new();
        let mut at = self.below(20) * 30;
        for _ in 0..=self.below(3) {
            let end = at + 5 * (1 + self.below(120));
            if at < 1440 && end <= at + 1440 {
                windows.push(at..end);
            }
            at = end + 5 * self.below(40);
            if end > 1440 {
                break;
            }
        }
        windows
    }
}

/// The week in the syntax of the file, one rule a day.
fn hours(week: &[Windows; 7]) -> String {
    let open = WEEK.iter().zip(week).filter(|(_, windows)| !windows.is_empty());
    let rules: Vec<_> = open.map(|(day, windows)| format!("{day} {}", text(windows))).collect();
    if rules.is_empty() { "Mo-Su off".into() } else { rules.join("; ") }
}

fn own_day(date: Date, windows: &Windows) -> OpenDay {
    OpenDay { date: date.to_string(), hours: text(windows) }
}

fn text(windows: &Windows) -> String {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    // Both ways of writing an end after midnight, by the window's own start.
    let end = |window: &Range<i64>| match window.end {
        end if end > 1440 && window.start % 60 == 0 && end < window.start + 1440 => {
            clock(end - 1440)
        }
        end => clock(end),
    };
    let written = windows.iter().map(|window| format!("{}-{}", clock(window.start), end(window)));
    written.collect::<Vec<_>>().join(",")
}

fn year_days(((from_month, from), (to_month, to)): &((i8, i8), (i8, i8))) -> String {
    format!("{from_month:02}-{from:02}/{to_month:02}-{to:02}")
}
