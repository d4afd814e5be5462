//! What is heard of a message before we know how the other side calls it.

use super::{Of, Receipt, heard_all};
use crate::{
    Desk, Result,
    messaging::{Channel, model::kept},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};

/// So long what is heard of an unknown name is kept.
const EARLY_FOR: i64 = Instant::DAY;
/// Receipts of unknown names that are kept at the most.
pub(in crate::messaging) const EARLY_MAX: i64 = 100_000;

/// What is heard of a name that we do not know, and by which channel.
pub(super) type Unknown<'a> = (Channel, &'a str, &'a Receipt);

/// Keeps what is heard of names that we do not know; answers for how many there was no room.
pub(super) fn keep(desk: &mut Desk<'_>, unknown: &[Unknown<'_>]) -> Result<usize> {
    if unknown.is_empty() {
        return Ok(0);
    }
    let (now, tenant) = (desk.now(), desk.tenant);
    desk.execute(
        "delete from early_receipts where tenant = $1 and at < $2",
        &[&tenant, &(now + -EARLY_FOR)],
    )?;
    let count: i64 =
        desk.one("select count(*) from early_receipts where tenant = $1", &[&tenant])?;
    let room = usize::try_from(EARLY_MAX - count).unwrap_or(0).min(unknown.len());
    let mut rows = Vec::with_capacity(room);
    for (channel, name, receipt) in &unknown[..room] {
        let id: Id<Receipt> = desk.fresh_id();
        let (word, heard) = (channel.word(), receipt.heard.word());
        let (name, said) = (kept(name), kept(&receipt.said));
        let cells: [&dyn ToValue; 7] = [&tenant, &id, &word, &name, &now, &heard, &said];
        rows.push(cells.iter().map(|cell| cell.to_value()).collect());
    }
    desk.insert("early_receipts (tenant, id, channel, reference, at, kind, said)", "", &rows)?;
    Ok(unknown.len() - room)
}

/// A receipt that came before we knew the name in it.
struct Early(Receipt);

impl FromRow for Early {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(Receipt {
            of: Of::Reference(row.word("channel")?, row.get("reference")?),
            heard: row.word("kind")?,
            whose: Vec::new(),
            nobody: false,
            said: row.get("said")?,
        }))
    }
}

/// Hears what came before we knew these names.
///
/// # Errors
/// Only when the database fails.
pub(in crate::messaging) fn heard_early(desk: &mut Desk<'_>, references: &[&str]) -> Result<()> {
    if references.is_empty() {
        return Ok(());
    }
    desk.lock(references.iter().map(|one| format!("reference {one}")))?;
    let list: Vec<Value> = references.iter().map(|one| kept(one).to_value()).collect();
    let early: Vec<Early> = desk.all_in(
        "select channel, reference, kind, said from early_receipts
          where tenant = $1 and reference in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    if early.is_empty() {
        return Ok(());
    }
    desk.execute_in(
        "delete from early_receipts where tenant = $1 and reference in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    heard_all(desk, &early.into_iter().map(|one| one.0).collect::<Vec<_>>())
}
