//! What the page of a request tells while it is open: what is being written, and who else looks.

use crate::{fields::Fields, problem::Answer, visit::Visit};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::contacts::requests::{self, Request};
use kernel::Instant;

/// Keeps what a colleague is writing.
pub(super) async fn draft(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    let kept = visit.act(move |desk| {
        requests::find(desk, id)?;
        requests::save_draft(desk, id.bytes(), fields.raw("text"), since(&fields))
    });
    let since = kept.await?.map(told);
    Ok(Json(serde_json::json!({ "since": since })).into_response())
}

/// Since when the draft that the page knows is kept.
pub(super) fn since(fields: &Fields) -> Option<Instant> {
    fields.given("since").and_then(|text| text.parse().ok()).map(Instant::from_micros)
}

/// The same as it stands in the page.
pub(super) fn told(since: Instant) -> String {
    since.micros().to_string()
}

/// Says that this colleague looks; answers who else does, in words.
pub(super) async fn watch(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    let seen = visit.act(move |desk| {
        requests::find(desk, id)?;
        requests::watch(desk, id.bytes())
    });
    let others = seen.await?;
    let told = if others.is_empty() {
        String::new()
    } else {
        visit.voice.tell("also-here", &[("names", others.join(", ").into())])
    };
    Ok(Json(serde_json::json!({ "told": told })).into_response())
}
