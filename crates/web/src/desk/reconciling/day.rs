use super::list::result;
use crate::{
    problem::Answer,
    ui::{self, cell, head, number, number_head},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Refusal,
    contacts::exchanges::{self, Field, Reconciled, Report, Why},
};
use kernel::{Date, Instant};
use maud::{Markup, html};

/// A day, call by call.
pub(super) async fn page(visit: Visit, Path(day): Path<String>) -> Answer<Markup> {
    let source = visit.query.text("source").to_owned();
    let day: Date = day.parse().map_err(|_| Refusal::Unknown("reconciliation"))?;
    let one = visit.look(move |desk| exchanges::reconciliation(desk, &source, day)).await?;
    let made = [("at", visit.voice.moment(one.made_at).into())];
    let content = html! {
        p { a href="/desk/reconciliations" { "← " (visit.say("nav-reconciliations")) } }
        p { (result(&visit, &one)) " " span.note { (visit.voice.tell("reconciling-made", &made)) } }
        (totals(&visit, &one.report))
        @let odd = odd(&visit, &one);
        @if odd.is_empty() {
            p { (visit.say("reconciling-all-agree")) }
        } @else {
            h2 { (visit.say("reconciling-calls")) }
            (calls(&visit, odd))
        }
    };
    let title = format!("{} · {}", one.source, visit.voice.short_day(day));
    Ok(ui::desk_page(&visit, &title, content))
}

fn totals(visit: &Visit, report: &Report) -> Markup {
    let (ours, log) = (&report.ours, &report.log);
    let heads = [
        head(visit.say("figure")),
        number_head(visit.say("reconciling-ours")),
        number_head(visit.say("reconciling-log")),
    ];
    let seconds = |micros: i64| visit.voice.number(micros / Instant::SECOND);
    let whole = |count: i64| visit.voice.number(count);
    let rows = [
        ("figure-calls-arrived", whole(ours.calls), whole(log.calls)),
        ("figure-calls-offered", whole(ours.offered), whole(log.offered)),
        ("figure-calls-answered", whole(ours.answered), whole(log.answered)),
        ("figure-calls-abandoned", whole(ours.abandoned), whole(log.abandoned)),
        ("reconciling-waits", seconds(ours.wait_us), seconds(log.wait_us)),
        ("reconciling-talks", seconds(ours.talk_us), seconds(log.talk_us)),
    ];
    let row = |(label, ours, log): (&str, String, String)| {
        vec![cell(visit.say(label)), number(ours), number(log)]
    };
    ui::list(&heads, rows.map(row).into())
}

/// What differs, in words: `wait 2` is the wait in the second queue.
fn named(visit: &Visit, name: &str) -> String {
    match name.split_once(' ') {
        Some((what, place)) => format!("{} {place}", visit.voice.word("differs", what)),
        None => visit.voice.word("differs", name),
    }
}

fn value(visit: &Visit, field: &Field, text: &str) -> String {
    if field.name == "outcome" { visit.voice.word("outcome", text) } else { text.to_owned() }
}

/// A call that does not simply agree: the exchange's id for it, what is odd, and why it may be.
struct Odd {
    key: String,
    what: String,
    why: Option<Why>,
}

/// Calls shown at the most; a day with more has another trouble than its calls.
const SHOWN_MAX: usize = 500;

fn odd(visit: &Visit, one: &Reconciled) -> Vec<Odd> {
    let report = &one.report;
    let plain = |keys: &[String], what: &str| {
        let what = visit.say(what);
        let odd = |key: &String| Odd { key: key.clone(), what: what.clone(), why: None };
        keys.iter().map(odd).collect::<Vec<_>>()
    };
    let extra = report.extra.iter().map(|extra| Odd {
        key: extra.key.clone(),
        what: visit.say("reconciling-extra"),
        why: extra.why,
    });
    let differing = report.differing.iter().map(|one| {
        let fields: Vec<String> = one
            .fields
            .iter()
            .map(|field| {
                let (ours, log) =
                    (value(visit, field, &field.ours), value(visit, field, &field.log));
                visit.voice.labelled(&named(visit, &field.name), &format!("{ours} / {log}"))
            })
            .collect();
        Odd { key: one.key.clone(), what: fields.join("; "), why: one.why }
    });
    let mut all = plain(&report.missing, "reconciling-missing");
    all.extend(plain(&report.doubled, "reconciling-doubled"));
    all.extend(extra.chain(differing));
    // What is not explained comes first.
    all.sort_by_key(|one| one.why.is_some());
    all.truncate(SHOWN_MAX);
    all
}

fn calls(visit: &Visit, all: Vec<Odd>) -> Markup {
    let heads = [
        head(visit.say("reconciling-call")),
        head(visit.say("reconciling-what")),
        head(visit.say("reconciling-why")),
    ];
    let row = |one: Odd| {
        let why = match one.why {
            Some(why) => html! { (visit.voice.word("explained", why.word())) },
            None => ui::badge("bad", &visit.say("reconciling-unexplained")),
        };
        vec![cell(html! { code { (one.key) } }), cell(one.what), cell(why)]
    };
    ui::list(&heads, all.into_iter().map(row).collect())
}
