//! How far what comes strays from what was expected.

use super::solve::quantile;
use crate::weights::Weights;
use kernel::Date;

/// Half hours that are enough to learn from; with fewer, callers are taken to come independently
/// and whole days to stray by [`DAYS_STRAY`].
const POINTS_MIN: usize = 100;

/// The share by which days stray where nothing is known of it.
const DAYS_STRAY: f64 = 0.15;

/// How far all callers together are thought to stray at the most: by the mean itself.
const SHARED_MAX: f64 = 1.0;

/// A half hour of the past: what came, and what would have been expected a week before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) date: Date,
    pub(super) half: usize,
    pub(super) calls: f64,
    pub(super) mean: f64,
}

/// Calls expected in a half hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// On average.
    pub mean: f64,
    /// At least so many, with the probability asked for that they lie between.
    pub low: u64,
    /// At most so many.
    pub high: u64,
    /// One number for each fifth of what may come: as likely each, rising.
    pub fifths: [u64; 5],
}

impl Expected {
    /// Where nobody is expected.
    pub const NOBODY: Self = Self { mean: 0.0, low: 0, high: 0, fifths: [0; 5] };
}

/// Variance of a half hour's calls: `own · mean + shared · mean²`. The first is what callers do
/// each for themselves (1 if fully so), the second what moves all of them together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    own: f64,
    shared: f64,
}

impl Spread {
    /// Learns from past weeks. Whether the middle of the distribution is as wide as the variance
    /// says is learned too: `flattery` is by how much the errors of the past are too small because
    /// the expectation had seen them.
    pub(super) fn of(points: &[Point], flattery: f64) -> Self {
        let points: Vec<_> = points.iter().filter(|point| point.mean > 0.05).collect();
        if points.len() < POINTS_MIN {
            return Self { own: 1.0, shared: DAYS_STRAY * DAYS_STRAY };
        }
        let mut spread = Self { own: 1.0, shared: DAYS_STRAY * DAYS_STRAY };
        for _ in 0..4 {
            spread = spread.learned(&points);
        }
        let stretch = spread.stretch(&points) * flattery;
        let shared = (spread.shared * stretch).min(SHARED_MAX);
        Self { own: (spread.own * stretch).max(1.0), shared }
    }

    /// The variance of a half hour with this mean.
    fn variance(&self, mean: f64) -> f64 {
        self.own * mean + self.shared * mean * mean
    }

    /// Least squares of the squared errors on the mean and its square, each weighed by how exactly
    /// the present variance would know it; what sticks out is cut off.
    fn learned(&self, points: &[&Point]) -> Self {
        let (mut one, mut mixed, mut square) = (0.0, 0.0, 0.0);
        let (mut left, mut right) = (0.0, 0.0);
        for point in points {
            let variance = self.variance(point.mean);
            let error = (point.calls - point.mean).powi(2).min(16.0 * variance);
            let (x, y, weight) = (point.mean, point.mean.powi(2), variance.powi(-2));
            one += weight * x * x;
            mixed += weight * x * y;
            square += weight * y * y;
            left += weight * x * error;
            right += weight * y * error;
        }
        let shared = (one * right - mixed * left) / (one * square - mixed * mixed);
        let shared = if shared.is_finite() { shared.max(0.0) } else { self.shared };
        let own = (left - shared * mixed) / one;
        if own < 1.0 {
            return Self { own: 1.0, shared: ((right - mixed) / square).max(0.0) };
        }
        Self { own, shared }
    }

    /// By what the variance is to be multiplied so that four fifths of the past lie where four
    /// fifths of a bell curve do. Only where there are enough calls for a curve.
    fn stretch(&self, points: &[&Point]) -> f64 {
        let busy = points.iter().filter(|point| point.mean >= 5.0);
        let mut off: Vec<f64> = busy
            .map(|point| (point.calls - point.mean).abs() / self.variance(point.mean).sqrt())
            .collect();
        if off.len() < POINTS_MIN {
            return 1.0;
        }
        (quantile(&mut off, 0.8) / 1.281_55).powi(2).clamp(0.25, 4.0)
    }

    /// What may come where so many calls are expected on average, by a negative binomial
    /// distribution; `share` is the probability to lie between low and high.
    pub(super) fn around(&self, mean: f64, share: f64) -> Expected {
        if mean <= 0.0 {
            return Expected::NOBODY;
        }
        let excess = (self.variance(mean) / mean - 1.0).max(0.0);
        let rise = |calls: u64| {
            let calls = calls as f64;
            (mean + calls * excess) / ((1.0 + excess) * (calls + 1.0))
        };
        let weights = Weights::around((mean - excess).max(0.0) as u64, rise);
        Expected {
            mean,
            low: weights.quantile((1.0 - share) / 2.0),
            high: weights.quantile((1.0 + share) / 2.0),
            fifths: [0.1, 0.3, 0.5, 0.7, 0.9].map(|below| weights.quantile(below)),
        }
    }

    /// The wider of both, where nothing is known of what they do together.
    pub(super) fn or_wider(self, other: Self) -> Self {
        Self { own: self.own.max(other.own), shared: self.shared.max(other.shared) }
    }
}
