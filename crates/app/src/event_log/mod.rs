//! `premura import requests`: the log of another system's requests, one line an event, told as
//! facts about subjects. A mapping says which column is what and what each activity means; a line
//! that means nothing to a promise is kept as a note, so that no event is lost.
//!
//! A case is folded whole: its first event is its receipt; what is done after an answer opens it
//! again; what is done while it waits for the client ends the waiting. Facts are named by case and
//! place in it, so that the same file twice changes nothing.

mod case;
mod map;
mod report;

use crate::{
    Place,
    cli::ImportFile,
    table::{self, Rejects},
};
use case::{Case, Line};
use domain::{Refusal, Tenant, reactions, subjects::Outside};
use kernel::Id;
use map::Map;
use std::{collections::HashMap, error::Error, fs, path::PathBuf};

pub use report::Report;

/// Facts told in one unit of work, at the least: a case is never split.
const AT_ONCE: usize = 2_000;
/// Lines of one file at the most: they are held until their cases are whole.
const LINES_MAX: usize = 5_000_000;

type Failure = Box<dyn Error>;

/// What is to be imported, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The file; gzip is recognised.
    pub file: PathBuf,
    /// The mapping, as TOML.
    pub map: String,
    /// The system that the facts come from; none: the mapping's.
    pub source: Option<String>,
    /// Where refused rows go; none: beside the file.
    pub rejects: Option<PathBuf>,
    /// Whether it only reads and reports.
    pub dry_run: bool,
}

/// What the command line says.
///
/// # Errors
/// Where it names no mapping, or that cannot be read.
pub fn options(file: &ImportFile) -> Result<Options, Failure> {
    let map = file.map.as_ref().ok_or("a map is needed: --map MAP.toml")?;
    Ok(Options {
        file: file.file.clone(),
        map: fs::read_to_string(map)?,
        source: file.source.clone(),
        rejects: file.rejects.clone(),
        dry_run: file.dry_run,
    })
}

/// Imports a log.
///
/// # Errors
/// Where the file or its mapping cannot be used, or the database fails.
pub fn import(place: &Place, tenant: Id<Tenant>, options: &Options) -> Result<Report, Failure> {
    let mut map: Map = toml::from_str(&options.map)?;
    if let Some(source) = &options.source {
        map.source.clone_from(source);
    }
    map.check()?;
    let mut rejects = Rejects::of(&options.file, options.rejects.as_deref());
    let cases = read(options, &map, &mut rejects)?;
    let mut report = Report::default();
    let mut waiting: Vec<Outside> = Vec::new();
    for case in &cases {
        report.count(case, &map);
        waiting.extend(case.facts(&map));
        if waiting.len() >= AT_ONCE {
            report.fresh += tell(place, tenant, options, std::mem::take(&mut waiting))?;
        }
    }
    report.fresh += tell(place, tenant, options, waiting)?;
    report.rejected = rejects.count;
    report.rejects = rejects.finish()?;
    Ok(report)
}

/// The cases of a file in the order of their first line, each with its lines by time.
fn read(options: &Options, map: &Map, rejects: &mut Rejects) -> Result<Vec<Case>, Failure> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(map.separator.unwrap_or(','))?)
        .flexible(true)
        .from_reader(table::open(&options.file)?);
    let headings = reader.headers()?.clone();
    map.check_headings(&headings)?;
    let mut cases: Vec<Case> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (count, record) in reader.records().enumerate() {
        if count == LINES_MAX {
            return Err(format!("more than {LINES_MAX} lines: divide the file").into());
        }
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                rejects.add(0, &csv::StringRecord::new(), &error.to_string())?;
                continue;
            }
        };
        match Line::read(map, &headings, &record) {
            Ok(line) => {
                let at = *places.entry(line.case.clone()).or_insert(cases.len());
                if at == cases.len() {
                    cases.push(Case::default());
                }
                cases[at].lines.push(line);
            }
            Err(reason) => {
                let line = record.position().map_or(0, csv::Position::line);
                rejects.add(line, &record, reason)?;
            }
        }
    }
    for case in &mut cases {
        case.sort();
    }
    Ok(cases)
}

/// Tells facts; answers how many were new.
fn tell(
    place: &Place,
    tenant: Id<Tenant>,
    options: &Options,
    facts: Vec<Outside>,
) -> Result<u64, Refusal> {
    if options.dry_run || facts.is_empty() {
        return Ok(0);
    }
    let fresh = place.act(tenant, move |desk| reactions::subjects_told(desk, &facts))?;
    Ok(fresh.iter().filter(|fresh| **fresh).count() as u64)
}
