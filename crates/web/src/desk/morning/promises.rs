//! Every promise that was measured in a period, with what was promised and what came of it.

use crate::{desk::figures::change, visit::Visit};
use domain::{
    Desk,
    commitments::Book,
    quality::measures::{Measured, Period, Question, Value, ask, figures},
};
use std::sync::Arc;

/// The figures of a period, beside those of another.
pub(super) struct Compared {
    pub now: Vec<Measured>,
    pub before: Vec<Measured>,
    pub book: Arc<Book>,
}

/// A promise in a period.
pub(super) struct Promise {
    pub name: String,
    pub code: String,
    pub kept: i64,
    pub of: i64,
    /// What is promised, in thousandths.
    pub permille: Option<u32>,
    pub change: Option<String>,
}

impl Promise {
    /// True where less was kept than promised.
    pub(super) fn is_missed(&self) -> bool {
        self.permille.is_some_and(|permille| self.kept * 1_000 < self.of * i64::from(permille))
    }
}

impl Compared {
    /// Reads both.
    pub(super) fn load(desk: &mut Desk<'_>, now: &Period, before: &Period) -> domain::Result<Self> {
        let whole = |desk: &mut Desk<'_>, period: &Period| -> domain::Result<Vec<Measured>> {
            let groups = ask(desk, &Question::of(period.clone(), None))?.groups;
            Ok(groups.first().map_or_else(Vec::new, |group| figures(&group.sums)))
        };
        Ok(Self { now: whole(desk, now)?, before: whole(desk, before)?, book: Book::open(desk)? })
    }

    /// A figure now, and in the other period.
    pub(super) fn value(&self, id: &str) -> (Option<Value>, Option<Value>) {
        let of = |figures: &[Measured]| {
            figures.iter().find(|one| one.id == id).map(|measured| measured.value)
        };
        (of(&self.now), of(&self.before))
    }

    /// The promises of which something was decided, by name.
    pub(super) fn promises(&self, visit: &Visit) -> Vec<Promise> {
        let mut all: Vec<Promise> =
            self.now.iter().filter_map(|measured| self.promise(visit, measured)).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    fn promise(&self, visit: &Visit, measured: &Measured) -> Option<Promise> {
        let code = measured.id.strip_prefix("promises.")?;
        let Value::Share { kept, of, .. } = measured.value else { return None };
        if of == 0 {
            return None;
        }
        let version = self.book.current().find(|version| version.commitment.code == code);
        let name = version.map(|version| version.commitment.name.in_language(visit.voice.language));
        let before = self.value(&measured.id).1;
        Some(Promise {
            name: name.unwrap_or(code).to_owned(),
            code: code.to_owned(),
            kept,
            of,
            permille: version.map(|version| version.commitment.share.permille()),
            change: before.and_then(|before| change::told(&visit.voice, measured.value, before)),
        })
    }
}
