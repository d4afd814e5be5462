use super::topics::{self, Shown};
use crate::{
    desk::house::unit_options,
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
    Fault,
    contacts::requests::{self, Assigning, Queue, Queueing},
    identity::Unit,
};
use kernel::Id;
use maud::{Markup, html};

/// The queues of written requests, and the form that adds or changes one.
pub(super) fn section(visit: &Visit, shown: &Shown, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let levels =
        ["1", "2"].map(|level| (level.to_owned(), format!("{} {level}", visit.say("level"))));
    let rules = Assigning::ALL
        .iter()
        .map(|one| (one.word().to_owned(), visit.voice.word("assigning", one.word())));
    let rules: Vec<(String, String)> = rules.collect();
    let mut units = unit_options(&shown.units);
    units.insert(0, (String::new(), "–".to_owned()));
    html! {
        h2 { (visit.say("queues-written")) }
        @if !shown.queues.is_empty() { (table(visit, shown)) }
        details.import {
            summary { (visit.say("queue-write")) }
            form method="post" action="/desk/request-queues" {
                div.grid {
                    (form.input("code", "text", "code-short"))
                    (form.input("name", "text", "name"))
                    (form.choice("level", "level", &levels))
                    (form.choice("unit", "unit", &units))
                    (form.input("topics", "text", "queue-topics"))
                    (form.input("languages", "text", "queue-languages"))
                    (form.input("skill", "text", "queue-skill"))
                    (form.choice("assigning", "queue-assigning", &rules))
                    (form.input("position", "number", "queue-position"))
                }
                p { button.primary { (visit.say("save")) } }
            }
        }
    }
}

fn table(visit: &Visit, shown: &Shown) -> Markup {
    let heads = [
        head(visit.say("queue")),
        ui::number_head(visit.say("level")),
        head(visit.say("unit")),
        head(visit.say("queue-topics")),
        head(visit.say("queue-languages")),
        head(visit.say("queue-skill")),
        head(visit.say("queue-assigning")),
    ];
    let words = |words: &[String]| match words.is_empty() {
        true => visit.say("all"),
        false => words.join(", "),
    };
    let row = |queue: &Queue| {
        vec![
            cell(html! { (queue.name) code { (queue.code) } }),
            number(queue.level),
            cell(unit_name(&shown.units, queue.unit)),
            cell(words(&queue.topics)),
            cell(words(&queue.languages)),
            cell(queue.skill.as_deref().unwrap_or("–")),
            cell(visit.voice.word("assigning", queue.assigning.word())),
        ]
    };
    ui::list(&heads, shown.queues.iter().map(row).collect())
}

fn unit_name(units: &[Unit], id: Option<Id<Unit>>) -> &str {
    units.iter().find(|unit| Some(unit.id) == id).map_or("–", |unit| unit.name.as_str())
}

/// Adds a queue, or changes the one of this code.
pub(super) async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    let words = |name: &str| {
        fields.text(name).split_whitespace().map(str::to_owned).collect::<Vec<String>>()
    };
    let queueing = Queueing {
        code: fields.text("code").to_owned(),
        name: fields.text("name").to_owned(),
        level: fields.text("level").parse().unwrap_or(0),
        unit: fields.given("unit").and_then(|text| text.parse().ok()),
        position: fields.text("position").parse().unwrap_or(100),
        topics: words("topics"),
        languages: words("languages"),
        skill: fields.given("skill").map(str::to_owned),
        assigning: Assigning::from_word(fields.text("assigning")).unwrap_or(Assigning::ByHand),
    };
    match visit.act(move |desk| requests::save_queue(desk, &queueing)).await {
        Ok(_) => Ok(Redirect::to("/desk/topics").into_response()),
        Err(problem) => {
            let page = topics::shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
