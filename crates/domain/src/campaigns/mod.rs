//! Campaigns: an offer of the head office or an agency to an audience.
//!
//! It is made as a draft. *Counting* walks the audience and tells how many would get it and why
//! the others would not, without composing anything. *Running* walks it again and composes, so
//! many an hour at the most; it can be paused, goes on where it was, and is stopped for good. Each
//! batch and its place in the audience commit together, so nobody is passed over or written to
//! twice, whatever happens between.

mod actions;
mod model;
mod queries;
mod running;
#[cfg(test)]
mod tests;

pub use actions::{count, make, pause, resume, start, stop};
pub use model::{Audience, Campaign, Counted, Making, State};
pub use queries::{Results, all, find, results};
pub use running::{WORKING, work};
