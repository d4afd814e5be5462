use super::{
    book::{Book, Version},
    calendars::CalendarVersion,
    clocks::Dims,
    replay::Clock,
};
use crate::{Desk, Reach, Refusal, Result, Right};
use db::{FromRow, Row, Value};
use kernel::{Id, Instant};
use std::sync::Arc;

/// A clock as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// The subject it runs on.
    pub subject: [u8; 16],
    /// Of which commitment.
    pub code: String,
    /// The version of the commitment that made it.
    pub commitment: Id<Version>,
    /// The version of the calendar that made it.
    pub calendar: Option<Id<CalendarVersion>>,
    /// When somebody is to be warned.
    pub warn_at: Option<Instant>,
    /// When somebody was.
    pub warned_at: Option<Instant>,
    /// The local day on which it started: to this day its promise is counted.
    pub day: i64,
    /// By what else it is counted.
    pub dims: Dims,
    /// What it says.
    pub clock: Clock,
}

impl FromRow for ClockRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            subject: row.get("subject")?,
            code: row.get("code")?,
            commitment: row.get("commitment")?,
            calendar: row.get("calendar")?,
            warn_at: row.get("warn_at")?,
            warned_at: row.get("warned_at")?,
            day: row.get("day")?,
            dims: Dims {
                number: row.get("number")?,
                queue: row.get("queue")?,
                unit: row.get("unit")?,
                kind: row.get("kind")?,
            },
            clock: Clock {
                ordinal: row.get("ordinal")?,
                state: row.word("state")?,
                started_at: row.get("started_at")?,
                due_at: row.get("due_at")?,
                stopped_at: row.get("stopped_at")?,
                breached_at: row.get("breached_at")?,
                delay_s: row.get("delay_s")?,
                plain: row.get("plain")?,
            },
        })
    }
}

/// The columns of a clock, as it is read.
pub(super) const COLUMNS: &str = "subject, code, ordinal, commitment, calendar, state, started_at,
    due_at, warn_at, warned_at, stopped_at, breached_at, delay_s, plain, day, number, queue, unit,
    kind";

/// The newest version of every commitment in force.
///
/// # Errors
/// `Forbidden` without the right to see commitments.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Arc<Version>>> {
    desk.reach(Right::SeeCommitments)?;
    Ok(Book::open(desk)?.current().cloned().collect())
}

/// The newest version of one.
///
/// # Errors
/// `Unknown` where there is none of that code.
pub fn find(desk: &mut Desk<'_>, code: &str) -> Result<Arc<Version>> {
    let found = all(desk)?.into_iter().find(|version| version.commitment.code == code);
    found.ok_or(Refusal::Unknown("commitment"))
}

/// A version that a clock has pinned.
///
/// # Errors
/// `Unknown` where there is none.
pub fn versions(desk: &mut Desk<'_>, pinned: &[Id<Version>]) -> Result<Vec<Arc<Version>>> {
    desk.reach(Right::SeeFigures)?;
    let book = Book::open(desk)?;
    pinned
        .iter()
        .map(|id| book.version(*id).cloned().ok_or(Refusal::Unknown("commitment")))
        .collect()
}

/// The clocks of one subject, in the order in which they started. The caller has made sure that
/// the subject may be seen.
///
/// # Errors
/// Only when the database fails.
pub fn of_subject(desk: &mut Desk<'_>, subject: [u8; 16]) -> Result<Vec<ClockRow>> {
    desk.all(
        "select * from clocks where tenant = $1 and subject = $2
          order by started_at, code, ordinal limit 500",
        &[&desk.tenant.clone(), &subject],
    )
}

/// The same of several subjects, at most a page of them.
///
/// # Errors
/// Only when the database fails.
pub fn of_subjects(desk: &mut Desk<'_>, subjects: &[[u8; 16]]) -> Result<Vec<ClockRow>> {
    let subjects: Vec<Value> = subjects.iter().map(|id| Value::Uuid(*id)).collect();
    desk.all_in(
        "select * from clocks where tenant = $1 and subject in ({list})
          order by started_at, code, ordinal",
        &[&desk.tenant.clone()],
        &subjects,
    )
}

/// The running clocks that are due next, the soonest first.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn soon(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<ClockRow>> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    desk.all(
        "select * from clocks
          where tenant = $1 and state = 'running' and due_at is not null
            and ($2 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($2)) = $2))
          order by due_at, code, subject, ordinal limit $3",
        &[&desk.tenant.clone(), &path, &limit],
    )
}
