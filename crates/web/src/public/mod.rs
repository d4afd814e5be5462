//! The pages of anyone: what the company promises and what came of it.

mod asking;
mod commitments;
mod health;
mod home;
mod language;
mod unsubscribing;

pub(crate) use asking::{questions, said, slot_of, slot_options, wish_of};
pub(crate) use commitments::{target, time};
pub(crate) use language::local;

use crate::door::{Door, Entry, get, post};

/// The doors of the public site.
pub fn doors() -> Vec<Door> {
    let mut doors = vec![
        get("/", Entry::Anyone, home::page),
        get("/commitments", Entry::Anyone, commitments::page),
        get("/commitments/{code}", Entry::Anyone, commitments::one),
        get("/u/{message}", Entry::Anyone, unsubscribing::page),
        post("/u/{message}", Entry::Anyone, unsubscribing::done),
        post("/language", Entry::Anyone, language::choose),
        get("/health", Entry::Anyone, health::ready),
    ];
    doors.extend(asking::doors());
    doors
}
