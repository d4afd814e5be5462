//! Setting the desk up: topics with their forms, queues, ready-made answers; and the outbox.

mod message;
mod outbox;
mod queues;
mod skills;
mod templates;
mod topics;

use crate::door::{Door, Entry::May, get, post};
use domain::Right::{SeeRequests, SetUpDesk, WorkRequests};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/outbox", May(SeeRequests), outbox::page),
        get("/desk/outbox/{message}", May(SeeRequests), message::page),
        post("/desk/outbox/{message}", May(WorkRequests), outbox::again),
        get("/desk/templates", May(SeeRequests), templates::page),
        post("/desk/templates", May(SetUpDesk), templates::save),
        post("/desk/templates/{id}/end", May(SetUpDesk), templates::end),
        get("/desk/topics", May(SetUpDesk), topics::page),
        post("/desk/topics", May(SetUpDesk), topics::save),
        post("/desk/request-queues", May(SetUpDesk), queues::save),
        post("/desk/skills", May(SetUpDesk), skills::save),
    ]
}
