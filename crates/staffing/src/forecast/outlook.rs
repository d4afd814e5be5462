use super::{
    HALVES, Halves, History, SpecialDays,
    days::Days,
    fit::{Fit, Seen},
    history::{HISTORY_DAYS_MAX, days_between, later},
    level::{Level, PastDay},
    profile::{self, Counted, Profile},
    spread::{Expected, Point, Spread},
};
use kernel::Date;
use std::collections::BTreeMap;

/// Days with counts that a forecast needs at the least: every weekday twice.
pub const HISTORY_DAYS_MIN: usize = 14;

/// Days of the past from which the spread is learned: half a year.
const SPREAD_DAYS: i32 = 182;

/// What is expected of one line, or of several together, from a day on.
#[derive(Clone, Debug)]
pub struct Outlook {
    from: Date,
    days: Vec<Halves<f64>>,
    spread: Spread,
    flattery: f64,
    points: Vec<Point>,
}

impl Outlook {
    /// What the history says of so many days from `from` on. Only what lies before `from` is read,
    /// at most [`HISTORY_DAYS_MAX`] days of it.
    ///
    /// Nothing where fewer than [`HISTORY_DAYS_MIN`] days that were not closed have been counted.
    pub fn of(history: &History, special: &SpecialDays, from: Date, days: usize) -> Option<Self> {
        let history = history.within(later(from, -HISTORY_DAYS_MAX)..from);
        let calendar = Days::of(&history, special)?;
        let (_, last) = history.span()?;
        let counted: Vec<(Date, Counted)> = history
            .days()
            .filter_map(|(date, halves)| {
                let kind = calendar.kind(date)?;
                Some((date, Counted { kind, age: days_between(date, last), halves }))
            })
            .filter(|(_, day)| day.halves.iter().any(Option::is_some))
            .collect();
        if counted.len() < HISTORY_DAYS_MIN {
            return None;
        }
        let past = Learned::from(&calendar, &counted);
        let coming = (0..days).map(|ahead| past.day(&calendar, later(from, ahead as i32)));
        let points = past.points(&counted);
        let (spread, flattery) = (Spread::of(&points, past.fit.flattery), past.fit.flattery);
        Some(Self { from, days: coming.collect(), spread, flattery, points })
    }

    /// Several lines as one. The means add up; how far the sum strays is learned from how far the
    /// sums of the past did, so that what moves all lines together is not averaged away.
    ///
    /// Nothing where there are no lines; all are to begin on the same day.
    pub fn pooled(lines: &[&Outlook]) -> Option<Self> {
        let (first, others) = lines.split_first()?;
        let mut pool = (*first).clone();
        let mut sums: BTreeMap<(Date, usize), (usize, Point)> = BTreeMap::new();
        for line in lines {
            for point in &line.points {
                let sum = sums
                    .entry((point.date, point.half))
                    .or_insert((0, Point { calls: 0.0, mean: 0.0, ..*point }));
                sum.0 += 1;
                sum.1.calls += point.calls;
                sum.1.mean += point.mean;
            }
        }
        for line in others {
            for (sum, day) in pool.days.iter_mut().zip(&line.days) {
                sum.iter_mut().zip(day).for_each(|(sum, mean)| *sum += mean);
            }
            pool.spread = pool.spread.or_wider(line.spread);
            pool.flattery = pool.flattery.max(line.flattery);
        }
        pool.points =
            sums.into_values().filter(|sum| sum.0 == lines.len()).map(|sum| sum.1).collect();
        if pool.points.len() >= HISTORY_DAYS_MIN * HALVES / 4 {
            pool.spread = Spread::of(&pool.points, pool.flattery);
        }
        Some(pool)
    }

    /// Calls expected in a half hour, and between which numbers they lie with this probability;
    /// nothing outside the days that were asked for.
    pub fn expected(&self, date: Date, half: usize, share: f64) -> Option<Expected> {
        Some(self.around(self.mean(date, half)?, share))
    }

    /// Calls expected in a half hour; nothing outside the days that were asked for.
    pub fn mean(&self, date: Date, half: usize) -> Option<f64> {
        let ahead = usize::try_from(days_between(self.from, date)).ok()?;
        self.days.get(ahead)?.get(half).copied()
    }

    /// What may come in a half hour with this mean, as [`expected`](Self::expected) says it.
    pub fn around(&self, mean: f64, share: f64) -> Expected {
        self.spread.around(mean, share)
    }
}

/// What was learned of a history.
struct Learned {
    fit: Fit,
    profile: Profile,
    past: Vec<PastDay>,
    level: f64,
    levels: Vec<f64>,
}

impl Learned {
    fn from(calendar: &Days, counted: &[(Date, Counted)]) -> Self {
        let days: Vec<&Counted> = counted.iter().map(|(_, day)| day).collect();
        let profile = Profile::of(&days);
        let seen: Vec<Seen> = counted
            .iter()
            .map(|(date, day)| Seen {
                age: day.age,
                row: calendar.row(*date, day.kind),
                calls: profile::calls(day.halves),
                exposure: profile.exposure(day).max(1e-6),
            })
            .collect();
        let fit = Fit::of(&seen);
        let past: Vec<PastDay> = seen
            .iter()
            .map(|day| PastDay {
                age: day.age,
                calls: day.calls,
                mean: fit.day(&day.row) * day.exposure,
            })
            .collect();
        let level = Level::of(&past, &fit);
        let levels = past.iter().map(|day| level.a_week_before(day.age)).collect();
        let now = level.before(-1);
        Self { fit, profile, level: now, levels, past }
    }

    /// What is expected of the half hours of a day to come.
    fn day(&self, calendar: &Days, date: Date) -> Halves<f64> {
        let Some(kind) = calendar.kind(date) else { return [0.0; HALVES] };
        let calls = self.fit.day(&calendar.row(date, kind)) * self.level;
        self.profile.shares(kind).map(|share| share * calls)
    }

    /// What came in the last half year beside what the level a week before would have expected.
    fn points(&self, counted: &[(Date, Counted)]) -> Vec<Point> {
        let mut points = Vec::new();
        for (((date, day), past), level) in counted.iter().zip(&self.past).zip(&self.levels) {
            if past.age > SPREAD_DAYS {
                continue;
            }
            let whole = past.mean / self.profile.exposure(day).max(1e-6) * level;
            let shares = self.profile.shares(day.kind);
            for (half, (calls, share)) in day.halves.iter().zip(shares).enumerate() {
                if let Some(calls) = calls {
                    let (calls, mean) = (f64::from(*calls), whole * share);
                    points.push(Point { date: *date, half, calls, mean });
                }
            }
        }
        points
    }
}
