//! Local days as numbers, and the days whose sums must be counted again.

use crate::{Desk, Result};
use db::{ToValue, Value};
use kernel::{Date, Id, Instant, TimeZone};
use std::collections::BTreeSet;

/// Days from 1970-01-01 to the local day of `at` in `zone`.
pub fn number(at: Instant, zone: &TimeZone) -> i64 {
    local(at, zone).div_euclid(Instant::DAY)
}

/// The local hour of the day, 0 to 23.
pub fn hour(at: Instant, zone: &TimeZone) -> i64 {
    local(at, zone).rem_euclid(Instant::DAY) / Instant::HOUR
}

/// The day of the week of a day's number, 0 for Monday: day 0 was a Thursday.
///
/// ```
/// assert_eq!(domain::days::weekday(domain::days::number_of("2026-05-04".parse()?)), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn weekday(number: i64) -> usize {
    usize::try_from((number + 3).rem_euclid(7)).unwrap_or(0)
}

/// Microseconds that the clock on the wall shows since its 1970.
fn local(at: Instant, zone: &TimeZone) -> i64 {
    at.micros() + i64::from(zone.to_offset(at.into()).seconds()) * Instant::SECOND
}

/// The number of a date.
///
/// ```
/// assert_eq!(domain::days::number_of("1970-01-02".parse()?), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn number_of(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    i64::from((date - epoch).get_days())
}

/// The date of a number; numbers beyond the years that have dates end at the last one.
pub fn date(number: i64) -> Date {
    let days = i32::try_from(number).unwrap_or(i32::MAX);
    Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days.clamp(-4_000_000, 2_900_000)))
        .unwrap_or(Date::MAX)
}

/// Says that the sums of these days no longer hold. Each unit of work leaves marks of its own and
/// touches nobody else's, so none waits for another.
///
/// # Errors
/// Only when the database fails.
pub fn mark(desk: &mut Desk<'_>, days: &BTreeSet<i64>) -> Result<()> {
    let rows: Vec<Vec<Value>> = days
        .iter()
        .map(|day| {
            let mark: Id<()> = desk.fresh_id();
            vec![desk.tenant.to_value(), Value::Int(*day), mark.to_value()]
        })
        .collect();
    desk.insert("tally_stale (tenant, day, mark)", "", &rows)?;
    Ok(())
}

/// Says that no sum holds any more: what may be counted has changed.
///
/// # Errors
/// Only when the database fails.
pub fn mark_all(desk: &mut Desk<'_>) -> Result<()> {
    let days: Vec<i64> = desk.all(
        "select distinct day from tallies where tenant = $1 and grain = 'day'",
        &[&desk.tenant.clone()],
    )?;
    mark(desk, &days.into_iter().collect())
}
