//! Receipts of registered mail: what a colleague reads off one, with its scan as evidence.

use super::{
    kept::{Became, Keeping, Kept, is_known, keep},
    scanned::scan_of,
};
use crate::{
    Desk, Refusal, Result, Right,
    contacts::requests::Upload,
    identity::secrets::hex,
    messaging::{self, Channel, Message, Proof},
};
use db::{FromRow, Row, Value};
use kernel::Id;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Writes down what a receipt says of a letter on paper, and keeps its scan where there is one. The
/// same receipt twice is one.
///
/// # Errors
/// As [`messaging::of_hand`]; `Invalid` for a file that is no scan.
pub fn prove(
    desk: &mut Desk<'_>,
    message: Id<Message>,
    proof: &Proof,
    scan: Option<&Upload>,
) -> Result<()> {
    if let Some(scan) = scan {
        Refusal::unless_none(scan_of(scan).err().into_iter().collect())?;
    }
    messaging::of_hand(desk, message, proof)?;
    let Some(scan) = scan else { return Ok(()) };
    let key = format!("{message} {}", hex(&Sha256::digest(&scan.bytes)));
    if is_known(desk, Channel::Post, &key)? {
        return Ok(());
    }
    let now = desk.now();
    let keeping = Keeping {
        channel: Channel::Post,
        key: &key,
        at: now,
        sender: "",
        title: proof.number.trim(),
        became: Became::Receipt,
        proof: "",
        subject: Some(message.bytes()),
        original: &scan.bytes,
    };
    keep(desk, &keeping).map(drop)
}

/// The receipts that are kept of a message, the first one first.
pub type Evidence = HashMap<[u8; 16], Vec<Id<Kept>>>;

struct Receipt([u8; 16], Id<Kept>);

impl FromRow for Receipt {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("subject")?, row.get("id")?))
    }
}

/// Receipts that are read for one page.
const RECEIPTS_MAX: i64 = 500;

/// The receipts of paper that are kept of these messages.
///
/// # Errors
/// `Forbidden` without the right to see requests.
pub fn evidence(desk: &mut Desk<'_>, of: &[[u8; 16]]) -> Result<Evidence> {
    desk.reach(Right::SeeRequests)?;
    let ids: Vec<Value> = of.iter().map(|id| Value::Uuid(*id)).collect();
    let found: Vec<Receipt> = desk.all_in(
        "select subject, id from letters
          where tenant = $1 and channel = 'post' and became = 'receipt' and subject in ({list})
          order by heard_at, id limit $2",
        &[&desk.tenant.clone(), &RECEIPTS_MAX],
        &ids,
    )?;
    let mut all = Evidence::new();
    for Receipt(subject, id) in found {
        all.entry(subject).or_default().push(id);
    }
    Ok(all)
}
