//! Figures: a period, split by something, with charts; each one down to its calls and across to
//! the other formulas of its kind.

pub(in crate::desk) mod change;
mod file;
mod leads;
mod list;
mod narrow;
mod one;
pub(in crate::desk) mod period;
mod told;

use crate::door::{Door, Entry::May, get, post};
use domain::Right::{EditCommitments, SeeFigures};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/figures", May(SeeFigures), list::page),
        get("/desk/figures.csv", May(SeeFigures), file::csv),
        get("/desk/figures/{id}", May(SeeFigures), one::page),
        post("/desk/figures/{id}/publication", May(EditCommitments), one::publish),
    ]
}
