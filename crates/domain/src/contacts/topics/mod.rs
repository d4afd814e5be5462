//! Topics: what clients ask about, as the company's own list, each with the form that asks for it.
//!
//! A topic is data with versions. An *open* one asks only for the question; a *guided* one has
//! fields of its own, some only where another field has a certain value; a *remark* wants no
//! answer by itself, but gets one. Figures call topics contact reasons.

mod lexicon;
mod saved;

use crate::{Fault, Refusal, Result, commitments::Texts};
use kernel::{Date, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use lexicon::Lexicon;
pub(super) use saved::named;
pub use saved::{all, find, save};

words! {
    /// How a topic asks.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Asking {
        /// A question in the client's own words.
        #[default]
        Open = "open",
        /// Fields that lead through it.
        Guided = "guided",
        /// Something the client wants us to know.
        Remark = "remark",
    }
}

words! {
    /// What a field takes.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum FieldKind {
        /// One line.
        #[default]
        Line = "line",
        /// Several lines.
        Text = "text",
        /// A day.
        Date = "date",
        /// A whole number.
        Number = "number",
        /// One of its options.
        Choice = "choice",
    }
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is kept.
    pub code: String,
    /// What is shown.
    pub label: Texts,
}

/// When a field is asked at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The code of an earlier field.
    pub field: String,
    /// The value that it must have.
    pub is: String,
}

/// A field of a guided topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in forms.
    pub code: String,
    /// What it takes.
    #[serde(default)]
    pub kind: FieldKind,
    /// Whether it must be filled in where it is asked.
    #[serde(default)]
    pub required: bool,
    /// What stands over it.
    pub label: Texts,
    /// The options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// When it is asked; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A topic as people write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its short name in figures and files.
    pub code: String,
    /// How it asks.
    #[serde(default)]
    pub asking: Asking,
    /// What it is called.
    pub name: Texts,
    /// What clients are told before they ask.
    #[serde(default)]
    pub hint: Texts,
    /// What other systems call it, such as the id of a wrap-up code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The fields of a guided one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub field: Vec<Field>,
}

/// The file that topics are written in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Each of them, in the order in which they are offered.
    #[serde(default)]
    pub topic: Vec<Topic>,
}

/// Topics of one company at the most, and fields of one topic: a form is no questionnaire.
const TOPICS_MAX: usize = 200;
const FIELDS_MAX: usize = 30;
/// Names of other systems for one topic at the most.
const ALSO_MAX: usize = 50;
/// Bytes of a code at the most.
const CODE_MAX: usize = 60;
/// Characters of a line, and of a text.
const LINE_MAX: usize = 300;
/// Characters of a text that a client or a colleague writes.
pub const TEXT_MAX: usize = 20_000;

impl Document {
    /// Reads a file, naming every fault in it.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn read(text: &str) -> Result<Self> {
        let document: Self = toml::from_str(text).map_err(|error| {
            Refusal::Invalid(vec![Fault::new("file", "fault-unreadable").with(error.message())])
        })?;
        let mut faults: Vec<Fault> = document.topic.iter().flat_map(Topic::faults).collect();
        if document.topic.len() > TOPICS_MAX {
            faults.push(Fault::new("file", "fault-too-many"));
        }
        Refusal::unless_none(faults)?;
        Ok(document)
    }

    /// The file that says the same.
    ///
    /// # Panics
    /// Never: every field of a topic has a form in TOML.
    pub fn write(&self) -> String {
        toml::to_string(self).expect("every field of a topic has a form")
    }
}

/// True for a short name: ASCII letters, digits, dot, dash, underscore.
pub(crate) fn is_code(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    !text.is_empty() && text.len() <= CODE_MAX && text.chars().all(plain)
}

impl Topic {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let at = |what: &str| format!("{}.{what}", self.code);
        if !is_code(&self.code) {
            faults.push(Fault::new("code", "fault-code"));
        }
        if self.name == Texts::default() {
            faults.push(Fault::new(at("name"), "fault-required"));
        }
        if self.field.len() > FIELDS_MAX {
            faults.push(Fault::new(at("field"), "fault-too-many"));
        }
        if self.also.len() > ALSO_MAX {
            faults.push(Fault::new(at("also"), "fault-too-many"));
        }
        for (place, field) in self.field.iter().enumerate() {
            let known = |condition: &Condition| {
                self.field[..place].iter().any(|before| before.code == condition.field)
            };
            let doubled = self.field[..place].iter().any(|before| before.code == field.code);
            if !is_code(&field.code) || doubled {
                faults.push(Fault::new(at(&field.code), "fault-code"));
            }
            if (field.kind == FieldKind::Choice) == field.options.is_empty() {
                faults.push(Fault::new(at(&field.code), "fault-choice"));
            }
            if field.when.as_ref().is_some_and(|condition| !known(condition)) {
                faults.push(Fault::new(at(&field.code), "fault-condition"));
            }
        }
        faults
    }

    /// What was filled in, each with its label in `language`, in the order of the form. A field
    /// that is not asked is left out, whatever came in it.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn fill(
        &self,
        given: &BTreeMap<String, String>,
        language: kernel::Language,
    ) -> Result<Vec<Filled>> {
        let (mut faults, mut filled) = (Vec::new(), Vec::new());
        let text = |code: &str| given.get(code).map_or("", |text| text.trim());
        for field in self.field.iter().filter(|field| field.is_asked(&text)) {
            let value = text(&field.code);
            if value.is_empty() {
                if field.required {
                    faults.push(Fault::new(field.code.clone(), "fault-required"));
                }
                continue;
            }
            match field.shown(value, language) {
                Ok(shown) => filled.push(Filled {
                    code: field.code.clone(),
                    label: field.label.in_language(language).to_owned(),
                    value: shown,
                }),
                Err(fault) => faults.push(fault),
            }
        }
        Refusal::unless_none(faults)?;
        Ok(filled)
    }
}

impl Field {
    fn is_asked<'a>(&self, text: &impl Fn(&str) -> &'a str) -> bool {
        self.when.as_ref().is_none_or(|condition| text(&condition.field) == condition.is)
    }

    /// The value as people read it, or what is wrong with it.
    fn shown(&self, value: &str, language: kernel::Language) -> std::result::Result<String, Fault> {
        let wrong = |reason| Err(Fault::new(self.code.clone(), reason));
        let most = if self.kind == FieldKind::Text { TEXT_MAX } else { LINE_MAX };
        if value.chars().count() > most {
            return wrong("fault-too-long").map_err(|fault: Fault| fault.with(most.to_string()));
        }
        match self.kind {
            FieldKind::Date if value.parse::<Date>().is_err() => wrong("fault-date"),
            FieldKind::Number if value.parse::<i64>().is_err() => wrong("fault-number"),
            FieldKind::Choice => match self.options.iter().find(|one| one.code == value) {
                Some(option) => Ok(option.label.in_language(language).to_owned()),
                None => wrong("fault-choice"),
            },
            _ => Ok(value.to_owned()),
        }
    }
}

/// A field as it was filled in, readable without its topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The field.
    pub code: String,
    /// What stood over it.
    pub label: String,
    /// What was filled in.
    pub value: String,
}
