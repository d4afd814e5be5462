//! What a mapping makes of the beginning of a table, before anything is written.

use super::{
    Rejected, Taken, UnknownTopics,
    delimited::{Delimited, Map},
};
use crate::contacts::{
    calls::{Ending, Fact},
    topics::Lexicon,
};
use kernel::Instant;
use std::collections::BTreeMap;

/// Rows that are tried.
pub const ROWS_MAX: u64 = 20_000;
/// Why the row of a table cannot be taken; a mapping may give reasons of its own.
pub const REASONS: &[&str] = &[
    "binary",
    "encoding",
    "heading",
    "no_outcome",
    "no_time",
    "not_a_number",
    "not_a_time",
    "open_quote",
    "shifted_columns",
    "text_after_quote",
];
/// Calls that are shown.
const SHOWN_MAX: usize = 10;
/// The promised limit of the figure that everybody knows.
const LIMIT_US: i64 = 10 * Instant::SECOND;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Rows tried.
    pub rows: u64,
    /// Rows that could not be taken, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// The first row that could not be taken: its line, the column, the reason.
    pub first_rejected: Option<(u64, Option<String>, String)>,
    /// The first calls.
    pub first: Vec<Fact>,
    /// Calls that could be answered.
    pub offered: u64,
    /// Calls answered.
    pub answered: u64,
    /// Callers who gave up.
    pub abandoned: u64,
    /// Calls answered within ten seconds.
    pub within_10s: u64,
    /// The wait of those answered, together.
    pub waited_us: i64,
    /// What calls are said to be about and no topic is called, and how often.
    pub unknown_topics: BTreeMap<String, u64>,
}

/// Tries a mapping, as TOML, on the beginning of a table; topics are known by these words.
///
/// # Errors
/// What is wrong with the mapping, for the person who made it.
pub fn of(map: &str, beginning: &[u8], lexicon: Lexicon) -> Result<Preview, String> {
    let map: Map = toml::from_str(map).map_err(|error| error.message().to_owned())?;
    let mut reader = Delimited::new(map)?;
    let mut preview = Preview::default();
    let mut unknown = UnknownTopics::of(lexicon);
    let (mut record, mut facts, mut line) = (Vec::new(), Vec::new(), 0);
    for piece in beginning.split_inclusive(|byte| *byte == b'\n') {
        record.extend_from_slice(piece);
        line += 1;
        let taken = reader.take(&record, &mut facts);
        if let Some(fault) = reader.fault() {
            return Err(fault.to_owned());
        }
        match taken {
            Ok(Taken::GoesOn) => continue,
            Ok(Taken::Whole) => {
                facts.iter().for_each(|fact| unknown.look(fact));
                facts.drain(..).for_each(|fact| preview.count(fact));
            }
            Err(rejected) => preview.reject(line, rejected),
        }
        record.clear();
        preview.rows = reader.rows();
        if preview.rows >= ROWS_MAX {
            break;
        }
    }
    preview.unknown_topics.clone_from(unknown.counts());
    Ok(preview)
}

impl Preview {
    fn reject(&mut self, line: u64, rejected: Rejected) {
        let reason = rejected.reason.into_owned();
        *self.rejected.entry(reason.clone()).or_default() += 1;
        self.first_rejected.get_or_insert((line, rejected.column, reason));
    }

    fn count(&mut self, fact: Fact) {
        if let Some(record) = &fact.record {
            let answered = record.ending == Ending::Answered;
            self.offered += u64::from(record.offered_at.is_some());
            self.answered += u64::from(answered);
            self.abandoned += u64::from(record.ending == Ending::Abandoned);
            self.within_10s += u64::from(answered && record.wait_us <= LIMIT_US);
            self.waited_us += if answered { record.wait_us } else { 0 };
        }
        if self.first.len() < SHOWN_MAX {
            self.first.push(fact);
        }
    }
}
