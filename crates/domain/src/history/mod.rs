//! Everything that can happen, and the journal of what did.
//!
//! A row of history holds ids, kinds, amounts and instants, never a name, a number of a telephone
//! or a text of a person: those live in state tables, where they can be erased.

mod kinds;

use crate::{Desk, Result};
use db::{FromRow, Row, ToValue, Value};
use kernel::Instant;
use serde_json::Value as Json;
use std::collections::HashSet;

pub use kinds::Kind;

/// A fact told by somebody else, with the name under which they know it.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// When it happened.
    pub at: Instant,
    /// To what.
    pub subject: [u8; 16],
    /// What happened.
    pub kind: Kind,
    /// The system that tells.
    pub source: &'a str,
    /// Its id for this fact: the same one again changes nothing.
    pub key: &'a str,
    /// The rest, without personal data, as JSON.
    pub facts: String,
}

/// Something that happened here, as [`crate::Desk::record_all`] writes it down.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When it happened.
    pub at: Instant,
    /// To what.
    pub subject: [u8; 16],
    /// What happened.
    pub kind: Kind,
    /// The rest, without personal data.
    pub facts: Json,
}

/// Rows above which a bulk load is worth its set-up.
const BULK_FROM: usize = 400;

const ONCE: &str = "on conflict (tenant, source, key) where key is not null do nothing";

/// Writes down what we were told; answers for each whether it was new.
///
/// # Errors
/// Only when the database fails.
pub fn tell(desk: &mut Desk<'_>, told: &[Told<'_>]) -> Result<Vec<bool>> {
    let rows = rows_of(desk, told);
    let written = desk.insert(COLUMNS, &format!("{ONCE} returning source, key"), &rows)?;
    let keys = written.iter().map(Key::from_row).collect::<db::Result<Vec<_>>>()?;
    Ok(first_of_each(told, keys))
}

/// Writes down what we were told of subjects that are themselves new in this unit of work, the
/// quick way; answers for each whether it was new.
///
/// # Errors
/// Only when the database fails.
pub fn tell_of_new(desk: &mut Desk<'_>, told: &[Told<'_>]) -> Result<Vec<bool>> {
    let distinct: HashSet<Key> = told.iter().map(Key::of).collect();
    let rows = rows_of(desk, told);
    let written = desk.bulk(COLUMNS, ONCE, rows)?;
    if written == distinct.len() as u64 {
        return Ok(first_of_each(told, distinct));
    }
    // Some were known of other subjects. What now stands under the new ones is from this unit.
    let subjects: Vec<Value> = told.iter().map(|one| Value::Uuid(one.subject)).collect();
    let keys: Vec<Key> = desk.all_in(
        "select source, key from history where tenant = $1 and subject in ({list})",
        &[&desk.tenant.clone()],
        &subjects,
    )?;
    Ok(first_of_each(told, keys))
}

/// For each whether it is the first one with a key that is among these.
fn first_of_each(told: &[Told<'_>], keys: impl IntoIterator<Item = Key>) -> Vec<bool> {
    let mut fresh: HashSet<Key> = keys.into_iter().collect();
    told.iter().map(|one| fresh.remove(&Key::of(one))).collect()
}

/// What tells facts apart: their source, and its id for them.
#[derive(PartialEq, Eq, Hash)]
struct Key(String, String);

impl Key {
    fn of(told: &Told<'_>) -> Self {
        Self(told.source.into(), told.key.into())
    }
}

impl FromRow for Key {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("source")?, row.get("key")?))
    }
}

/// Inserts rows that are known to be new, by the way that is quickest for so many.
///
/// # Errors
/// Only when the database fails.
pub fn append(desk: &mut Desk<'_>, into: &str, rows: Vec<Vec<Value>>) -> Result<()> {
    if rows.len() >= BULK_FROM {
        desk.bulk(into, "", rows)?;
    } else {
        desk.insert(into, "", &rows)?;
    }
    Ok(())
}

const COLUMNS: &str = "history (tenant, at, recorded_at, subject, kind, actor, source, key, facts)";

fn rows_of(desk: &Desk<'_>, told: &[Told<'_>]) -> Vec<Vec<Value>> {
    let (tenant, now, actor) = (desk.tenant, desk.now(), desk.who.actor().label());
    told.iter()
        .map(|one| {
            vec![
                tenant.to_value(),
                one.at.to_value(),
                now.to_value(),
                Value::Uuid(one.subject),
                Value::Text(one.kind.word().into()),
                Value::Text(actor.clone()),
                Value::Text(one.source.into()),
                Value::Text(one.key.into()),
                Value::Text(one.facts.clone()),
            ]
        })
        .collect()
}

/// One row of history, as it is read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands: with the row's transaction this orders a reader's way through history.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// When we learnt of it.
    pub recorded_at: Instant,
    /// To what.
    pub subject: [u8; 16],
    /// What happened.
    pub kind: Kind,
    /// Who made it happen or told us.
    pub actor: String,
    /// The rest.
    pub facts: Json,
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> db::Result<Self> {
        let facts: String = row.get("facts")?;
        let wrong = |wanted| db::Error::Column { column: "kind or facts".into(), wanted };
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            recorded_at: row.get("recorded_at")?,
            subject: row.get("subject")?,
            kind: row.word("kind")?,
            actor: row.get("actor")?,
            facts: serde_json::from_str(&facts).map_err(|_| wrong("JSON"))?,
        })
    }
}

/// Rows of history that are read for one subject at the most: a bound, not a page.
const ENTRIES_MAX: usize = 20_000;

/// What happened to these subjects, each in the order in which it happened.
///
/// # Errors
/// Only when the database fails.
pub fn of(desk: &mut Desk<'_>, subjects: &[[u8; 16]]) -> Result<Vec<Entry>> {
    let list: Vec<Value> = subjects.iter().map(|id| Value::Uuid(*id)).collect();
    let mut entries: Vec<Entry> = desk.all_in(
        "select seq, at, recorded_at, subject, kind, actor, facts from history
          where tenant = $1 and subject in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    entries.sort_by_key(|entry| (entry.subject, entry.at, entry.kind, entry.seq));
    entries.truncate(ENTRIES_MAX);
    Ok(entries)
}

/// How far a reader of all history has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The transaction of the last row that was read.
    pub tx: i64,
    /// That row.
    pub seq: i64,
}

/// The next rows after `place`, in an order in which no late commit is ever skipped.
///
/// # Errors
/// Only when the database fails.
pub fn after(desk: &mut Desk<'_>, place: Place, limit: i64) -> Result<Vec<(Place, Entry)>> {
    let horizon = desk.horizon()?;
    let rows: Vec<Placed> = desk.all(
        "select tx, seq, at, recorded_at, subject, kind, actor, facts from history
          where tenant = $1 and (tx, seq) > ($2, $3) and tx < $4
          order by tx, seq limit $5",
        &[&desk.tenant.clone(), &place.tx, &place.seq, &horizon, &limit],
    )?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

struct Placed(Place, Entry);

impl FromRow for Placed {
    fn from_row(row: &Row) -> db::Result<Self> {
        let entry = Entry::from_row(row)?;
        Ok(Self(Place { tx: row.get("tx")?, seq: entry.seq }, entry))
    }
}
