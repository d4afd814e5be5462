use super::{
    Names, filter,
    names::{kind_options, options, unit_choice},
    views::{view_bar, view_form},
};
use crate::{
    problem::Answer,
    ui::{self, Form, cell, cell_of, head, number, number_head},
    visit::Visit,
};
use axum::response::Response;
use domain::{
    Fault, Refusal,
    contacts::calls::{self, Outcome, PAGE, Sheet},
};
use maud::{Markup, html};

/// A page of calls. Reading it is written into the access log, so it is a unit that writes.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let (fields, all) = (visit.query.clone(), visit.say("all"));
    let read = visit.act(move |desk| {
        let choices = (Names::load(desk)?, unit_choice(desk, &all)?);
        let (filter, faults) = filter::read(&fields, &choices.0);
        let sheets = if faults.is_empty() { calls::list(desk, &filter)? } else { Vec::new() };
        Ok((choices, sheets, faults, calls::views(desk)?))
    });
    let ((names, units), sheets, faults, views) = read.await?;
    let full = i64::try_from(sheets.len()).is_ok_and(|length| length == PAGE);
    let next = sheets.last().filter(|_| full).map(filter::mark);
    let content = html! {
        (view_bar(&visit, &views))
        (filter_bar(&visit, &names, &units, &faults))
        (view_form(&visit, &views))
        @if sheets.is_empty() && faults.is_empty() {
            (ui::empty(&visit.say("calls-none"), &visit.say("calls-none-advice")))
        } @else if !sheets.is_empty() {
            (table(&visit, &names, &sheets))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-calls"), content))
}

fn filter_bar(
    visit: &Visit,
    names: &Names,
    units: &[(String, String)],
    faults: &[Fault],
) -> Markup {
    let form = Form::new(visit, &visit.query, faults);
    let all = (String::new(), visit.say("all"));
    let kinds = kind_options(visit.say("all"), &names.kinds);
    let shown = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Linked);
    let told = shown.map(|one| (one.word().to_owned(), visit.voice.word("outcome", one.word())));
    let outcomes: Vec<(String, String)> = std::iter::once(all).chain(told).collect();
    html! {
        form.filters method="get" action="/desk/calls" role="search" {
            (form.input("from", "date", "from"))
            (form.input("to", "date", "to-included"))
            (form.choice("number", "number", &options(visit.say("all"), &names.numbers)))
            (form.choice("queue", "queue", &options(visit.say("all"), &names.queues)))
            @if units.len() > 2 { (form.choice("unit", "unit", units)) }
            (form.choice("outcome", "outcome", &outcomes))
            @if kinds.len() > 1 { (form.choice("kind", "client-kind", &kinds)) }
            (form.input("waited", "number", "waited"))
            div.actions {
                button.primary { (visit.say("show")) }
                a.button href={ "/desk/calls.csv?" (visit.query.with("before", "")) } download {
                    (visit.say("download-csv"))
                }
            }
        }
    }
}

fn table(visit: &Visit, names: &Names, sheets: &[Sheet]) -> Markup {
    let heads = [
        head(visit.say("arrived")),
        head(format!("{} · {}", visit.say("number"), visit.say("queue"))),
        head(visit.say("caller")),
        head(visit.say("outcome")),
        number_head(visit.say("wait")),
        number_head(visit.say("handling")),
    ];
    let row = |sheet: &Sheet| {
        let arrived = html! {
            a href=(format!("/desk/calls/{}", sheet.id)) {
                time datetime=(sheet.arrived_at) { (visit.voice.moment(sheet.arrived_at)) }
            }
        };
        vec![
            cell(arrived),
            cell(places(names, sheet)),
            cell_of("whole", caller(visit, sheet)),
            cell(ui::outcome_badge(visit, sheet.outcome)),
            number(visit.voice.wait(sheet.wait_us)),
            number(visit.voice.wait(sheet.handling_us)),
        ]
    };
    ui::list(&heads, sheets.iter().map(row).collect())
}

/// The number that was dialled, and the queue where it is called otherwise.
fn places(names: &Names, sheet: &Sheet) -> Markup {
    let (number, queue) = (names.number_name(sheet.number), names.queue(sheet.queue));
    html! {
        (number)
        @if sheet.queue.is_some() && queue != number { " · " (queue) }
    }
}

/// Who called, as far as it is known.
pub(super) fn caller(visit: &Visit, sheet: &Sheet) -> String {
    match &sheet.caller {
        Some(number) => number.clone(),
        None if sheet.withheld => visit.say("caller-withheld"),
        None => "–".to_owned(),
    }
}

/// The calls of the same filter as a file.
pub(super) async fn file(visit: Visit) -> Answer<Response> {
    let fields = visit.query.clone();
    let read = visit.act(move |desk| {
        let names = Names::load(desk)?;
        let (filter, faults) = filter::read(&fields, &names);
        Refusal::unless_none(faults)?;
        Ok((names, calls::export(desk, &filter)?))
    });
    let (names, sheets) = read.await?;
    let heads = [
        "id",
        "arrived",
        "number",
        "queue",
        "client-kind",
        "caller",
        "outcome",
        "wait",
        "wait-from-arrival",
        "handling",
        "transferred",
        "level",
        "solved",
    ];
    let mut rows = vec![heads.map(|head| visit.say(&format!("csv-{head}"))).to_vec()];
    rows.extend(sheets.iter().map(|sheet| cells(&visit, &names, sheet)));
    Ok(ui::csv("calls.csv", &rows))
}

fn cells(visit: &Visit, names: &Names, sheet: &Sheet) -> Vec<String> {
    let seconds = |micros: Option<i64>| {
        micros.map_or_else(String::new, |micros| (micros / kernel::Instant::SECOND).to_string())
    };
    let code = |places: &std::collections::HashMap<[u8; 16], calls::Place>,
                id: Option<[u8; 16]>| {
        id.and_then(|id| places.get(&id)).map_or_else(String::new, |place| place.code.clone())
    };
    let truth = |truth: bool| visit.say(if truth { "yes" } else { "no" });
    vec![
        sheet.id.to_string(),
        sheet.arrived_at.in_zone(&visit.voice.zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        code(&names.numbers, sheet.number),
        code(&names.queues, sheet.queue),
        sheet.kind.clone().unwrap_or_default(),
        caller(visit, sheet),
        visit.voice.word("outcome", sheet.outcome.word()),
        seconds(sheet.wait_us),
        seconds(sheet.menu_wait_us),
        seconds(sheet.handling_us),
        truth(sheet.transferred),
        sheet.level.to_string(),
        sheet.solved.map_or_else(String::new, truth),
    ]
}
