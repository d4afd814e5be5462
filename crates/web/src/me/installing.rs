//! The area as an app: manifest, worker, the page without a network, and the count of
//! installations.

use super::page::outside;
use crate::{assets, fields::Fields, problem::Answer, visit::Visit};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Refusal,
    accounts::{self, Installed},
};
use maud::{Markup, html};
use serde_json::json;

/// What the telephone shows of the app.
pub(super) async fn manifest(visit: Visit) -> Response {
    let icon = json!({
        "src": assets::address("mark.svg"), "sizes": "any", "type": "image/svg+xml",
        "purpose": "any",
    });
    let manifest = json!({
        "id": "/me", "name": visit.tenant.name, "short_name": visit.tenant.name,
        "lang": visit.voice.language.code(), "start_url": "/me?app=1", "scope": "/me",
        "display": "standalone", "background_color": "#f6f5f1", "theme_color": "#0b5a61",
        "icons": [icon],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

/// The worker stands at its own address, because it works for the pages below that.
const WORKER: &str = include_str!("../../assets/worker.js");

/// The worker, which knows where the style of its pages is. It works for `/me` itself too, which
/// lies above its own folder: a browser takes that only where the answer allows it.
pub(super) async fn worker(_: Visit) -> Response {
    let files = json!([
        assets::address("premura.css"),
        assets::address("me.js"),
        assets::address("mark.svg")
    ]);
    let script = format!("const FILES = {files};\n{WORKER}");
    let about = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::HeaderName::from_static("service-worker-allowed"), "/me"),
    ];
    (about, script).into_response()
}

/// The page for an address that was never seen, without a network.
pub(super) async fn offline(visit: Visit) -> Markup {
    let content = html! { p { (visit.say("me-offline-lead")) } };
    outside(&visit, &visit.say("me-offline"), content)
}

/// Counts an installation.
pub(super) async fn installed(visit: Visit, fields: Fields) -> Answer<Response> {
    let how = Installed::from_word(fields.text("how"));
    let how = how.ok_or_else(|| Refusal::invalid("how", "fault-choice"))?;
    visit.act(move |desk| accounts::install(desk, how)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
