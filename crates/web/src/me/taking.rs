//! Everything we hold about the client, to take away; and asking for it, or for its erasure, in
//! writing.

use crate::{desk::state_family, fields::Fields, problem::Answer, texts, ui, visit::Visit};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Refusal,
    contacts::{
        area::{self, Asked},
        clients::What,
    },
};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value as Json;

/// What the parts are called, in the words of a program.
#[cfg(test)]
pub(crate) const HELD: &[&str] = &[
    "at",
    "name",
    "kind",
    "born_on",
    "known_from",
    "reached_at",
    "value",
    "contracts",
    "contract",
    "number",
    "product",
    "starts_on",
    "ends_on",
    "state",
    "claims",
    "opened_at",
    "last_at",
    "requests",
    "title",
    "received_at",
    "fields",
    "label",
    "said",
    "by",
    "text",
    "files",
    "timeline",
    "what",
    "messages",
    "channel",
    "to",
    "read_at",
    "letters",
    "from",
    "became",
    "consents",
    "stands",
    "changes",
    "wish",
    "sender",
    "purpose",
    "given",
    "source",
    "comes_in",
    "passkeys",
    "made_at",
    "used_at",
    "password_since",
    "devices",
    "browser",
    "sessions",
    "procedures",
    "asked",
    "reason",
    "outcome",
];

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
            body { h1 { (title) } (told(&visit, ("", ""), &all)) }
        }
    };
    let kind = [(header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.html\"")];
    Ok((kind, page).into_response())
}

/// A value in words: a list of lists where it has parts. `place` is what the part is called that it
/// stands in, and what it is called itself.
fn told(visit: &Visit, place: (&str, &str), value: &Json) -> Markup {
    let (part, name) = place;
    match value {
        Json::Object(parts) => {
            let what = parts.get("what").and_then(Json::as_str).unwrap_or(name);
            html! { dl { @for (inner, value) in parts {
                dt { (visit.voice.word("held", inner)) } dd { (told(visit, (what, inner), value)) }
            } } }
        }
        Json::Array(parts) => html! { ol { @for one in parts {
            li { (told(visit, (part, name), one)) }
        } } },
        Json::String(text) => html! { (said(visit, place, text)) },
        Json::Bool(is_so) => html! { (visit.say(if *is_so { "yes" } else { "no" })) },
        Json::Null => html! { "–" },
        other => html! { (other.to_string()) },
    }
}

/// A text in the reader's language and an hour in the company's zone, where it is a word or an hour
/// of ours; anything else as it stands.
fn said(visit: &Visit, (part, name): (&str, &str), text: &str) -> String {
    if name == "at" || name.ends_with("_at") || name.ends_with("_since") {
        return text.parse().map_or_else(|_| text.to_owned(), |at| visit.voice.full(at));
    }
    if name.ends_with("_on") {
        return text.parse().map_or_else(|_| text.to_owned(), |day| visit.voice.short_day(day));
    }
    let family = match (part, name) {
        ("reached_at", "kind") => "point",
        ("contracts", "state") => "me-contract",
        ("requests", "state") => "request",
        ("messages", "state") => "message-state",
        ("claims", "state") => "event-claim",
        (what, "state") => What::from_word(what).and_then(state_family).unwrap_or(""),
        (_, "what") => "entry",
        (_, "channel") => "channel",
        (_, "became") => "became",
        (_, "purpose") => "me-purpose",
        (_, "by") => "held-by",
        (_, "asked") => "data-asked",
        (_, "outcome") => "data-outcome",
        _ => "",
    };
    let key = format!("{family}-{}", text.replace(['_', '.'], "-"));
    if texts::has(visit.voice.language, &key) { visit.say(&key) } else { text.to_owned() }
}

/// Asks for it in writing: a procedure with its clock begins.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    let asked = Asked::from_word(fields.text("asked"));
    let asked = asked.ok_or_else(|| Refusal::invalid("asked", "fault-choice"))?;
    visit.act(move |desk| area::ask_for(desk, asked)).await?;
    Ok(Redirect::to("/me/profile#data").into_response())
}
