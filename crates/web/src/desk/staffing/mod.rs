//! How many people the telephone needs in the week ahead, and what a change would do.

mod ask;
mod files;
mod hours;
mod opened;
mod page;
mod past;

use crate::door::{Door, Entry::May, get};
use domain::Right::SeeFigures;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/staffing", May(SeeFigures), page::page),
        get("/desk/staffing.csv", May(SeeFigures), files::csv),
        get("/desk/staffing.ics", May(SeeFigures), files::calendar),
    ]
}
