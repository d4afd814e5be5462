//! The desk of the staff. Its whole map is the tables here and in the areas.

mod callbacks;
mod calls;
mod campaigns;
mod clients;
mod complaints;
mod correcting;
mod data_requests;
mod deadlines;
mod drafts;
mod entrance;
mod figures;
mod home;
mod house;
mod imports;
mod letters;
mod morning;
mod notices;
mod promises;
mod reasons;
mod reconciling;
mod requests;
mod setting_up;
mod staffing;
mod subjects;
mod team;
mod telephone;
mod wallboard;

use crate::door::{Door, Entry, get, post};
pub(crate) use clients::state_family;
use domain::Right;
pub(crate) use wallboard::Boards;

/// The doors of the desk.
pub fn doors() -> Vec<Door> {
    let mut doors = vec![
        get("/desk", Entry::Staff, home::page),
        get("/desk/subjects", Entry::May(Right::SeeSubjects), subjects::list),
        get("/desk/subjects/{id}", Entry::May(Right::SeeSubjects), subjects::one),
        get("/desk/team", Entry::May(Right::SeeTeams), team::page),
        get("/desk/complaints", Entry::May(Right::SeeRequests), complaints::list),
        get("/desk/complaints/{id}", Entry::May(Right::SeeRequests), complaints::one),
        post("/desk/complaints/{id}", Entry::May(Right::WorkRequests), complaints::act),
        get("/desk/data-requests", Entry::May(Right::SeeRequests), data_requests::page),
        post("/desk/data-requests/{id}", Entry::May(Right::WorkRequests), data_requests::finish),
    ];
    let areas = [
        entrance::doors(),
        wallboard::doors(),
        calls::doors(),
        telephone::doors(),
        requests::doors(),
        callbacks::doors(),
        clients::doors(),
        setting_up::doors(),
        letters::doors(),
        notices::doors(),
        campaigns::doors(),
        deadlines::doors(),
        staffing::doors(),
        figures::doors(),
        reasons::doors(),
        morning::doors(),
        promises::doors(),
        imports::doors(),
        reconciling::doors(),
        house::doors(),
    ];
    doors.extend(areas.into_iter().flatten());
    doors
}
