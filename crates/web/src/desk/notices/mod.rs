//! Notices: which kinds of message there are, by which channels each goes, and in which words.

mod matrix;
mod one;
mod rule;
pub(super) mod senders;
mod words;

use crate::{
    door::{Door, Entry::May, get, post},
    visit::Visit,
};
use domain::{
    Right::{SeeRequests, WriteNotices},
    messaging::Channel,
    notices::{self, Book},
};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/notices", May(SeeRequests), matrix::page),
        post("/desk/notices", May(WriteNotices), rule::create),
        get("/desk/notices/{code}", May(SeeRequests), one::page),
        post("/desk/notices/{code}", May(WriteNotices), rule::save),
        get("/desk/notices/{code}/{channel}/{language}", May(SeeRequests), words::page),
        // Who may see them may try them out; saving and sending asks for more.
        post("/desk/notices/{code}/{channel}/{language}", May(SeeRequests), words::act),
        post(
            "/desk/notices/{code}/{channel}/{language}/letter",
            May(SeeRequests),
            words::as_letter,
        ),
    ]
}

/// What a notice is called: one that every company begins with, in the visitor's language, until
/// the company calls it something else.
pub(super) fn notice_name(visit: &Visit, book: &Book, code: &str) -> String {
    match book.notice(code) {
        Some(notice) if notice.version == 1 && notices::STANDARD.contains(&code) => {
            visit.voice.word("notice", code)
        }
        Some(notice) => notice.name.clone(),
        None => code.to_owned(),
    }
}

/// A channel in words.
fn channel(visit: &Visit, channel: Channel) -> String {
    visit.voice.word("channel", channel.word())
}
