use super::{
    clocks::record,
    queries::{COLUMNS, ClockRow},
    replay::State,
};
use crate::{Desk, Kind, Result, days};
use kernel::Instant;
use std::collections::BTreeSet;

/// Clocks settled in one unit of work at the most, so that it stays short.
const AT_ONCE: i64 = 500;

/// What one turn of the deadline queue did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Promises that were broken.
    pub breached: usize,
    /// Promises that somebody was warned of.
    pub warned: usize,
    /// True where there may be more to do at once.
    pub more: bool,
}

/// Records the breaches and gives the warnings that are due by now, each once, whoever else works
/// at the same queue. A breach is recorded at the instant at which it was due.
///
/// # Errors
/// Only when the database fails.
pub fn tick(desk: &mut Desk<'_>) -> Result<Ticked> {
    let now = desk.now();
    let breached = breach(desk, now)?;
    let warned = warn(desk, now)?;
    let full = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
    Ok(Ticked { breached, warned, more: breached >= full || warned >= full })
}

fn breach(desk: &mut Desk<'_>, now: Instant) -> Result<usize> {
    let sql = format!(
        "update clocks set state = 'breached', breached_at = due_at, warn_at = null
          where state = 'running' and tenant = $1 and (subject, code, ordinal) in (
              select subject, code, ordinal from clocks
               where tenant = $1 and state = 'running' and due_at < $2
               order by due_at limit $3{})
         returning {COLUMNS}",
        desk.skip_locked()
    );
    let rows: Vec<ClockRow> = desk.all(&sql, &[&desk.tenant.clone(), &now, &AT_ONCE])?;
    let days: BTreeSet<i64> = rows.iter().map(|row| row.day).collect();
    let events: Vec<_> = rows.into_iter().map(|row| (Kind::ClockBreached, row)).collect();
    record(desk, &events)?;
    days::mark(desk, &days)?;
    Ok(events.len())
}

fn warn(desk: &mut Desk<'_>, now: Instant) -> Result<usize> {
    let sql = format!(
        "update clocks set warned_at = $2
          where state = 'running' and warned_at is null and tenant = $1
            and (subject, code, ordinal) in (
              select subject, code, ordinal from clocks
               where tenant = $1 and state = 'running' and warned_at is null and warn_at <= $2
               order by warn_at limit $3{})
         returning {COLUMNS}",
        desk.skip_locked()
    );
    let rows: Vec<ClockRow> = desk.all(&sql, &[&desk.tenant.clone(), &now, &AT_ONCE])?;
    let events: Vec<_> = rows.into_iter().map(|row| (Kind::ClockWarned, row)).collect();
    record(desk, &events)?;
    Ok(events.len())
}

/// The next instant at which a clock is due or somebody is to be warned.
///
/// # Errors
/// Only when the database fails.
pub fn next_due(desk: &mut Desk<'_>) -> Result<Option<Instant>> {
    let first = |desk: &mut Desk<'_>, sql: &str| -> Result<Option<Instant>> {
        desk.optional(sql, &[&desk.tenant.clone()])
    };
    let due = first(
        desk,
        "select due_at from clocks where tenant = $1 and state = 'running'
            and due_at is not null order by due_at limit 1",
    )?;
    let warn = first(
        desk,
        "select warn_at from clocks where tenant = $1 and state = 'running'
            and warned_at is null and warn_at is not null order by warn_at limit 1",
    )?;
    Ok(due.into_iter().chain(warn).min())
}

impl ClockRow {
    /// What the clock says at `now`, even where the queue has not come to it yet.
    pub fn state_at(&self, now: Instant) -> State {
        let due = self.clock.due_at.is_some_and(|due| due < now);
        if self.clock.state == State::Running && due { State::Breached } else { self.clock.state }
    }
}
