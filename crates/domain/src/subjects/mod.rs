//! Subjects of other systems: a claim, a request, a complaint, a call-back under its own number.
//!
//! Most companies have a policy and a claims system already. Their facts come in one by one or as
//! nightly files, in any order and more than once; a subject's state and clocks follow from all of
//! them together. Nothing here is the master of anything: we only measure.
//!
//! A subject that was merged goes on inside another, which inherits its receipt if nobody had
//! answered it: the earliest promise survives.

mod model;
mod queries;
mod telling;
#[cfg(test)]
mod tests;

pub use model::{KINDS, Outside, Subject};
pub(crate) use queries::numbered;
pub use queries::{Filter, PAGE, claims_of, events, find, list};
pub use telling::{measure, tell};
