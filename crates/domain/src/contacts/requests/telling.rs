//! What clients are told of their requests.

use super::model::Request;
use crate::notices::{Addressee, Cause, Event};
use kernel::{Instant, TimeZone};
use serde_json::json;

/// A promised hour in words, in the company's own zone; nothing where none is promised.
pub(in crate::contacts) fn promised(due: Option<Instant>, zone: &TimeZone) -> String {
    due.map(|due| due.in_zone(zone).strftime("%d.%m.%Y, %H:%M").to_string()).unwrap_or_default()
}

/// That this happened to a request, for its client to hear of.
pub(super) fn telling(request: &Request, event: Event, zone: &TimeZone) -> Cause {
    let with = json!({
        "number": request.number,
        "title": request.title,
        "promise": promised(request.due(), zone),
    });
    let serde_json::Value::Object(with) = with else { unreachable!("it is an object") };
    let sender = &request.sender;
    let to = Addressee {
        name: sender.name.clone(),
        party: sender.party,
        language: request.language,
        email: sender.email.clone(),
        phone: sender.phone.clone(),
        pec: None,
        post: sender.address.clone(),
    };
    Cause { event, subject: request.id.bytes(), to, with }
}
