//! A batch: what is in it, and what it is called.

use super::{
    manifest::{self, Entry},
    printer::Kind,
};
use std::borrow::Cow;

/// Letters that go to a printer together.
pub(super) struct Batch {
    /// Made of its first letter's, so that no two are called the same.
    pub name: String,
    entries: Vec<Entry>,
}

/// A file in a batch.
pub(super) struct Part<'a> {
    pub name: &'a str,
    pub bytes: Cow<'a, [u8]>,
}

/// Why a batch was not laid down, in words.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The printer does not see it.
    Before(String),
    /// It may be there, or be lost again.
    After(String),
}

impl Batch {
    /// These letters; none where there is no letter.
    pub(super) fn of(kind: Kind, entries: Vec<Entry>) -> Option<Self> {
        let name = format!("{}-{}", entries.first()?.reference, kind.word());
        Some(Self { name, entries })
    }

    /// A file for each letter, and after them the lists: whoever finds `manifest.json` finds
    /// everything.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let lists = [
            Part { name: "manifest.csv", bytes: manifest::csv(&self.entries).into() },
            Part { name: LAST, bytes: manifest::json(&self.entries).into() },
        ];
        let letter = |entry| {
            let Entry { file, bytes, .. }: &Entry = entry;
            Part { name: file, bytes: bytes.into() }
        };
        self.entries.iter().map(letter).chain(lists)
    }
}

/// The file that is laid down after all others.
pub(super) const LAST: &str = "manifest.json";
