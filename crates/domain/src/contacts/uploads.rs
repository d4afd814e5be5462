//! Exports of other systems that somebody uploads: kept, tried with a mapping, and imported by a
//! job, as the command line would. Mappings are kept by the system they are for.

use super::logs::delimited::Map;
use crate::{Desk, Fault, Kind, Refusal, Result, Right, queue};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};
use serde_json::{Value as Json, json};

/// Bytes of a file that is uploaded; larger ones go by the command line, which reads them as a
/// stream.
pub const UPLOAD_BYTES_MAX: usize = 32 << 20;
/// The kind of the job that imports one.
pub const IMPORT: &str = "calls.import";
/// Uploads that are listed, and mappings.
const LISTED_MAX: i64 = 50;
/// Characters of a mapping, and of a name.
const MAP_MAX: usize = 100_000;
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
        let (stage, report): (String, Option<String>) = (row.get("state")?, row.get("report")?);
        Ok(Self {
            id: row.get("id")?,
            file: row.get("file")?,
            size: row.get("size")?,
            stage: Stage::from_word(&stage).ok_or_else(|| wrong("state"))?,
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

/// A mapping that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMap {
    /// The system it is for.
    pub source: String,
    /// The mapping, as TOML.
    pub map: String,
}

impl FromRow for KeptMap {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { source: row.get("source")?, map: row.get("map")? })
    }
}

/// The mappings that are kept, the newest of each system, by its name.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn maps(desk: &mut Desk<'_>) -> Result<Vec<KeptMap>> {
    desk.reach(Right::TellCalls)?;
    desk.all(
        "select source, map from import_maps as one
          where tenant = $1 and not exists (
                select 1 from import_maps as later
                 where later.tenant = $1 and later.source = one.source
                   and (later.saved_at, later.id) > (one.saved_at, one.id))
          order by source limit $2",
        &[&desk.tenant.clone(), &LISTED_MAX],
    )
}

/// How an upload is to be read.
#[derive(Clone, Debug)]
pub enum As {
    /// A table, by this mapping, which is kept for the next file.
    Table(String),
    /// The log of an exchange, of the system of this name: that under which its other calls are.
    Log(String),
}

/// Has an upload imported.
///
/// # Errors
/// `Invalid` for a mapping that cannot be read; `Conflict` where it is imported already.
pub fn begin(desk: &mut Desk<'_>, id: Id<Upload>, how: &As) -> Result<()> {
    let upload = find(desk, id)?;
    if !matches!(upload.stage, Stage::Kept | Stage::Failed) {
        return Err(Refusal::Conflict("conflict-imported"));
    }
    let (source, map) = match how {
        As::Table(map) => (save(desk, map)?, map.as_str()),
        As::Log(source) => (named(source)?, ""),
    };
    desk.execute(
        "update uploads set state = 'waiting', source = $3, map = $4, reason = null
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &source, &map],
    )?;
    desk.record(id, Kind::ImportAsked, &json!({ "source": source }))?;
    let now = desk.now();
    queue::enqueue(desk, IMPORT, &json!({ "upload": id.to_string() }), now)?;
    Ok(())
}

/// The name of a system, if it is one.
fn named(source: &str) -> Result<String> {
    let source = source.trim();
    if source.is_empty() || source.chars().count() > NAME_MAX {
        return Err(Refusal::invalid("source", "fault-required"));
    }
    Ok(source.to_owned())
}

/// Keeps a mapping; answers the system it is for.
fn save(desk: &mut Desk<'_>, map: &str) -> Result<String> {
    let unreadable =
        |reason: String| Refusal::Invalid(vec![Fault::new("map", "fault-unreadable").with(reason)]);
    if map.len() > MAP_MAX {
        return Err(Refusal::Invalid(vec![
            Fault::new("map", "fault-too-long").with(MAP_MAX.to_string()),
        ]));
    }
    let read: Map = toml::from_str(map).map_err(|error| unreadable(error.message().to_owned()))?;
    named(&read.source)?;
    let id: Id<KeptMap> = desk.fresh_id();
    let now = desk.now();
    desk.execute(
        "insert into import_maps (tenant, id, source, map, saved_at) values ($1, $2, $3, $4, $5)",
        &[&desk.tenant.clone(), &id, &read.source, &map, &now],
    )?;
    Ok(read.source)
}

/// What became of an import.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was read, with this report, and what could not be taken as a file.
    Done(Json, Option<String>),
    /// It could not be read, for this reason.
    Failed(String),
}

/// Ends an import. What was imported need not be kept.
///
/// # Errors
/// Only when the database fails.
pub fn end(desk: &mut Desk<'_>, id: Id<Upload>, outcome: &Outcome) -> Result<()> {
    let now = desk.now();
    match outcome {
        Outcome::Done(report, rejects) => {
            let rejects = rejects.as_deref().map(beginning);
            desk.execute(
                "update uploads set state = 'done', report = $3, rejects = $4, ended_at = $5,
                        bytes = $6
                  where tenant = $1 and id = $2",
                &[
                    &desk.tenant.clone(),
                    &id,
                    &report.to_string(),
                    &rejects,
                    &now,
                    &Vec::<u8>::new(),
                ],
            )?;
        }
        Outcome::Failed(reason) => {
            desk.execute(
                "update uploads set state = 'failed', reason = $3, ended_at = $4
                  where tenant = $1 and id = $2",
                &[&desk.tenant.clone(), &id, &reason, &now],
            )?;
        }
    }
    Ok(())
}

/// As many whole lines as are kept.
fn beginning(rejects: &str) -> &str {
    if rejects.len() <= REJECTS_MAX {
        return rejects;
    }
    let cut = rejects.floor_char_boundary(REJECTS_MAX);
    rejects[..cut].rfind('\n').map_or(&rejects[..cut], |at| &rejects[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::each_engine;

    const MAP: &str = "source = \"pbx\"\n[table]\nzone = \"Europe/Rome\"\n[arrival]\n\
                       format = \"yyyy-mm-dd\"\nat = \"when\"\n[[outcome]]\n\
                       ending = \"answered\"\n";

    #[test]
    fn an_upload_is_kept_imported_once_and_its_mapping_stays() {
        each_engine(|house| {
            let at = "2026-05-04T10:00:00Z";
            let id =
                house.system(at, |desk| keep(desk, "may.csv", b"when,a\n2026-05-04 09:00,b\n"));
            let wrong = house.act(at, crate::Who::System, move |desk| {
                begin(desk, id, &As::Table("source =".into()))
            });
            assert!(matches!(wrong, Err(Refusal::Invalid(_))), "{wrong:?}");
            let nameless = house
                .act(at, crate::Who::System, move |desk| begin(desk, id, &As::Log(" ".into())));
            assert!(matches!(nameless, Err(Refusal::Invalid(_))), "{nameless:?}");
            assert_eq!(house.system(at, move |desk| beginning_of(desk, id, 5)), b"when,");
            house.system(at, move |desk| begin(desk, id, &As::Table(MAP.into())));
            let again = house
                .act(at, crate::Who::System, move |desk| begin(desk, id, &As::Table(MAP.into())));
            assert!(matches!(again, Err(Refusal::Conflict("conflict-imported"))), "{again:?}");
            let jobs = house.system(at, |desk| queue::claim(desk, 4));
            assert!(jobs.iter().any(|job| job.kind == IMPORT));
            house.system(at, move |desk| {
                end(desk, id, &Outcome::Done(json!({ "rows": 1 }), Some("line,column\n".into())))
            });
            let (upload, bytes, maps) = house.system(at, move |desk| {
                assert_eq!(beginning_of(desk, id, 5)?, b"", "what is imported is not kept");
                Ok((find(desk, id)?, bytes(desk, id)?, maps(desk)?))
            });
            assert_eq!((upload.stage, upload.size, bytes.len()), (Stage::Done, 26, 0));
            assert_eq!(upload.source.as_deref(), Some("pbx"));
            assert_eq!(maps, [KeptMap { source: "pbx".into(), map: MAP.into() }]);
        });
    }

    #[test]
    fn an_empty_file_is_told_so_and_rejects_are_cut_at_a_line() {
        each_engine(|house| {
            let empty = house
                .act("2026-05-04T10:00:00Z", crate::Who::System, |desk| keep(desk, "x.csv", b""));
            assert!(matches!(empty, Err(Refusal::Invalid(_))));
        });
        let long = "0123456789\n".repeat(REJECTS_MAX / 10);
        assert!(beginning(&long).ends_with('\n') && beginning(&long).len() <= REJECTS_MAX);
    }
}
