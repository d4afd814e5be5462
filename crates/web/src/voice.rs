//! How one visitor is spoken to: their language, and the zone their hours are told in.

mod dates;
mod numbers;

use crate::texts::{self, Filling};
use domain::Fault;
use kernel::{Language, TimeZone};

/// A language and a zone: everything it takes to say something to somebody.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The language.
    pub language: Language,
    /// The zone in which hours and days are told.
    pub zone: TimeZone,
}

impl Voice {
    /// The text of a key.
    pub fn say(&self, key: &str) -> String {
        texts::text(self.language, key, &[])
    }

    /// The text of a key, filled in.
    pub fn tell(&self, key: &str, filling: &[Filling<'_>]) -> String {
        texts::text(self.language, key, filling)
    }

    /// The text of one word of a family, such as `outcome` and `flowed_out`.
    pub fn word(&self, family: &str, word: &str) -> String {
        let key = format!("{family}-{}", word.replace(['_', '.'], "-"));
        texts::text(self.language, &key, &[])
    }

    /// A label with what belongs to it, as this language sets its colon.
    pub fn labelled(&self, label: &str, text: &str) -> String {
        format!("{label}{}{text}", self.colon())
    }

    /// The colon after a label: French keeps a space before it that no line breaks at.
    pub fn colon(&self) -> &'static str {
        if self.language == Language::Fr { "\u{a0}: " } else { ": " }
    }

    /// What is wrong with a field.
    pub fn fault(&self, fault: &Fault) -> String {
        Self::fault_in(self.language, fault)
    }

    /// The same, where only the language is known.
    pub fn fault_in(language: Language, fault: &Fault) -> String {
        let detail = fault.detail.as_str();
        texts::text(language, fault.reason, &[("detail", detail.into())])
    }
}
