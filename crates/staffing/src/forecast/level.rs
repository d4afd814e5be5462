//! How the last weeks ran against what the fit says of them: more, or fewer calls.

use super::fit::Fit;

/// How fast older days may fade, as the days after which one counts half. The first never moves
/// the level; which of them serves best is learned.
const HALF_LIVES: [f64; 4] = [0.0, 2.5, 7.0, 20.0];

/// How far the level may reasonably stray from the fit, as a standard deviation.
const REACH: f64 = 0.1;

/// Weeks of the past on which the half lives compete.
const WEEKS: i32 = 26;

/// Half lives after which a day is left out: it counts less than a thousandth.
const FADED: f64 = 10.0;

/// A past day: how many days before the last, what came, what the fit says.
pub(super) struct Past {
    pub(super) age: i32,
    pub(super) calls: f64,
    pub(super) mean: f64,
}

/// Levels of a history, at its end and at the beginnings of its past weeks.
pub(super) struct Level<'a> {
    days: &'a [Past],
    dispersion: f64,
    half_life: f64,
}

impl<'a> Level<'a> {
    /// Chooses the half life that would have said best, a week before, what the last weeks
    /// brought. `days` from old to new.
    pub(super) fn of(days: &'a [Past], fit: &Fit) -> Self {
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
    pub(super) fn before(&self, age: i32) -> f64 {
        if self.half_life == 0.0 {
            return 1.0;
        }
        let belief = 1.0 / (REACH * REACH);
        let (mut calls, mut means) = (belief, belief);
        for day in self.days.iter().rev().skip_while(|day| day.age <= age) {
            let lives = f64::from(day.age - age) / self.half_life;
            if lives > FADED {
                break;
            }
            let weight = 0.5_f64.powf(lives) / self.dispersion;
            calls += weight * self.damped(day);
            means += weight * day.mean;
        }
        calls / means
    }

    /// The level as it is known a week before a day of this age, at the beginning of its week.
    pub(super) fn a_week_before(&self, age: i32) -> f64 {
        self.before(age / 7 * 7 + 6)
    }

    /// What came, but no further from what was expected than odd days may pull.
    fn damped(&self, day: &Past) -> f64 {
        let far = 3.0 * (self.dispersion * day.mean).sqrt();
        day.calls.clamp((day.mean - far).max(0.0), day.mean + far)
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
            missed += (self.damped(day) - day.mean * known.1).powi(2) / day.mean;
        }
        missed
    }
}
