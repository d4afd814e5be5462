use crate::{
    desk::requests::Choices,
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, cell_of, head},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Right,
    contacts::wording::{self, Template, Writing},
};
use kernel::Language;
use maud::{Markup, html};

/// Ready-made answers, and the form that writes one.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let query = visit.query.clone();
    shown(&visit, &query, &[]).await
}

async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let read = visit.look(|desk| Ok((wording::templates(desk)?, Choices::load(desk)?)));
    let (templates, choices) = read.await?;
    let standing = standing(&templates, typed);
    let content = html! {
        p { (visit.say("templates-lead")) }
        @if templates.is_empty() {
            (ui::empty(&visit.say("templates-none"), &visit.say("templates-none-advice")))
        } @else { (table(visit, &choices, &templates)) }
        @if visit.may(Right::SetUpDesk) { (form(visit, &choices, &standing, faults)) }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-templates"), content))
}

/// What stands in the form: what was typed, or the template that is to be changed.
fn standing(templates: &[Template], typed: &Fields) -> Fields {
    let edited = templates.iter().find(|one| one.id.to_string() == typed.text("edit"));
    let Some(one) = edited else { return typed.clone() };
    Fields::default()
        .and("code", one.code.clone())
        .and("name", one.name.clone())
        .and("language", one.language.code())
        .and("topic", one.topic.clone().unwrap_or_default())
        .and("text", one.text.clone())
}

fn table(visit: &Visit, choices: &Choices, templates: &[Template]) -> Markup {
    let heads = ["name", "language", "topic", "text"];
    let mut heads: Vec<ui::Head> = heads.into_iter().map(|key| head(visit.say(key))).collect();
    let edits = visit.may(Right::SetUpDesk);
    if edits {
        heads.push(head(String::new()));
    }
    let row = |one: &Template| {
        let mut row = vec![
            cell(html! { (one.name) code { (one.code) " v" (one.version) } }),
            cell(one.language.own_name()),
            cell(choices.topic(visit, one.topic.as_deref())),
            cell_of("long", ui::gist(&one.text)),
        ];
        if edits {
            row.push(cell(html! {
                a href=(format!("/desk/templates?edit={}#code", one.id)) { (visit.say("edit")) }
                form method="post" action=(format!("/desk/templates/{}/end", one.id)) {
                    button.quiet { (visit.say("template-end")) }
                }
            }));
        }
        row
    };
    ui::list(&heads, templates.iter().map(row).collect())
}

fn form(visit: &Visit, choices: &Choices, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let languages = Language::ALL.map(|one| (one.code().to_owned(), one.own_name().to_owned()));
    html! {
        h2 { (visit.say("template-write")) }
        (form.summary())
        form method="post" action="/desk/templates" {
            div.grid {
                (form.input("code", "text", "code-short"))
                (form.input("name", "text", "name"))
                (form.choice("language", "language", &languages))
                (form.choice("topic", "topic", &choices.topic_options(visit, "all")))
            }
            (form.area("text", "text", 8, html! { (visit.say("template-hint")) }))
            p { button.primary data-main { (visit.say("save")) } }
        }
    }
}

/// Saves a new version.
pub(super) async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    let writing = Writing {
        code: fields.text("code").to_owned(),
        language: fields.text("language").parse().unwrap_or(visit.voice.language),
        name: fields.text("name").to_owned(),
        topic: fields.given("topic").map(str::to_owned),
        text: fields.raw("text").to_owned(),
    };
    match visit.act(move |desk| wording::save(desk, &writing)).await {
        Ok(_) => Ok(Redirect::to("/desk/templates").into_response()),
        Err(problem) => {
            let page = shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Ends one.
pub(super) async fn end(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify(&id, "template")?;
    visit.act(move |desk| wording::end(desk, id)).await?;
    Ok(Redirect::to("/desk/templates").into_response())
}
