//! How a client comes in, beside codes: passkeys and a password, as they stand on the page of what
//! is theirs. Who has just come in may add to them; who has not proves again who they are. And the
//! devices on which they are told of messages.

mod devices;
mod passkeys;
mod passwords;

pub use devices::bell;

use crate::{
    door::{Door, Entry::Client, get, post},
    fields::Fields,
    me::page::client,
    problem::Answer,
    ui::Form,
    visit::{Visit, without_port},
};
use axum::response::{IntoResponse, Redirect, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::accounts::{self, Device, Passkey, Site};
use kernel::Instant;
use maud::{Markup, html};

/// Where all this stands.
pub(super) const PLACE: &str = "/me/profile#keys";

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        post("/me/passkeys/challenge", Client, passkeys::challenge),
        post("/me/passkeys", Client, passkeys::add),
        post("/me/passkeys/{id}/removal", Client, passkeys::remove),
        get("/me/profile/password", Client, passwords::page),
        post("/me/profile/password", Client, passwords::set),
        post("/me/profile/password/removal", Client, passwords::remove),
        post("/me/devices", Client, devices::add),
        post("/me/devices/{id}/removal", Client, devices::remove),
    ]
}

/// The site to which passkeys are bound: the company's own host, or this machine in development.
/// None: the company was asked for by another name, for which a browser would make other passkeys.
pub(super) fn site(visit: &Visit) -> Option<Site> {
    let (host, secure) = (without_port(&visit.host), visit.app.settings().secure_cookies);
    let is_ours = host == visit.tenant.host || host == "localhost" && !secure;
    let plain = (!secure).then(|| format!("http://{}", visit.host));
    let origins = [Some(format!("https://{}", visit.host)), plain].into_iter().flatten().collect();
    is_ours.then(|| Site { host: host.to_owned(), origins })
}

/// Bytes as browsers are given them.
pub(super) fn packed(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes as they come back; what is none is nothing.
pub(super) fn unpacked(fields: &Fields, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(fields.text(name)).unwrap_or_default()
}

/// How a client comes in.
pub(super) struct Keys {
    passkeys: Vec<Passkey>,
    password: Option<Instant>,
    devices: Vec<Device>,
}

impl Keys {
    /// Reads it.
    pub(super) fn read(desk: &mut domain::Desk<'_>) -> domain::Result<Self> {
        Ok(Self {
            passkeys: accounts::passkeys(desk)?,
            password: accounts::password_since(desk)?,
            devices: accounts::devices(desk)?,
        })
    }
}

/// The part of the page that is about it.
pub(super) fn section(visit: &Visit, keys: &Keys, form: &Form<'_>) -> Answer<Markup> {
    let is_fresh = client(visit)?.is_fresh(visit.app.now());
    Ok(html! {
        h2 #keys { (visit.say("me-keys")) }
        p { (visit.say("me-keys-lead")) }
        @if !is_fresh {
            p.note { (visit.say("me-keys-stale")) " "
                a href="/me/sign-in?again=1" { (visit.say("me-keys-prove")) } }
        }
        (passkeys::list(visit, &keys.passkeys, is_fresh))
        (passwords::form((visit, form), keys.password, is_fresh))
        (devices::list(visit, &keys.devices)?)
    })
}

/// Back to where it stands.
fn back() -> Response {
    Redirect::to(PLACE).into_response()
}
