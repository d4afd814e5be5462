use domain::contacts::logs::Format;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{collections::BTreeMap, path::PathBuf};

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The file.
    pub file: PathBuf,
    /// The kind of log, by its word.
    pub format: String,
    /// The system that the facts come from.
    pub source: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// True where exactly these bytes had been imported before; the rest is then what came of it.
    pub already_imported: bool,
    /// The record after which this run went on from one that had been stopped.
    pub resumed_after: Option<u64>,
    /// The line after which a file that has grown was read.
    pub grown_after: Option<u64>,
    /// Records read, without headings.
    pub rows: u64,
    /// Facts that were new.
    pub kept: u64,
    /// Facts that were known already.
    pub doubled: u64,
    /// Rejected records by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Where they are; none where nothing was rejected.
    pub rejects: Option<PathBuf>,
    /// Events that told nothing, by name.
    pub unknown_events: BTreeMap<String, u64>,
    /// What calls were said to be about and no topic is called, and how often.
    #[serde(default)]
    pub unknown_topics: BTreeMap<String, u64>,
    /// The counters of data quality, under the names of the mapping.
    pub quality: BTreeMap<String, Json>,
}

impl Report {
    /// How many records were rejected.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().sum()
    }

    pub(super) fn of(format: Format, source: &str, digest: &str) -> Self {
        Self {
            format: format.word().to_owned(),
            source: source.to_owned(),
            digest: digest.to_owned(),
            ..Self::default()
        }
    }
}
