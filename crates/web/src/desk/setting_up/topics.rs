use super::{queues, skills};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, head, number},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Role,
    contacts::{
        requests::{self, Queue},
        topics::{self, Document, Topic},
    },
    identity::{self, Unit},
};
use kernel::Id;
use maud::{Markup, html};
use std::collections::HashMap;

pub(super) struct Shown {
    pub(super) topics: Vec<Topic>,
    pub(super) queues: Vec<Queue>,
    pub(super) units: Vec<Unit>,
    pub(super) names: HashMap<Id<Role>, String>,
    pub(super) skills: Vec<(Id<Role>, String)>,
}

fn load(desk: &mut Desk<'_>) -> domain::Result<Shown> {
    Ok(Shown {
        topics: topics::all(desk)?,
        queues: requests::queues(desk)?,
        units: identity::units(desk)?,
        names: identity::names(desk)?,
        skills: requests::skills(desk)?,
    })
}

/// What clients can ask about, and where it goes.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[]).await
}

pub(super) async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let shown = visit.look(load).await?;
    let text = Document { topic: shown.topics.clone() }.write();
    let fields =
        if typed.given("file").is_some() { typed.clone() } else { typed.clone().and("file", text) };
    let form = Form::new(visit, &fields, faults);
    let content = html! {
        p { (visit.say("topics-lead")) }
        (ui::faults_of(visit, faults))
        @if shown.topics.is_empty() {
            (ui::empty(&visit.say("topics-none"), &visit.say("topics-none-advice")))
        } @else { (table(visit, &shown.topics)) }
        details.import open[!faults.is_empty()] {
            summary { (visit.say("topics-edit")) }
            form method="post" action="/desk/topics" {
                (form.area("file", "topics-file", 20, html! { (visit.say("topics-hint")) }))
                p { button.primary { (visit.say("save")) } }
            }
        }
        (queues::section(visit, &shown, &fields, faults))
        (skills::section(visit, &shown))
    };
    Ok(ui::desk_page(visit, &visit.say("nav-topics"), content))
}

fn table(visit: &Visit, topics: &[Topic]) -> Markup {
    let language = visit.voice.language;
    let heads = [
        head(visit.say("topic")),
        head(visit.say("topic-asking")),
        ui::number_head(visit.say("topic-fields")),
    ];
    let row = |topic: &Topic| {
        vec![
            cell(html! { (topic.name.in_language(language)) code { (topic.code) } }),
            cell(visit.voice.word("asking", topic.asking.word())),
            number(topic.field.len()),
        ]
    };
    ui::list(&heads, topics.iter().map(row).collect())
}

/// Brings the topics to what the file says.
pub(super) async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    let saved = match Document::read(fields.raw("file")) {
        Ok(document) => visit.act(move |desk| topics::save(desk, &document)).await,
        Err(refusal) => Err(refusal.into()),
    };
    match saved {
        Ok(_) => Ok(Redirect::to("/desk/topics").into_response()),
        Err(problem) => {
            let page = shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
