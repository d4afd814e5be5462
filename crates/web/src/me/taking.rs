//! Everything we hold about the client, to take away; and asking for it, or for its erasure, in
//! writing.

use crate::{fields::Fields, problem::Answer, ui, visit::Visit};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Refusal,
    contacts::area::{self, Asked},
};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value as Json;

/// As a program reads it.
pub(super) async fn json(visit: Visit) -> Answer<Response> {
    // What was read of a person stands in the access log.
    let all = visit.act(area::export).await?;
    let text = serde_json::to_string_pretty(&all).unwrap_or_default();
    Ok(ui::attachment("application/json", "my-data.json", text))
}

/// As a person reads it: one page, whole in itself.
pub(super) async fn readable(visit: Visit) -> Answer<Response> {
    // What was read of a person stands in the access log.
    let all = visit.act(area::export).await?;
    let title = visit.say("me-data");
    let page = html! {
        (DOCTYPE)
        html lang=(visit.voice.language) {
            head { meta charset="utf-8"; title { (title) " · " (visit.tenant.name) } }
            body { h1 { (title) } (told(&all)) }
        }
    };
    let kind = [(header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.html\"")];
    Ok((kind, page).into_response())
}

/// A value in words: a list of lists where it has parts.
fn told(value: &Json) -> Markup {
    match value {
        Json::Object(parts) => html! { dl { @for (name, part) in parts {
            dt { (name.replace('_', " ")) } dd { (told(part)) }
        } } },
        Json::Array(parts) => html! { ol { @for part in parts { li { (told(part)) } } } },
        Json::String(text) => html! { (text) },
        Json::Null => html! { "–" },
        other => html! { (other.to_string()) },
    }
}

/// Asks for it in writing: a procedure with its clock begins.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    let asked = Asked::from_word(fields.text("asked"));
    let asked = asked.ok_or_else(|| Refusal::invalid("asked", "fault-choice"))?;
    visit.act(move |desk| area::ask_for(desk, asked)).await?;
    Ok(Redirect::to("/me/profile#data").into_response())
}
