//! Call-backs: whom to call now, what came of it, and wishes taken down at the desk.

mod list;
mod wishing;

use crate::door::{Door, Entry::May, get, post};
use domain::Right::{SeeRequests, WorkRequests};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/callbacks", May(SeeRequests), list::page),
        post("/desk/callbacks", May(WorkRequests), list::ring),
        post("/desk/callbacks/wishes", May(WorkRequests), wishing::wish),
        post("/desk/callbacks/{id}/end", May(WorkRequests), wishing::give_up),
    ]
}
