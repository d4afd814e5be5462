//! What the page of a request tells while it is open: who else looks.

use crate::{problem::Answer, visit::Visit};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::contacts::requests::{self, Request};

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
