use std::collections::BTreeMap;

/// How often each whole number of seconds occurred. Sums, means and percentiles follow exactly,
/// and two of them add up without loss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: BTreeMap<i64, i64>,
}

impl Histogram {
    /// Adds one occurrence of so many seconds.
    pub fn add(&mut self, seconds: i64) {
        self.add_many(seconds, 1);
    }

    pub(super) fn add_many(&mut self, seconds: i64, count: i64) {
        *self.counts.entry(seconds).or_insert(0) += count;
    }

    /// Adds all occurrences of another.
    pub fn merge(&mut self, other: &Self) {
        for (seconds, count) in &other.counts {
            self.add_many(*seconds, *count);
        }
    }

    /// How many occurred.
    pub fn count(&self) -> i64 {
        self.counts.values().sum()
    }

    /// All seconds together.
    pub fn sum(&self) -> i64 {
        self.counts.iter().map(|(seconds, count)| seconds * count).sum()
    }

    /// The percentile by nearest rank: the smallest value that at least `p` per cent do not
    /// exceed. None of an empty one.
    ///
    /// ```
    /// use domain::quality::measures::Histogram;
    /// let mut waits = Histogram::default();
    /// for seconds in [1, 2, 3, 4] {
    ///     waits.add(seconds);
    /// }
    /// assert_eq!(waits.percentile(50), Some(2));
    /// assert_eq!(waits.percentile(51), Some(3));
    /// assert_eq!(waits.percentile(99), Some(4));
    /// ```
    pub fn percentile(&self, p: i64) -> Option<i64> {
        let rank = (self.count() * p + 99).div_euclid(100).max(1);
        let mut passed = 0;
        self.counts.iter().find_map(|(seconds, count)| {
            passed += count;
            (passed >= rank).then_some(*seconds)
        })
    }

    /// Each number of seconds with how often it occurred, the smallest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (i64, i64)> + '_ {
        self.counts.iter().map(|(seconds, count)| (*seconds, *count))
    }
}
