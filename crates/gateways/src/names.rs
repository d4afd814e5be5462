//! What an exchange calls those of whom it has told.

use std::collections::BTreeMap;

/// Names remembered at once; the largest sites have some thousand agents and calls.
const NAMES_MAX: usize = 20_000;

/// What is called how, as far as it was heard. Where there are too many, the first by the alphabet
/// go.
#[derive(Debug, Default)]
pub(crate) struct Names {
    of: BTreeMap<String, String>,
}

impl Names {
    pub(crate) fn note(&mut self, key: &str, name: &str) {
        if self.of.len() >= NAMES_MAX && !self.of.contains_key(key) {
            self.of.pop_first();
        }
        self.of.insert(key.to_owned(), name.to_owned());
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.of.get(key).map(String::as_str)
    }

    pub(crate) fn forget(&mut self, key: &str) {
        self.of.remove(key);
    }
}
