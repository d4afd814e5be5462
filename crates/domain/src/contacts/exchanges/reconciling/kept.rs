//! Reconciliations that are kept, so that a page can show how each day agreed.

use super::Report;
use crate::{Desk, Kind, Refusal, Result, Right, days};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant};
use serde_json::json;

/// A day of one exchange, as it was reconciled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    /// The exchange, as the source of its facts.
    pub source: String,
    /// What came of it.
    pub report: Report,
    /// When it was made.
    pub made_at: Instant,
}

impl FromRow for Reconciled {
    fn from_row(row: &Row) -> db::Result<Self> {
        let report: String = row.get("report")?;
        let wrong = |_| db::Error::Column { column: "report".into(), wanted: "reconciliation" };
        let report: Report = serde_json::from_str(&report).map_err(wrong)?;
        Ok(Self {
            source: row.get("source")?,
            report: Report { day: days::date(row.get("day")?), ..report },
            made_at: row.get("made_at")?,
        })
    }
}

/// Days that a page shows.
const LISTED_MAX: i64 = 100;

/// Keeps a reconciliation in the place of an earlier one of the same day.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn keep_reconciliation(desk: &mut Desk<'_>, source: &str, report: &Report) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    let day = days::number_of(report.day);
    let text = serde_json::to_string(report).expect("a report has a form in JSON");
    let now = desk.now();
    desk.execute(
        "insert into reconciliations (tenant, source, day, settled, report, made_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant, source, day) do update set settled = excluded.settled,
             report = excluded.report, made_at = excluded.made_at",
        &[&desk.tenant.clone(), &source, &day, &report.is_settled(), &text, &now],
    )?;
    let subject: Id<Report> = desk.fresh_id();
    let facts = json!({
        "source": source,
        "day": report.day.to_string(),
        "settled": report.is_settled(),
    });
    desk.record(subject, Kind::DayReconciled, &facts)
}

/// A day of an exchange is of all units at once, and names agents: only who sees the figures of
/// the whole company may see it.
fn whole_house(desk: &Desk<'_>) -> Result<()> {
    if desk.reach(Right::SeeFigures)?.is_all() { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// The days that were reconciled, the newest first.
///
/// # Errors
/// `Forbidden` without the right to see figures of the whole company.
pub fn reconciliations(desk: &mut Desk<'_>) -> Result<Vec<Reconciled>> {
    whole_house(desk)?;
    desk.all(
        "select source, day, report, made_at from reconciliations where tenant = $1
          order by day desc, source limit $2",
        &[&desk.tenant.clone(), &LISTED_MAX],
    )
}

/// True where this exchange had calls on the day, as the books have them.
///
/// # Errors
/// `Forbidden` without the right to see figures of the whole company.
pub fn has_calls(desk: &mut Desk<'_>, source: &str, day: Date) -> Result<bool> {
    whole_house(desk)?;
    let one: Option<i64> = desk.optional(
        "select 1 as one from calls where tenant = $1 and day = $2 and source = $3 limit 1",
        &[&desk.tenant.clone(), &days::number_of(day), &source],
    )?;
    Ok(one.is_some())
}

/// A day of one exchange.
///
/// # Errors
/// `Unknown` where it was not reconciled.
pub fn reconciliation(desk: &mut Desk<'_>, source: &str, day: Date) -> Result<Reconciled> {
    whole_house(desk)?;
    let found = desk.optional(
        "select source, day, report, made_at from reconciliations
          where tenant = $1 and source = $2 and day = $3",
        &[&desk.tenant.clone(), &source, &days::number_of(day)],
    )?;
    found.ok_or(Refusal::Unknown("reconciliation"))
}
