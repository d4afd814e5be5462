//! How many people the telephone needs next week. Pure arithmetic.

pub mod forecast;
pub mod queue;
pub mod simulation;
mod weights;
