//! Drafts keep themselves: the script sends what is in a place to write, and the page that comes
//! next begins with it.

use crate::{fields::Fields, problem::Answer, visit::Visit};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::{
    Desk, Result,
    contacts::{
        calls::{self, Call},
        requests::{self, Draft, Request},
    },
};
use kernel::Instant;
use maud::{Markup, html};

/// Keeps what a colleague answers to a request.
pub(super) async fn of_request(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    keep(visit, fields, move |desk| requests::find(desk, id).map(|_| id.bytes())).await
}

/// Keeps what they write down about a call.
pub(super) async fn of_call(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Call>(&id, "call")?;
    keep(visit, fields, move |desk| calls::find(desk, id).map(|_| id.bytes())).await
}

/// Keeps what they take down of a request that is none yet.
pub(super) async fn of_new(visit: Visit, fields: Fields) -> Answer<Response> {
    keep(visit, fields, |_| Ok(requests::NEW)).await
}

async fn keep(
    visit: Visit,
    fields: Fields,
    subject: impl Fn(&mut Desk<'_>) -> Result<[u8; 16]> + Send + 'static,
) -> Answer<Response> {
    let kept = visit.act(move |desk| {
        let subject = subject(desk)?;
        requests::save_draft(desk, subject, fields.raw("text"), since(&fields))
    });
    let since = kept.await?.map(|at| at.micros().to_string());
    Ok(Json(serde_json::json!({ "since": since })).into_response())
}

/// Since when the draft that a page knows is kept.
pub(super) fn since(fields: &Fields) -> Option<Instant> {
    fields.given("since").and_then(|text| text.parse().ok()).map(Instant::from_micros)
}

/// What a form of which a draft is kept holds besides: which one it knows, and the place where it
/// says that it is kept.
pub(super) fn parts(visit: &Visit, draft: Option<&Draft>) -> Markup {
    html! {
        input type="hidden" name="since" value=[draft.map(|draft| draft.saved_at.micros())];
        p.note role="status" data-kept=(visit.say("draft-kept"))
            data-elsewhere=(visit.say("conflict-draft-elsewhere")) {}
    }
}
