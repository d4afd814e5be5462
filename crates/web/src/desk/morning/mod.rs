//! What a quality manager reads: each morning how yesterday went and what waits, each month a
//! letter.

mod letter;
mod page;
mod promises;

use crate::door::{Door, Entry::May, get};
use domain::Right::SeeFigures;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/morning", May(SeeFigures), page::page),
        get("/desk/letter", May(SeeFigures), letter::page),
    ]
}
