//! The mapping as a person writes it, in TOML. `docs/import.md` explains every key.

use super::super::{Format, Topics};
use crate::contacts::calls::{Ending, Unknown};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A mapping from the columns of a table to calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The system that the facts come from.
    pub source: String,
    /// Which log it is for.
    #[serde(default = "Map::format")]
    pub format: Format,
    /// What is done about numbers, queues and agents that are not known yet.
    #[serde(default)]
    pub unknown_places: Places,
    /// One name for agents of whom the log speaks under several.
    #[serde(default)]
    pub agents: BTreeMap<String, String>,
    /// How a table is written; absent for the logs of exchanges.
    pub table: Option<Table>,
    /// The number to which a queue belongs, where no column names it.
    #[serde(default)]
    pub numbers: BTreeMap<String, String>,
    /// What makes two rows the same call; all columns, where none is named.
    #[serde(default)]
    pub key: Vec<String>,
    pub(super) arrival: Option<Arrival>,
    pub(super) menu: Option<Menu>,
    pub(super) waiting: Option<Span>,
    pub(super) service: Option<Span>,
    pub(super) agent: Option<Field>,
    pub(super) queue: Option<Field>,
    pub(super) number: Option<Field>,
    pub(super) caller: Option<Field>,
    pub(super) kind: Option<Field>,
    pub(super) topic: Option<Topic>,
    /// Which topic is meant by what the source says.
    #[serde(default)]
    pub(super) topics: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) outcome: Vec<Outcome>,
    #[serde(default)]
    pub(super) reject: Vec<Reject>,
    #[serde(default)]
    pub(super) check: Vec<Check>,
}

impl Map {
    fn format() -> Format {
        Format::Delimited
    }

    /// How the source tells what a call was about.
    pub fn topics(&self) -> Topics {
        let attribute = self.topic.as_ref().and_then(|topic| topic.attribute.clone());
        Topics { attribute, codes: self.topics.clone() }
    }
}

/// What is done about a place that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// It is made.
    #[default]
    Create,
    /// The row is rejected.
    Reject,
}

impl From<Places> for Unknown {
    fn from(places: Places) -> Self {
        match places {
            Places::Create => Unknown::Create,
            Places::Reject => Unknown::Reject,
        }
    }
}

/// How a table is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    #[serde(default = "Table::separator")]
    pub(super) separator: char,
    /// None, where quotes are letters like others.
    #[serde(default = "Table::quote")]
    pub(super) quote: Quote,
    /// Whether a quoted field may go on in the next line.
    #[serde(default)]
    pub(super) fields_span_lines: bool,
    #[serde(default)]
    pub(super) encoding: Encoding,
    /// Names for the columns of a table without a heading.
    #[serde(default)]
    pub(super) columns: Vec<String>,
    /// The zone of times that have no offset.
    pub(super) zone: String,
}

impl Table {
    fn separator() -> char {
        ','
    }

    fn quote() -> Quote {
        Quote::Double
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Quote {
    Double,
    Single,
    None,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// As Windows writes it; Latin-1 differs only in characters that no text holds.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows,
}

/// When the exchange took the call: one column, or a date and a time of day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arrival {
    pub at: Option<String>,
    pub date: Option<String>,
    pub time: Option<String>,
    pub format: TimeFormat,
}

/// The order in which a date is written; what stands between its parts does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TimeFormat {
    #[serde(rename = "yymmdd")]
    ShortYear,
    #[serde(rename = "yyyymmdd")]
    Compact,
    #[serde(rename = "yyyy-mm-dd")]
    YearFirst,
    #[serde(rename = "dd/mm/yyyy")]
    DayFirst,
    #[serde(rename = "mm/dd/yyyy")]
    MonthFirst,
    Epoch,
    EpochMs,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Menu {
    pub exit: String,
}

/// From when to when, and how long; none of the three is needed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    pub start: Option<String>,
    pub exit: Option<String>,
    pub seconds: Option<String>,
    /// What stands there instead of a time.
    #[serde(default)]
    pub none: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub column: Option<String>,
    pub constant: Option<String>,
    /// What stands there instead of a value.
    #[serde(default)]
    pub none: Vec<String>,
}

/// What a call was about: a column of a table, an attribute in the records of a service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub column: Option<String>,
    pub attribute: Option<String>,
    /// What stands there instead of a topic.
    #[serde(default)]
    pub none: Vec<String>,
}

/// Columns and the values they must have.
pub(super) type Where = BTreeMap<String, OneOrMany>;

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outcome {
    #[serde(default)]
    pub r#where: Where,
    #[serde(default)]
    pub unless: Where,
    pub ending: Ending,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reject {
    #[serde(default)]
    pub r#where: Where,
    #[serde(default)]
    pub unless: Where,
    pub reason: String,
}

/// One counter of data quality. Exactly one of the rules; `where` and `unless` narrow it down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    pub name: String,
    #[serde(default)]
    pub r#where: Where,
    #[serde(default)]
    pub unless: Where,
    pub count: Option<Counted>,
    pub equals: Option<Where>,
    pub negative: Option<String>,
    pub differs: Option<Differs>,
    pub count_by: Option<String>,
    pub distinct: Option<String>,
    pub duplicates: Option<Vec<String>>,
    pub overlaps: Option<Overlaps>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Counted {
    /// All rows.
    Rows,
    /// Rows with another number of columns than the heading.
    Shifted,
    /// Rows with a time or a figure that cannot be read.
    Unparsable,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Differs {
    pub value: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Overlaps {
    pub by: Vec<String>,
    pub start: String,
    pub end: String,
}
