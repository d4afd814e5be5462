use super::{Tally, cut};
use crate::contacts::{calls::Fact, topics::Lexicon};
use std::collections::BTreeMap;

/// How the records of a source tell what a call was about.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    /// The attribute of a contact or of a task in which it stands, where the service leaves it to
    /// the company which.
    pub attribute: Option<String>,
    /// What the source says, and which topic is meant; what is not there is said as it is.
    pub codes: BTreeMap<String, String>,
}

/// Bytes of a topic's word that are kept: a longer text names none.
const WORD_MAX: usize = 200;

impl Topics {
    /// The word by which a topic is looked up.
    pub(super) fn word(&self, said: &str) -> String {
        self.codes.get(said).cloned().unwrap_or_else(|| cut(said, WORD_MAX).to_owned())
    }
}

/// What calls were said to be about and no topic is called.
#[derive(Clone, Debug, Default)]
pub struct UnknownTopics {
    lexicon: Lexicon,
    tally: Tally,
}

impl UnknownTopics {
    /// None yet, of what these words do not know.
    pub fn of(lexicon: Lexicon) -> Self {
        Self { lexicon, tally: Tally::default() }
    }

    /// Looks at what a fact says.
    pub fn look(&mut self, fact: &Fact) {
        if let Some(word) = fact.topic.as_ref().filter(|word| self.lexicon.code_of(word).is_none())
        {
            self.tally.count(word);
        }
    }

    /// How often each was said.
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.tally.counts
    }
}
