//! The house: who works here, in which units, what the exchange’s numbers and queues are called,
//! which programs have keys, who read what.

mod access;
mod helping;
mod keys;
mod people;
mod places;
mod units;

use crate::door::{Door, Entry::May, get, post};
use domain::{
    Right::{ManageKeys, ManagePeople, ResetSignIn, SeeAccessLog, TellCalls},
    identity::Unit,
};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/people", May(ManagePeople), people::page),
        post("/desk/people/invitations", May(ManagePeople), people::invite),
        post("/desk/people/{id}/leave", May(ManagePeople), people::shut_out),
        post("/desk/people/invitations/{id}/withdrawal", May(ManagePeople), helping::withdraw),
        post("/desk/people/{id}/unlocking", May(ResetSignIn), helping::unlock),
        post("/desk/people/{id}/factor-removal", May(ResetSignIn), helping::clear_factor),
        post("/desk/people/{id}/sessions-end", May(ResetSignIn), helping::end_sessions),
        get("/desk/units", May(ManagePeople), units::page),
        post("/desk/units", May(ManagePeople), units::add),
        post("/desk/units/{id}/watching", May(ManagePeople), units::watch),
        get("/desk/places", May(TellCalls), places::page),
        post("/desk/places", May(TellCalls), places::save),
        get("/desk/keys", May(ManageKeys), keys::page),
        post("/desk/keys", May(ManageKeys), keys::make),
        post("/desk/keys/{id}/revocation", May(ManageKeys), keys::revoke),
        get("/desk/access", May(SeeAccessLog), access::page),
    ]
}

/// Units as options of a choice, each set in below the one above it.
pub(super) fn unit_options(units: &[Unit]) -> Vec<(String, String)> {
    let deep = |unit: &Unit| unit.path.matches('/').count().saturating_sub(2);
    let first = units.iter().map(deep).min().unwrap_or(0);
    let told = |unit: &Unit| format!("{}{}", "\u{2003}".repeat(deep(unit) - first), unit.name);
    units.iter().map(|unit| (unit.id.to_string(), told(unit))).collect()
}
