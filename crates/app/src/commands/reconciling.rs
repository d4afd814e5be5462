use super::Outcome;
use crate::{
    Place,
    cli::Reconcile,
    nightly::{Log, reconciled},
};
use domain::{
    Refusal,
    contacts::exchanges::{self, Report, Totals},
};
use kernel::{Date, Instant};
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// Prints how the calls of a day and the exchange's log agree; 1 where a difference is not
/// explained.
pub fn run(place: &Place, tenant: Option<&str>, asked: &Reconcile) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let day: Date = asked.day.parse().map_err(|_| Refusal::invalid("day", "fault-date"))?;
    let log = Log { source: asked.source.clone(), ..Log::default() };
    let report = reconciled(place, &tenant, (&log, day), &asked.logs)?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&document(&report))?);
    } else {
        print!("{}", page(&report)?);
    }
    Ok(u8::from(!report.is_settled()))
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
