//! Measures: every figure, computed from calls and clocks by a named, versioned formula.
//!
//! Calls and clocks are counted into [`Sums`], one cell for each hour, number, queue, unit and
//! kind of client. A job keeps the sums of whole days at hand; a day on which anything changed
//! since is counted again when it is asked for, so a figure always equals a recount.

mod ask;
mod count;
mod figures;
mod histogram;
mod hours;
mod only;
mod pack;
mod periods;
mod sums;
mod tallies;
#[cfg(test)]
mod tests;

pub use ask::{Answer, Group, Question, ask};
pub use figures::{
    FIGURES, Figure, Measured, Shape, Value, by_id, decimal, document, figures, publish_formula,
    published_formula,
};
pub use histogram::Histogram;
pub use only::Only;
pub use periods::{By, Period};
pub use sums::{Counted, LIMITS, Promise, SHORT_ABANDON_S, Sums};
pub use tallies::{roll, stale_days};
