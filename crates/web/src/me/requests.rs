//! The client's requests, what was said about each, and the place to say more.

use super::page::page;
use crate::{
    fields::Fields,
    problem::Answer,
    public::said,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    contacts::{
        area,
        requests::{Request, State},
    },
};
use kernel::Id;
use maud::{Markup, html};

/// How a request stands for who asked: by when we answer, or that we did.
pub(super) fn promise(visit: &Visit, request: &Request) -> Markup {
    html! {
        @match (request.state, request.due()) {
            (State::Waiting, _) => p.note { (visit.say("me-we-wait")) },
            (State::Answered | State::Closed | State::Merged, _) => p.note {
                (visit.say("me-answered"))
            },
            (_, Some(due)) => p.promised {
                (visit.say("me-we-answer")) " "
                strong { time datetime=(due) { (visit.voice.deadline(due)) } }
            },
            _ => p.note { (visit.say("asked-soon")) },
        }
    }
}

/// All of them.
pub(super) async fn list(visit: Visit) -> Answer<Markup> {
    let all = visit.look(area::my_requests).await?;
    let content = html! {
        p.actions {
            a.button.primary href="/me/ask" { (visit.say("me-ask")) }
            a.button href="/me/call" { (visit.say("call-me")) }
        }
        @if all.is_empty() {
            (ui::empty(&visit.say("me-requests-none"), &visit.say("me-requests-advice")))
        }
        ul.choices { @for one in &all {
            li { a.choice href=(format!("/me/requests/{}", one.id)) {
                span.title { (one.title) }
                span.note {
                    (one.number) " · "
                    time datetime=(one.received_at) { (visit.voice.full(one.received_at)) }
                }
                (promise(&visit, one))
            } }
        } }
    };
    Ok(page(&visit, &visit.say("me-requests"), content))
}

/// One of them.
pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify(&id, "request")?;
    shown(&visit, id, &Fields::default(), &[]).await
}

async fn shown(
    visit: &Visit,
    id: Id<Request>,
    fields: &Fields,
    faults: &[Fault],
) -> Answer<Markup> {
    let (request, words) = visit.look(move |desk| area::my_request(desk, id)).await?;
    let form = Form::new(visit, fields, faults);
    let content = html! {
        p.note { span.whole { (request.number) } }
        (promise(visit, &request))
        @if !request.fields.is_empty() {
            dl.facts { @for field in &request.fields {
                dt { (field.label) } dd { (field.value) }
            } }
        }
        ol.words { @for word in &words { (said(visit, word)) } }
        @if request.state != State::Merged {
            (form.summary())
            form method="post" {
                (form.area("text", "asked-more-text", 5, html! {}))
                p { button.primary { (visit.say("ask-send")) } }
            }
        }
    };
    Ok(page(visit, &request.title, content))
}

/// Adds what the client writes.
pub(super) async fn write(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    let text = fields.raw("text").to_owned();
    match visit.act(move |desk| area::write(desk, id, &text)).await {
        Ok(()) => Ok(Redirect::to(&format!("/me/requests/{id}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, id, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
