use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, cell, head, number, number_head},
    visit::Visit,
};
use domain::contacts::exchanges::{self, Reconciled};
use maud::{Markup, html};

/// The days that were reconciled, the newest first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let all = visit.look(exchanges::reconciliations).await?;
    let content = html! {
        p { (visit.say("reconciling-lead")) }
        @if all.is_empty() {
            (ui::empty(&visit.say("reconciling-none"), &visit.say("reconciling-none-advice")))
        } @else { (table(&visit, &all)) }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-reconciliations"), content))
}

fn table(visit: &Visit, all: &[Reconciled]) -> Markup {
    let heads = [
        head(visit.say("by-day")),
        head(visit.say("imports-source")),
        head(visit.say("reconciling-result")),
        number_head(visit.say("reconciling-ours")),
        number_head(visit.say("reconciling-log")),
        number_head(visit.say("reconciling-agreeing")),
        number_head(visit.say("reconciling-missing")),
        number_head(visit.say("reconciling-extra")),
        number_head(visit.say("reconciling-doubled")),
        number_head(visit.say("reconciling-differing")),
    ];
    let count = |count: usize| visit.voice.number(i64::try_from(count).unwrap_or(i64::MAX));
    let row = |one: &Reconciled| {
        let report = &one.report;
        let query = Fields::default().with("source", &one.source);
        let address = format!("/desk/reconciliations/{}?{query}", report.day);
        vec![
            cell(html! { a href=(address) { (visit.voice.short_day(report.day)) } }),
            cell(&one.source),
            cell(result(visit, one)),
            number(visit.voice.number(report.ours.calls)),
            number(visit.voice.number(report.log.calls)),
            number(visit.voice.number(report.agreeing)),
            number(count(report.missing.len())),
            number(count(report.extra.len())),
            number(count(report.doubled.len())),
            number(count(report.differing.len())),
        ]
    };
    ui::list(&heads, all.iter().map(row).collect())
}

/// Whether everything agrees or is explained.
pub(super) fn result(visit: &Visit, one: &Reconciled) -> Markup {
    let (tone, word) = if one.report.is_settled() {
        ("good", "reconciling-settled")
    } else {
        ("bad", "reconciling-open")
    };
    ui::badge(tone, &visit.say(word))
}
