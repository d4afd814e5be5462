//! Clients: finding one, everything we had to do with them, who may speak for them, and whether a
//! caller was checked.

mod accounts;
mod acting;
mod asides;
mod find;
mod one;
mod timeline;
mod wishes;

use crate::door::{Door, Entry::May, get, post};
pub(super) use acting::checking;
pub(super) use asides::check_fields;
use domain::Right::{SeeParties, WorkRequests};
pub(crate) use timeline::state_family;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/clients", May(SeeParties), find::page),
        get("/desk/clients/{id}", May(SeeParties), one::page),
        post("/desk/clients/{id}", May(WorkRequests), acting::act),
    ]
}
