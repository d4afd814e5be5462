//! How a day's calls spread over its half hours, for each kind of day.

use super::{HALVES, Halves, days::KINDS, solve::median};

/// After so many days a day counts half.
const HALF_LIFE: f64 = 84.0;

/// How far the half hours of one kind of day reasonably stray from those of all days, as a share.
const REACH: f64 = 0.1;

/// Beyond so many standard deviations the calls of a half hour are cut off.
const USUAL: f64 = 3.0;

/// One past day: its kind, its age in days, and what was counted.
pub(super) struct Counted<'a> {
    pub(super) kind: usize,
    pub(super) age: i32,
    pub(super) halves: &'a Halves<Option<u32>>,
}

/// The share of a day's calls that comes in each half hour, by kind of day. Each day sums to 1.
pub(super) struct Profile([Halves<f64>; KINDS]);

impl Profile {
    /// Learns the shares from days with calls: first from all as they are, then with half hours
    /// that stick out cut off, and with days that were not counted to the end filled up.
    pub(super) fn of(days: &[&Counted]) -> Self {
        let mut profile = Self([[1.0 / HALVES as f64; HALVES]; KINDS]);
        let mut far = f64::INFINITY;
        for _ in 0..3 {
            profile = profile.learned(days, far);
            far = USUAL * profile.dispersion(days).sqrt();
        }
        profile
    }

    pub(super) fn shares(&self, kind: usize) -> &Halves<f64> {
        &self.0[kind]
    }

    /// The part of a day's calls that comes in the half hours that were counted.
    pub(super) fn exposure(&self, day: &Counted) -> f64 {
        let known = self.0[day.kind].iter().zip(day.halves).filter(|(_, calls)| calls.is_some());
        known.map(|(share, _)| share).sum()
    }

    /// What the day would have brought had all of it been counted; nothing where too little was.
    fn whole(&self, day: &Counted) -> Option<f64> {
        let exposure = self.exposure(day);
        (exposure > 0.05).then(|| calls(day.halves) / exposure)
    }

    fn learned(&self, days: &[&Counted], far: f64) -> Self {
        let mut seen = [[(0.0, 0.0); HALVES]; KINDS];
        for day in days {
            let Some(whole) = self.whole(day) else { continue };
            let weight = 0.5_f64.powf(f64::from(day.age) / HALF_LIFE);
            for (half, calls) in day.halves.iter().enumerate() {
                let Some(calls) = calls else { continue };
                let mean = whole * self.0[day.kind][half];
                let strays = far * mean.max(1.0).sqrt();
                let calls = f64::from(*calls).clamp((mean - strays).max(0.0), mean + strays);
                seen[day.kind][half].0 += weight * calls;
                seen[day.kind][half].1 += weight * whole;
            }
        }
        let mut common = [0.0; HALVES];
        for (half, share) in common.iter_mut().enumerate() {
            let sums = seen
                .iter()
                .fold((0.0, 0.0), |sum, kind| (sum.0 + kind[half].0, sum.1 + kind[half].1));
            *share = if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 };
        }
        normalise(&mut common);
        let alike: f64 = common.iter().map(|share| share * share).sum();
        // So many calls in a half hour say as much as the half hours of all other days.
        let belief = 1.0 / (REACH * REACH) / alike;
        Self(seen.map(|kind| {
            let mut shares = [0.0; HALVES];
            for (half, share) in shares.iter_mut().enumerate() {
                let (calls, wholes) = kind[half];
                *share = (calls + belief * common[half]) / (wholes + belief);
            }
            normalise(&mut shares);
            shares
        }))
    }

    /// Variance of a half hour's calls around its share of the day, as a multiple of their mean.
    fn dispersion(&self, days: &[&Counted]) -> f64 {
        let mut deviations = Vec::with_capacity(days.len() * HALVES);
        for day in days {
            let Some(whole) = self.whole(day) else { continue };
            for (calls, share) in day.halves.iter().zip(&self.0[day.kind]) {
                let mean = whole * share;
                if let Some(calls) = calls.filter(|_| mean > 0.5) {
                    deviations.push((f64::from(calls) - mean).abs() / mean.sqrt());
                }
            }
        }
        (median(deviations) / 0.6745).powi(2).max(1.0)
    }
}

/// All calls that were counted on a day.
pub(super) fn calls(halves: &Halves<Option<u32>>) -> f64 {
    halves.iter().flatten().map(|calls| f64::from(*calls)).sum()
}

/// Makes shares sum to 1, even ones where there are none.
fn normalise(shares: &mut Halves<f64>) {
    let sum: f64 = shares.iter().sum();
    for share in shares {
        *share = if sum > 0.0 { *share / sum } else { 1.0 / HALVES as f64 };
    }
}
