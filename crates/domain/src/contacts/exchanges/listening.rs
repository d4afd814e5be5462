//! Who listens to an exchange, how it goes, and how far its log was read.

use crate::{Desk, Result, Right};
use db::{FromRow, Row};
use kernel::Instant;
use serde_json::Value as Json;

/// A copy of the program that has not been heard of for so long no longer listens.
pub const LEASE: i64 = 15 * Instant::SECOND;

/// How listening to one exchange goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// The exchange, as the source of its facts.
    pub source: String,
    /// The copy of the program that listens.
    pub holder: String,
    /// Until when it may.
    pub lease_until: Instant,
    /// Since when there is a connection; none: there is none.
    pub connected_at: Option<Instant>,
    /// Why there is none.
    pub trouble: Option<String>,
}

impl FromRow for Listening {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            source: row.get("source")?,
            holder: row.get("holder")?,
            lease_until: row.get("lease_until")?,
            connected_at: row.get("connected_at")?,
            trouble: row.get("trouble")?,
        })
    }
}

/// Takes the lease of an exchange, or keeps it; answers whether this holder has it now.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn take(desk: &mut Desk<'_>, source: &str, holder: &str) -> Result<bool> {
    desk.reach(Right::TellCalls)?;
    let now = desk.now();
    let held = desk.execute(
        "insert into exchanges (tenant, source, holder, lease_until) values ($1, $2, $3, $4)
         on conflict (tenant, source) do update set holder = excluded.holder,
             lease_until = excluded.lease_until,
             connected_at = case when exchanges.holder = excluded.holder
                 then exchanges.connected_at end
          where exchanges.holder = excluded.holder or exchanges.lease_until <= $5",
        &[&desk.tenant.clone(), &source, &holder, &(now + LEASE), &now],
    )?;
    Ok(held == 1)
}

/// Gives the lease back, so that another copy need not wait for its end.
///
/// # Errors
/// As [`take`].
pub fn release(desk: &mut Desk<'_>, source: &str, holder: &str) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    let now = desk.now();
    desk.execute(
        "update exchanges set lease_until = $4, connected_at = null
          where tenant = $1 and source = $2 and holder = $3",
        &[&desk.tenant.clone(), &source, &holder, &now],
    )?;
    Ok(())
}

/// Says that this holder has a connection. What was sent over another one before is lost. A copy
/// that no longer holds the lease changes nothing.
///
/// # Errors
/// As [`take`].
pub fn connected(desk: &mut Desk<'_>, source: &str, holder: &str) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    let now = desk.now();
    let held = desk.execute(
        "update exchanges set connected_at = $4, trouble = null
          where tenant = $1 and source = $2 and holder = $3",
        &[&desk.tenant.clone(), &source, &holder, &now],
    )?;
    if held == 1 { super::orders::lose_orders(desk, source) } else { Ok(()) }
}

/// Says that there is none, and why. What rang is no longer known to ring, and nobody will learn
/// what became of the orders that were sent. A copy that stalled, and wakes to find another in its
/// place, changes nothing of what that one has.
///
/// # Errors
/// As [`take`].
pub fn disconnected(desk: &mut Desk<'_>, source: &str, holder: &str, trouble: &str) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    let held = desk.execute(
        "update exchanges set connected_at = null, trouble = $4
          where tenant = $1 and source = $2 and holder = $3",
        &[&desk.tenant.clone(), &source, &holder, &trouble],
    )?;
    if held == 0 {
        return Ok(());
    }
    super::orders::lose_orders(desk, source)?;
    super::ring(desk, source, &[], true)
}

/// How far the exchange's log was read, as its reader wrote it; null where it never was. A place of
/// another version that cannot be read counts as none: the log is read from its beginning, and the
/// same lines change nothing.
///
/// # Errors
/// As [`take`].
pub fn log_place(desk: &mut Desk<'_>, source: &str) -> Result<Json> {
    desk.reach(Right::TellCalls)?;
    let place: Option<Option<String>> = desk.optional(
        "select log_place from exchanges where tenant = $1 and source = $2",
        &[&desk.tenant.clone(), &source],
    )?;
    let place = place.flatten().map(|text| serde_json::from_str(&text));
    Ok(place.and_then(std::result::Result::ok).unwrap_or_default())
}

/// Writes down how far the log was read, in the unit of work of what was read.
///
/// # Errors
/// As [`take`].
pub fn write_log_place(desk: &mut Desk<'_>, source: &str, place: &Json) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    desk.execute(
        "update exchanges set log_place = $3 where tenant = $1 and source = $2",
        &[&desk.tenant.clone(), &source, &place.to_string()],
    )?;
    Ok(())
}

/// Exchanges listed at once.
const LISTED_MAX: i64 = 100;

/// How listening goes, exchange by exchange.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn listening(desk: &mut Desk<'_>) -> Result<Vec<Listening>> {
    desk.reach(Right::SeeFigures)?;
    desk.all(
        "select source, holder, lease_until, connected_at, trouble from exchanges
          where tenant = $1 order by source limit $2",
        &[&desk.tenant.clone(), &LISTED_MAX],
    )
}
