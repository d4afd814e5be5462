use domain::Kind;
use serde::Deserialize;
use std::{collections::BTreeMap, error::Error};

/// How a log is to be read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Map {
    /// The system it comes from.
    pub source: String,
    /// What stands between columns; a comma where nothing is said.
    pub separator: Option<char>,
    /// The column with the number of the case.
    pub case: String,
    /// The column that says what was done.
    pub activity: String,
    /// The column with the instant, in ISO 8601 with its offset.
    pub at: String,
    /// The column that says who does it: a change is a passing on.
    pub group: Option<String>,
    /// The column with the deadline that the other system gave the case.
    pub deadline: Option<String>,
    /// The column with the instant at which the case ended: an event of its own, where the lines
    /// hold none.
    pub ended: Option<String>,
    /// What activities mean. What is not named is a note.
    pub activities: Activities,
}

/// The activities that mean something to a promise, as the log calls them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Activities {
    /// The client has their answer.
    pub answered: Vec<String>,
    /// We wait for the client.
    pub waiting: Vec<String>,
    /// It is over.
    pub closed: Vec<String>,
}

impl Map {
    /// # Errors
    /// Where something that is needed is not said.
    pub(super) fn check(&self) -> Result<(), Box<dyn Error>> {
        let needed = [
            ("source", &self.source),
            ("case", &self.case),
            ("activity", &self.activity),
            ("at", &self.at),
        ];
        match needed.into_iter().find(|(_, text)| text.is_empty()) {
            Some((name, _)) => Err(format!("the map does not say `{name}`").into()),
            None => Ok(()),
        }
    }

    /// # Errors
    /// Where the file has not every column that is named.
    pub(super) fn check_headings(
        &self,
        headings: &csv::StringRecord,
    ) -> Result<(), Box<dyn Error>> {
        let named = [&self.case, &self.activity, &self.at].into_iter();
        let named = named.chain(&self.group).chain(&self.deadline).chain(&self.ended);
        let known: BTreeMap<&str, usize> = headings.iter().zip(0..).collect();
        let mut missing = named.filter(|name| !known.contains_key(name.as_str()));
        match missing.next() {
            Some(name) => Err(format!("the file has no column `{name}`").into()),
            None => Ok(()),
        }
    }

    /// What an activity means.
    pub(super) fn kind(&self, activity: &str) -> Kind {
        let is = |list: &[String]| list.iter().any(|one| one == activity);
        match () {
            () if is(&self.activities.answered) => Kind::RequestAnswered,
            () if is(&self.activities.waiting) => Kind::RequestWaiting,
            () if is(&self.activities.closed) => Kind::RequestClosed,
            () => Kind::RequestNoted,
        }
    }
}
