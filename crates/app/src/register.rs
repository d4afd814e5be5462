//! `premura import clients|contracts`: the register of who somebody is and what he has, from a
//! delimited file by a mapping. Natural keys make it repeatable: the same file changes nothing.

use crate::{
    Place,
    cli::ImportFile,
    table::{self, Rejects},
};
use domain::{
    Refusal, contracts,
    identity::TenantRow,
    parties::{self, PointKind},
};
use kernel::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Holders.
    Clients,
    /// Holders with a contract each.
    Contracts,
}

/// How the columns of a file are to be read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Map {
    /// The system it comes from.
    source: String,
    /// What stands between columns.
    separator: Option<char>,
    /// How dates are written, such as `%d/%m/%Y`.
    date: Option<String>,
    /// The column of each field: key, name, kind, born_on, number, product, from, to.
    columns: BTreeMap<String, String>,
    /// The columns of each kind of contact point: phone, email, pec, address.
    points: BTreeMap<String, Vec<String>>,
    /// Fields that are the same in every row, such as the kind.
    constants: BTreeMap<String, String>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Rows read.
    pub rows: u64,
    /// Rows in the register now.
    pub kept: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Where those are; none where none was refused.
    pub rejects: Option<PathBuf>,
}

/// Rows written in one unit of work.
const AT_ONCE: usize = 500;

type Failure = Box<dyn Error>;

/// Imports a file.
///
/// # Errors
/// Where the file or its mapping cannot be used, or the database fails.
pub fn import(
    place: &Place,
    tenant: &TenantRow,
    what: What,
    file: &ImportFile,
) -> Result<Report, Failure> {
    let map = mapping(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(map.separator.unwrap_or(','))?)
        .flexible(true)
        .from_reader(table::open(&file.file)?);
    let headings = reader.headers()?.clone();
    let mut intake = Intake::new(place, tenant, what, file);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                intake.rejects.add(0, &csv::StringRecord::new(), &error.to_string())?;
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row { map: &map, headings: &headings, record: &record };
        match row.contract(what) {
            Ok(told) => intake.take(line, record.clone(), told)?,
            Err(reason) => intake.rejects.add(line, &record, &reason.to_string())?,
        }
    }
    intake.finish()
}

fn mapping(file: &ImportFile) -> Result<Map, Failure> {
    let path = file.map.as_ref().ok_or("a map is needed: --map MAP.toml")?;
    let mut map: Map = toml::from_str(&fs::read_to_string(path)?)?;
    if let Some(source) = &file.source {
        map.source.clone_from(source);
    }
    if map.source.is_empty() {
        return Err("the map names no source".into());
    }
    Ok(map)
}

struct Row<'a> {
    map: &'a Map,
    headings: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn column(&self, name: &str) -> Option<&str> {
        let at = self.headings.iter().position(|heading| heading.trim() == name)?;
        self.record.get(at).map(str::trim).filter(|text| !text.is_empty())
    }

    fn text(&self, field: &str) -> Option<&str> {
        let from_column = self.map.columns.get(field).and_then(|name| self.column(name));
        from_column.or_else(|| self.map.constants.get(field).map(String::as_str))
    }

    fn day(&self, field: &str) -> domain::Result<Option<Date>> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let format = self.map.date.as_deref().unwrap_or("%Y-%m-%d");
        let day = Date::strptime(format, text);
        day.map(Some).map_err(|_| Refusal::invalid(field, "fault-date"))
    }

    fn holder(&self) -> domain::Result<parties::Told> {
        let word = |field: &str| self.text(field).unwrap_or_default().to_owned();
        let mut points = Vec::new();
        for (kind, columns) in &self.map.points {
            let kind = PointKind::from_word(kind)
                .ok_or_else(|| Refusal::invalid(kind.clone(), "fault-contact-point"))?;
            let values = columns.iter().filter_map(|name| self.column(name));
            points.extend(values.map(|value| (kind, value.to_owned())));
        }
        let told = parties::Told {
            source: self.map.source.clone(),
            key: word("key"),
            name: word("name"),
            kind: word("kind"),
            born_on: self.day("born_on")?,
            points,
        };
        told.check()?;
        Ok(told)
    }

    fn contract(&self, what: What) -> domain::Result<contracts::Told> {
        let required = what == What::Contracts;
        let missing = |field: &str| Refusal::invalid(field, "fault-required");
        let told = contracts::Told {
            holder: self.holder()?,
            number: self.text("number").unwrap_or_default().to_owned(),
            product: self.text("product").unwrap_or_default().to_owned(),
            starts_on: match self.day("from")? {
                Some(day) => day,
                None if required => return Err(missing("from")),
                None => Date::default(),
            },
            ends_on: self.day("to")?,
        };
        if required && (told.number.is_empty() || told.product.is_empty()) {
            return Err(missing("number"));
        }
        Ok(told)
    }
}

/// Rows on their way into the register.
struct Intake<'a> {
    place: &'a Place,
    tenant: &'a TenantRow,
    what: What,
    file: &'a ImportFile,
    waiting: Vec<(u64, csv::StringRecord, contracts::Told)>,
    rejects: Rejects,
    report: Report,
}

impl<'a> Intake<'a> {
    fn new(place: &'a Place, tenant: &'a TenantRow, what: What, file: &'a ImportFile) -> Self {
        let rejects = Rejects::of(&file.file, file.rejects.as_deref());
        let (waiting, report) = (Vec::new(), Report::default());
        Self { place, tenant, what, file, waiting, rejects, report }
    }

    fn take(
        &mut self,
        line: u64,
        record: csv::StringRecord,
        told: contracts::Told,
    ) -> Result<(), Failure> {
        self.report.rows += 1;
        self.waiting.push((line, record, told));
        if self.waiting.len() >= AT_ONCE { self.write() } else { Ok(()) }
    }

    /// Writes what waits; a row that the register itself refuses is refused alone.
    fn write(&mut self) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        let all: Vec<contracts::Told> = waiting.iter().map(|(_, _, told)| told.clone()).collect();
        match self.tell(all) {
            Ok(kept) => self.report.kept += kept,
            Err(Refusal::Invalid(_)) => {
                for (line, record, told) in waiting {
                    match self.tell(vec![told]) {
                        Ok(kept) => self.report.kept += kept,
                        Err(Refusal::Invalid(faults)) => {
                            let reason = Refusal::Invalid(faults).to_string();
                            self.rejects.add(line, &record, &reason)?;
                        }
                        Err(other) => return Err(other.into()),
                    }
                }
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }

    fn tell(&self, told: Vec<contracts::Told>) -> domain::Result<u64> {
        if self.file.dry_run {
            return Ok(told.len() as u64);
        }
        let what = self.what;
        self.place.act(self.tenant.id, move |desk| {
            let kept = match what {
                What::Contracts => contracts::tell(desk, &told)?.len(),
                What::Clients => {
                    let holders: Vec<_> = told.iter().map(|one| one.holder.clone()).collect();
                    parties::tell(desk, &holders)?.len()
                }
            };
            Ok(kept as u64)
        })
    }

    fn finish(mut self) -> Result<Report, Failure> {
        self.write()?;
        self.report.rejected = self.rejects.count;
        self.report.rejects = self.rejects.finish()?;
        self.report.rows += self.report.rejected;
        Ok(self.report)
    }
}
