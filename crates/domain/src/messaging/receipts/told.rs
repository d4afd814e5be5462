//! What was heard of one message, for colleagues.

use crate::{
    Desk, Result,
    messaging::{Heard, Message, theirs_to_see},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};

/// What was heard of a message, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When we heard it.
    pub at: Instant,
    /// What.
    pub heard: Heard,
    /// In the other side's words.
    pub said: String,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { at: row.get("at")?, heard: row.word("kind")?, said: row.get("said")? })
    }
}

/// Receipts of one message that are shown.
const TOLD_SHOWN: i64 = 100;

/// What was heard of a message after it was handed over, the first thing first.
///
/// # Errors
/// As [`message`](crate::messaging::message).
pub fn told(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Vec<Told>> {
    theirs_to_see(desk, id)?;
    desk.all(
        "select at, kind, said from message_receipts
          where tenant = $1 and message = $2 order by at, id limit $3",
        &[&desk.tenant.clone(), &id, &TOLD_SHOWN],
    )
}
