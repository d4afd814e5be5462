//! How long callers wait when so many agents share one line: formulas of steady traffic.
//!
//! Calls come at random at an even rate, handling times vary like an exponential, and whoever has
//! waited longest is served first. [`erlang_c`] lets every caller wait for as long as it takes;
//! [`erlang_a`] lets them give up, each after a patience of their own. [`fewest`] turns both
//! round: how many agents a promise needs.
//!
//! Numbers here are `f64` and seconds, because they are means and probabilities of a model. What
//! is kept or shown leaves the crate as integers, in [`plan`](crate::plan).

mod erlang_a;
mod erlang_c;
mod fewest;

pub use erlang_a::erlang_a;
pub use erlang_c::{Overload, erlang_c};
pub use fewest::{AGENTS_MAX, Goal, Unreachable, fewest};

/// Traffic of one kind: how many calls come in a second, and how many seconds each takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Calls a second, on average.
    pub rate: f64,
    /// Seconds an agent is busy with a call, wrap-up included, on average. Greater than 0.
    pub handling: f64,
}

impl Load {
    /// So many calls within so many seconds, each handled for `handling` seconds.
    ///
    /// ```
    /// let load = staffing::queue::Load::of(100.0, 1_800.0, 180.0);
    /// assert!((load.erlangs() - 10.0).abs() < 1e-12);
    /// ```
    pub fn of(calls: f64, seconds: f64, handling: f64) -> Self {
        Self { rate: calls / seconds, handling }
    }

    /// The work that comes in: how many agents would be busy if nobody had to wait.
    pub fn erlangs(&self) -> f64 {
        self.rate * self.handling
    }
}

/// What callers and agents experience in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answering {
    /// Probability that a call finds all agents busy.
    pub waiting: f64,
    /// Share of all calls that are answered within the promised seconds. A caller who gives up
    /// first counts against it.
    pub within: f64,
    /// Mean seconds that an answered call waited, those that did not wait included.
    pub wait: f64,
    /// Share of all calls that give up.
    pub abandoned: f64,
    /// Share of the agents' time that is spent on calls.
    pub occupancy: f64,
}

impl Answering {
    /// Where nobody calls: every promise is kept, nobody is busy.
    const QUIET: Self =
        Self { waiting: 0.0, within: 1.0, wait: 0.0, abandoned: 0.0, occupancy: 0.0 };
}
