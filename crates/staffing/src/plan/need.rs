use super::{Patience, Promise, Settings};
use crate::{
    forecast::{Accuracy, Expected},
    queue::{Answering, Goal, Load, Unreachable, erlang_a, erlang_c, fewest},
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
    /// The careful choice: the fewest agents with whom the promise is kept on average over all
    /// the calls that may come, not only if it is the expected ones that do.
    pub careful: Team,
}

/// People for one half hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Team {
    /// On the telephone.
    pub agents: u32,
    /// On the roster, so that so many are on the telephone.
    pub roster: u32,
}

/// For which calls people are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// For those that are expected on average: fewer people, and a promise that is broken in
    /// about half of the half hours.
    Expected,
    /// For all that may come, so that the promise is kept on average.
    Careful,
}

impl HalfHour {
    /// The people for what is aimed at.
    pub fn team(&self, aim: Aim) -> Team {
        match aim {
            Aim::Expected => Team { agents: self.agents.expected, roster: self.roster.expected },
            Aim::Careful => self.careful,
        }
    }
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

    /// Minutes on the telephone and on the roster of the careful choice, all together.
    pub fn careful_minutes(&self) -> (i64, i64) {
        self.halves.iter().fold((0, 0), |(agents, roster), half| {
            let team = half.careful;
            (agents + 30 * i64::from(team.agents), roster + 30 * i64::from(team.roster))
        })
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
        let careful = self.careful(agents.expected, settings)?;
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
            careful: Team { agents: careful, roster: settings.roster(careful) },
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

    /// The fewest agents who keep the promise on average over all fifths of what may come, of
    /// whom at least `least` are needed: between those and whom the busiest fifth needs.
    fn careful(&self, least: u32, settings: &Settings) -> Result<u32, Unreachable> {
        let busiest = self.calls.fifths[4] as f64;
        let mut enough = self.agents(busiest, settings, settings.promise)?.max(least);
        let Some(mut broken) = least.checked_sub(1) else { return Ok(enough) };
        let calls: f64 = self.calls.fifths.iter().map(|calls| *calls as f64).sum();
        let goal = calls * f64::from(settings.promise.share) / 1e3;
        while enough > broken + 1 {
            let middle = broken + (enough - broken) / 2;
            let in_time = self.calls.fifths.iter().map(|calls| {
                let calls = *calls as f64;
                let found = self.answering(calls, middle, settings);
                calls * found.map_or(0.0, |found| found.within)
            });
            if in_time.sum::<f64>() >= goal { enough = middle } else { broken = middle }
        }
        Ok(enough)
    }

    fn kept(&self, agents: u32, settings: &Settings) -> Kept {
        let found = self.answering(self.calls.mean, agents, settings);
        let found = found.expect("who keeps a promise is not overrun");
        Kept {
            within: thousandths(found.within),
            abandoned: thousandths(found.abandoned),
            wait: (found.wait * Instant::SECOND as f64).round() as i64,
            occupancy: thousandths(found.occupancy),
        }
    }

    /// What so many agents achieve with so many calls; nothing where they are overrun.
    fn answering(&self, calls: f64, agents: u32, settings: &Settings) -> Option<Answering> {
        let (load, within) = (self.load(calls, settings), seconds(settings.promise.within));
        match self.patience(settings) {
            Some(patience) => Some(erlang_a(load, patience, agents, within)),
            None => erlang_c(load, agents, within).ok(),
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
