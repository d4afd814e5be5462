//! Messaging: what we say to a client leaves the house, once at the most, and how it went is known.
//!
//! A message is composed in the transaction that wants it and waits from then on. A worker *takes*
//! it: the attempt is written down and committed before anything is said to anybody. How it ended
//! is written down afterwards:
//!
//! | the other side | the message |
//! |---|---|
//! | took it | is sent |
//! | cannot take it now, or was not reached | waits, longer each time, and in the end is held |
//! | refuses it, or knows nobody of that address | has failed |
//! | may have it or not: the connection broke, we died | is held for a person |
//!
//! What is heard of it later, a receipt, says whether it arrived or came back.
//!
//! One that did not arrive goes on its next way, where it has one: a text message in place of a
//! letter, which is a message of its own.
//!
//! Where the other side says that there is nobody at an address, nothing goes there any more until
//! a person has a message sent there again.
//!
//! A message that nobody could send while it made sense has expired. One that failed, expired or is
//! held is never sent again by itself, but by a person, who is recorded.

mod carrying;
mod composing;
mod delivering;
mod inbox;
mod instead;
mod mailings;
mod model;
mod outbox;
mod paper;
mod receipts;
mod shape;
mod suppressing;
#[cfg(test)]
mod tests;
mod texted;

pub use carrying::{carried, carry};
pub use composing::{Composing, LASTS, compose, forget};
pub use delivering::{Ended, Parcel, TOPIC, ended, lost, take};
pub use inbox::{inbox, of_client, read, to_ring, unread};
pub use instead::Way;
pub use mailings::{let_go, stop};
pub use model::{Category, Channel, Fate, Heard, State};
pub(crate) use outbox::theirs_to_see;
pub use outbox::{
    Attempt, Message, PAGE, Shown, again, arrived, attempts, list, message, spoken_of,
};
pub use paper::{
    By, Fact, Paper, PaperState, Proof, Taken, envelope, of_day, of_hand, on_paper, paper_told,
    papers,
};
pub use receipts::{Of, Receipt, Told, heard, heard_all, hold_silent, told};
pub use shape::{Alphabet, Segments, as_html, from_septets, segments, segments_in_ucs2, septets};
pub use suppressing::{Unreached, objected, unreached};
pub use texted::{TEXTS_A_DAY, texted};
