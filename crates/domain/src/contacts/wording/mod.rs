//! Wording: ready-made answers with placeholders, and the outbox of what was composed.
//!
//! A message is composed in the transaction that wants it and stands in the outbox from then on;
//! who sends it, and by which channel, is another's concern.

mod outbox;
mod templates;

pub use outbox::{Composed, Message, OUTBOX_PAGE, compose, compose_all, outbox};
pub use templates::{Placeholders, Template, Writing, end, fill, save, templates};
