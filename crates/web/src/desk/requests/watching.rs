//! What the page of a request tells while it is open: what is being written, and who else looks.

use crate::{fields::Fields, problem::Answer, visit::Visit};
use axum::{
    Json,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::contacts::requests::{self, Request};

/// Keeps what a colleague is writing.
pub(super) async fn draft(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    let text = fields.raw("text").to_owned();
    let kept = visit.act(move |desk| {
        requests::find(desk, id)?;
        requests::save_draft(desk, id.bytes(), &text)
    });
    kept.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
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
