//! A letter of ours on paper: what is known of its way, and the place to enter its proof.

use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    upload::Posted,
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal, Right,
    contacts::letters::{self, Kept},
    messaging::{self, Message, Paper, Proof},
};
use kernel::{Date, Id};
use maud::{Markup, html};

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify::<Message>(&id, "message")?;
    shown(&visit, id, (&Fields::default(), &[])).await
}

/// A letter with what is known of its way.
struct Shown {
    message: Message,
    paper: Paper,
    receipts: Vec<Id<Kept>>,
}

async fn load(visit: &Visit, id: Id<Message>) -> Answer<Shown> {
    let read = visit.act(move |desk| {
        let message = messaging::on_paper(desk, id)?;
        let of = [id.bytes()];
        let paper = messaging::papers(desk, &of)?.remove(&of[0]).unwrap_or_default();
        let receipts = letters::evidence(desk, &of)?.remove(&of[0]).unwrap_or_default();
        Ok(Shown { message, paper, receipts })
    });
    read.await
}

async fn shown(
    visit: &Visit,
    id: Id<Message>,
    (typed, faults): (&Fields, &[Fault]),
) -> Answer<Markup> {
    let shown = load(visit, id).await?;
    let content = html! {
        p { a href="/desk/outbox" { (visit.say("nav-outbox")) } }
        dl.facts {
            dt { (visit.say("recipient")) }
            dd { @for line in shown.message.recipient.lines() { (line) br; } }
            dt { (visit.say("state")) }
            dd { (visit.voice.word("channel", &shown.message.channel)) " "
                (ui::message_badge(visit, shown.message.state)) }
            (known(visit, &shown))
        }
        @if visit.may(Right::WorkRequests) { (form(visit, id, typed, faults)) }
    };
    Ok(ui::desk_page(visit, &visit.say("paper"), content))
}

/// What was told of it, and the receipts that are kept.
fn known(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        @if let Some(number) = &shown.paper.number {
            dt { (visit.say("paper-number")) } dd { code { (number) } }
        }
        @for (state, at, by) in &shown.paper.way {
            dt { (visit.voice.word("paper", state.word())) }
            dd { time datetime=(at) { (visit.voice.moment(*at)) } " "
                span.note { (visit.voice.word("paper-by", by.word())) } }
        }
        @if !shown.paper.note.is_empty() {
            dt { (visit.say("paper-note")) } dd { (shown.paper.note) }
        }
        @for id in &shown.receipts {
            dt { (visit.say("paper-receipt")) }
            dd {
                a href=(format!("/desk/letters/{id}")) download { (visit.say("letter-original")) }
            }
        }
        @if shown.paper.way.is_empty() {
            dt { (visit.say("paper-way")) } dd.note { (visit.say("paper-none")) }
        }
    }
}

fn form(visit: &Visit, id: Id<Message>, typed: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, typed, faults);
    html! {
        h2 { (visit.say("paper-enter")) }
        p.note { (visit.say("paper-enter-note")) }
        (form.summary())
        form method="post" action=(format!("/desk/outbox/{id}/paper"))
            enctype="multipart/form-data" {
            div.grid {
                (form.input("number", "text", "paper-number"))
                (form.input("posted", "date", "paper-posted-on"))
                (form.input("delivered", "date", "paper-delivered-on"))
            }
            (form.input("note", "text", "paper-note"))
            div.field {
                label for="file" { (visit.say("paper-scan")) }
                input id="file" type="file" name="file"
                    accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff" aria-describedby="file-hint";
                p.hint #file-hint { (visit.say("scan-file-hint")) }
            }
            p { button.primary { (visit.say("save")) } }
        }
    }
}

/// Writes down what a colleague read off a receipt.
pub(super) async fn enter(
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer<Response> {
    let id = visit.identify::<Message>(&id, "message")?;
    let scan = posted.files.first().cloned();
    let entered = match proof(&posted.fields) {
        Ok(proof) => visit.act(move |desk| letters::prove(desk, id, &proof, scan.as_ref())).await,
        Err(fault) => Err(Refusal::Invalid(vec![fault]).into()),
    };
    match entered {
        Ok(()) => Ok(Redirect::to(&format!("/desk/outbox/{id}/paper")).into_response()),
        Err(problem) => {
            let page = shown(&visit, id, (&posted.fields, &problem.into_faults()?)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn proof(fields: &Fields) -> Result<Proof, Fault> {
    let day = |name: &str| -> Result<Option<Date>, Fault> {
        let Some(text) = fields.given(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Fault::new(name, "fault-date"))
    };
    Ok(Proof {
        number: fields.text("number").to_owned(),
        posted_on: day("posted")?,
        delivered_on: day("delivered")?,
        note: fields.text("note").to_owned(),
    })
}
