//! Chance from a seed.

use kernel::World;

/// Chance from a seed: the same seed lives the same life.
#[derive(Clone, Debug)]
pub struct Dice(World);

impl Dice {
    /// Dice that begin at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(World { now: kernel::Instant::default(), seed })
    }

    /// A number from 0 up to but not including `limit`; 0 where there is no room.
    pub fn below(&mut self, limit: i64) -> i64 {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        i64::try_from(self.0.chance() % limit).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// True `per_ten_thousand` times in ten thousand.
    pub fn chance(&mut self, per_ten_thousand: i64) -> bool {
        self.below(10_000) < per_ten_thousand
    }

    /// Mostly small, sometimes large, `mean` on average: a waiting or talking time.
    pub fn around(&mut self, mean: i64) -> i64 {
        // The sum of two draws with different reach leans to the left as such times do.
        let short = self.below(mean.max(1));
        let long = if self.chance(2_500) { self.below(6 * mean.max(1)) } else { 0 };
        (short + long * 2 / 3).max(1)
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is none: the mistake is the caller's.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(i64::try_from(from.len()).unwrap_or(i64::MAX));
        &from[usize::try_from(at).unwrap_or(0)]
    }
}
