//! Counting calls and clocks from their own rows: what every figure must equal.

use super::{
    hours,
    sums::{Counted, Sums},
};
use crate::{
    Desk, Result,
    commitments::{Book, ClockRow, State},
    days,
};
use db::{FromRow, Row};
use kernel::{Instant, TimeZone};
use std::collections::BTreeMap;

/// By what cells are told apart. A missing number, queue or unit is sixteen zeros, a missing kind
/// the empty text, so that cells have a key on both engines.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The local day.
    pub day: i64,
    /// The local hour.
    pub hour: i64,
    /// The number that was dialled.
    pub number: [u8; 16],
    /// The first queue.
    pub queue: [u8; 16],
    /// The unit.
    pub unit: [u8; 16],
    /// The kind of client.
    pub kind: String,
}

/// Sums by cell.
pub type Cells = BTreeMap<Cell, Sums>;

/// Counts the calls and clocks that arrived or started from an instant to another, days and hours
/// as they are in `zone`.
///
/// # Errors
/// Only when the database fails.
pub fn between(
    desk: &mut Desk<'_>,
    (from, to): (Instant, Instant),
    zone: &TimeZone,
) -> Result<Cells> {
    let mut cells = Cells::new();
    let (tenant, now, book) = (desk.tenant, desk.now(), Book::open(desk)?);
    // The days kept with the rows are the tenant's own; a day more on each side covers any zone.
    let (first, last) = (from.micros() / Instant::DAY - 2, to.micros() / Instant::DAY + 2);
    desk.each(
        "select number, queue, unit, kind, outcome, arrived_at, offered_at, answered_at, wait_us,
                menu_wait_us, handling_us, transferred, solved
           from calls
          where tenant = $1 and day >= $2 and day <= $3 and arrived_at >= $4 and arrived_at < $5
            and outcome <> 'linked'",
        &[&tenant, &first, &last, &from, &to],
        &mut |row| {
            let cell = cell(row, row.get("arrived_at")?, zone)?;
            cells.entry(cell).or_default().count(&counted(row)?, now);
            Ok(())
        },
    )?;
    desk.each(
        "select * from clocks
          where tenant = $1 and day >= $2 and day <= $3 and started_at >= $4 and started_at < $5",
        &[&tenant, &first, &last, &from, &to],
        &mut |row| {
            let clock = ClockRow::from_row(row)?;
            let cell = cell(row, clock.clock.started_at, zone)?;
            let state: State = clock.state_at(now);
            let version = book.version(clock.commitment).map_or(1, |version| version.version);
            let of = (clock.code.as_str(), version);
            cells.entry(cell).or_default().count_clock(of, state, clock.clock.delay_s);
            Ok(())
        },
    )?;
    hours::add(desk, (from, to), zone, &mut cells)?;
    Ok(cells)
}

fn cell(row: &Row, at: Instant, zone: &TimeZone) -> db::Result<Cell> {
    let id = |name: &str| -> db::Result<[u8; 16]> {
        Ok(row.get::<Option<[u8; 16]>>(name)?.unwrap_or_default())
    };
    Ok(Cell {
        day: days::number(at, zone),
        hour: days::hour(at, zone),
        number: id("number")?,
        queue: id("queue")?,
        unit: id("unit")?,
        kind: row.get::<Option<String>>("kind")?.unwrap_or_default(),
    })
}

fn counted(row: &Row) -> db::Result<Counted> {
    Ok(Counted {
        outcome: row.word("outcome")?,
        offered_at: row.get("offered_at")?,
        answered_at: row.get("answered_at")?,
        wait_us: row.get("wait_us")?,
        menu_wait_us: row.get("menu_wait_us")?,
        handling_us: row.get("handling_us")?,
        transferred: row.get("transferred")?,
        solved: row.get("solved")?,
    })
}
