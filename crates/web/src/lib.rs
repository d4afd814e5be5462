//! The surfaces of the house: the public pages, the area of clients, the desk of the staff, the
//! wallboard and the API.
//!
//! A request comes to a [`door`]: a line in a table that says who may enter. The door finds out
//! whose house it is, who knocks and in which language they read, and hands the handler a
//! [`Visit`]. A handler turns the request into domain words, calls one action through the
//! [`App`], and its view stands below it. What goes wrong is a [`Problem`], painted at the door
//! in the visitor's language: a page for people, `problem+json` for programs.

mod api;
mod app;
mod assets;
pub mod door;
mod fields;
mod guard;
mod password;
mod problem;
pub mod texts;
mod upload;
mod visit;
mod voice;

mod desk;
mod me;
mod public;
#[cfg(test)]
mod tests;
mod ui;

/// Reads events as the API takes them, for who wants to know beforehand whether it would.
pub use api::{Report, Reporter, read_call_events, read_events};
pub use app::{Account, App, Clock, Pushing, Settings, chance};
pub use door::{Door, Entry};
pub use fields::Fields;
pub use me::bell;
pub use problem::{Answer, Problem};
pub use visit::Visit;
pub use voice::Voice;

/// Every door of the house, as the test knocks on them.
pub fn doors() -> Vec<Door> {
    let mut doors = public::doors();
    doors.extend(me::doors());
    doors.extend(desk::doors());
    doors.extend(api::doors());
    doors
}

/// The whole site: every surface, the assets, and whether we are ready.
pub fn site(app: App) -> axum::Router {
    door::router(doors(), &app)
        .merge(assets::router())
        // The guard bounds every body by what it is for.
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
