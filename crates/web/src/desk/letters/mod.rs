//! What came in without a form, as it came: what became of each, what proves it, and the letter
//! itself as evidence. Letters on paper are taken in here, and those of ours have their proof here.

mod paper;
mod scan;

use crate::{
    door::{Door, Entry::May, get, post},
    problem::Answer,
    ui::{self, cell, head},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Right::{SeeRequests, WorkRequests},
    contacts::{
        letters::{self, Became, Kept},
        requests::media_of,
    },
};
use kernel::Id;
use maud::{Markup, html};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/letters", May(SeeRequests), list),
        post("/desk/letters", May(WorkRequests), scan::send),
        get("/desk/letters/new", May(WorkRequests), scan::page),
        get("/desk/letters/{id}", May(SeeRequests), original),
        get("/desk/outbox/{message}/paper", May(SeeRequests), paper::page),
        post("/desk/outbox/{message}/paper", May(WorkRequests), paper::enter),
    ]
}

/// The newest of them.
async fn list(visit: Visit) -> Answer<Markup> {
    let found = visit.act(letters::recent).await?;
    let heads = ["letter-heard", "letter-from", "letter-became", "letter-proof", "letter"];
    let row = |one: &Kept| {
        vec![
            cell(html! {
                time datetime=(one.heard_at) { (visit.voice.moment(one.heard_at)) }
                p.note { (visit.voice.word("channel", &one.channel)) }
            }),
            cell(html! { (one.sender) @if !one.title.is_empty() { p.note { (one.title) } } }),
            cell(became(&visit, one)),
            cell(proof(&visit, one)),
            cell(html! {
                a href=(format!("/desk/letters/{}", one.id)) download {
                    (visit.say("letter-original"))
                }
            }),
        ]
    };
    let content = html! {
        p { (visit.say("letters-lead")) }
        @if visit.may(WorkRequests) {
            div.toolbar {
                a.button.primary data-key="n" href="/desk/letters/new" { (visit.say("letter-new")) }
            }
        }
        @if found.is_empty() {
            (ui::empty(&visit.say("letters-none"), &visit.say("letters-none-advice")))
        } @else {
            (ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-letters"), content))
}

/// What became of it, with the way there.
fn became(visit: &Visit, one: &Kept) -> Markup {
    let word = visit.voice.word("became", one.became.word());
    let place = match one.became {
        Became::Reply | Became::Request => "requests",
        Became::Complaint => "complaints",
        Became::Receipt | Became::Objection | Became::Stop => "",
    };
    match one.subject.filter(|_| !place.is_empty()) {
        Some(id) => html! {
            a href=(format!("/desk/{place}/{}", Id::<Kept>::from_bytes(id))) { (word) }
        },
        None => html! { (word) },
    }
}

/// What proves it; ordinary mail is proved by nothing.
fn proof(visit: &Visit, one: &Kept) -> Markup {
    match one.proof.as_str() {
        "" => html! { "–" },
        "valid" => ui::badge("good", &visit.voice.word("proof", "valid")),
        word => ui::badge("warn", &visit.voice.word("proof", word)),
    }
}

/// One as it came, to take away: never shown by our own pages.
async fn original(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify::<Kept>(&id, "letter")?;
    let bytes = visit.act(move |desk| letters::original(desk, id)).await?;
    // Scans are known by what is in them; a letter that came by mail looks like plain text.
    let kind = match media_of(&bytes) {
        Some("application/pdf") => "pdf",
        Some("image/jpeg") => "jpg",
        Some("image/png") => "png",
        Some("image/tiff") => "tiff",
        _ => "eml",
    };
    let name = format!("attachment; filename=\"{id}.{kind}\"");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
