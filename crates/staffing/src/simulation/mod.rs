//! A day of calls played through, one event after the other, to check what formulas promise.
//!
//! The formulas of [`queue`](crate::queue) know one even stretch of time and exponential
//! distributions. A [`Scene`] has any of both: calls and agents change from stretch to stretch,
//! whoever waits at the end of one still waits in the next, and agents who go home finish the call
//! they are in. Chance comes from the [`World`](kernel::World), so that a seed gives the same day
//! again.

mod chance;
mod floor;
mod measure;

pub use chance::Spell;
pub use floor::play;
pub use measure::{Measured, replay};

/// What is played: stretches of time one after the other, all beginning with an empty house.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The stretches, in order.
    pub stretches: Vec<Stretch>,
    /// How long agents are busy with a call.
    pub handling: Spell,
    /// How long callers wait before they give up; without one they never do.
    pub patience: Option<Spell>,
    /// The promise, in microseconds.
    pub within: i64,
}

/// A stretch of time with an even rate of calls and so many agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// How long it lasts, in microseconds.
    pub length: i64,
    /// Calls that come in it on average.
    pub calls: f64,
    /// Agents who answer.
    pub agents: u32,
}

/// What became of the calls that came in one stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Calls that came.
    pub offered: u64,
    /// Calls an agent answered.
    pub answered: u64,
    /// Calls answered within the promise.
    pub within: u64,
    /// Calls that found no agent free.
    pub waited: u64,
    /// Callers who gave up.
    pub abandoned: u64,
    /// Microseconds the answered calls waited, together.
    pub wait: i64,
    /// Microseconds agents were busy with them, together.
    pub handling: i64,
}
