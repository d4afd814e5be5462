use crate::{Id, Instant};
use sha2::{Digest, Sha256};

/// Everything nondeterministic an action may ask for: the hour and chance.
///
/// Production makes one from the machine for each unit of work; a test sets both fields and
/// repeats a run exactly.
///
/// ```
/// use kernel::{Id, World};
/// let mut world = World::at("2026-04-30T10:00:00Z", 1);
/// let (one, two): (Id<()>, Id<()>) = (world.fresh_id(), world.fresh_id());
/// assert_ne!(one, two);
/// ```
#[derive(Clone, Debug)]
pub struct World {
    /// The hour at which everything in this unit of work happens.
    pub now: Instant,
    /// Where chance goes on from. Not for secrets: those come from the operating system.
    pub seed: u64,
}

impl World {
    /// A world for tests and examples, at a written hour.
    ///
    /// # Panics
    /// When `now` is not an instant: the mistake is in the test.
    pub fn at(now: &str, seed: u64) -> Self {
        Self { now: now.parse().expect("a test's own instant"), seed }
    }

    /// A new identity, made at this hour. Its chance is a digest, so that whoever sees one cannot
    /// tell another: names of letters are made of it, and only their receivers may know them.
    pub fn fresh_id<T>(&mut self) -> Id<T> {
        let digest = Sha256::digest(self.chance().to_le_bytes());
        let word = |from: usize| {
            digest[from..from + 8].iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
        };
        Id::new(self.now, word(0), word(8))
    }

    /// The next random number. SplitMix64: tiny, well spread, the same on every machine.
    pub fn chance(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// On whose behalf something happens. Every write records one.
///
/// Only ids: an actor's name lives in the staff table, where it can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The clock, a job or an import: no person decided this.
    System,
    /// A member of staff.
    Staff([u8; 16]),
    /// A program of the company, by its key.
    Key([u8; 16]),
    /// A client in their own area, by their account.
    Client([u8; 16]),
}

impl Actor {
    /// How history writes it.
    ///
    /// ```
    /// assert_eq!(kernel::Actor::System.label(), "system");
    /// ```
    pub fn label(&self) -> String {
        match self {
            Actor::System => "system".to_owned(),
            Actor::Staff(id) => format!("staff:{}", Id::<()>::from_bytes(*id)),
            Actor::Key(id) => format!("key:{}", Id::<()>::from_bytes(*id)),
            Actor::Client(id) => format!("client:{}", Id::<()>::from_bytes(*id)),
        }
    }
}
