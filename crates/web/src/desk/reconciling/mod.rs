//! How each day of calls agreed with the exchange's own log.

mod day;
mod list;

use crate::door::{Door, Entry::May, get};
use domain::Right::SeeFigures;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/reconciliations", May(SeeFigures), list::page),
        get("/desk/reconciliations/{day}", May(SeeFigures), day::page),
    ]
}
