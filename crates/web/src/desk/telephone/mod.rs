//! The telephone on the desk: who is calling, shown before anybody answers, and what is written
//! down afterwards, in one screen and without the mouse.

mod caller;
mod live;
mod page;
mod recording;
mod seat;
mod state;
mod wrap_up;
mod writing;

use super::drafts;
use crate::door::{Door, Entry::May, get, post};
use domain::Right::{SeeCalls, WorkRequests};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/telephone", May(SeeCalls), page::page),
        get("/desk/telephone/events", May(SeeCalls), live::events),
        post("/desk/telephone/seat", May(WorkRequests), seat::sit),
        post("/desk/telephone/state", May(WorkRequests), state::ask),
        post("/desk/calls/{id}/recording", May(WorkRequests), recording::act),
        get("/desk/calls/{id}/wrap-up", May(WorkRequests), wrap_up::page),
        post("/desk/calls/{id}/wrap-up", May(WorkRequests), writing::save),
        post("/desk/calls/{id}/draft", May(WorkRequests), drafts::of_call),
    ]
}
