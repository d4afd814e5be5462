//! What the company promises, does and remembers.
//!
//! Synchronous, one folder per slice. **A slice names only slices to its left** in [`SLICES`], and
//! only what their `mod.rs` offers; a test reads the order. What must flow the other way goes
//! through what happened: only [`history`] and [`reactions`] see all slices.

pub mod access;
pub mod answers;
pub mod days;
mod desk;
pub mod doctor;
pub mod history;
#[cfg(test)]
mod house;
pub mod numbering;
pub mod queue;
mod quiet;
pub mod reactions;
mod refusal;
mod schema;

pub mod identity;
pub mod parties;

pub mod messaging;
pub mod notices;

pub mod commitments;
pub mod subjects;

pub mod contracts;

pub mod accounts;
pub mod campaigns;
pub mod deadlines;

pub mod contacts;

pub mod quality;

pub use access::{Reach, Right, Role, Who};
pub use desk::{Desk, Shelf, Tenant};
pub use history::Kind;
pub use refusal::{Fault, Refusal, Result};
pub use schema::MIGRATIONS;

/// The slices from left to right. A slice may name those before it, never one after it.
pub const SLICES: &[&str] = &[
    "identity",
    "parties",
    "messaging",
    "notices",
    "commitments",
    "subjects",
    "contracts",
    "accounts",
    "campaigns",
    "deadlines",
    "contacts",
    "quality",
];
