use super::{
    Failure, ImportOptions,
    progress::Progress,
    rejects::{Rejects, shown},
};
use db::{Db, Scope};
use domain::{
    Desk, Fault, Refusal, Who,
    contacts::{
        calls::{Fact, Unknown},
        imports::{self, Import},
        logs::Rejected,
    },
    reactions,
};
use kernel::Id;
use std::{collections::BTreeSet, sync::Arc};

/// Facts told in one unit of work. Larger ones are hardly quicker, and no unit may last a second.
pub const CHUNK: usize = 4_000;

/// Facts that wait to be told, each with its record for the rejects file.
#[derive(Default)]
pub(super) struct Chunk {
    pub facts: Vec<Fact>,
    origins: Vec<Origin>,
    text: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Origin {
    line: u64,
    start: usize,
    end: usize,
}

impl Chunk {
    /// Says that everything told since the last time came from this record.
    pub(super) fn mark(&mut self, line: u64, record: &[u8]) {
        if self.facts.len() > self.origins.len() {
            let start = self.text.len();
            self.text.extend_from_slice(shown(record));
            self.origins.resize(self.facts.len(), Origin { line, start, end: self.text.len() });
        }
    }

    fn record(&self, origin: Origin) -> &[u8] {
        &self.text[origin.start..origin.end]
    }

    fn clear(&mut self) {
        self.facts.clear();
        self.origins.clear();
        self.text.clear();
    }
}

/// Tells chunks, each with the place of the import in one unit of work.
pub(super) struct Teller<'a> {
    pub db: &'a Db,
    pub options: &'a ImportOptions,
    pub unknown: Unknown,
    pub import: Id<Import>,
}

impl Teller<'_> {
    /// Tells what waits and writes down that everything up to `line` is done.
    pub(super) fn tell(
        &self,
        chunk: &mut Chunk,
        line: u64,
        progress: &mut Progress,
        rejects: &mut Rejects,
    ) -> Result<(), Failure> {
        (self.options.may_go_on)()?;
        let mut facts = std::mem::take(&mut chunk.facts);
        let mut origins = std::mem::take(&mut chunk.origins);
        loop {
            rejects.save()?;
            progress.rejects_bytes = rejects.bytes();
            let shared = Arc::new(facts);
            match self.write(&shared, line, progress) {
                Ok(told) => {
                    *progress = told;
                    chunk.clear();
                    return Ok(());
                }
                Err(Refusal::Invalid(faults)) => {
                    facts = Arc::unwrap_or_clone(shared);
                    let guilty = guilty(&facts, &faults);
                    let kept = facts.into_iter().zip(origins).zip(guilty).filter_map(
                        |((fact, origin), guilty)| {
                            let Some((column, reason)) = guilty else {
                                return Some((fact, origin));
                            };
                            *progress.refused.entry(reason.to_owned()).or_default() += 1;
                            let rejected = Rejected::column(&column, reason);
                            rejects.add(origin.line, &rejected, chunk.record(origin));
                            None
                        },
                    );
                    (facts, origins) = kept.unzip();
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
    }

    fn write(
        &self,
        facts: &Arc<Vec<Fact>>,
        line: u64,
        progress: &Progress,
    ) -> Result<Progress, Refusal> {
        let (tenant, import, unknown) = (self.options.tenant, self.import, self.unknown);
        let (clock, shelf) = (self.options.clock.clone(), Arc::clone(&self.options.shelf));
        let (facts, progress) = (Arc::clone(facts), progress.clone());
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        self.db.write(Scope::of(tenant.bytes()).read_committed(), move |tx| {
            let mut world = clock();
            let mut desk = Desk::new(Who::System, tenant, tx, &mut world, &shelf);
            let fresh = reactions::calls_told(&mut desk, &facts, unknown)?;
            let mut told = progress.clone();
            let new = fresh.iter().filter(|fresh| **fresh).count();
            told.kept += new as u64;
            told.doubled += (fresh.len() - new) as u64;
            imports::advance(&mut desk, import, line, &told.to_json())?;
            Ok(told)
        })
    }
}

/// Which facts these faults speak of: those that name a place that is not known, or, where that
/// explains nothing, all; with the column and the reason.
fn guilty(facts: &[Fact], faults: &[Fault]) -> Vec<Option<(String, &'static str)>> {
    let named = |field: &str| -> BTreeSet<&str> {
        let of_field = faults.iter().filter(|fault| fault.field == field);
        of_field.map(|fault| fault.detail.as_str()).collect()
    };
    let places =
        [("number", named("number")), ("queue", named("queue")), ("agent", named("agent"))];
    let mut found = false;
    let mut list: Vec<Option<(String, &'static str)>> = facts
        .iter()
        .map(|fact| {
            let codes = [&fact.number, &fact.queue, &fact.agent];
            let guilty = places.iter().zip(codes).find(|((_, names), code)| {
                code.as_deref().is_some_and(|code| names.contains(code))
            });
            found |= guilty.is_some();
            guilty.map(|((field, _), _)| ((*field).to_owned(), "unknown_place"))
        })
        .collect();
    if !found {
        let reason = faults.first().map_or("refused", |fault| fault.reason);
        let field = faults.first().map(|fault| fault.field.clone()).unwrap_or_default();
        list.fill(Some((field, reason)));
    }
    list
}
