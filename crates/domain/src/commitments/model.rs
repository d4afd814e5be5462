use crate::{Fault, Kind, Refusal, Result};
use calendar::Within;
use kernel::{Date, Language, words};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// A commitment as people write it: what the console edits and the TOML file holds.
///
/// ```
/// let file = r#"
/// [[commitment]]
/// code = "requests.48h"
/// starts = ["request.received"]
/// stops = ["request.answered"]
/// within = "48h"
/// share = "100%"
/// valid_from = "2024-01-01"
/// [commitment.name]
/// it = "Risposta entro 48 ore"
/// fr = "Réponse sous 48 h"
/// nl = "Antwoord binnen 48 uur"
/// en = "Answered within 48 hours"
/// "#;
/// let document = domain::commitments::Document::read(file)?;
/// assert_eq!(document.commitment[0].share.permille(), 1000);
/// # Ok::<(), domain::Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Its short name in figures and files, such as `requests.48h`.
    pub code: String,
    /// What starts the clock.
    pub starts: Vec<String>,
    /// What keeps the promise.
    pub stops: Vec<String>,
    /// What breaks it at once: it can no longer be kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails: Vec<String>,
    /// What ends it without a verdict, if it was not broken yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voids: Vec<String>,
    /// What makes the clock stand still, such as a question to the client.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<String>,
    /// What makes it go on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resumes: Vec<String>,
    /// What opens the subject again after the promise was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reopens: Vec<String>,
    /// What such a reopening does to the clock.
    #[serde(default)]
    pub reopening: Reopening,
    /// The time it may take, such as `10s`, `48h`, `10bd`; absent: an outcome without a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Other times for other priorities of the subject.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub priorities: BTreeMap<String, String>,
    /// The calendar it is measured on; absent: real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// How many of a hundred must be kept.
    pub share: Share,
    /// Whether we promised it or the law asks it.
    #[serde(default)]
    pub basis: Basis,
    /// Where the rule stands written, when the law asks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// The first day (in the tenant's zone) whose clocks it measures, as `2024-01-01`.
    pub valid_from: String,
    /// How long before it is due somebody is warned, in the calendar's open time (real time
    /// without one); absent: nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_before: Option<String>,
    /// Kinds of client it is promised to; empty: to all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub client_kinds: Vec<String>,
    /// True where anyone may see it on the public page.
    #[serde(default)]
    pub public: bool,
    /// What it is called.
    pub name: Texts,
    /// How it is measured, for the public page.
    #[serde(default)]
    pub how: Texts,
}

/// A text in each of the four languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the language of its name")]
pub struct Texts {
    #[serde(default)]
    pub it: String,
    #[serde(default)]
    pub fr: String,
    #[serde(default)]
    pub nl: String,
    #[serde(default)]
    pub en: String,
}

impl Texts {
    /// The text in `language`, or in the first one that has it.
    pub fn in_language(&self, language: Language) -> &str {
        let all = [&self.it, &self.fr, &self.nl, &self.en];
        let wanted = all[language as usize];
        if !wanted.is_empty() {
            return wanted;
        }
        all.into_iter().find(|text| !text.is_empty()).map_or("", |text| text)
    }
}

words! {
    /// What a reopening does to a clock that was stopped.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Reopening {
        /// Nothing: the promise was kept or broken once and for all.
        #[default]
        Ignored = "ignored",
        /// The clock goes on where it stood; the time between does not count.
        Resumes = "resumes",
        /// A new clock starts.
        Restarts = "restarts",
    }
}

words! {
    /// On what a commitment rests.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Basis {
        /// The company said so.
        #[default]
        Promised = "promised",
        /// The law says so.
        Legal = "legal",
    }
}

/// A share in whole thousandths, written as per cent: `95%`, `97.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(u32);

impl Share {
    /// Thousandths, from 0 to 1000.
    pub const fn permille(self) -> u32 {
        self.0
    }
}

impl FromStr for Share {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("`{text}` is not a share such as 95% or 97.5%");
        let number = text.trim().strip_suffix('%').ok_or_else(wrong)?.trim();
        let (whole, tenths) = number.split_once('.').unwrap_or((number, "0"));
        let whole: u32 = whole.parse().map_err(|_| wrong())?;
        let tenths: u32 =
            (tenths.len() == 1).then(|| tenths.parse().ok()).flatten().ok_or_else(wrong)?;
        let permille = whole.checked_mul(10).and_then(|tens| tens.checked_add(tenths));
        permille.filter(|permille| *permille <= 1000).map(Self).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Share {
    type Error = String;
    fn try_from(text: String) -> std::result::Result<Self, String> {
        text.parse()
    }
}

impl From<Share> for String {
    fn from(share: Share) -> String {
        share.to_string()
    }
}

impl fmt::Display for Share {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenths) = (self.0 / 10, self.0 % 10);
        if tenths == 0 { write!(out, "{whole}%") } else { write!(out, "{whole}.{tenths}%") }
    }
}

/// The file that commitments are exported to and imported from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Each of them.
    #[serde(default)]
    pub commitment: Vec<Commitment>,
}

/// A file of commitments larger than this is not ours.
const DOCUMENT_BYTES_MAX: usize = 1 << 20;

impl Document {
    /// Reads a file, naming every fault it finds.
    ///
    /// # Errors
    /// `Invalid` with the reader's own words.
    pub fn read(text: &str) -> Result<Self> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(Refusal::invalid("file", "fault-too-large"));
        }
        let document: Self = toml::from_str(text).map_err(|error| {
            Refusal::Invalid(vec![Fault::new("file", "fault-unreadable").with(error.message())])
        })?;
        let faults = document.commitment.iter().flat_map(|one| {
            one.faults()
                .into_iter()
                .map(|fault| Fault { field: format!("{}.{}", one.code, fault.field), ..fault })
        });
        Refusal::unless_none(faults.collect())?;
        Ok(document)
    }

    /// The same as a file.
    ///
    /// # Panics
    /// Never: every field has a form in TOML.
    pub fn write(&self) -> String {
        toml::to_string(self).expect("every field of a commitment has a form in TOML")
    }
}

/// A commitment made ready to measure with: words turned into kinds and times.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) starts: Vec<Kind>,
    pub(super) stops: Vec<Kind>,
    pub(super) fails: Vec<Kind>,
    pub(super) voids: Vec<Kind>,
    pub(super) pauses: Vec<Kind>,
    pub(super) resumes: Vec<Kind>,
    pub(super) reopens: Vec<Kind>,
    pub(super) reopening: Reopening,
    pub(super) within: Option<Within>,
    pub(super) priorities: BTreeMap<String, Within>,
    pub(super) warn_before: Option<i64>,
}

/// Characters of a code, a priority or a law at the most.
const WORD_MAX: usize = 60;
/// Characters of a name or an explanation at the most.
const TEXT_MAX: usize = 2_000;

impl Commitment {
    /// Everything that keeps it from being saved.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if self.code.is_empty() || self.code.len() > WORD_MAX || !self.code.chars().all(plain) {
            faults.push(Fault::new("code", "fault-code"));
        }
        for (field, words) in self.lists() {
            for word in words.iter().filter(|word| Kind::from_word(word).is_none()) {
                faults.push(Fault::new(field, "fault-unknown-event").with(word.clone()));
            }
        }
        if self.starts.is_empty() {
            faults.push(Fault::new("starts", "fault-required"));
        }
        if self.stops.is_empty() {
            faults.push(Fault::new("stops", "fault-required"));
        }
        faults.extend(self.time_faults());
        for text in [&self.name, &self.how] {
            let longest = [&text.it, &text.fr, &text.nl, &text.en].map(|text| text.len());
            if longest.into_iter().max() > Some(TEXT_MAX) {
                faults.push(Fault::new("name", "fault-too-long").with(TEXT_MAX.to_string()));
            }
        }
        if self.name == Texts::default() {
            faults.push(Fault::new("name", "fault-required"));
        }
        faults
    }

    fn time_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let times = self.within.iter().map(|within| ("within", within));
        for (field, time) in times.chain(self.priorities.values().map(|time| ("priorities", time)))
        {
            match time.parse::<Within>() {
                Ok(within) if within.open_micros().is_none() && self.calendar.is_none() => {
                    faults.push(Fault::new(field, "fault-needs-calendar").with(time.clone()));
                }
                Ok(_) => {}
                Err(_) => faults.push(Fault::new(field, "fault-time").with(time.clone())),
            }
        }
        if self.warn_before.as_deref().is_some_and(|text| open_time(text).is_none()) {
            faults.push(Fault::new("warn_before", "fault-time"));
        }
        if self.valid_from.parse::<Date>().is_err() {
            faults.push(Fault::new("valid_from", "fault-date"));
        }
        faults
    }

    fn lists(&self) -> [(&'static str, &Vec<String>); 7] {
        [
            ("starts", &self.starts),
            ("stops", &self.stops),
            ("fails", &self.fails),
            ("voids", &self.voids),
            ("pauses", &self.pauses),
            ("resumes", &self.resumes),
            ("reopens", &self.reopens),
        ]
    }

    /// The rule to measure with.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn rule(&self) -> Result<Rule> {
        Refusal::unless_none(self.faults())?;
        let kinds =
            |words: &[String]| words.iter().filter_map(|word| Kind::from_word(word)).collect();
        let within = |text: &String| text.parse::<Within>().ok();
        Ok(Rule {
            starts: kinds(&self.starts),
            stops: kinds(&self.stops),
            fails: kinds(&self.fails),
            voids: kinds(&self.voids),
            pauses: kinds(&self.pauses),
            resumes: kinds(&self.resumes),
            reopens: kinds(&self.reopens),
            reopening: self.reopening,
            within: self.within.as_ref().and_then(within),
            priorities: self
                .priorities
                .iter()
                .filter_map(|(word, text)| Some((word.clone(), within(text)?)))
                .collect(),
            warn_before: self.warn_before.as_deref().and_then(open_time),
        })
    }

    /// True where it measures this kind of subject: `call`, `request`, `claim` …
    pub fn measures(&self, subject: &str) -> bool {
        let begins = |word: &String| word.split_once('.').is_some_and(|(of, _)| of == subject);
        self.starts.iter().any(begins)
    }
}

/// Microseconds of a time in seconds, minutes or hours.
fn open_time(text: &str) -> Option<i64> {
    text.parse::<Within>().ok()?.open_micros()
}
