use crate::{
    fields::Fields,
    problem::Answer,
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
    contacts::requests::{self, Request, Word, WordKind},
};
use maud::{Markup, html};

/// What a client asked, under an address that only they have: number, promised hour, what was said.
pub(super) async fn page(visit: Visit, Path(secret): Path<String>) -> Answer<Markup> {
    shown(&visit, &secret, &Fields::default(), &[]).await
}

async fn shown(visit: &Visit, secret: &str, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let secret = secret.to_owned();
    let read = visit.for_stranger(move |desk| {
        let request = requests::by_link(desk, &secret)?;
        let words = requests::words_for_client(desk, request.id)?;
        Ok((request, words))
    });
    let (request, words) = read.await?;
    let form = Form::new(visit, fields, faults);
    let content = html! {
        div.once role="status" {
            p { (visit.say("asked-thanks")) " " strong.whole { (request.number) } }
            (promise(visit, &request))
        }
        h2 { (request.title) }
        @if !request.fields.is_empty() {
            dl.facts { @for field in &request.fields {
                dt { (field.label) } dd { (field.value) }
            } }
        }
        ol.words { @for word in &words { (said(visit, word)) } }
        @if request.state != requests::State::Merged {
            h2 { (visit.say("asked-more")) }
            (form.summary())
            form method="post" {
                (form.area("text", "asked-more-text", 5, html! {}))
                p { button.primary { (visit.say("ask-send")) } }
            }
        }
        p.note { (visit.say("asked-keep")) }
    };
    Ok(ui::public_page(visit, &visit.say("asked-title"), content))
}

fn promise(visit: &Visit, request: &Request) -> Markup {
    use requests::State;
    html! {
        @match (request.state, request.due()) {
            (State::Waiting, _) => p { (visit.say("asked-waiting")) },
            (State::Answered | State::Closed, _) => p { (visit.say("asked-answered")) },
            (_, Some(due)) if due >= visit.app.now() => p.promised {
                (visit.say("asked-promise")) " "
                strong { time datetime=(due) { (visit.voice.deadline(due)) } }
            },
            (_, Some(due)) => p.promised {
                (visit.say("asked-late")) " "
                time datetime=(due) { (visit.voice.deadline(due)) }
            },
            _ => p { (visit.say("asked-soon")) },
        }
    }
}

/// One thing that was said, by them or by us.
pub(crate) fn said(visit: &Visit, word: &Word) -> Markup {
    let ours = matches!(word.kind, WordKind::Answer | WordKind::Asked);
    html! {
        li.(if ours { "ours" } else { "theirs" }) {
            p.note {
                (visit.say(if ours { "asked-we" } else { "asked-you" })) " · "
                time datetime=(word.at) { (visit.voice.full(word.at)) }
            }
            p.text { (word.text) }
        }
    }
}

/// Adds what the client writes.
pub(super) async fn reply(
    visit: Visit,
    Path(secret): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    visit.app.asked(&visit.address, crate::app::Worked::No)?;
    let (key, text) = (secret.clone(), fields.raw("text").to_owned());
    let written = visit.for_stranger(move |desk| {
        let request = requests::by_link(desk, &key)?;
        requests::client_wrote(desk, request.id, &text, "web")
    });
    match written.await {
        Ok(()) => Ok(Redirect::to(&format!("/asked/{secret}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, &secret, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
