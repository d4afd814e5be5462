use super::{
    book::{Book, Version},
    clocks::write_repinned,
    queries::ClockRow,
    replay::{Moment, State, replay},
};
use crate::{Desk, Result};
use kernel::Id;

/// A slice of the running clocks of one commitment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Its subjects, in order.
    pub subjects: Vec<[u8; 16]>,
    /// Those whose clocks paused, reopened or changed: they are to be measured anew from their
    /// facts.
    pub uneven: Vec<[u8; 16]>,
}

/// Pins a slice of the running clocks of a commitment to its newest version and calendar, and
/// computes anew those that follow from their start alone.
///
/// # Errors
/// Only when the database fails.
pub fn repin(
    desk: &mut Desk<'_>,
    version: &Version,
    after: Option<[u8; 16]>,
    limit: i64,
) -> Result<Slice> {
    let book = Book::open(desk)?;
    let rows: Vec<ClockRow> = desk.all(
        "select * from clocks
          where tenant = $1 and code = $2 and state in ('running', 'paused') and subject > $3
          order by subject, ordinal limit $4",
        &[
            &desk.tenant.clone(),
            &version.commitment.code,
            &Id::<Version>::from_bytes(after.unwrap_or([0; 16])),
            &limit,
        ],
    )?;
    let mut slice = Slice::default();
    let mut changed = Vec::new();
    for row in rows {
        slice.subjects.push(row.subject);
        if !row.clock.plain {
            slice.uneven.push(row.subject);
        }
        let repinned = repinned(&book, version, row.clone(), desk.now());
        if repinned != row {
            changed.push(repinned);
        }
    }
    slice.subjects.dedup();
    slice.uneven.dedup();
    write_repinned(desk, changed)?;
    Ok(slice)
}

fn repinned(book: &Book, version: &Version, row: ClockRow, now: kernel::Instant) -> ClockRow {
    let code = version.commitment.calendar.as_deref();
    let shelved = code.and_then(|code| book.calendar_for(code, row.dims.unit));
    let mut row =
        ClockRow { commitment: version.id, calendar: shelved.map(|shelved| shelved.id), ..row };
    if !row.clock.plain || row.clock.state != State::Running {
        return row;
    }
    let Some(kind) = version.rule.starts.first().copied() else { return row };
    let start = Moment { at: row.clock.started_at, kind, priority: None, due: None };
    let calendar = shelved.map(|shelved| shelved.calendar.as_ref());
    if let Some(clock) = replay(&version.rule, calendar, &[start], now).into_iter().next() {
        // A target that has passed under the new version is due now: nothing is broken backwards.
        let due_at = clock.due_at.map(|due| due.max(now));
        row.clock.due_at = due_at;
        let started_at = row.clock.started_at;
        row.warn_at = due_at.and_then(|due| version.rule.warn_at(calendar, started_at, due));
    }
    row
}
