//! How the last weeks ran against what the fit says of them: more, or fewer calls.

use super::fit::Fit;

/// How fast older days may fade, as the days after which one counts half. The first never moves
/// the level; which of them serves best is learned.
const HALF_LIVES: [f64; 5] = [0.0, 2.5, 5.0, 10.0, 20.0];

/// How far the level may reasonably stray from the fit, as a standard deviation.
const REACH: f64 = 0.1;

/// Weeks of the past on which the half lives compete.
const WEEKS: i32 = 26;

/// Half lives after which a day is left out: it counts less than a thousandth.
const FADED: f64 = 10.0;

/// A past day: how many days before the last, what came, what the fit says.
pub(super) struct PastDay {
    pub(super) age: i32,
    pub(super) calls: f64,
    pub(super) mean: f64,
}

/// Levels of a history, at its end and at the beginnings of its past weeks.
pub(super) struct Level<'a> {
    days: &'a [PastDay],
    dispersion: f64,
    half_life: f64,
}

impl<'a> Level<'a> {
    /// Chooses the half life that would have said best, a week before, what the last weeks
    /// brought. `days` from old to new.
    pub(super) fn of(days: &'a [PastDay], fit: &Fit) -> Self {
        let mut best = (f64::INFINITY, HALF_LIVES[0]);
        for half_life in HALF_LIVES {
            let level = Self { days, dispersion: fit.dispersion, half_life };
            let missed = level.missed();
            // A shorter memory has to be better by something, not by an accident.
            if missed < best.0 * 0.99 {
                best = (missed, half_life);
            }
        }
        Self { days, dispersion: fit.dispersion, half_life: best.1 }
    }

    /// The level as it is known when the days of this age and younger are still to come.
    ///
    /// Odd days are cut off where they leave the middle of the days around them, not where they
    /// leave the fit: a level that has jumped is followed, a single storm is not.
    pub(super) fn before(&self, age: i32) -> f64 {
        if self.half_life == 0.0 {
            return 1.0;
        }
        let weights: Vec<(&PastDay, f64)> = self
            .days
            .iter()
            .rev()
            .skip_while(|day| day.age <= age)
            .map(|day| (day, f64::from(day.age - age) / self.half_life))
            .take_while(|(_, lives)| *lives < FADED)
            .map(|(day, lives)| (day, 0.5_f64.powf(lives) / self.dispersion))
            .collect();
        let belief = 1.0 / (REACH * REACH);
        let middle = middle(&weights);
        let (mut calls, mut means) = (belief, belief);
        for (day, weight) in weights {
            calls += weight * self.damped(day, middle);
            means += weight * day.mean;
        }
        calls / means
    }

    /// The level as it is known a week before a day of this age, at the beginning of its week.
    pub(super) fn a_week_before(&self, age: i32) -> f64 {
        self.before(age / 7 * 7 + 6)
    }

    /// What came, but no further from what this level expects than odd days may pull.
    fn damped(&self, day: &PastDay, level: f64) -> f64 {
        let mean = day.mean * level;
        let far = 3.0 * (self.dispersion * mean).sqrt();
        day.calls.clamp((mean - far).max(0.0), mean + far)
    }

    fn missed(&self) -> f64 {
        let recent = self.days.iter().rev().take_while(|day| day.age < 7 * WEEKS);
        let mut known = (i32::MIN, 1.0);
        let mut missed = 0.0;
        for day in recent.filter(|day| day.mean > 0.0) {
            let week = day.age / 7;
            if week != known.0 {
                known = (week, self.a_week_before(day.age));
            }
            missed += (day.calls - day.mean * known.1).abs() / day.mean.sqrt();
        }
        missed
    }
}

/// How these days ran in the middle, each weighing as many calls as were expected of it.
fn middle(days: &[(&PastDay, f64)]) -> f64 {
    let mut ratios: Vec<(f64, f64)> = days
        .iter()
        .filter(|(day, _)| day.mean > 0.0)
        .map(|(day, weight)| (day.calls / day.mean, weight * day.mean))
        .collect();
    ratios.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut left = ratios.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let found = ratios.iter().find(|(_, weight)| {
        left -= weight;
        left <= 0.0
    });
    found.map_or(1.0, |(ratio, _)| *ratio)
}
