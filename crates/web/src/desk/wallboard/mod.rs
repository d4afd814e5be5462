//! The wallboard: what goes on now, readable from five metres.
//!
//! A snapshot is computed once a second at most for each tenant and reach, and shared by all who
//! look. Each listener's stream paints it in its own language.

mod boards;
mod page;
mod snapshot;

use crate::door::{Door, Entry::May, get};
pub(crate) use boards::Boards;
use domain::Right::SeeFigures;
pub(super) use page::{due_table, line_table};
pub(super) use snapshot::Snapshot;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/wallboard", May(SeeFigures), page::page),
        get("/desk/wallboard/events", May(SeeFigures), page::events),
    ]
}
