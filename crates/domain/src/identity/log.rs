use crate::{Desk, Result, Right};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};

/// One read of a personal record.
#[derive(Clone, Debug)]
pub struct Access {
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: String,
    /// What kind of record.
    pub what: String,
    /// Which one.
    pub subject: Option<Id<Access>>,
}

impl FromRow for Access {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            actor: row.get("actor")?,
            what: row.get("what")?,
            subject: row.get("subject")?,
        })
    }
}

/// Writes down that personal records were read, in the same unit of work that reads them.
///
/// # Errors
/// Only when the database fails.
pub fn saw(desk: &mut Desk<'_>, what: &str, subjects: &[[u8; 16]]) -> Result<()> {
    let (tenant, now, actor) = (desk.tenant, desk.now(), desk.who.actor().label());
    let rows: Vec<Vec<Value>> = subjects
        .iter()
        .map(|subject| {
            vec![
                tenant.to_value(),
                now.to_value(),
                Value::Text(actor.clone()),
                Value::Text(what.into()),
                Value::Uuid(*subject),
            ]
        })
        .collect();
    desk.insert("access_log (tenant, at, actor, what, subject)", "", &rows)?;
    Ok(())
}

/// A page that repaints itself is one read for so long.
const ONE_READ: i64 = 10 * Instant::MINUTE;

/// The same for a page that repaints itself: what this person read in the last ten minutes is not
/// written down again.
///
/// # Errors
/// Only when the database fails.
pub fn goes_on_seeing(desk: &mut Desk<'_>, what: &str, subjects: &[[u8; 16]]) -> Result<()> {
    let (since, actor) = (desk.now() - ONE_READ, desk.who.actor().label());
    let list: Vec<Value> = subjects.iter().map(ToValue::to_value).collect();
    let known: Vec<[u8; 16]> = desk.all_in(
        "select subject from access_log
          where tenant = $1 and at >= $2 and actor = $3 and what = $4 and subject in ({list})",
        &[&desk.tenant.clone(), &since, &actor, &what],
        &list,
    )?;
    let mut fresh = subjects.to_vec();
    fresh.retain(|subject| !known.contains(subject));
    saw(desk, what, &fresh)
}

/// The newest reads.
///
/// # Errors
/// `Forbidden` without the right to see the access log.
pub fn access_log(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<Access>> {
    desk.reach(Right::SeeAccessLog)?;
    desk.all(
        "select at, actor, what, subject from access_log
          where tenant = $1 order by at desc, seq desc limit $2",
        &[&desk.tenant.clone(), &limit.clamp(1, 500)],
    )
}
