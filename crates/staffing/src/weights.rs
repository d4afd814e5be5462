//! Probabilities of whole numbers, known only by how each compares with the one before.
//!
//! Products of thousands of such ratios leave the range of a number long before their sum is
//! taken. So they are taken from the likeliest number outwards, where they only fall, and divided
//! by their sum at the end: no factorial, no overflow, and nothing lost that could be seen.

use std::collections::VecDeque;

/// Below this share of the likeliest number nothing adds to a sum any more.
const NOTHING: f64 = 1e-22;

/// Numbers kept at the most; a bound for memory that no plan comes near.
const KEPT_MAX: usize = 20_000_000;

/// The probabilities of `first`, `first + 1` and so on; those left out are nothing.
pub(crate) struct Weights {
    pub(crate) first: u64,
    pub(crate) shares: VecDeque<f64>,
}

impl Weights {
    /// From the likeliest number `peak` outwards. `rise(k)` is how much likelier `k + 1` is than
    /// `k`: at least 1 below the peak, at most 1 from it on.
    pub(crate) fn around(peak: u64, rise: impl Fn(u64) -> f64) -> Self {
        let mut shares = VecDeque::from([1.0]);
        let (mut first, mut share) = (peak, 1.0);
        while first > 0 && shares.len() < KEPT_MAX {
            share /= rise(first - 1);
            if share < NOTHING {
                break;
            }
            first -= 1;
            shares.push_front(share);
        }
        let (mut last, mut share) = (peak, 1.0);
        while shares.len() < KEPT_MAX {
            share *= rise(last);
            if share < NOTHING {
                break;
            }
            last += 1;
            shares.push_back(share);
        }
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        Self { first, shares }
    }

    /// Each number with its probability, rising.
    pub(crate) fn each(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        (self.first..).zip(self.shares.iter().copied())
    }

    /// The least number that is not exceeded with this probability.
    pub(crate) fn quantile(&self, share: f64) -> u64 {
        let mut below = 0.0;
        let found = self.each().find(|(_, probability)| {
            below += probability;
            below >= share
        });
        found.map_or(self.first + self.shares.len() as u64 - 1, |(number, _)| number)
    }
}
