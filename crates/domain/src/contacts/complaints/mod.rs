//! Complaints, as soon as anybody recognises one: in a call, a request, a remark.
//!
//! The first instant at which anyone of ours received it counts, not the one at which it was
//! recognised, so its promises can be born old. The number comes from a series without gaps.
//! Where a request was recognised, it stays the place where we write to each other: answering it
//! answers the complaint. The register with its causes and its export comes on top of this.

mod actions;
mod queries;
mod telling;
#[cfg(test)]
mod tests;
mod words;

pub use actions::{
    Complaining, NUMBERING, acknowledge, answered, give_numbers, measure, of_call, of_request,
};
pub use queries::{Complaint, PAGE, find, list, open};
pub use words::suspicious;
