//! The desk of the staff. Its whole map is the tables here and in the areas.

mod calls;
mod entrance;
mod figures;
mod home;
mod house;
mod promises;
mod subjects;
mod wallboard;

use crate::door::{Door, Entry, get};
use domain::Right;
pub(crate) use wallboard::Boards;

/// The doors of the desk.
pub fn doors() -> Vec<Door> {
    let mut doors = vec![
        get("/desk", Entry::Staff, home::page),
        get("/desk/subjects", Entry::May(Right::SeeSubjects), subjects::list),
        get("/desk/subjects/{id}", Entry::May(Right::SeeSubjects), subjects::one),
    ];
    let areas = [
        entrance::doors(),
        wallboard::doors(),
        calls::doors(),
        figures::doors(),
        promises::doors(),
        house::doors(),
    ];
    doors.extend(areas.into_iter().flatten());
    doors
}
