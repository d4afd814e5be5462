//! Devices on which a client is told that there is a message.

use super::unpacked;
use crate::{
    fields::Fields,
    me::{page::client, profile::browser},
    problem::{Answer, Problem},
    texts::text,
    ui,
    visit::Visit,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Refusal,
    accounts::{self, Device, Subscribing},
};
use kernel::Language;
use maud::{Markup, html};
use serde_json::json;

/// Those there are, and a button for this one, which shows where the browser can be told. Where
/// nobody rings, there is none.
pub(super) fn list(visit: &Visit, all: &[Device]) -> Answer<Markup> {
    let Some(pushing) = visit.app.bells() else { return Ok(html! {}) };
    let here = client(visit)?.session;
    let is_told = all.iter().any(|one| one.session == here);
    Ok(html! {
        h2 #devices { (visit.say("me-devices")) }
        p { (visit.say("me-devices-lead")) }
        ul.plain.rows { @for one in all {
            @let name = browser(&one.browser).unwrap_or_else(|| visit.say("me-device"));
            li {
                strong { (name) } " "
                @if one.session == here { (ui::badge("good", &visit.say("me-session-here"))) }
                p.note { time datetime=(one.made_at) { (visit.voice.full(one.made_at)) } }
                form.inline method="post" action=(format!("/me/devices/{}/removal", one.id))
                    data-push-here[one.session == here] {
                    button.quiet aria-label=(format!("{} {name}", visit.say("me-remove"))) {
                        (visit.say("me-remove"))
                    }
                }
            }
        } }
        @if !is_told {
            form.stack #push-add method="post" action="/me/devices" hidden
                data-key=(pushing.key) {
                @for name in ["endpoint", "key", "secret"] {
                    input type="hidden" name=(name);
                }
                button { (visit.say("me-device-add")) }
                p.fault role="status" hidden { (visit.say("me-device-nothing")) }
            }
        }
    })
}

/// Tells the client on this device.
pub(super) async fn add(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let pushing = visit.app.bells().ok_or(Problem::NoSuchPage)?;
    let endpoint = fields.text("endpoint").to_owned();
    if !(pushing.takes)(&endpoint) {
        return Err(Refusal::invalid("endpoint", "fault-device").into());
    }
    let (key, secret) = (unpacked(&fields, "key"), unpacked(&fields, "secret"));
    let one = Subscribing { endpoint, key, secret, browser: visit.browser.clone() };
    let session = client(&visit)?.session;
    visit.act(move |desk| accounts::subscribe(desk, session, &one)).await?;
    Ok(back())
}

/// Tells them no more on one.
pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify(&id, "device")?;
    visit.act(move |desk| accounts::unsubscribe(desk, id)).await?;
    Ok(back())
}

/// What a device is told, as `worker.js` reads it: from whom there is a message, in its owner's
/// language, and nothing of the message.
pub fn bell(company: &str, language: Language) -> String {
    let body = text(language, "push-message", &[("company", company.into())]);
    json!({ "title": company, "body": body, "lang": language.code() }).to_string()
}

fn back() -> Response {
    Redirect::to("/me/profile#devices").into_response()
}
