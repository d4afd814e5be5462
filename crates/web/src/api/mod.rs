//! The API for programs, under `/api/v1`: facts come in, figures and cases go out.
//!
//! Programs show a key (`Authorization: Bearer …`) with scopes. What goes wrong is a problem
//! document (RFC 9457) that names every fault at once. The description is `openapi.json`, written
//! by hand beside this file; a test holds the doors against it.

mod cases;
mod cloud;
mod figures;
mod manners;
mod openapi;
mod reports;
mod requests;
mod services;
mod telling;
#[cfg(test)]
mod tests;

pub use cloud::{calls as read_call_events, outside as read_events};
pub use reports::{Report, Reporter};

use crate::door::{Door, Entry, get, post};
use domain::Right;

/// The map of the API.
pub fn doors() -> Vec<Door> {
    vec![
        post("/api/v1/events", Entry::Program(Right::TellSubjects), telling::events),
        post("/api/v1/call-events", Entry::Program(Right::TellCalls), telling::call_events),
        post("/api/v1/calls/from/{maker}", Entry::Program(Right::TellCalls), services::records),
        // These have no key of ours; their signature is proved behind the door.
        post("/api/v1/messages/reports/{name}", Entry::Anyone, reports::take),
        post("/api/v1/calls/from/twilio/callbacks", Entry::Anyone, services::callbacks),
        get("/api/v1/figures", Entry::Program(Right::SeeFigures), figures::document),
        get("/api/v1/figures.csv", Entry::Program(Right::SeeFigures), figures::csv),
        get("/api/v1/calls", Entry::Program(Right::SeeCalls), cases::calls),
        get("/api/v1/calls/{id}", Entry::Program(Right::SeeCalls), cases::call),
        get("/api/v1/subjects", Entry::Program(Right::SeeSubjects), cases::subjects),
        get("/api/v1/subjects/{id}", Entry::Program(Right::SeeSubjects), cases::subject),
        post("/api/v1/requests", Entry::Program(Right::WorkRequests), requests::take_in),
        get("/api/v1/requests", Entry::Program(Right::SeeRequests), requests::list),
        get("/api/v1/requests/{id}", Entry::Program(Right::SeeRequests), requests::one),
        post("/api/v1/requests/{id}/words", Entry::Program(Right::WorkRequests), requests::say),
        get("/api/v1/commitments", Entry::Program(Right::SeeCommitments), cases::commitments),
        get("/api/v1/commitments/{code}", Entry::Program(Right::SeeCommitments), cases::commitment),
        get("/api/v1/openapi.json", Entry::Anyone, openapi::document),
    ]
}
