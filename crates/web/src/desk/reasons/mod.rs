//! Why clients come to us, whether the first level solves it, and what it passes on.

mod asked;
mod file;
mod list;
mod one;
mod resolution;

use crate::door::{Door, Entry::May, get};
use domain::Right::SeeFigures;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/reasons", May(SeeFigures), list::page),
        get("/desk/reasons/{code}", May(SeeFigures), one::page),
        get("/desk/resolution", May(SeeFigures), resolution::page),
        get("/desk/resolution.csv", May(SeeFigures), file::csv),
    ]
}
