//! Rows of a table, one call each, read by a mapping.
//!
//! The mapping says which column means what; a row that has another number of columns than the
//! heading is shifted and never guessed at. Beside the calls the reader counts what is odd, under
//! the names that the mapping gives.

mod checks;
mod draft;
mod map;
mod record;
mod row;
mod sample;
mod times;

use self::{
    checks::{Checks, Seen},
    record::{Plan, Wish},
    row::{Lines, Row},
};
use super::{Rejected, Taken, Tally};
use crate::contacts::calls::Fact;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub use draft::{DATE_FORMATS, Draft, Meaning};
pub use map::{Map, Places, Table};
pub use sample::Sample;

/// Reads a table.
#[derive(Debug)]
pub struct Delimited {
    map: Map,
    lines: Lines,
    row: Row,
    heading: Option<Heading>,
    fault: Option<String>,
    seen: Seen,
    unknown: Tally,
}

/// What the columns mean, once they are known.
#[derive(Debug)]
struct Heading {
    columns: usize,
    plan: Plan,
    rejects: Vec<(Wish, String)>,
    checks: Checks,
}

/// Columns of a table at the most.
const COLUMNS_MAX: usize = 1_000;

impl Delimited {
    /// A reader by this mapping.
    ///
    /// # Errors
    /// What is wrong with the mapping, for the person who wrote it.
    pub fn new(map: Map) -> Result<Self, String> {
        let table = map.table.as_ref().ok_or("the mapping has no [table]")?;
        let lines = Lines::of(table)?;
        let names = table.columns.clone();
        let mut reader = Self {
            map,
            lines,
            row: Row::default(),
            heading: None,
            fault: None,
            seen: Seen::default(),
            unknown: Tally::default(),
        };
        if !names.is_empty() {
            reader.heading = Some(reader.understand(&names)?);
        }
        Ok(reader)
    }

    /// Reads one row; the first one is the heading, unless the mapping names the columns.
    ///
    /// # Errors
    /// Why the row tells nothing.
    pub fn take(&mut self, record: &[u8], facts: &mut Vec<Fact>) -> Result<Taken, Rejected> {
        let Some(heading) = &mut self.heading else { return self.take_heading(record) };
        if record.trim_ascii().is_empty() {
            return Ok(Taken::Whole);
        }
        let split = self.lines.split(record, &mut self.row);
        if split == Ok(Taken::GoesOn) {
            return Ok(Taken::GoesOn);
        }
        self.seen.rows += 1;
        split?;
        if self.row.len() != heading.columns {
            self.seen.shifted += 1;
            return Err(Rejected::whole("shifted_columns"));
        }
        heading.checks.look(&self.row);
        if let Some((_, reason)) = heading.rejects.iter().find(|(wish, _)| wish.is_met(&self.row)) {
            return Err(Rejected::whole(reason.clone()));
        }
        let fact = heading.plan.fact(&self.row);
        if let Err(rejected) = &fact
            && matches!(rejected.reason.as_ref(), times::NO_TIME | times::NO_NUMBER)
        {
            self.seen.unparsable += 1;
        }
        facts.push(fact?);
        Ok(Taken::Whole)
    }

    /// Why no row can be read at all; none while all is well.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    pub(super) fn rows(&self) -> u64 {
        self.seen.rows
    }

    pub(super) fn unknown(&self) -> &BTreeMap<String, u64> {
        &self.unknown.counts
    }

    pub(super) fn quality(&self) -> BTreeMap<String, Json> {
        let checks = self.heading.as_ref().map(|heading| &heading.checks);
        checks.map(|checks| checks.results(&self.seen)).unwrap_or_default()
    }

    fn take_heading(&mut self, record: &[u8]) -> Result<Taken, Rejected> {
        let record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
        let whole = self.lines.split(record, &mut self.row)?;
        if whole == Taken::GoesOn {
            return Ok(whole);
        }
        let names: Vec<String> = self.row.fields().map(|name| name.trim().to_owned()).collect();
        match self.understand(&names) {
            Ok(heading) => self.heading = Some(heading),
            Err(fault) => {
                self.fault = Some(fault);
                return Err(Rejected::whole("heading"));
            }
        }
        Ok(Taken::Whole)
    }

    fn understand(&self, names: &[String]) -> Result<Heading, String> {
        if names.len() > COLUMNS_MAX {
            return Err(format!("more than {COLUMNS_MAX} columns"));
        }
        let columns = Columns(names);
        let rejects = self.map.reject.iter().map(|reject| {
            let wish = Wish::of(&reject.r#where, &reject.unless, &columns)?;
            Ok((wish, reject.reason.clone()))
        });
        Ok(Heading {
            columns: names.len(),
            rejects: rejects.collect::<Result<_, String>>()?,
            checks: Checks::of(&self.map, &columns)?,
            plan: Plan::of(&self.map, &columns)?,
        })
    }
}

/// The columns by their names.
struct Columns<'a>(&'a [String]);

impl Columns<'_> {
    fn find(&self, name: &str) -> Result<Column, String> {
        let found = self.0.iter().position(|one| one == name);
        let at = found.ok_or_else(|| {
            format!("the mapping speaks of a column `{name}`; there are: {}", self.0.join(", "))
        })?;
        Ok(Column { at, name: name.to_owned() })
    }

    fn find_if(&self, name: Option<&String>) -> Result<Option<Column>, String> {
        name.map(|name| self.find(name)).transpose()
    }

    fn find_all(&self, names: &[String]) -> Result<Vec<Column>, String> {
        names.iter().map(|name| self.find(name)).collect()
    }
}

/// One column: where it stands and what it is called.
#[derive(Clone, Debug)]
struct Column {
    at: usize,
    name: String,
}
