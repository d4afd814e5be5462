//! Asking us something: the topics, their forms, the client's own view of what they asked, and the
//! wish to be called back. Everything works without script.

mod form;
mod mine;
mod robots;
mod sending;
mod slots;
mod topics;
mod wishing;

pub(crate) use form::questions;
pub(crate) use mine::said;
pub(crate) use slots::{slot_of, slot_options};
pub(crate) use wishing::wish_of;

use crate::door::{Door, Entry::Anyone, get, post};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/ask", Anyone, topics::page),
        get("/ask/{topic}", Anyone, form::page),
        post("/ask/{topic}", Anyone, sending::send),
        get("/asked/{secret}", Anyone, mine::page),
        post("/asked/{secret}", Anyone, mine::reply),
        get("/call-me", Anyone, wishing::page),
        post("/call-me", Anyone, wishing::send),
    ]
}
