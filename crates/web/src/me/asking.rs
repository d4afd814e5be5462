//! Asking something, complaining, and wishing to be called.

use super::page::page;
use crate::{
    app::chance,
    assets,
    fields::Fields,
    problem::Answer,
    public::{questions, slot_options, wish_of},
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
    Desk, Fault,
    contacts::{
        area::{self, Question},
        callbacks::{self, Wish},
        topics::{self, Topic},
    },
    contracts::Contract,
    identity::secrets,
    parties::PointKind,
    subjects::Subject,
};
use kernel::{Id, Instant};
use maud::{Markup, html};
use std::{collections::BTreeMap, iter};

/// What one can ask about.
pub(super) async fn topics(visit: Visit) -> Answer<Markup> {
    let topics = visit.for_stranger(topics::all).await?;
    let language = visit.voice.language;
    let content = html! {
        @if topics.is_empty() {
            (ui::empty(&visit.say("ask-none"), &visit.say("ask-none-advice")))
        }
        ul.choices { @for topic in &topics {
            li { a.choice href=(format!("/me/ask/{}", topic.code)) {
                span.title { (topic.name.in_language(language)) }
                @let hint = topic.hint.in_language(language);
                @if !hint.is_empty() { span.note { (hint) } }
            } }
        } }
        p { a href="/me/call" { (visit.say("call-me")) } }
    };
    Ok(page(&visit, &visit.say("me-ask"), content))
}

/// The form of one topic.
pub(super) async fn form(visit: Visit, Path(topic): Path<String>) -> Answer<Markup> {
    let (topic, held) = offered(&visit, topic).await?;
    let key = Id::<Question>::from_bytes(chance()?).to_string();
    Ok(asked(&visit, (&topic, &held), &Fields::default().and("form", key), &[]))
}

/// What a question may be about.
struct Held {
    contracts: Vec<Contract>,
    claims: Vec<Subject>,
}

impl Held {
    fn read(desk: &mut Desk<'_>) -> domain::Result<Self> {
        Ok(Self { contracts: area::contracts(desk)?, claims: area::claims(desk)? })
    }

    fn contracts(&self) -> Vec<(String, String)> {
        let told =
            |one: &Contract| (one.number.clone(), format!("{} · {}", one.number, one.product));
        iter::once(none()).chain(self.contracts.iter().map(told)).collect()
    }

    fn claims(&self) -> Vec<(String, String)> {
        let told = |one: &Subject| {
            let contract = one.contract.as_deref().unwrap_or("–");
            (one.number.clone(), format!("{} · {contract}", one.number))
        };
        iter::once(none()).chain(self.claims.iter().map(told)).collect()
    }
}

/// About none of them.
fn none() -> (String, String) {
    (String::new(), "–".to_owned())
}

async fn offered(visit: &Visit, topic: String) -> Answer<(Topic, Held)> {
    let topic = visit.for_stranger(move |desk| topics::find(desk, &topic)).await?;
    Ok((topic, visit.look(Held::read).await?))
}

fn asked(
    visit: &Visit,
    (topic, held): (&Topic, &Held),
    fields: &Fields,
    faults: &[Fault],
) -> Markup {
    let form = Form::new(visit, fields, faults);
    let complains = [("yes".to_owned(), visit.say("me-complain"))];
    let content = html! {
        (form.summary())
        form.ask method="post" enctype="multipart/form-data" {
            input type="hidden" name="form" value=(fields.text("form"));
            (questions(visit, &form, topic, faults))
            (form.choice("contract", "me-about", &held.contracts()))
            @if !held.claims.is_empty() {
                (form.choice("claim", "me-about-claim", &held.claims()))
            }
            (form.boxes("complains", "me-complaint", &complains))
            button.primary { (visit.say("ask-send")) }
        }
        script type="module" src=(assets::address("ask.js")) {}
    };
    page(visit, topic.name.in_language(visit.voice.language), content)
}

/// Takes the question, and leads to it with its promise.
pub(super) async fn send(
    visit: Visit,
    Path(topic): Path<String>,
    posted: Posted,
) -> Answer<Response> {
    let (topic, held) = offered(&visit, topic).await?;
    let question = question(&visit, &topic, &posted)?;
    let complains = posted.fields.given("complains").is_some();
    let sent = visit.tell(move |desk| ask(desk, &question, complains)).await;
    match sent {
        Ok(id) => Ok(Redirect::to(&format!("/me/requests/{id}")).into_response()),
        Err(problem) => {
            let faults = problem.into_faults()?;
            let page = asked(&visit, (&topic, &held), &posted.fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn ask(desk: &mut Desk<'_>, question: &Question, complains: bool) -> domain::Result<String> {
    let id = area::ask(desk, question)?.id;
    if complains {
        area::complain(desk, id)?;
    }
    Ok(id.to_string())
}

fn question(visit: &Visit, topic: &Topic, posted: &Posted) -> Answer<Question> {
    let fields = &posted.fields;
    let mut answers = BTreeMap::new();
    for field in &topic.field {
        answers.insert(field.code.clone(), fields.raw(&field.code).to_owned());
    }
    Ok(Question {
        key: fields.given("form").map(|key| format!("area {key}")),
        topic: Some(topic.code.clone()),
        language: visit.voice.language,
        contract: fields.text("contract").to_owned(),
        claim: fields.given("claim").map(|one| (visit.say("claim-number"), one.to_owned())),
        text: fields.raw("text").to_owned(),
        fields: answers,
        files: posted.files.clone(),
        link: secrets::token(&chance::<32>()?),
    })
}

/// The form of a wish to be called.
pub(super) async fn call(visit: Visit) -> Answer<Markup> {
    let me = visit.look(area::me).await?;
    let phone = me.points.iter().find(|one| one.0 == PointKind::Phone);
    let phone = phone.map(|one| one.1.clone()).unwrap_or_default();
    wish(&visit, &Fields::default().and("phone", phone), &[]).await
}

async fn wish(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let slots: Vec<Instant> = visit.for_stranger(callbacks::slots).await?;
    let form = Form::new(visit, fields, faults);
    let content = html! {
        (form.summary())
        form method="post" {
            (form.filled_by("phone", "tel", "phone", "tel"))
            (form.choice("slot", "call-me-when", &slot_options(visit, &slots)))
            (form.area("note", "call-me-note", 3, html! {}))
            button.primary { (visit.say("call-me-send")) }
        }
    };
    Ok(page(visit, &visit.say("call-me"), content))
}

/// Takes the wish and says by when we ring.
pub(super) async fn call_me(visit: Visit, fields: Fields) -> Answer<Response> {
    let wished = match wish_of(&visit, &fields, "web") {
        Ok(wished) => Wish { topic: None, ..wished },
        Err(fault) => {
            let page = wish(&visit, &fields, &[fault]).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    match visit.tell(move |desk| area::call_me(desk, &wished)).await {
        Ok(wished) => {
            let content = html! {
                div.once role="status" {
                    p { (visit.say("call-me-thanks")) }
                    @if let Some(due) = wished.due_at {
                        p.promised {
                            (visit.say("call-me-promise")) " "
                            strong { time datetime=(due) { (visit.voice.deadline(due)) } }
                        }
                    }
                }
            };
            Ok(page(&visit, &visit.say("call-me"), content).into_response())
        }
        Err(problem) => {
            let page = wish(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
