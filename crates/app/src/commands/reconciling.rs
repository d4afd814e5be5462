use super::Outcome;
use crate::{
    Place,
    cli::Reconcile,
    import::{Clock, Failure, ImportOptions, each_fact_after},
};
use domain::{
    Refusal,
    contacts::{
        calls::Fact,
        exchanges::{self, Report, Totals},
    },
    identity::TenantRow,
};
use kernel::{Date, Instant};
use serde_json::{Value as Json, json};
use std::{fmt::Write, path::Path, sync::Arc};

/// Prints how the calls of a day and the exchange's log agree; 1 where a difference is not
/// explained.
pub fn run(place: &Place, tenant: Option<&str>, asked: &Reconcile) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let day: Date = asked.day.parse().map_err(|_| Refusal::invalid("day", "fault-date"))?;
    let facts = Arc::new(read(place, &tenant, asked, day)?);
    let source = asked.source.clone();
    let report =
        place.look(tenant.id, move |desk| exchanges::reconcile(desk, &source, day, &facts))?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&document(&report))?);
    } else {
        print!("{}", page(&report)?);
    }
    Ok(u8::from(!report.is_settled()))
}

fn read(
    place: &Place,
    tenant: &TenantRow,
    asked: &Reconcile,
    day: Date,
) -> Result<Vec<Fact>, Failure> {
    let (from, to) = exchanges::span(day, &tenant.zone);
    let (mut facts, mut memory) = (Vec::new(), Json::Null);
    for file in &asked.logs {
        let options = options(place, tenant, file, &asked.source);
        each_fact_after::<Failure>(&options, &mut memory, |fact| {
            if (from..to).contains(&fact.at) {
                facts.push(fact);
            }
            Ok(())
        })?;
    }
    Ok(facts)
}

fn options(place: &Place, tenant: &TenantRow, file: &Path, source: &str) -> ImportOptions {
    let place = place.clone();
    let clock: Clock = Arc::new(move || place.world());
    ImportOptions { source: Some(source.to_owned()), ..ImportOptions::new(tenant, file, clock) }
}

/// The report as one document. Times are whole seconds and decimals, as text where they differ.
fn document(report: &Report) -> Json {
    let totals = |totals: &Totals| {
        json!({
            "calls": totals.calls,
            "offered": totals.offered,
            "answered": totals.answered,
            "abandoned": totals.abandoned,
            "wait_us": totals.wait_us,
            "talk_us": totals.talk_us,
        })
    };
    let extra = report.extra.iter().map(
        |extra| json!({ "call": extra.key, "explained": extra.why.map(exchanges::Why::word) }),
    );
    let differing = report.differing.iter().map(|difference| {
        let fields = difference
            .fields
            .iter()
            .map(|field| json!({ "what": field.name, "ours": field.ours, "log": field.log }));
        json!({
            "call": difference.key,
            "explained": difference.why.map(exchanges::Why::word),
            "differs": fields.collect::<Vec<_>>(),
        })
    });
    json!({
        "day": report.day.to_string(),
        "settled": report.is_settled(),
        "ours": totals(&report.ours),
        "log": totals(&report.log),
        "agreeing": report.agreeing,
        "missing": report.missing,
        "extra": extra.collect::<Vec<_>>(),
        "doubled": report.doubled,
        "differing": differing.collect::<Vec<_>>(),
    })
}

/// The report for reading.
fn page(report: &Report) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    let (ours, log) = (&report.ours, &report.log);
    writeln!(page, "{:<12}{:>12}{:>12}", report.day.to_string(), "ours", "log")?;
    let rows = [
        ("calls", ours.calls, log.calls),
        ("offered", ours.offered, log.offered),
        ("answered", ours.answered, log.answered),
        ("abandoned", ours.abandoned, log.abandoned),
        ("wait, s", ours.wait_us / Instant::SECOND, log.wait_us / Instant::SECOND),
        ("talk, s", ours.talk_us / Instant::SECOND, log.talk_us / Instant::SECOND),
    ];
    for (name, ours, log) in rows {
        writeln!(page, "{name:<12}{ours:>12}{log:>12}")?;
    }
    writeln!(page, "agreeing: {}", report.agreeing)?;
    for key in &report.missing {
        writeln!(page, "missing: {key}")?;
    }
    for extra in &report.extra {
        writeln!(page, "not in the log: {}{}", extra.key, explained(extra.why))?;
    }
    for key in &report.doubled {
        writeln!(page, "doubled: {key}")?;
    }
    for difference in &report.differing {
        let fields = difference.fields.iter();
        let fields: Vec<String> =
            fields.map(|field| format!("{} {} / {}", field.name, field.ours, field.log)).collect();
        let why = explained(difference.why);
        writeln!(page, "differing: {} ({}){why}", difference.key, fields.join(", "))?;
    }
    Ok(page)
}

fn explained(why: Option<exchanges::Why>) -> String {
    why.map(|why| format!(", explained: {}", why.word())).unwrap_or_default()
}
