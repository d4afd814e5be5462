use super::{case::Case, map::Map};
use domain::Kind;
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf};

/// What a log held, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Cases.
    pub cases: u64,
    /// Events: lines that were taken.
    pub events: u64,
    /// Facts that were not known before, those that follow from the events included.
    pub fresh: u64,
    /// Cases that were answered.
    pub answered: u64,
    /// Cases that were answered more than once.
    pub answered_again: u64,
    /// Cases in which something was done after an answer.
    pub reopened: u64,
    /// Cases that waited for the client.
    pub waited: u64,
    /// Cases that were closed.
    pub closed: u64,
    /// Cases that went from one group to another.
    pub passed_on: u64,
    /// Cases that ended, where a column says when.
    pub ended: u64,
    /// Cases that ended after the deadline of the other system.
    pub late: u64,
    /// Events by activity.
    pub activities: BTreeMap<String, u64>,
    /// Rows that were refused.
    pub rejected: u64,
    /// Where those are; none where none was refused.
    pub rejects: Option<PathBuf>,
}

impl Report {
    /// Counts a case.
    pub(super) fn count(&mut self, case: &Case, map: &Map) {
        self.cases += 1;
        self.events += case.lines.len() as u64;
        for line in &case.lines {
            *self.activities.entry(line.activity.clone()).or_default() += 1;
        }
        let kinds: Vec<Kind> = case.facts(map).iter().map(|fact| fact.kind).collect();
        let of = |kind: Kind| kinds.iter().filter(|one| **one == kind).count();
        self.answered += u64::from(of(Kind::RequestAnswered) > 0);
        self.answered_again += u64::from(of(Kind::RequestAnswered) > 1);
        self.reopened += u64::from(of(Kind::RequestReopened) > 0);
        self.waited += u64::from(of(Kind::RequestWaiting) > 0);
        self.closed += u64::from(of(Kind::RequestClosed) > 0);
        self.passed_on += u64::from(case.passings() > 0);
        self.ended += u64::from(case.ended().is_some());
        self.late += u64::from(case.is_late());
    }
}
