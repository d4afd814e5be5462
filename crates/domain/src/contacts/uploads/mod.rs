//! Exports of other systems that somebody uploads: kept, tried with a mapping, and imported by a
//! job, as the command line would. Mappings are kept by the system they are for.

mod importing;

use crate::{Desk, Fault, Kind, Refusal, Result, Right};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};
use serde_json::{Value as Json, json};

pub use importing::{As, GIVEN_UP, KeptMap, Log, Outcome, begin, end, give_up, maps};

/// Bytes of a file that is uploaded; larger ones go by the command line, which reads them as a
/// stream.
pub const UPLOAD_BYTES_MAX: usize = 32 << 20;
/// Bytes that an upload may hold once it is unpacked: sixteen times what is uploaded, as logs are
/// packed. More is no log, or one for the command line.
pub const UNPACKED_BYTES_MAX: u64 = 512 << 20;
/// The reason of an import that holds more.
pub const UNPACKED_TOO_LARGE: &str = "unpacked-too-large";
/// The kind of the job that imports one.
pub const IMPORT: &str = "calls.import";
/// Uploads that are listed, and mappings.
const LISTED_MAX: i64 = 50;
/// Characters of a name.
const NAME_MAX: usize = 200;
/// Bytes of rejected rows that are kept.
pub const REJECTS_MAX: usize = 1 << 20;

words! {
    /// How far an upload is.
    pub enum Stage {
        /// It is kept until somebody has it imported.
        Kept = "kept",
        /// It waits for its import, or is being imported.
        Waiting = "waiting",
        /// It was imported.
        Done = "done",
        /// It could not be.
        Failed = "failed",
    }
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its row.
    pub id: Id<Upload>,
    /// The name of the file.
    pub file: String,
    /// Its bytes, as many as there were.
    pub size: i64,
    /// How far it is.
    pub stage: Stage,
    /// The system it comes from, once that is said.
    pub source: Option<String>,
    /// The mapping it was imported by; empty for the log of an exchange.
    pub map: Option<String>,
    /// What became of it.
    pub report: Option<Json>,
    /// Why it could not be imported.
    pub reason: Option<String>,
    /// What could not be taken of it, as a file.
    pub rejects: Option<String>,
    /// When it came.
    pub at: Instant,
}

impl FromRow for Upload {
    fn from_row(row: &Row) -> db::Result<Self> {
        let wrong = |wanted| db::Error::Column { column: "uploads".into(), wanted };
        let report: Option<String> = row.get("report")?;
        Ok(Self {
            id: row.get("id")?,
            file: row.get("file")?,
            size: row.get("size")?,
            stage: row.word("state")?,
            source: row.get("source")?,
            map: row.get("map")?,
            report: report
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(|_| wrong("JSON"))?,
            reason: row.get("reason")?,
            rejects: row.get("rejects")?,
            at: row.get("at")?,
        })
    }
}

const COLUMNS: &str = "id, file, size, state, source, map, report, reason, rejects, at";

/// A list shows neither the mapping nor what was rejected, which may be long.
const COLUMNS_OF_LIST: &str =
    "id, file, size, state, source, null as map, report, reason, null as rejects, at";

/// Keeps a file until it is imported.
///
/// # Errors
/// `Forbidden` without the right to tell of calls; `Invalid` for an empty or too large file.
pub fn keep(desk: &mut Desk<'_>, file: &str, bytes: &[u8]) -> Result<Id<Upload>> {
    desk.reach(Right::TellCalls)?;
    if bytes.is_empty() {
        return Err(Refusal::invalid("file", "fault-required"));
    }
    if bytes.len() > UPLOAD_BYTES_MAX {
        let most = (UPLOAD_BYTES_MAX >> 20).to_string();
        return Err(Refusal::Invalid(vec![
            Fault::new("file", "fault-upload-too-large").with(most),
        ]));
    }
    let id: Id<Upload> = desk.fresh_id();
    let (now, staff) = (desk.now(), desk.colleague());
    let name: String = file.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    desk.execute(
        "insert into uploads (tenant, id, file, bytes, size, state, staff, at)
         values ($1, $2, $3, $4, $5, 'kept', $6, $7)",
        &[&desk.tenant.clone(), &id, &name, &bytes.to_vec(), &size, &staff, &now],
    )?;
    desk.record(id, Kind::UploadKept, &json!({ "bytes": size }))?;
    Ok(id)
}

/// An upload.
///
/// # Errors
/// `Unknown` where there is none.
pub fn find(desk: &mut Desk<'_>, id: Id<Upload>) -> Result<Upload> {
    desk.reach(Right::TellCalls)?;
    let found = desk.optional(
        &format!("select {COLUMNS} from uploads where tenant = $1 and id = $2"),
        &[&desk.tenant.clone(), &id],
    )?;
    found.ok_or(Refusal::Unknown("upload"))
}

/// The first bytes of an upload, as many as a page looks at; none of one that was imported.
///
/// # Errors
/// As [`find`].
pub fn beginning_of(desk: &mut Desk<'_>, id: Id<Upload>, most: i64) -> Result<Vec<u8>> {
    desk.reach(Right::TellCalls)?;
    let found = desk.optional(
        // Of no bytes SQLite has no beginning.
        "select coalesce(substr(bytes, 1, $3), bytes) as bytes from uploads
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &i32::try_from(most).unwrap_or(i32::MAX)],
    )?;
    found.ok_or(Refusal::Unknown("upload"))
}

/// The bytes of an upload; none of one that was imported.
///
/// # Errors
/// As [`find`].
pub fn bytes(desk: &mut Desk<'_>, id: Id<Upload>) -> Result<Vec<u8>> {
    desk.reach(Right::TellCalls)?;
    let found = desk.optional(
        "select bytes from uploads where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    found.ok_or(Refusal::Unknown("upload"))
}

/// Deletes an upload, with what could not be taken of it; the calls it brought stay.
///
/// # Errors
/// `Unknown` where there is none, `Conflict` while it is being imported.
pub fn delete(desk: &mut Desk<'_>, id: Id<Upload>) -> Result<()> {
    find(desk, id)?;
    let deleted = desk.execute(
        "delete from uploads where tenant = $1 and id = $2 and state <> 'waiting'",
        &[&desk.tenant.clone(), &id],
    )?;
    if deleted == 0 {
        return Err(Refusal::Conflict("conflict-importing"));
    }
    desk.record(id, Kind::UploadDeleted, &json!({}))
}

/// The newest uploads first.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn list(desk: &mut Desk<'_>) -> Result<Vec<Upload>> {
    desk.reach(Right::TellCalls)?;
    desk.all(
        &format!(
            "select {COLUMNS_OF_LIST} from uploads where tenant = $1
              order by at desc, id desc limit $2"
        ),
        &[&desk.tenant.clone(), &LISTED_MAX],
    )
}

#[cfg(test)]
mod tests;
