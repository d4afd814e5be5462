//! A day of our calls held against the exchange's own log, call by call.

mod compare;
mod kept;

use crate::{
    Desk, Result, Right,
    commitments::Book,
    contacts::calls::{self, Account, Fact},
    days,
};
use kernel::{Date, Instant, TimeZone};
use std::collections::BTreeMap;

pub use compare::{Difference, Extra, Field, Report, Totals, Why};
pub use kept::{Reconciled, has_calls, keep_reconciliation, reconciliation, reconciliations};

/// Facts further than this from the day tell nothing of its calls.
const AROUND: i64 = Instant::DAY;

/// From when to when the facts of a log matter for a day.
pub fn span(day: Date, zone: &TimeZone) -> (Instant, Instant) {
    let next = day.tomorrow().unwrap_or(day);
    (Instant::start_of(day, zone) - AROUND, Instant::start_of(next, zone) + AROUND)
}

/// Holds the calls of an exchange on a day, as the books have them, against what its log tells.
/// Nothing is written.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn reconcile(desk: &mut Desk<'_>, source: &str, day: Date, log: &[Fact]) -> Result<Report> {
    desk.reach(Right::SeeFigures)?;
    let zone = Book::open(desk)?.zone.clone();
    let number = days::number(Instant::start_of(day, &zone), &zone);
    let ours = calls::on_day(desk, source, number)?;
    let mut recorded: BTreeMap<String, Account> = calls::told(log);
    recorded.retain(|_, call| days::number(call.arrived_at, &zone) == number);
    let doubled: Vec<String> = desk.all(
        "select distinct one.key from calls as one
           join calls as other on other.tenant = one.tenant and other.key = one.key
            and other.source <> one.source
          where one.tenant = $1 and one.day = $2 and one.source = $3 order by one.key",
        &[&desk.tenant.clone(), &number, &source],
    )?;
    Ok(compare::compare(day, &ours, &recorded, doubled))
}
