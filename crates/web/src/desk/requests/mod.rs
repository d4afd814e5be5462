//! Written requests: the list by the next deadline, the page of one with everything that was said,
//! and what a colleague does with it.

mod acting;
mod asides;
mod choices;
mod files;
mod fresh;
mod list;
mod one;
mod watching;
mod words;

use super::drafts;
use crate::door::{Door, Entry::May, get, post};
pub(super) use choices::Choices;
use domain::Right::{SeeRequests, WorkRequests};
pub(super) use list::due;
use words::person;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/requests", May(SeeRequests), list::page),
        get("/desk/requests/new", May(WorkRequests), fresh::page),
        post("/desk/requests/new", May(WorkRequests), fresh::send),
        post("/desk/requests/new/draft", May(WorkRequests), drafts::of_new),
        get("/desk/requests/{id}", May(SeeRequests), one::page),
        post("/desk/requests/{id}", May(WorkRequests), acting::act),
        post("/desk/requests/{id}/draft", May(WorkRequests), drafts::of_request),
        post("/desk/requests/{id}/watch", May(SeeRequests), watching::watch),
        get("/desk/requests/{id}/files/{file}", May(SeeRequests), files::download),
    ]
}
