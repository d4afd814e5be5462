//! How far boxes on servers were read.

use crate::{Desk, Result};
use db::{FromRow, Row};

/// How far a box on a server was read, in the server's own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxMark {
    /// What its numbers mean.
    pub numbering: u32,
    /// The first number that came after it was first looked into.
    pub since: u32,
    /// All up to this number were read.
    pub last: u32,
}

impl FromRow for BoxMark {
    fn from_row(row: &Row) -> db::Result<Self> {
        let number = |column: &str| {
            let wrong =
                |_| db::Error::Column { column: column.into(), wanted: "number of a letter" };
            u32::try_from(row.get::<i64>(column)?).map_err(wrong)
        };
        Ok(Self { numbering: number("numbering")?, since: number("since")?, last: number("last")? })
    }
}

/// How far a box of this name was read; none where it never was.
///
/// # Errors
/// Only when the database fails.
pub fn box_mark(desk: &mut Desk<'_>, name: &str) -> Result<Option<BoxMark>> {
    desk.optional(
        "select numbering, since, last from mailbox_marks where tenant = $1 and mailbox = $2",
        &[&desk.tenant.clone(), &name],
    )
}

/// Keeps how far a box was read.
///
/// # Errors
/// Only when the database fails.
pub fn keep_box_mark(desk: &mut Desk<'_>, name: &str, mark: BoxMark) -> Result<()> {
    let BoxMark { numbering, since, last } = mark;
    let [numbering, since, last] = [numbering, since, last].map(i64::from);
    desk.execute(
        "insert into mailbox_marks (tenant, mailbox, numbering, since, last)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant, mailbox) do update
            set numbering = excluded.numbering, since = excluded.since, last = excluded.last",
        &[&desk.tenant.clone(), &name, &numbering, &since, &last],
    )?;
    Ok(())
}
