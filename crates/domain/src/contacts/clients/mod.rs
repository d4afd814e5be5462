//! Clients at the desk: who is calling, whether it is really them, who may speak for them, and
//! everything we had to do with them in one list.
//!
//! A telephone number says who it may be, never who it is: before anything personal is said the
//! caller is asked something, and that it was asked, with its outcome, is written down. Notes are
//! append-only; a correction names what it corrects.

mod callers;
mod checks;
mod delegates;
mod notes;
#[cfg(test)]
mod tests;
mod timeline;

pub use callers::{Candidate, Glance, Recognised, recognise, search};
pub use checks::{ASKED, Check, Checked, Checking, check, last_check};
pub use delegates::{
    Delegate, DelegateKind, Delegating, Scope, appoint, delegates, revoke_delegate,
};
pub use notes::{correct_note, note};
pub use timeline::{Entry, TIMELINE_PAGE, TimelineFilter, What, timeline};
