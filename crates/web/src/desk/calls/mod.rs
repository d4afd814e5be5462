//! Calls: the list with its filters and its file, and the page of one call.

mod call;
mod filter;
mod list;
mod names;
mod parts;
mod views;

use crate::door::{Door, Entry::May, get, post};
use domain::Right::SeeCalls;
pub(super) use filter::place_in_list;
pub(super) use names::{Names, kind_options, options, unit_choice};
pub(super) use parts::{Pinned, clock_line, clock_table, event_list, versions_of};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/calls", May(SeeCalls), list::page),
        get("/desk/calls.csv", May(SeeCalls), list::file),
        post("/desk/calls/views", May(SeeCalls), views::save),
        post("/desk/calls/views/{id}/removal", May(SeeCalls), views::remove),
        get("/desk/calls/{id}", May(SeeCalls), call::page),
    ]
}
