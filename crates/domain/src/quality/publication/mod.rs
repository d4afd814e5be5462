//! Publication: what anyone may see of the promises, missed ones included.

use super::measures::{Period, Promise, Question, ask};
use crate::{
    Desk, Result, Who,
    commitments::{self, Note, Version},
};
use kernel::Language;
use std::sync::Arc;

/// Years before the current one that the public page shows.
pub const YEARS_BEFORE: i16 = 2;

/// One year of one promise.
#[derive(Clone, Debug)]
pub struct Year {
    /// Which.
    pub year: i16,
    /// What was counted; none: nothing was measured.
    pub promise: Option<Promise>,
    /// Why it was missed and what is done about it.
    pub note: Option<Note>,
}

/// One promise as anyone may see it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The commitment, in its newest version.
    pub version: Arc<Version>,
    /// This year and those before, the newest first.
    pub years: Vec<Year>,
}

impl Year {
    /// True where fewer promises were kept than the commitment says, of those that are decided.
    pub fn is_missed(&self, permille: u32) -> bool {
        self.promise.as_ref().is_some_and(|promise| {
            let of = promise.kept + promise.breached;
            of > 0 && promise.kept * 1000 < of * i64::from(permille)
        })
    }
}

/// The public page of commitments: every public one with its result, and those of the years
/// before. It is for anyone, so nobody need sit at the desk.
///
/// # Errors
/// Only when the database fails.
pub fn commitments_page(desk: &mut Desk<'_>, language: Language) -> Result<Vec<Entry>> {
    let mut desk = desk.seat(Who::System);
    let book = commitments::Book::open(&mut desk)?;
    let this_year = desk.now().day(&book.zone).year();
    let mut years = Vec::new();
    for year in (this_year - YEARS_BEFORE..=this_year).rev() {
        let period = Period::year(year, &book.zone)?;
        let answer = ask(&mut desk, &Question::of(period, None))?;
        years.push((year, answer.groups.into_iter().next().unwrap_or_default().sums));
    }
    let mut entries = Vec::new();
    for version in book.current().filter(|version| version.commitment.public) {
        let code = &version.commitment.code;
        let mut told = Vec::new();
        for (year, sums) in &years {
            told.push(Year {
                year: *year,
                promise: sums.promises.get(code).cloned(),
                note: commitments::note_of(&mut desk, code, &year.to_string(), language)?,
            });
        }
        entries.push(Entry { version: Arc::clone(version), years: told });
    }
    Ok(entries)
}
