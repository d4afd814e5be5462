//! Requests: what clients ask us in writing, or have written down for them, and what we answer.
//!
//! A request is *open* until somebody answers it, *waiting* while we have asked the client
//! something, *answered*, *closed*, or *merged* into another. An answer is a reply of a person to
//! the client: notes, receipts and programs answer nothing. Words of the client after the answer
//! make a request `unread`, and a colleague decides whether it opens again: a "thank you" starts no
//! clock.
//!
//! Everything that happens stands in history, and the clocks follow from it: `receiving` is where
//! a request begins, `measuring` what its promises are. What was said is append-only; a
//! correction is a row of its own that names the old one.

mod acting;
mod answering;
mod closing;
mod files;
mod joining;
mod measuring;
mod model;
mod queries;
mod queues;
mod receiving;
mod telling;
#[cfg(test)]
mod tests;
mod watching;

pub use acting::{Passing, REASONS, attribute, candidates, pass_on, prioritise, take};
pub use answering::{
    Answer, answer, ask_client, client_wrote, client_wrote_at, correct_note, note,
};
pub use closing::{ClosedAs, UNDO_WITHIN, close, reopen, undo_closing};
pub(in crate::contacts) use files::attach;
pub use files::{Attachment, FILE_BYTES_MAX, FILES_MAX, Upload, attachments, file, media_of};
pub use joining::{link, merge, split};
pub use measuring::measure;
pub(in crate::contacts) use model::COLUMNS;
pub use model::{Channel, NEVER, Request, Sender, State, Word, WordKind};
pub use queries::{
    Filter, Neighbour, PAGE, by_link, find, linked, list, seen, sheet, words, words_for_client,
};
pub use queues::{Assigning, Queue, Queueing, queues, save_queue, save_skills, skills, skills_of};
pub use receiving::{Incoming, Received, receive, receive_all};
pub(in crate::contacts) use telling::promised;
pub use watching::{Draft, NEW, draft, forget_draft, save_draft, watch};
