//! Whom a notice did not reach, and why.

use super::choosing::Reason;
use crate::{Desk, Refusal, Result, Right, identity};
use db::{FromRow, Row, ToValue};
use kernel::Instant;

/// Somebody whom a notice did not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// When it was decided.
    pub at: Instant,
    /// Who they are in the register.
    pub party: Option<[u8; 16]>,
    /// What they are called there.
    pub name: Option<String>,
    /// What it was about.
    pub subject: [u8; 16],
    /// Why not.
    pub reason: Reason,
}

impl FromRow for Withheld {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            party: row.get("party")?,
            name: row.get("name")?,
            subject: row.get("subject")?,
            reason: row.word("reason")?,
        })
    }
}

/// Those that a page shows.
const SHOWN: i64 = 50;

/// Whom a notice did not reach lately, the newest first; each is written into the access log as
/// seen.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit.
pub fn withheld(desk: &mut Desk<'_>, notice: &str) -> Result<Vec<Withheld>> {
    if !desk.reach(Right::SeeRequests)?.is_all() {
        return Err(Refusal::Forbidden);
    }
    let found: Vec<Withheld> = desk.all(
        "select w.at, w.party, p.name, w.subject, w.reason from notices_withheld as w
           left join parties as p on p.tenant = w.tenant and p.id = w.party
          where w.tenant = $1 and w.notice = $2 order by w.at desc, w.id desc limit $3",
        &[&desk.tenant.clone(), &notice.to_value(), &SHOWN],
    )?;
    let seen: Vec<[u8; 16]> = found.iter().filter_map(|one| one.party).collect();
    identity::saw(desk, "party", &seen)?;
    Ok(found)
}

/// So long it is kept whom a notice did not reach.
const KEPT_FOR: i64 = 365 * Instant::DAY;
/// Rows forgotten in one unit of work.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

/// Forgets whom notices of long ago did not reach; what a campaign counted stays. Answers whether
/// there is more.
///
/// # Errors
/// Only when the database fails.
pub fn forget(desk: &mut Desk<'_>) -> Result<bool> {
    let gone = desk.execute(
        "delete from notices_withheld where tenant = $1 and id in (
            select id from notices_withheld where tenant = $1 and at <= $2 order by at limit $3)",
        &[&desk.tenant.clone(), &(desk.now() - KEPT_FOR), &FORGOTTEN_AT_ONCE],
    )?;
    Ok(gone == FORGOTTEN_AT_ONCE.unsigned_abs())
}
