use super::{
    ask, opened,
    past::{self, Ahead, Planned},
};
use crate::{
    assets,
    problem::Answer,
    ui::{self, Form, cell, head, number, number_head},
    visit::Visit,
};
use domain::Fault;
use kernel::Date;
use maud::{Markup, html};
use staffing::plan::{HalfHour, LinePlan, Plan};
use std::collections::BTreeMap;

/// The plan of a week, half hour by half hour, and the form that asks "what if".
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let planned = past::plan(&visit).await?;
    let faults = planned.as_ref().err().cloned().unwrap_or_default();
    let content = html! {
        p { (visit.say("staffing-lead")) }
        (form(&visit, &faults))
        (result(&visit, &planned))
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-staffing"), content))
}

fn form(visit: &Visit, faults: &[Fault]) -> Markup {
    let fields = ask::filled(&visit.query);
    let form = Form::new(visit, &fields, faults);
    let words = |names: [&str; 2], family: &str| {
        names.map(|name| (name.to_owned(), visit.voice.word(family, name)))
    };
    let callers = words(["measured", "endless"], "patience");
    let opening = words(["calendars", "typed"], "opening");
    let days: Vec<(String, String)> =
        [5, 6, 7].map(|count: u8| (count.to_string(), count.to_string())).to_vec();
    html! {
        div #staffing-faults data-live { (form.summary()) }
        form.filters method="get" action="/desk/staffing" role="search" data-live-form {
            (form.input("from", "date", "from"))
            (form.slider("share", "staffing-share", (50, 99, 1)))
            (form.slider("within", "staffing-within", (0, 120, 5)))
            (form.slider("volume", "staffing-volume", (50, 200, 5)))
            (form.slider("handling", "staffing-handling", (50, 200, 5)))
            (form.choice("patience", "staffing-patience", &callers))
            (form.slider("shrinkage", "staffing-shrinkage", (0, 60, 1)))
            (form.choice("breaks", "staffing-breaks", &words(["screen", "none"], "breaks")))
            (form.slider("minimum", "staffing-minimum", (0, 20, 1)))
            (form.choice("opening", "staffing-opening", &opening))
            (form.input("opens", "number", "staffing-opens"))
            (form.input("closes", "number", "staffing-closes"))
            (form.choice("days", "staffing-days", &days))
            div.actions {
                button.primary { (visit.say("staffing-plan")) }
                span #staffing-files data-live { (files(visit)) }
            }
        }
    }
}

/// The same plan as files.
fn files(visit: &Visit) -> Markup {
    let query = visit.query.with("", "");
    html! {
        a.button href={ "/desk/staffing.csv?" (query) } download { (visit.say("download-csv")) }
        " "
        a.button href={ "/desk/staffing.ics?" (query) } download {
            (visit.say("staffing-calendar"))
        }
    }
}

/// What follows the sliders: the sums are read out when they change, the half hours are not.
fn result(visit: &Visit, planned: &Planned) -> Markup {
    let ahead = planned.as_ref().ok().and_then(Option::as_ref);
    let nothing = matches!(planned, Ok(None));
    html! {
        div #staffing-sums data-live aria-live="polite" {
            @if let Some(ahead) = ahead { (summary(visit, &ahead.plan)) }
            @if nothing {
                (ui::empty(&visit.say("staffing-none"), &visit.say("staffing-none-advice")))
            }
        }
        div #staffing-halves data-live {
            @if let Some(ahead) = ahead { (shown(visit, ahead)) }
        }
    }
}

fn shown(visit: &Visit, ahead: &Ahead) -> Markup {
    let plan = &ahead.plan;
    html! {
        h2 { (visit.say("staffing-opened")) }
        (opened::table(visit, ahead))
        h2 { (visit.say("staffing-pooled")) }
        (grid(visit, &plan.pool))
        @for line in plan.lines.iter().filter(|_| plan.lines.len() > 1) {
            details.import {
                summary { (line.name) " · " (hours(visit, line.careful_minutes().1)) }
                (grid(visit, line))
            }
        }
        h2 { (visit.say("staffing-prices")) }
        (prices(visit, plan))
        p.note { (visit.say("staffing-prices-note")) }
        h2 { (visit.say("staffing-error")) }
        (accuracy(visit, plan))
    }
}

/// Minutes as hours of work.
fn hours(visit: &Visit, minutes: i64) -> String {
    let count = visit.voice.number((minutes + 30) / 60);
    visit.voice.tell("staffing-hours", &[("hours", count.into())])
}

fn summary(visit: &Visit, plan: &Plan) -> Markup {
    let apart: i64 = plan.lines.iter().map(|line| line.careful_minutes().1).sum();
    let (pooled, between) = (plan.pool.careful_minutes().1, plan.pool.roster_minutes());
    let whole = |minutes: i64| visit.voice.number(minutes / 60);
    let range = format!("{} – {}", whole(between.low), whole(between.high));
    let card = |label: &str, value: String| {
        html! { div.card { span.label { (visit.say(label)) } span.value { (value) } } }
    };
    html! {
        div.cards {
            (card("staffing-calls", visit.voice.number(plan.pool.calls() / 1_000)))
            (card("staffing-roster", hours(visit, pooled)))
            (card("staffing-range", range))
            (card("staffing-saved", hours(visit, apart - pooled)))
        }
    }
}

/// A row for each half hour, a column for each day: people on the telephone, with their interval.
fn grid(visit: &Visit, line: &LinePlan) -> Markup {
    let mut days: Vec<Date> = line.halves.iter().map(|half| half.date).collect();
    days.dedup();
    let mut rows: BTreeMap<u8, BTreeMap<Date, &HalfHour>> = BTreeMap::new();
    for half in &line.halves {
        rows.entry(half.half).or_default().insert(half.date, half);
    }
    html! {
        div.scroll tabindex="0" { table.staffing {
            thead { tr {
                th scope="col" { (visit.say("staffing-half")) }
                @for day in &days { th.number scope="col" { (visit.voice.short_day(*day)) } }
            } }
            tbody { @for (half, of_day) in &rows { tr {
                th.day scope="row" { (format!("{:02}:{:02}", half / 2, half % 2 * 30)) }
                @for day in &days { td.number {
                    @if let Some(half) = of_day.get(day) {
                        strong { (half.careful.agents) } " "
                        span.note { (half.agents.low) "–" (half.agents.high) }
                    }
                } }
            } } }
        } }
        p.note { (visit.say("staffing-grid-note")) }
    }
}

fn prices(visit: &Visit, plan: &Plan) -> Markup {
    let heads = [
        head(visit.say("staffing-share")),
        number_head(visit.say("staffing-apart")),
        number_head(visit.say("staffing-pooled")),
    ];
    let row = |price: &staffing::plan::Price| {
        vec![
            cell(visit.voice.percent(i64::from(price.share), 1_000)),
            number(hours(visit, price.roster_apart)),
            number(hours(visit, price.roster_pooled)),
        ]
    };
    ui::list(&heads, plan.prices.iter().map(row).collect())
}

/// How far the forecast was off on the last four weeks, beside the simplest guess.
fn accuracy(visit: &Visit, plan: &Plan) -> Markup {
    let Some(of) = plan.pool.accuracy else {
        return ui::empty(&visit.say("staffing-short"), &visit.say("staffing-short-advice"));
    };
    let heads = [
        head(visit.say("staffing-guess")),
        number_head(visit.say("staffing-off")),
        number_head(visit.say("staffing-bias")),
    ];
    let all = [
        ("staffing-ours", of.ours),
        ("staffing-last-week", of.last_week),
        ("staffing-four", of.mean_of_four),
    ];
    let row = |(key, error): (&str, staffing::forecast::Error)| {
        vec![
            cell(visit.say(key)),
            number(visit.voice.percent(error.off, 1_000)),
            number(visit.voice.percent(error.bias, 1_000)),
        ]
    };
    let covered = [("share", visit.voice.percent(of.covered, 1_000).into())];
    html! {
        (ui::list(&heads, all.map(row).into()))
        p.note { (visit.voice.tell("staffing-covered", &covered)) }
    }
}
