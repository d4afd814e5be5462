use super::{
    days::REACH,
    solve::{Equations, Row, Solution, dot, median},
};

/// After so many days a day counts half.
const HALF_LIFE: f64 = 280.0;

/// Rounds of fitting, at the most: it settles in about six.
const ROUNDS_MAX: usize = 20;

/// Beyond so many standard deviations a day counts less, the further the less (Huber's rule).
const USUAL: f64 = 2.0;

/// One past day, as the fit sees it.
pub(super) struct Seen {
    /// Days before the last.
    pub(super) age: i32,
    pub(super) row: Row,
    /// Calls that were counted.
    pub(super) calls: f64,
    /// The part of a day's calls that comes in the half hours that were counted.
    pub(super) exposure: f64,
}

/// What explains the calls of a day, and how far days stray from it.
pub(super) struct Fit {
    effects: Row,
    /// Variance of a day's calls, as a multiple of their mean: 1 if callers came independently.
    pub(super) dispersion: f64,
    /// How much wider true errors are than those on the days learned from.
    pub(super) flattery: f64,
}

impl Fit {
    /// Logarithms of daily calls as sums of effects: a quasi-Poisson fit, so that days without
    /// calls are no trouble, with effects held back where little was seen of them, old days
    /// fading, and odd days counting less.
    pub(super) fn of(days: &[Seen]) -> Self {
        let exposure: f64 = days.iter().map(|day| day.exposure).sum();
        let calls: f64 = days.iter().map(|day| day.calls).sum();
        let mut fit = Self { effects: [0.0; _], dispersion: 1.0, flattery: 1.0 };
        fit.effects[0] = (calls / exposure).max(1e-9).ln();
        let mut moved = 0.0;
        for _ in 0..ROUNDS_MAX {
            fit.dispersion = fit.dispersion_of(days);
            let solution = fit.round(days);
            let effects = solution.unknowns();
            let moves = effects.iter().zip(&fit.effects).map(|(new, old)| (new - old).abs());
            let settled = moves.fold(0.0, f64::max) < 1e-7;
            (fit.effects, moved) = (effects, solution.moved(&REACH));
            if settled {
                break;
            }
        }
        fit.dispersion = fit.dispersion_of(days);
        fit.flattery = flattery(days.iter().map(fading).sum(), moved);
        fit
    }

    /// Calls of a whole day with this row.
    pub(super) fn day(&self, row: &Row) -> f64 {
        dot(&self.effects, row).clamp(-25.0, 25.0).exp()
    }

    /// One step: least squares around the present effects.
    fn round(&self, days: &[Seen]) -> Solution {
        let mut equations = Equations::believing(&REACH);
        for day in days {
            let whole = self.day(&day.row);
            let mean = whole * day.exposure;
            let off = day.calls - mean;
            let deviations = off.abs() / (self.dispersion * mean).sqrt();
            let trust = if deviations > USUAL { USUAL / deviations } else { 1.0 };
            // A step as long as the way from nothing to everything would overshoot.
            let seen = whole.ln() + (off / mean).clamp(-2.0, 2.0);
            let weight = fading(day) * trust * mean / self.dispersion;
            equations.observe(&day.row, seen, weight);
        }
        equations.taken_apart()
    }

    fn dispersion_of(&self, days: &[Seen]) -> f64 {
        let deviations = days.iter().map(|day| {
            let mean = self.day(&day.row) * day.exposure;
            (day.calls - mean).abs() / mean.sqrt()
        });
        // The middle deviation of a bell curve is 0.6745; odd days do not move it.
        (median(deviations.collect()) / 0.6745).powi(2).max(1.0)
    }
}

fn fading(day: &Seen) -> f64 {
    0.5_f64.powf(f64::from(day.age) / HALF_LIFE)
}

/// By how much more the days to come stray than those learned from: with `effects` learned from
/// `days`, errors there are too small by so large a share, and those to come too large by it.
fn flattery(days: f64, effects: f64) -> f64 {
    let share = (effects / days).min(0.6);
    (1.0 + share) / (1.0 - share)
}
