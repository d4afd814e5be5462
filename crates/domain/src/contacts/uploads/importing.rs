//! From an upload to its import: how it is to be read, and what became of it.

use super::{IMPORT, LISTED_MAX, NAME_MAX, REJECTS_MAX, Stage, Upload, find};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    contacts::logs::{Format, delimited::Map},
    queue,
};
use db::{FromRow, Row};
use kernel::Id;
use serde_json::{Value as Json, json};
use toml::{Table, Value};

/// Characters of a mapping.
const MAP_MAX: usize = 100_000;

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
    /// The log of an exchange, or records of a service.
    Log(Log),
}

/// What has to be said of a log that is recognised.
#[derive(Clone, Debug)]
pub struct Log {
    /// The name of its system: that under which its other calls are.
    pub source: String,
    /// What it was recognised as.
    pub format: Format,
    /// The attribute of its records that says what a call was about.
    pub topic: Option<String>,
}

impl Log {
    /// The mapping by which it is read; empty where it needs none.
    fn map(&self, source: &str) -> String {
        let Some(topic) = &self.topic else { return String::new() };
        let text = |text: &str| Value::String(text.to_owned());
        let attribute = Table::from_iter([("attribute".to_owned(), text(topic))]);
        let map = Table::from_iter([
            ("source".to_owned(), text(source)),
            ("format".to_owned(), text(self.format.word())),
            ("topic".to_owned(), Value::Table(attribute)),
        ]);
        map.to_string()
    }
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
        As::Table(map) => (save(desk, map)?, map.clone()),
        As::Log(log) => {
            let source = named(&log.source)?;
            let map = log.map(&source);
            (source, map)
        }
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

/// The reason of an import that was begun as often as it may be and never ended.
pub const GIVEN_UP: &str = "given-up";

/// Says of uploads whose import nobody takes up any more that it failed: they can be imported
/// anew, or deleted.
///
/// # Errors
/// Only when the database fails.
pub fn give_up(desk: &mut Desk<'_>) -> Result<usize> {
    let given_up = queue::exhausted(desk, IMPORT)?;
    for job in &given_up {
        let named = job.facts["upload"].as_str().and_then(|text| text.parse().ok());
        if let Some(id) = named {
            end(desk, id, &Outcome::Failed(GIVEN_UP.to_owned()))?;
        }
        queue::give_up(desk, job.id)?;
    }
    Ok(given_up.len())
}

/// As many whole lines as are kept.
pub(super) fn beginning(rejects: &str) -> &str {
    if rejects.len() <= REJECTS_MAX {
        return rejects;
    }
    let cut = rejects.floor_char_boundary(REJECTS_MAX);
    rejects[..cut].rfind('\n').map_or(&rejects[..cut], |at| &rejects[..=at])
}
