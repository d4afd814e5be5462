//! What became of an import.

use super::{list::stage_badge, preview};
use crate::{
    problem::Answer,
    ui::{self, Card},
    visit::Visit,
};
use axum::{extract::Path, response::Response};
use domain::{
    Refusal,
    contacts::uploads::{self, Stage, Upload},
};
use kernel::Id;
use maud::{Markup, html};
use serde_json::Value as Json;

/// How far it is; the page looks again by itself while it waits.
pub(super) fn shown(visit: &Visit, upload: &Upload) -> Markup {
    html! {
        div data-refresh=[(upload.stage == Stage::Waiting).then_some("2")] {
            p { (stage_badge(visit, upload.stage)) }
            @if let Some(report) = &upload.report { (told(visit, upload, report)) }
        }
    }
}

fn told(visit: &Visit, upload: &Upload, report: &Json) -> Markup {
    let count = |name: &str| report[name].as_i64().unwrap_or(0);
    let rejected: i64 = report["rejected"]
        .as_object()
        .map_or(0, |reasons| reasons.values().filter_map(Json::as_i64).sum());
    let card = |label: &str, value: i64| Card {
        label: visit.say(label),
        value: visit.voice.number(value),
        ..Card::default()
    };
    let bad = Card {
        tone: if rejected > 0 { "bad" } else { "good" },
        note: visit.voice.percent(rejected, count("rows")),
        link: upload.rejects.as_ref().map(|_| format!("/desk/imports/{}/rejects.csv", upload.id)),
        ..card("imports-rejected", rejected)
    };
    let cards = [
        card("imports-rows", count("rows")),
        card("imports-kept-facts", count("kept")),
        card("imports-doubled", count("doubled")),
        bad,
    ];
    let again = report["already_imported"].as_bool().unwrap_or(false);
    let map = upload.map.as_deref().filter(|map| !map.is_empty());
    html! {
        @if again { p.note { (visit.say("imports-again")) } }
        div.cards { @for one in &cards { (ui::card(one)) } }
        @if let Some(topics) = report["unknown_topics"].as_object() {
            @let counts = topics.iter().map(|(word, count)| (word, count.as_u64().unwrap_or(0)));
            (preview::unknown_topics(visit, counts))
        }
        p.actions {
            a.button href="/desk/calls" { (visit.say("nav-calls")) } " "
            @if upload.rejects.is_some() {
                a.button href=(format!("/desk/imports/{}/rejects.csv", upload.id)) download {
                    (visit.say("imports-rejects"))
                } " "
            }
            @if map.is_some() {
                a.button href=(format!("/desk/imports/{}/map.toml", upload.id)) download {
                    (visit.say("imports-map"))
                }
            }
        }
    }
}

/// What could not be taken, as a file.
pub(super) async fn rejects(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id: Id<Upload> = visit.identify(&id, "upload")?;
    let upload = visit.look(move |desk| uploads::find(desk, id)).await?;
    let rejects = upload.rejects.ok_or(Refusal::Unknown("rejects"))?;
    Ok(ui::attachment("text/csv; charset=utf-8", "rejects.csv", rejects))
}

/// The mapping, as the command line reads it.
pub(super) async fn map(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id: Id<Upload> = visit.identify(&id, "upload")?;
    let upload = visit.look(move |desk| uploads::find(desk, id)).await?;
    let map = upload.map.filter(|map| !map.is_empty()).ok_or(Refusal::Unknown("map"))?;
    Ok(ui::attachment("application/toml; charset=utf-8", "map.toml", map))
}
