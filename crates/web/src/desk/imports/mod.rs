//! Exports of other systems: uploaded, mapped with a live preview, imported, and what became of
//! them.

mod draft;
mod ended;
mod list;
mod one;
mod preview;

use crate::door::{Door, Entry::May, get, post};
use domain::Right::TellCalls;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/imports", May(TellCalls), list::page),
        post("/desk/imports", May(TellCalls), list::keep),
        get("/desk/imports/{id}", May(TellCalls), one::page),
        post("/desk/imports/{id}", May(TellCalls), one::begin),
        post("/desk/imports/{id}/deletion", May(TellCalls), one::delete),
        get("/desk/imports/{id}/rejects.csv", May(TellCalls), ended::rejects),
        get("/desk/imports/{id}/map.toml", May(TellCalls), ended::map),
    ]
}
