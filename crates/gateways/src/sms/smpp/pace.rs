//! How fast messages are said.

use std::time::{Duration, Instant};

/// Messages may be this much early, so that a short wait that took longer is caught up.
const EARLY: Duration = Duration::from_millis(50);
/// The slowest: one message in so long a time.
const SLOWEST: Duration = Duration::from_secs(1);
/// One slower step in this time, however many messages are thrown back meanwhile.
const ONCE_IN: Duration = Duration::from_secs(1);
/// With each message that is taken a slower pace comes so much nearer to the usual one.
const RECOVERS_BY: u32 = 50;

/// Says when the next message may be said.
#[derive(Debug)]
pub(super) struct Pace {
    usual: Duration,
    gap: Duration,
    next: Option<Instant>,
    slowed: Option<Instant>,
}

impl Pace {
    /// So many in a second.
    pub(super) fn new(per_second: u32) -> Self {
        let usual = Duration::from_secs(1) / per_second.clamp(1, 100_000);
        Self { usual, gap: usual, next: None, slowed: None }
    }

    /// From when on the next may be said.
    pub(super) fn next(&self, now: Instant) -> Instant {
        self.next.unwrap_or(now)
    }

    /// One was said.
    pub(super) fn said(&mut self, now: Instant) {
        let due = self.next.unwrap_or(now);
        let earliest = now.checked_sub(EARLY).unwrap_or(now);
        self.next = Some(due.max(earliest) + self.gap);
    }

    /// The SMSC says that it is too fast: half as fast, after a pause.
    pub(super) fn slow_down(&mut self, now: Instant) {
        if self.slowed.is_some_and(|at| now - at < ONCE_IN) {
            return;
        }
        self.slowed = Some(now);
        self.gap = (self.gap * 2).min(SLOWEST.max(self.usual));
        self.next = Some(now + ONCE_IN);
    }

    /// It took one.
    pub(super) fn recover(&mut self) {
        self.gap = (self.gap - self.gap / RECOVERS_BY).max(self.usual);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_second_go_as_many_as_may_and_half_as_many_once_it_is_too_fast() {
        let (mut pace, begin) = (Pace::new(100), Instant::now());
        let count = |pace: &mut Pace, from: Instant| {
            let millis = (0..1_000).map(|one| from + Duration::from_millis(one));
            let mut said = 0;
            for now in millis {
                while pace.next(now) <= now {
                    pace.said(now);
                    said += 1;
                }
            }
            said
        };
        assert_eq!(count(&mut pace, begin), 100);
        let second = begin + Duration::from_secs(1);
        pace.slow_down(second);
        pace.slow_down(second + Duration::from_millis(5));
        assert_eq!(count(&mut pace, second), 0, "it is left in peace first");
        assert_eq!(count(&mut pace, second + Duration::from_secs(1)), 50);
        (0..200).for_each(|_| pace.recover());
        assert_eq!(pace.gap, pace.usual);
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let (mut pace, begin) = (Pace::new(100), Instant::now());
        pace.said(begin);
        let later = begin + Duration::from_secs(60);
        let mut said = 0;
        while pace.next(later) <= later {
            pace.said(later);
            said += 1;
        }
        assert_eq!(said, 6, "as many as fit into what may be early");
    }
}
