//! Promises as they are written down: commitments and the calendars they are measured on.

mod calendar_form;
mod calendars;
mod edit;
mod fields;
mod files;
mod list;
mod one;
mod versions;

use super::house::unit_options;
use crate::{
    door::{Door, Entry::May, get, post},
    problem::Answer,
    visit::Visit,
};
use domain::{
    Right::{EditCommitments as Edit, SeeCommitments as See},
    identity,
};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/commitments", May(See), list::page),
        get("/desk/commitments/new", May(Edit), edit::new),
        get("/desk/commitments.toml", May(See), files::commitments),
        post("/desk/commitments", May(Edit), edit::save),
        post("/desk/commitments/import", May(Edit), files::import_commitments),
        get("/desk/commitments/{code}", May(See), one::page),
        get("/desk/commitments/{code}/edit", May(Edit), edit::page),
        post("/desk/commitments/{code}/notes", May(Edit), one::note),
        post("/desk/commitments/{code}/recalculation", May(Edit), one::recalculate),
        post("/desk/commitments/{code}/end", May(Edit), one::end),
        get("/desk/calendars", May(See), calendars::page),
        get("/desk/calendars/new", May(Edit), calendars::new),
        get("/desk/calendars.toml", May(See), files::calendars),
        post("/desk/calendars", May(Edit), calendars::save),
        post("/desk/calendars/import", May(Edit), files::import_calendars),
        get("/desk/calendars/{code}", May(See), calendars::one),
    ]
}

/// The units as options of a choice, by id, with "all" before them.
async fn unit_list(visit: &Visit) -> Answer<Vec<(String, String)>> {
    let mut units = unit_options(&visit.look(identity::units).await?);
    units.insert(0, (String::new(), visit.say("all")));
    Ok(units)
}
