use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What is written down beside the line of an import. What the reader remembers in the middle of
/// a file is not: a resumed run reads the file again from where it began, and tells nothing until
/// it has come to the place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The byte at which reading began, in a file that had grown.
    pub from_byte: u64,
    /// Lines before that byte.
    pub from_line: u64,
    /// What the reader remembered then.
    pub memory: Json,
    /// Records done.
    pub records: u64,
    /// Facts that were new.
    pub kept: u64,
    /// Facts that were known.
    pub doubled: u64,
    /// Facts that the database refused, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Bytes of the rejects file that belong to these records.
    pub rejects_bytes: u64,
    /// When it has ended: the size of the file and what the next one has to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub bytes: u64,
    pub memory: Json,
    pub report: super::Report,
}

impl Progress {
    pub(super) fn from_json(json: &Json) -> Self {
        // Only this program writes it; what an older one wrote is as good as nothing.
        serde_json::from_value(json.clone()).unwrap_or_default()
    }

    pub(super) fn to_json(&self) -> Json {
        serde_json::to_value(self).expect("its keys are texts")
    }
}
