//! Deadline alerts: the rules by product, what goes out in the next days, and whom nothing reaches.

use crate::{
    door::{Door, Entry::May, get, post},
    fields::Fields,
    problem::Answer,
    ui::{self, Cell, Form, cell, head, number, number_head},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal,
    Right::{SeeRequests, SetUpDesk},
    contracts,
    deadlines::{self, Ahead, Legal, Rule, Saving, Step, Unreached},
};
use maud::{Markup, html};
use std::collections::BTreeSet;

const PATH: &str = "/desk/deadlines";

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![get(PATH, May(SeeRequests), page), post(PATH, May(SetUpDesk), save)]
}

async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[]).await
}

async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    // Whom nothing reaches is written into the access log.
    let read = visit.act(|desk| {
        let (ahead, unreached) = (deadlines::ahead(desk), deadlines::unreached(desk));
        let products = allowed(contracts::products(desk))?.unwrap_or_default();
        Ok((deadlines::rules(desk)?, allowed(ahead)?, allowed(unreached)?, products))
    });
    let (rules, ahead, unreached, known) = read.await?;
    let content = html! {
        p { (visit.say("deadlines-lead")) }
        @if rules.is_empty() { p.warning { (visit.say("deadlines-no-rule")) } }
        @else { (rule_list(visit, &rules)) }
        @if visit.may(SetUpDesk) {
            details.import open[!faults.is_empty()] {
                summary { (visit.say("deadline-rule-save")) }
                (form(visit, &products(&rules, known), typed, faults))
            }
        }
        @if let Some(ahead) = &ahead {
            h2 { (visit.say("deadlines-ahead")) }
            (ahead_list(visit, ahead))
        }
        @if let Some(unreached) = &unreached {
            h2 { (visit.say("deadlines-unreached")) }
            (unreached_list(visit, unreached))
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-deadlines"), content))
}

/// What this visitor may see; none: they may not.
fn allowed<T>(found: domain::Result<T>) -> domain::Result<Option<T>> {
    match found {
        Err(Refusal::Forbidden) => Ok(None),
        found => found.map(Some),
    }
}

fn product(visit: &Visit, name: &str) -> String {
    if name.is_empty() { visit.say("deadlines-all-others") } else { name.to_owned() }
}

/// The products that a rule can be of: those of contracts, and those that have one.
fn products(rules: &[Rule], known: Vec<String>) -> Vec<String> {
    let ruled = rules.iter().map(|rule| rule.saved.product.clone());
    let all: BTreeSet<String> = ruled.filter(|one| !one.is_empty()).chain(known).collect();
    all.into_iter().collect()
}

fn rule_list(visit: &Visit, rules: &[Rule]) -> Markup {
    let heads = [
        head(visit.say("deadline-product")),
        head(visit.say("deadline-reminders")),
        number_head(visit.say("deadline-legal-days")),
        number_head(visit.say("deadline-margin")),
        number_head(visit.say("deadline-version")),
    ];
    let row = |rule: &Rule| -> Vec<Cell> {
        let days: Vec<String> = rule.saved.reminders.iter().map(i64::to_string).collect();
        let (law, margin) = match rule.saved.legal {
            Some(legal) => (legal.days.to_string(), legal.margin.to_string()),
            None => ("–".to_owned(), "–".to_owned()),
        };
        vec![
            cell(product(visit, &rule.saved.product)),
            cell(if days.is_empty() { "–".to_owned() } else { days.join(", ") }),
            number(law),
            number(margin),
            number(rule.version),
        ]
    };
    ui::list(&heads, rules.iter().map(row).collect())
}

fn form(visit: &Visit, products: &[String], fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let hint = |key: &str| html! { (visit.say(key)) };
    let mut choices = vec![(String::new(), product(visit, ""))];
    choices.extend(products.iter().map(|one| (one.clone(), one.clone())));
    html! {
        (form.summary())
        form method="post" action=(PATH) {
            div.grid {
                (form.choice("product", "deadline-product", &choices))
                (form.input_with("reminders", "text", "deadline-reminders",
                    hint("deadline-reminders-hint")))
                (form.input_with("legal_days", "number", "deadline-legal-days",
                    hint("deadline-legal-hint")))
                (form.input("margin", "number", "deadline-margin"))
            }
            p { button.primary data-main { (visit.say("save")) } }
        }
    }
}

fn ahead_list(visit: &Visit, ahead: &[Ahead]) -> Markup {
    if ahead.is_empty() {
        return html! { p.note { (visit.say("deadlines-ahead-none")) } };
    }
    let heads = [
        head(visit.say("deadline-day")),
        number_head(visit.say("deadline-reminders")),
        number_head(visit.say("deadline-legal")),
    ];
    let row = |one: &Ahead| {
        vec![cell(visit.voice.day(one.day)), number(one.reminders), number(one.legal)]
    };
    ui::list(&heads, ahead.iter().map(row).collect())
}

fn unreached_list(visit: &Visit, unreached: &[Unreached]) -> Markup {
    if unreached.is_empty() {
        return html! { p.note { (visit.say("deadlines-unreached-none")) } };
    }
    let heads = ["deadline-contract", "deadline-product", "deadline-ends", "deadline-alert"];
    let heads = heads.map(|key| head(visit.say(key)));
    let row = |one: &Unreached| {
        let alert = match one.step {
            Step::Legal => visit.say("deadline-legal"),
            Step::Reminder(days) => {
                visit.voice.tell("deadline-reminder", &[("days", days.to_string().into())])
            }
        };
        vec![
            cell(html! { a.whole href=(format!("/desk/clients/{}", one.party)) { (one.number) } }),
            cell(one.product.clone()),
            cell(visit.voice.short_day(one.ends_on)),
            cell(alert),
        ]
    };
    ui::list(&heads, unreached.iter().map(row).collect())
}

async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    let saved = match saving(&fields) {
        Ok(saving) => visit.act(move |desk| deadlines::save(desk, &saving)).await,
        Err(faults) => Err(Refusal::Invalid(faults).into()),
    };
    match saved {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) => {
            let page = shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What was typed; empty fields mean none.
fn saving(fields: &Fields) -> Result<Saving, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut whole = |field: &str, text: &str| -> Option<i64> {
        let read = text.trim().parse();
        if read.is_err() {
            faults.push(Fault::new(field, "fault-number"));
        }
        read.ok()
    };
    let split = |one: char| one.is_whitespace() || one == ',' || one == ';';
    let words = fields.text("reminders").split(split).filter(|word| !word.is_empty());
    let reminders = words.filter_map(|word| whole("reminders", word)).collect();
    let legal = fields.given("legal_days").and_then(|days| whole("legal_days", days));
    let margin = fields.given("margin").map_or(Some(0), |margin| whole("margin", margin));
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Saving {
        product: fields.text("product").to_owned(),
        reminders,
        legal: legal.zip(margin).map(|(days, margin)| Legal { days, margin }),
    })
}
