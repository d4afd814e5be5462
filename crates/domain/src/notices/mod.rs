//! Notices: kinds of message as data. What happened causes them, the company says by which channels
//! each goes and in which words, and the client says what they want to hear.
//!
//! An action that has something to tell a client [`cause`]s it: it names what happened, to whom,
//! and what the words may name. Which notices follow is data: each notice in force names the event
//! that causes it. For each, here is decided, in the same transaction,
//!
//! 1. whether this client wants it: an offer never goes without their consent, at most so many a
//!    week, and a notice of service not where they want none; what a person writes and what law or
//!    contract asks for always goes;
//! 2. by which of its [`Ways`] it goes, as far as there is an address and words for it;
//! 3. when: not in its quiet hours.
//!
//! What does not go is written down with its reason ([`withheld`]). What goes is a message, which
//! is put into words where it is taken: it keeps what the words name, and the version of the words.

mod book;
mod causing;
mod choosing;
mod consents;
mod editing;
mod events;
mod model;
mod pinning;
mod points;
mod reading;
mod standard;
#[cfg(test)]
mod tests;
mod withheld;
mod wording;

pub use crate::quiet::Quiet;
pub use book::{Book, Notice, Wording};
pub use causing::{Addressee, Cause, Tally, addressee, cause, offer, weigh};
pub use choosing::Reason;
pub use consents::{
    Change, Consent, HEAD_OFFICE, Wish, changes, consents, set as set_consents, stop, unsubscribe,
};
pub use editing::{Writing, create, save, write};
pub use events::Event;
pub use model::{Purpose, Ways};
pub use pinning::{Pinned, pin};
pub use points::{Points, Whereto};
pub use reading::{put_into_words, spoken};
pub use standard::{STANDARD, install};
pub use withheld::{Withheld, forget, withheld};
pub use wording::{Record, SEGMENTS_MAX, Words, fill, plain, preview, records, send_test, try_out};
