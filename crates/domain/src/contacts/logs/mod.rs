//! Logs of telephone exchanges: bytes in, facts about calls out. Nothing here knows a database.
//!
//! A [`Reader`] is given one record after the other (a line, a row, an object) and answers the
//! [`Fact`]s that it tells. What it remembers between records is small and can be written down,
//! so that the next file of a rotated log goes on where the last one ended.
//!
//! - [`queue_log`]: what Asterisk writes about its queues.
//! - [`freeswitch`]: events of FreeSWITCH's call centre, as JSON.
//! - [`clouds`]: what Amazon Connect, Genesys Cloud and Twilio write of a call, as JSON.
//! - [`delimited`]: rows of any table with one call each, by a mapping that a person writes.
//!
//! A record that cannot be read is [`Rejected`] alone; an event that is merely unknown is counted.

pub mod clouds;
pub mod delimited;
pub mod freeswitch;
pub mod objects;
pub mod preview;
pub mod queue_log;
mod sniff;
#[cfg(test)]
mod tests;
mod topics;

use super::calls::{Caller, Fact};
use crate::Refusal;
use clouds::Cloud;
use delimited::Delimited;
use freeswitch::FreeSwitch;
use kernel::{Instant, words};
use queue_log::QueueLog;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::BTreeMap};

pub use sniff::sniff;
pub use topics::{Topics, UnknownTopics};

words! {
    /// The logs that can be read.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Format {
        /// Lines of Asterisk's `queue_log`.
        QueueLog = "queue_log",
        /// JSON events of FreeSWITCH's `mod_callcenter`.
        #[serde(rename = "freeswitch")]
        FreeSwitch = "freeswitch",
        /// Contact records of Amazon Connect.
        Connect = "connect",
        /// Conversations of Genesys Cloud.
        Genesys = "genesys",
        /// Events of Twilio's TaskRouter.
        Twilio = "twilio",
        /// Delimited rows, by a mapping.
        Delimited = "delimited",
    }
}

/// Why a record tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The column that is at fault, where it is one.
    pub column: Option<String>,
    /// A short word for the reason; reports count by it.
    pub reason: Cow<'static, str>,
}

impl Rejected {
    /// The whole record is at fault.
    pub fn whole(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { column: None, reason: reason.into() }
    }

    /// One column is at fault.
    pub fn column(column: &str, reason: &'static str) -> Self {
        Self { column: Some(column.to_owned()), reason: reason.into() }
    }
}

impl Rejected {
    /// What the database would refuse of a fact, told beforehand.
    ///
    /// # Errors
    /// The first fault of it.
    pub fn check(fact: &Fact) -> Result<(), Self> {
        match fact.check() {
            Err(Refusal::Invalid(faults)) => {
                let fault = faults.into_iter().next();
                Err(fault.map_or_else(
                    || Self::whole("refused"),
                    |fault| Self::column(&fault.field, fault.reason),
                ))
            }
            _ => Ok(()),
        }
    }
}

/// What became of the bytes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// They were read.
    Whole,
    /// The record goes on in the next line: give both together.
    GoesOn,
}

/// Reads one kind of log.
#[derive(Debug)]
pub enum Reader {
    /// See [`queue_log`].
    QueueLog(QueueLog),
    /// See [`freeswitch`].
    FreeSwitch(FreeSwitch),
    /// See [`clouds`].
    Cloud(Cloud),
    /// See [`delimited`].
    Delimited(Box<Delimited>),
}

impl Reader {
    /// Reads one record and adds what it tells to `facts`.
    ///
    /// # Errors
    /// Why it tells nothing; `facts` is then as before.
    pub fn take(&mut self, record: &[u8], facts: &mut Vec<Fact>) -> Result<Taken, Rejected> {
        match self {
            Reader::QueueLog(reader) => reader.take(record, facts).map(|()| Taken::Whole),
            Reader::FreeSwitch(reader) => reader.take(record, facts).map(|()| Taken::Whole),
            Reader::Cloud(reader) => reader.take(record, facts).map(|()| Taken::Whole),
            Reader::Delimited(reader) => reader.take(record, facts),
        }
    }

    /// Records read so far, without headings.
    pub fn rows(&self) -> u64 {
        match self {
            Reader::QueueLog(reader) => reader.rows(),
            Reader::FreeSwitch(reader) => reader.rows(),
            Reader::Cloud(reader) => reader.rows(),
            Reader::Delimited(reader) => reader.rows(),
        }
    }

    /// What the next file of the same log needs to know, as JSON; null where nothing.
    pub fn memory(&self) -> Json {
        match self {
            Reader::QueueLog(reader) => reader.memory(),
            Reader::FreeSwitch(reader) => reader.memory(),
            Reader::Cloud(_) | Reader::Delimited(_) => Json::Null,
        }
    }

    /// Goes on from what an earlier reader remembered. What cannot be understood is forgotten.
    pub fn recall(&mut self, memory: &Json) {
        match self {
            Reader::QueueLog(reader) => reader.recall(memory),
            Reader::FreeSwitch(reader) => reader.recall(memory),
            Reader::Cloud(_) | Reader::Delimited(_) => {}
        }
    }

    /// Events that told nothing, by name.
    pub fn unknown(&self) -> &BTreeMap<String, u64> {
        match self {
            Reader::QueueLog(reader) => &reader.unknown.counts,
            Reader::FreeSwitch(reader) => &reader.unknown.counts,
            Reader::Cloud(reader) => &reader.unknown.counts,
            Reader::Delimited(reader) => reader.unknown(),
        }
    }

    /// The counters of data quality, under the names that the mapping gives them.
    pub fn quality(&self) -> BTreeMap<String, Json> {
        match self {
            Reader::Delimited(reader) => reader.quality(),
            _ => BTreeMap::new(),
        }
    }
}

/// Counts names that nobody can foresee.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub counts: BTreeMap<String, u64>,
}

/// Different names counted apart; a log of nonsense must not fill the memory.
const NAMES_MAX: usize = 1_000;
/// What further names are counted under.
const OTHERS: &str = "others";
/// Characters kept of a name that is counted.
const NAME_MAX: usize = 40;

impl Tally {
    pub(crate) fn count(&mut self, name: &str) {
        if let Some(count) = self.counts.get_mut(name) {
            *count += 1;
            return;
        }
        let name = if self.counts.len() < NAMES_MAX { cut(name, NAME_MAX) } else { OTHERS };
        *self.counts.entry(name.to_owned()).or_default() += 1;
    }
}

/// What exchanges write where a caller keeps the number back.
const WITHHELD: &[&str] = &[
    "anonymous",
    "anonimo",
    "anonyme",
    "anoniem",
    "private",
    "restricted",
    "unavailable",
    "unknown",
    "<unknown>",
    "withheld",
];
/// Characters of a caller's number at the most; a longer text is no number.
const CALLER_MAX: usize = 64;

/// Who is calling, from what an exchange writes: nothing and "anonymous" mean the same.
pub fn caller(text: &str) -> Caller {
    let text = text.trim();
    if text.is_empty() || WITHHELD.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        Caller::Withheld
    } else if text.len() > CALLER_MAX {
        Caller::Untold
    } else {
        Caller::Known(text.to_owned())
    }
}

/// A text that tells two others apart without showing them.
pub(crate) fn fingerprint(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// A fact's key: the identity itself while it is short, else a digest of it.
pub fn key(identity: &str) -> String {
    if identity.len() <= KEY_MAX {
        return identity.to_owned();
    }
    let digest = Sha256::digest(identity.as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}~{hex}", cut(identity, KEY_MAX / 2))
}

/// Bytes of a key that is kept as it is.
const KEY_MAX: usize = 150;
/// Bytes of a reason that are kept.
pub const REASON_MAX: usize = 200;

/// The beginning of a text, whole characters only.
pub fn cut(text: &str, bytes_max: usize) -> &str {
    let mut end = text.len().min(bytes_max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// True for bytes that no log of text holds.
pub(crate) fn is_binary(record: &[u8]) -> bool {
    record.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Seconds as an exchange counts them, in microseconds.
pub fn micros(seconds: i64) -> i64 {
    seconds.saturating_mul(Instant::SECOND)
}

/// The years in which a log can have been written, as seconds of the epoch: 1990 to 2100.
pub const YEARS: std::ops::Range<i64> = 631_152_000..4_102_444_800;
