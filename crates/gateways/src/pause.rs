use kernel::World;
use std::time::Duration;

/// The first pause after a connection ended; it doubles with each further failure.
const FIRST: u64 = 500;
/// The longest pause.
const LONGEST: u64 = 30_000;

/// Pauses between attempts to connect: each twice as long as the last, and then chance takes up to
/// half of it away, so that copies and exchanges do not keep step.
#[derive(Debug, Default)]
pub struct Pause {
    failures: u32,
}

impl Pause {
    /// How long to wait after one more failure.
    pub fn after_failure(&mut self, world: &mut World) -> Duration {
        let whole = FIRST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        Duration::from_millis(whole - world.chance() % (whole / 2))
    }

    /// The exchange let us in: the next failure is a first one.
    pub fn forget(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_never_keep_step() {
        let (mut one, mut other) =
            (World::at("2026-05-04T09:00:00Z", 1), World::at("2026-05-04T09:00:00Z", 2));
        let (mut pause, mut second) = (Pause::default(), Pause::default());
        let pauses: Vec<u128> =
            (0..12).map(|_| pause.after_failure(&mut one).as_millis()).collect();
        for (failure, millis) in pauses.iter().enumerate() {
            let whole = u128::from((FIRST << failure).min(LONGEST));
            assert!((whole / 2..=whole).contains(millis), "{failure}: {millis}");
        }
        let others: Vec<u128> =
            (0..12).map(|_| second.after_failure(&mut other).as_millis()).collect();
        assert_ne!(pauses, others);
        pause.forget();
        assert!(pause.after_failure(&mut one).as_millis() <= u128::from(FIRST));
    }
}
