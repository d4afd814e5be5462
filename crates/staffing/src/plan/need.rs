use super::{Patience, Promise, Settings};
use crate::{
    forecast::{Accuracy, Expected},
    queue::{Goal, Load, Unreachable, erlang_a, erlang_c, fewest},
};
use kernel::{Date, Instant};

/// Seconds of a half hour.
const SECONDS: f64 = 1_800.0;

/// What is expected, and between what it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between<T> {
    /// At the lower end of the interval.
    pub low: T,
    /// For the calls that are expected on average.
    pub expected: T,
    /// At the upper end of the interval.
    pub high: T,
}

/// The people one line needs, and what they achieve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePlan {
    /// The line's id; empty for all lines as one.
    pub id: String,
    /// Its name; empty for all lines as one.
    pub name: String,
    /// How the forecast did on the last weeks, where there were enough to tell.
    pub accuracy: Option<Accuracy>,
    /// Whether enough was counted for a forecast. Where not, no calls are expected, and the
    /// minimum is all that is planned.
    pub forecast: bool,
    /// The open half hours of the week, in order.
    pub halves: Vec<HalfHour>,
}

/// One open half hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfHour {
    /// Its day.
    pub date: Date,
    /// Its place in the day: 0 begins at midnight, 47 at half past eleven in the evening.
    pub half: u8,
    /// Calls, in thousandths.
    pub calls: Between<i64>,
    /// Agents on the telephone.
    pub agents: Between<u32>,
    /// People on the roster, so that so many are on the telephone.
    pub roster: Between<u32>,
    /// What the expected agents achieve with the expected calls.
    pub kept: Kept,
}

/// What callers and agents are to experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Thousandths of all calls answered within the promise.
    pub within: i64,
    /// Thousandths of all calls that give up.
    pub abandoned: i64,
    /// Mean wait of those who are answered, in microseconds.
    pub wait: i64,
    /// Thousandths of the agents' time spent on calls.
    pub occupancy: i64,
}

impl LinePlan {
    /// Minutes that agents are on the telephone, all together.
    pub fn agent_minutes(&self) -> Between<i64> {
        self.minutes(|half| half.agents)
    }

    /// Minutes that people are on the roster, all together.
    pub fn roster_minutes(&self) -> Between<i64> {
        self.minutes(|half| half.roster)
    }

    /// Calls in thousandths that are expected in the whole week. Intervals of half hours do not
    /// add up, so there is none.
    pub fn calls(&self) -> i64 {
        self.halves.iter().map(|half| half.calls.expected).sum()
    }

    fn minutes(&self, of: impl Fn(&HalfHour) -> Between<u32>) -> Between<i64> {
        self.halves.iter().map(of).fold(Between::default(), |sum, people| Between {
            low: sum.low + 30 * i64::from(people.low),
            expected: sum.expected + 30 * i64::from(people.expected),
            high: sum.high + 30 * i64::from(people.high),
        })
    }
}

/// The calls of one open half hour and how they are handled, as the forecast sees them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coming {
    pub(super) date: Date,
    pub(super) half: usize,
    pub(super) calls: Expected,
    /// Mean seconds of a call, as measured.
    pub(super) handling: f64,
    /// Mean seconds of patience, as measured.
    pub(super) patience: Option<f64>,
}

impl Coming {
    /// Staffs the half hour.
    pub(super) fn staffed(&self, settings: &Settings) -> Result<HalfHour, Unreachable> {
        let agents = Between {
            low: self.agents(self.calls.low as f64, settings, settings.promise)?,
            expected: self.agents(self.calls.mean, settings, settings.promise)?,
            high: self.agents(self.calls.high as f64, settings, settings.promise)?,
        };
        let whole = |calls: u64| i64::try_from(calls).unwrap_or(i64::MAX).saturating_mul(1_000);
        Ok(HalfHour {
            date: self.date,
            half: self.half as u8,
            calls: Between {
                low: whole(self.calls.low),
                expected: thousandths(self.calls.mean),
                high: whole(self.calls.high),
            },
            agents,
            roster: Between {
                low: settings.roster(agents.low),
                expected: settings.roster(agents.expected),
                high: settings.roster(agents.high),
            },
            kept: self.kept(agents.expected, settings),
        })
    }

    /// The fewest agents who keep this promise to so many callers, at least the minimum.
    pub(super) fn agents(
        &self,
        calls: f64,
        settings: &Settings,
        promise: Promise,
    ) -> Result<u32, Unreachable> {
        let goal = Goal { share: f64::from(promise.share) / 1e3, within: seconds(promise.within) };
        let needed = fewest(self.load(calls, settings), self.patience(settings), goal)?;
        Ok(needed.max(settings.minimum))
    }

    fn kept(&self, agents: u32, settings: &Settings) -> Kept {
        let load = self.load(self.calls.mean, settings);
        let within = seconds(settings.promise.within);
        let found = match self.patience(settings) {
            Some(patience) => erlang_a(load, patience, agents, within),
            None => erlang_c(load, agents, within).expect("who keeps a promise is not overrun"),
        };
        Kept {
            within: thousandths(found.within),
            abandoned: thousandths(found.abandoned),
            wait: (found.wait * Instant::SECOND as f64).round() as i64,
            occupancy: thousandths(found.occupancy),
        }
    }

    fn load(&self, calls: f64, settings: &Settings) -> Load {
        Load::of(calls, SECONDS, self.handling * f64::from(settings.handling) / 1e3)
    }

    fn patience(&self, settings: &Settings) -> Option<f64> {
        match settings.patience {
            Patience::Endless => None,
            Patience::Measured => self.patience,
            Patience::Of(patience) => Some(seconds(patience)),
        }
    }
}

/// Seconds of microseconds.
pub(super) fn seconds(micros: i64) -> f64 {
    micros as f64 / Instant::SECOND as f64
}

fn thousandths(number: f64) -> i64 {
    (number * 1e3).round() as i64
}
