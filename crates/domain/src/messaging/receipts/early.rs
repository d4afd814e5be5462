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
const EARLY_MAX: i64 = 100_000;

/// Keeps what is heard of a name that we do not know; answers whether there was room.
pub(super) fn keep(
    desk: &mut Desk<'_>,
    (channel, reference): (Channel, &str),
    receipt: &Receipt,
) -> Result<bool> {
    let (now, tenant) = (desk.now(), desk.tenant);
    desk.execute(
        "delete from early_receipts where tenant = $1 and at < $2",
        &[&tenant, &(now + -EARLY_FOR)],
    )?;
    let count: i64 =
        desk.one("select count(*) from early_receipts where tenant = $1", &[&tenant])?;
    if count >= EARLY_MAX {
        return Ok(false);
    }
    let id: Id<Receipt> = desk.fresh_id();
    let (word, heard, said) = (channel.word(), receipt.heard.word(), kept(&receipt.said));
    desk.execute(
        "insert into early_receipts (tenant, id, channel, reference, at, kind, said)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&tenant, &id, &word, &kept(reference), &now, &heard, &said],
    )?;
    Ok(true)
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
