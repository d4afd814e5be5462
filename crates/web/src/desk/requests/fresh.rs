//! Writing down what a client asked: at the counter, on the telephone, in a letter.

use super::Choices;
use crate::{
    app::chance,
    assets,
    desk::drafts,
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    upload::Posted,
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Refusal, Result,
    contacts::requests::{self, Channel, Incoming, Received, Sender},
    identity::secrets,
};
use kernel::{Instant, Language};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The ways a colleague takes a request down.
const CHANNELS: [Channel; 4] = [Channel::Phone, Channel::Desk, Channel::Email, Channel::Post];

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let fields = visit.query.clone();
    shown(&visit, &fields, &[]).await
}

async fn shown(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let read = visit.act(|desk| Ok((Choices::load(desk)?, requests::draft(desk, requests::NEW)?)));
    let (choices, draft) = read.await?;
    let kept = draft.as_ref().map_or("", |draft| draft.text.as_str());
    let fields = match fields.given("text") {
        None => &fields.clone().and("text", kept),
        Some(_) => fields,
    };
    let form = Form::new(visit, fields, faults);
    let channels = CHANNELS
        .map(|channel| (channel.word().to_owned(), visit.voice.word("channel", channel.word())));
    let languages = Language::ALL.map(|one| (one.code().to_owned(), one.own_name().to_owned()));
    let content = html! {
        (form.summary())
        form method="post" enctype="multipart/form-data" data-draft="/desk/requests/new/draft" {
            input type="hidden" name="client" value=(fields.text("client"));
            fieldset {
                legend { (visit.say("client")) }
                div.grid {
                    (form.input("name", "text", "name"))
                    (form.input("email", "email", "email"))
                    (form.input("phone", "tel", "phone"))
                    (form.input("contract", "text", "ask-contract"))
                }
            }
            div.grid {
                (form.choice("channel", "channel", &channels))
                (form.choice("topic", "topic", &choices.topic_options(visit, "topic-none")))
                (form.choice("language", "language", &languages))
                (form.input_with("received", "datetime-local", "received",
                    html! { (visit.say("received-hint")) }))
            }
            (form.area("text", "request-text", 7, html! {}))
            (drafts::parts(visit, draft.as_ref()))
            div.field {
                label for="files" { (visit.say("files")) }
                input id="files" type="file" name="files" multiple;
            }
            p { button.primary data-main { (visit.say("save")) } }
        }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(visit, &visit.say("request-new"), content))
}

pub(super) async fn send(visit: Visit, posted: Posted) -> Answer<Response> {
    let received = match incoming(&visit, &posted) {
        Ok(incoming) => visit.act(move |desk| take_down(desk, &incoming)).await,
        Err(fault) => Err(Refusal::Invalid(vec![fault]).into()),
    };
    match received {
        Ok(request) => Ok(Redirect::to(&format!("/desk/requests/{}", request.id)).into_response()),
        Err(problem) => {
            let page = shown(&visit, &posted.fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn take_down(desk: &mut Desk<'_>, incoming: &Incoming) -> Result<Received> {
    requests::forget_draft(desk, requests::NEW)?;
    requests::receive(desk, incoming)
}

fn incoming(visit: &Visit, posted: &Posted) -> std::result::Result<Incoming, Fault> {
    let fields = &posted.fields;
    let given = |name: &str| fields.given(name).map(str::to_owned);
    let chance = chance().map_err(|_| Fault::new("form", "fault-form-stale"))?;
    Ok(Incoming {
        channel: Channel::from_word(fields.text("channel")).or(Some(Channel::Desk)),
        topic: given("topic"),
        language: fields.text("language").parse().unwrap_or(visit.voice.language),
        sender: Sender {
            name: fields.text("name").to_owned(),
            email: given("email"),
            phone: given("phone"),
            address: None,
            party: fields.given("client").and_then(|text| text.parse().ok()),
        },
        contract: fields.text("contract").to_owned(),
        text: fields.raw("text").to_owned(),
        fields: BTreeMap::new(),
        files: posted.files.clone(),
        received_at: received_at(visit, fields)?,
        link: secrets::token(&chance),
        ..Incoming::default()
    })
}

/// When it reached us, told in the house's own zone; empty: now.
fn received_at(visit: &Visit, fields: &Fields) -> std::result::Result<Option<Instant>, Fault> {
    let Some(text) = fields.given("received") else { return Ok(None) };
    let at = text.parse::<jiff::civil::DateTime>().ok();
    let at = at.and_then(|at| at.to_zoned(visit.voice.zone.clone()).ok());
    let wrong = Fault::new("received", "fault-date");
    at.map(|at| Some(Instant::from(at.timestamp()))).ok_or(wrong)
}
