//! One figure: its formula in words, its value, and what other definitions make of the same calls.

use super::{
    change, leads,
    narrow::{self, Choices},
    period::{self, last_day},
    told,
};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::{extract::Path, response::Redirect};
use domain::{
    Desk, Refusal, Right,
    commitments::Book,
    quality::measures::{
        Measured, Question, ask, by_id, figures, publish_formula, published_formula,
    },
};
use maud::{Markup, html};
use std::sync::Arc;

struct Shown {
    now: Vec<Measured>,
    before: Vec<Measured>,
    book: Arc<Book>,
    choices: Choices,
    published: Option<String>,
}

fn load(desk: &mut Desk<'_>, question: &Question, kind: &str, all: &str) -> domain::Result<Shown> {
    let year_before = Question { period: question.period.year_before(), ..question.clone() };
    let whole = |desk: &mut Desk<'_>, question: &Question| -> domain::Result<Vec<Measured>> {
        let groups = ask(desk, question)?.groups;
        Ok(groups.first().map_or_else(Vec::new, |group| figures(&group.sums)))
    };
    Ok(Shown {
        now: whole(desk, question)?,
        before: whole(desk, &year_before)?,
        book: Book::open(desk)?,
        choices: Choices::load(desk, all)?,
        published: match published_formula(desk, kind) {
            Ok(formula) => Some(formula),
            Err(Refusal::Unknown(_)) => None,
            Err(other) => return Err(other),
        },
    })
}

/// The kind of a figure, of which one formula is published.
fn kind_of(id: &str) -> &str {
    id.split_once('.').map_or(id, |(kind, _)| kind)
}

/// The figure of this name.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    if by_id(&id).is_none() && !id.starts_with("promises.") {
        return Err(Refusal::Unknown("figure").into());
    }
    let question = Question { by: None, ..period::read(&visit).question };
    let (asked, kind, all) = (question.clone(), kind_of(&id).to_owned(), visit.say("all"));
    let shown = visit.look(move |desk| load(desk, &asked, &kind, &all)).await?;
    let known = shown.now.iter().any(|one| one.id == id) || by_id(&id).is_some();
    if !known {
        return Err(Refusal::Unknown("figure").into());
    }
    let (first, last) = (question.period.from, last_day(&question.period));
    let title = told::name(&visit.voice, &shown.book, &id);
    let query = period::fields(&question);
    let content = html! {
        (picker(&visit, &shown, &id, &query))
        p.lead { (visit.voice.day(first)) " – " (visit.voice.day(last)) }
        (values(&visit, &shown, &id))
        h2 { (visit.say("formula")) }
        p { (told::formula(&visit.voice, &id)) }
        p.note { (visit.say("figure-id")) " " code { (id) } " · " (visit.say("version")) " "
            (made_by(&shown, &id)) }
        @if let Some(lead) = leads::calls_of(&question, "") {
            p { a.button href=(lead) { (visit.say("to-calls")) } }
        }
        (others(&visit, &shown, &id, &query.with("by", "")))
    };
    Ok(ui::desk_page(&visit, &title, content))
}

/// The version of the formula, or the versions of the commitment that measured the period.
fn made_by(shown: &Shown, id: &str) -> String {
    let measured = shown.now.iter().find(|one| one.id == id).map(told::version);
    measured.unwrap_or_else(|| "–".to_owned())
}

/// Which period, and narrowed to what.
fn picker(visit: &Visit, shown: &Shown, id: &str, asked: &Fields) -> Markup {
    let form = Form::new(visit, asked, &[]);
    html! {
        form.filters method="get" action=(format!("/desk/figures/{id}")) {
            (form.input("from", "date", "from"))
            (form.input("to", "date", "to-included"))
            (narrow::fields(visit, &form, &shown.choices))
            div.actions { button.primary { (visit.say("show")) } }
        }
    }
}

fn values(visit: &Visit, shown: &Shown, id: &str) -> Markup {
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("figure")) }
                th.number scope="col" { (visit.say("value")) }
                th.number scope="col" { (visit.say("of-how-many")) }
                th.number scope="col" { (visit.say("year-before")) }
                th.number scope="col" { (visit.say("change")) }
            } }
            tbody { @for one in shown.now.iter().filter(|one| one.id == id) {
                @let before = change::before(&shown.before, one);
                tr {
                    th scope="row" { (told::measured_name(visit, &shown.book, one)) }
                    td.number { strong { (told::value(&visit.voice, one.value)) } }
                    td.number { (told::of(&visit.voice, one.value)) }
                    td.number { (valued(visit, before)) }
                    td.number { (changed(visit, one, before)) }
                }
            } }
        } }
    }
}

fn valued(visit: &Visit, measured: Option<&Measured>) -> String {
    measured.map_or_else(|| "–".to_owned(), |one| told::value(&visit.voice, one.value))
}

fn changed(visit: &Visit, now: &Measured, before: Option<&Measured>) -> String {
    let told = before.and_then(|before| change::told(&visit.voice, now.value, before.value));
    told.unwrap_or_else(|| visit.say("change-none"))
}

/// The same period under the other formulas of its kind, so that a reader sees what a definition
/// does.
fn others(visit: &Visit, shown: &Shown, id: &str, query: &str) -> Markup {
    let siblings = told::siblings(id);
    if siblings.is_empty() {
        return html! {};
    }
    let may_publish = shown.published.is_some() && visit.may(Right::EditCommitments);
    html! {
        h2 { (visit.say("other-formulas")) }
        p { (visit.say("other-formulas-lead")) }
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("formula")) }
                th.number scope="col" { (visit.say("value")) }
                th.number scope="col" { (visit.say("of-how-many")) }
                td {}
            } }
            tbody { @for other in siblings {
                @let measured = shown.now.iter().find(|one| one.id == other);
                tr aria-current=[(other == id).then_some("true")] {
                    th scope="row" {
                        a href=(format!("/desk/figures/{other}?{query}")) {
                            (told::name(&visit.voice, &shown.book, other))
                        }
                        p.note { (told::formula(&visit.voice, other)) }
                    }
                    td.number { (valued(visit, measured)) }
                    td.number {
                        (measured.map_or_else(String::new, |one| told::of(&visit.voice, one.value)))
                    }
                    td { (publication(visit, shown, other, may_publish)) }
                }
            } }
        } }
    }
}

fn publication(visit: &Visit, shown: &Shown, formula: &str, may_publish: bool) -> Markup {
    html! {
        @if shown.published.as_deref() == Some(formula) {
            (ui::badge("good", &visit.say("published")))
        } @else if may_publish {
            form method="post" action=(format!("/desk/figures/{formula}/publication")) {
                button { (visit.say("publish")) }
            }
        }
    }
}

/// Makes this formula the published one of its kind.
pub(super) async fn publish(visit: Visit, Path(id): Path<String>, _: Fields) -> Answer<Redirect> {
    let to = format!("/desk/figures/{id}");
    visit.act(move |desk| publish_formula(desk, kind_of(&id), &id)).await?;
    Ok(Redirect::to(&to))
}
