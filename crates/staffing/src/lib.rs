//! How many people the telephone needs next week: pure arithmetic, without a clock, without chance
//! but what a [`World`](kernel::World) gives, without input or output.
//!
//! Counts of past half hours become a [`forecast`]; formulas of [`queue`]s turn calls into agents;
//! a [`plan`] turns agents into people, says what pooling saves and what a promise costs, and is
//! written as CSV or a calendar. A [`simulation`] plays the day through, to check the formulas.
//! `docs/staffing.md` tells the method, its measured errors and its limits.

mod clock;
pub mod forecast;
pub mod plan;
pub mod queue;
pub mod simulation;
mod weights;
