//! Where imports stand. The place is written in the same unit of work as what was read up to it,
//! so that a stopped import goes on where it stopped and the same file twice changes nothing.

use crate::{Desk, Kind, Result, Right};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::{Value as Json, json};

/// The import of one file.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its row.
    pub id: Id<Import>,
    /// What is imported: `calls`, `parties`, …
    pub what: String,
    /// The system that the file comes from.
    pub source: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// When it began.
    pub began_at: Instant,
    /// When it ended; none: it runs, or was stopped.
    pub ended_at: Option<Instant>,
    /// Lines done.
    pub line: i64,
    /// Counters, and what the reader must remember.
    pub report: Json,
}

impl FromRow for Import {
    fn from_row(row: &Row) -> db::Result<Self> {
        let report: String = row.get("report")?;
        Ok(Self {
            id: row.get("id")?,
            what: row.get("what")?,
            source: row.get("source")?,
            file: row.get("file")?,
            digest: row.get("digest")?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            line: row.get("line")?,
            report: serde_json::from_str(&report)
                .map_err(|_| db::Error::Column { column: "report".into(), wanted: "JSON" })?,
        })
    }
}

const COLUMNS: &str = "id, what, source, file, digest, began_at, ended_at, line, report";

/// What tells one import from another.
#[derive(Clone, Debug)]
pub struct Naming {
    /// As in [`Import`].
    pub what: String,
    /// As in [`Import`].
    pub source: String,
    /// As in [`Import`].
    pub file: String,
    /// As in [`Import`].
    pub digest: String,
}

/// The import of exactly these bytes, whatever their file is called.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn find(desk: &mut Desk<'_>, naming: &Naming) -> Result<Option<Import>> {
    desk.reach(Right::TellCalls)?;
    desk.optional(
        &format!(
            "select {COLUMNS} from imports
              where tenant = $1 and what = $2 and source = $3 and digest = $4"
        ),
        &[&desk.tenant.clone(), &naming.what, &naming.source, &naming.digest],
    )
}

/// The last import of this source that ended: the next file of a rotated log goes on from it.
///
/// # Errors
/// As [`find`].
pub fn newest(desk: &mut Desk<'_>, what: &str, source: &str) -> Result<Option<Import>> {
    desk.reach(Right::TellCalls)?;
    desk.optional(
        &format!(
            "select {COLUMNS} from imports
              where tenant = $1 and what = $2 and source = $3 and ended_at is not null
              order by ended_at desc, id desc limit 1"
        ),
        &[&desk.tenant.clone(), &what, &source],
    )
}

/// Begins an import.
///
/// # Errors
/// As [`find`]; a second one of the same bytes is a duplicate.
pub fn begin(desk: &mut Desk<'_>, naming: &Naming, report: &Json) -> Result<Id<Import>> {
    desk.reach(Right::TellCalls)?;
    let id: Id<Import> = desk.fresh_id();
    let now = desk.now();
    desk.execute(
        "insert into imports (tenant, id, what, source, file, digest, began_at, line, report)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &naming.what,
            &naming.source,
            &naming.file,
            &naming.digest,
            &now,
            &0_i64,
            &report.to_string(),
        ],
    )?;
    Ok(id)
}

/// Writes down how far an import has come.
///
/// # Errors
/// As [`find`].
pub fn advance(desk: &mut Desk<'_>, id: Id<Import>, line: i64, report: &Json) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    desk.execute(
        "update imports set line = $3, report = $4 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &line, &report.to_string()],
    )?;
    Ok(())
}

/// Ends an import.
///
/// # Errors
/// As [`find`].
pub fn end(desk: &mut Desk<'_>, id: Id<Import>, line: i64, report: &Json) -> Result<()> {
    advance(desk, id, line, report)?;
    let now = desk.now();
    desk.execute(
        "update imports set ended_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.record(id, Kind::ImportEnded, &json!({ "lines": line }))
}

/// Imports listed at once.
const LISTED_MAX: i64 = 200;

/// The newest imports first.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn list(desk: &mut Desk<'_>) -> Result<Vec<Import>> {
    desk.reach(Right::SeeFigures)?;
    desk.all(
        &format!(
            "select {COLUMNS} from imports where tenant = $1
              order by began_at desc, id desc limit $2"
        ),
        &[&desk.tenant.clone(), &LISTED_MAX],
    )
}
