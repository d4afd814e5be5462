//! Sums of whole days and months kept at hand.

use super::{
    count::{self, Cell, Cells},
    sums::Sums,
};
use crate::{Desk, Result, commitments::Book, days, history};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Date, Id, Instant, TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// How finely sums are kept: hours of a day, a whole day, the hours of day of a whole month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Hour,
    Day,
    Month,
}

impl Grain {
    fn word(self) -> &'static str {
        match self {
            Grain::Hour => "hour",
            Grain::Day => "day",
            Grain::Month => "month",
        }
    }

    /// The cell of this grain that an hour's cell belongs to.
    fn coarse(self, cell: &Cell) -> Cell {
        match self {
            Grain::Hour => cell.clone(),
            Grain::Day => Cell { hour: -1, ..cell.clone() },
            Grain::Month => Cell { day: month_of(cell.day), ..cell.clone() },
        }
    }
}

/// The first day of the month of a day.
pub(super) fn month_of(day: i64) -> i64 {
    days::number_of(days::date(day).first_of_month())
}

/// The first day of the month after it.
pub(super) fn month_after(day: i64) -> i64 {
    let date: Date = days::date(day);
    days::number_of(date.last_of_month()) + 1
}

/// Days rolled in one unit of work at the most, so that it stays short.
const DAYS_AT_ONCE: i64 = 20;

/// Brings the sums of stale days up to date, the oldest first. Answers whether there is more.
///
/// # Errors
/// Only when the database fails.
pub fn roll(desk: &mut Desk<'_>) -> Result<bool> {
    let zone = Book::open(desk)?.zone.clone();
    let tenant = desk.tenant;
    let now = desk.now();
    // A day on which something still runs is left stale: its figures change with the hour.
    let settled: Vec<i64> = desk.all(
        "select distinct day from tally_stale as s
          where tenant = $1 and day < $2
            and not exists (select 1 from calls as c
                 where c.tenant = s.tenant and c.day = s.day and c.open)
            and not exists (select 1 from clocks as k
                 where k.tenant = s.tenant and k.day = s.day and k.state = 'running'
                   and k.due_at < $3)
          order by day limit $4",
        &[&tenant, &days::number(now, &zone), &now, &DAYS_AT_ONCE],
    )?;
    for day in &settled {
        roll_day(desk, *day, &zone)?;
    }
    let months: BTreeSet<i64> = settled.iter().map(|day| month_of(*day)).collect();
    for month in months {
        roll_month(desk, month)?;
    }
    Ok(settled.len() as i64 == DAYS_AT_ONCE)
}

/// Counts one day and forgets its marks, but for those that are left meanwhile.
fn roll_day(desk: &mut Desk<'_>, day: i64, zone: &TimeZone) -> Result<()> {
    let tenant = desk.tenant;
    let marks: Vec<Id<Cell>> =
        desk.all("select mark from tally_stale where tenant = $1 and day = $2", &[&tenant, &day])?;
    let from = Instant::start_of(days::date(day), zone);
    let to = Instant::start_of(days::date(day + 1), zone);
    let cells = count::between(desk, (from, to), zone)?;
    replace(desk, Grain::Hour, day, &cells)?;
    replace(desk, Grain::Day, day, &cells)?;
    for mark in marks {
        desk.execute(
            "delete from tally_stale where tenant = $1 and day = $2 and mark = $3",
            &[&tenant, &day, &mark],
        )?;
    }
    Ok(())
}

fn roll_month(desk: &mut Desk<'_>, month: i64) -> Result<()> {
    let cells = load(desk, Grain::Hour, month, month_after(month))?;
    replace(desk, Grain::Month, month, &cells)
}

fn replace(desk: &mut Desk<'_>, grain: Grain, day: i64, cells: &Cells) -> Result<()> {
    let tenant = desk.tenant;
    desk.execute(
        "delete from tallies where tenant = $1 and grain = $2 and day = $3",
        &[&tenant, &grain.word(), &day],
    )?;
    let mut coarse: BTreeMap<Cell, Sums> = BTreeMap::new();
    for (cell, sums) in cells {
        coarse.entry(grain.coarse(cell)).or_default().merge(sums);
    }
    let rows: Vec<Vec<Value>> = coarse
        .into_iter()
        .map(|(cell, sums)| {
            vec![
                tenant.to_value(),
                Value::Text(grain.word().into()),
                Value::Int(cell.day),
                Value::Int(cell.hour),
                Value::Uuid(cell.number),
                Value::Uuid(cell.queue),
                Value::Uuid(cell.unit),
                Value::Text(cell.kind),
                Value::Bytes(sums.pack()),
            ]
        })
        .collect();
    history::append(
        desk,
        "tallies (tenant, grain, day, hour, number, queue, unit, kind, sums)",
        rows,
    )
}

/// Hands every kept cell of a grain from a day to a day, the last not included, to `take`.
pub(super) fn each(
    desk: &mut Desk<'_>,
    grain: Grain,
    (from, to): (i64, i64),
    take: &mut dyn FnMut(Cell, &[u8]) -> db::Result<()>,
) -> Result<()> {
    desk.each(
        "select day, hour, number, queue, unit, kind, sums from tallies
          where tenant = $1 and grain = $2 and day >= $3 and day < $4",
        &[&desk.tenant.clone(), &grain.word(), &from, &to],
        &mut |row| {
            let bytes: Vec<u8> = row.get("sums")?;
            take(Cell::from_row(row)?, &bytes)
        },
    )
}

impl FromRow for Cell {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            day: row.get("day")?,
            hour: row.get("hour")?,
            number: row.get("number")?,
            queue: row.get("queue")?,
            unit: row.get("unit")?,
            kind: row.get("kind")?,
        })
    }
}

fn load(desk: &mut Desk<'_>, grain: Grain, from: i64, to: i64) -> Result<Cells> {
    let mut cells = Cells::new();
    each(desk, grain, (from, to), &mut |cell, bytes| add(cells.entry(cell).or_default(), bytes))?;
    Ok(cells)
}

/// Adds kept sums.
pub(super) fn add(sums: &mut Sums, bytes: &[u8]) -> db::Result<()> {
    sums.add_packed(bytes).ok_or(db::Error::Column { column: "sums".into(), wanted: "packed sums" })
}

/// The days from one to another, the last not included, whose kept sums no longer hold.
///
/// # Errors
/// Only when the database fails.
pub fn stale_days(desk: &mut Desk<'_>, from: i64, to: i64) -> Result<BTreeSet<i64>> {
    let days: Vec<i64> = desk.all(
        "select distinct day from tally_stale where tenant = $1 and day >= $2 and day < $3",
        &[&desk.tenant.clone(), &from, &to],
    )?;
    Ok(days.into_iter().collect())
}
