//! The client's own area: a page for each thing one comes for, in forms and links, for a telephone
//! first. It can be installed like an app; then the pages that were seen last are there without a
//! network, encrypted, until one signs out.

mod asking;
mod consents;
mod entrance;
mod holdings;
mod home;
mod inbox;
mod installing;
mod keys;
mod page;
mod profile;
mod requests;
mod roles;
mod taking;

use crate::door::{Door, Entry, get, post};
pub use keys::bell;
pub(crate) use roles::told as coming;
#[cfg(test)]
pub(crate) use {entrance::ANSWERED_AFTER, taking::HELD};

/// The doors.
pub fn doors() -> Vec<Door> {
    use Entry::{Anyone, Client};
    let mut doors = vec![
        get("/me", Client, home::page),
        get("/me/requests", Client, requests::list),
        get("/me/requests/{id}", Client, requests::one),
        post("/me/requests/{id}", Client, requests::write),
        get("/me/ask", Client, asking::topics),
        get("/me/ask/{topic}", Client, asking::form),
        post("/me/ask/{topic}", Client, asking::send),
        get("/me/call", Client, asking::call),
        post("/me/call", Client, asking::call_me),
        get("/me/messages", Client, inbox::list),
        post("/me/messages/{id}", Client, inbox::read),
        get("/me/contracts", Client, holdings::contracts),
        get("/me/claims", Client, holdings::claims),
        get("/me/documents", Client, holdings::documents),
        get("/me/profile", Client, profile::page),
        post("/me/profile/consents", Client, consents::keep),
        post("/me/profile/language", Client, profile::speak),
        post("/me/profile/party", Client, roles::look_for),
        post("/me/profile/roles/removal", Client, roles::remove),
        post("/me/profile/data", Client, taking::ask),
        get("/me/data.json", Client, taking::json),
        get("/me/data.html", Client, taking::readable),
        get("/me/manifest.webmanifest", Anyone, installing::manifest),
        get("/me/worker.js", Anyone, installing::worker),
        get("/me/offline", Anyone, installing::offline),
        post("/me/installed", Client, installing::installed),
    ];
    doors.extend(entrance::doors());
    doors.extend(keys::doors());
    doors
}
