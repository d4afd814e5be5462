use crate::{Desk, Result, Right, Role};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use std::collections::HashMap;

/// A version of a commitment or a calendar, as it was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// 1, 2, 3 … within its code.
    pub version: i64,
    /// From when on it holds; a calendar holds for what starts after it was saved.
    pub valid_from: Option<Instant>,
    /// When it was saved.
    pub saved_at: Instant,
    /// The colleague who saved it; none where it was a program or the house itself.
    pub by: Option<String>,
}

impl FromRow for Saved {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            version: row.get("version")?,
            valid_from: row.get("valid_from")?,
            saved_at: row.get("saved_at")?,
            by: row.get("actor")?,
        })
    }
}

/// Versions listed of one code; older ones are in history.
const SAVES_MAX: i64 = 50;

/// The versions of a commitment, the newest first.
///
/// # Errors
/// `Forbidden` without the right to see commitments.
pub fn saves(desk: &mut Desk<'_>, code: &str) -> Result<Vec<Saved>> {
    let sql = "select version, valid_from, saved_at, actor from commitments
        where tenant = $1 and code = $2 order by version desc limit $3";
    listed(desk, sql, code)
}

/// The versions of a calendar, the newest first.
///
/// # Errors
/// `Forbidden` without the right to see commitments.
pub fn calendar_saves(desk: &mut Desk<'_>, code: &str) -> Result<Vec<Saved>> {
    let sql = "select version, null as valid_from, saved_at, actor from calendars
        where tenant = $1 and code = $2 order by version desc limit $3";
    listed(desk, sql, code)
}

fn listed(desk: &mut Desk<'_>, sql: &str, code: &str) -> Result<Vec<Saved>> {
    desk.reach(Right::SeeCommitments)?;
    let mut saves: Vec<Saved> = desk.all(sql, &[&desk.tenant.clone(), &code, &SAVES_MAX])?;
    let names = names(desk, &saves)?;
    for save in &mut saves {
        save.by = save.by.take().and_then(|label| names.get(&label).cloned());
    }
    Ok(saves)
}

/// Who hides behind the labels of actors, as far as they are colleagues.
fn names(desk: &mut Desk<'_>, saves: &[Saved]) -> Result<HashMap<String, String>> {
    let labels = saves.iter().filter_map(|save| save.by.as_deref()?.strip_prefix("staff:"));
    let ids: Vec<Id<Role>> = labels.filter_map(|id| id.parse().ok()).collect();
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let named: Vec<Named> = desk.all_in(
        "select id, name from staff where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(named.into_iter().map(|Named(id, name)| (format!("staff:{id}"), name)).collect())
}

struct Named(Id<Role>, String);

impl FromRow for Named {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("name")?))
    }
}
