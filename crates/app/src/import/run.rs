use super::{
    Failure, ImportOptions, Report, Run,
    choose::{Choice, choose},
    chunk::{CHUNK, Chunk, Teller},
    input,
    progress::{Ended, Progress},
    records::{Found, Records},
    rejects::Rejects,
};
use db::{Db, Scope};
use domain::{
    Desk, Refusal, Who,
    contacts::{
        calls::Fact,
        imports::{self, Import, Naming},
        logs::{Reader, Rejected, Taken, UnknownTopics},
        topics::Lexicon,
    },
};
use kernel::Id;
use serde_json::Value as Json;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// What imports of calls are called in the table of imports.
const WHAT: &str = "calls";

/// Imports a file of calls; answers what became of it. The same bytes of the same source again
/// change nothing, and a run that was stopped is gone on with.
///
/// # Errors
/// Where the file, the mapping or the database cannot be used.
pub fn import_calls(db: &Db, options: &ImportOptions) -> Result<Report, Failure> {
    let choice = choose(options, &input::beginning(options)?)?;
    match options.run {
        Run::Dry => dry(db, options, choice),
        Run::Real => real(db, options, choice),
    }
}

/// Hands every fact of a file to `take`, in the order of the file; what cannot be read is left
/// out. Answers how many records that were.
///
/// # Errors
/// Where the file or the mapping cannot be used, and what `take` answers.
pub fn each_fact<E: From<Failure>>(
    options: &ImportOptions,
    take: impl FnMut(Fact) -> Result<(), E>,
) -> Result<u64, E> {
    each_fact_after(options, &mut Json::Null, take)
}

/// As [`each_fact`], on from what the reader of the file before remembered, and remembering for
/// the next one.
///
/// # Errors
/// As [`each_fact`].
pub fn each_fact_after<E: From<Failure>>(
    options: &ImportOptions,
    memory: &mut Json,
    mut take: impl FnMut(Fact) -> Result<(), E>,
) -> Result<u64, E> {
    let Choice { format, mut reader, .. } = choose(options, &input::beginning(options)?)?;
    reader.recall(memory);
    let mut walk = Walk {
        records: Records::of(format, input::open(options, 0)?, 0),
        record: Vec::new(),
        done: 0,
        rejected: BTreeMap::new(),
        topics: UnknownTopics::default(),
    };
    let mut facts = Vec::new();
    while !matches!(walk.step(&mut reader, &mut facts, options)?, Step::End) {
        facts.drain(..).try_for_each(&mut take)?;
    }
    *memory = reader.memory();
    Ok(reader.rows())
}

fn dry(db: &Db, options: &ImportOptions, mut choice: Choice) -> Result<Report, Failure> {
    let identity = input::identify(&options.file, None)?;
    let mut rejects = Rejects::new(rejects_path(options), 0);
    let mut walk = Walk::begin(options, &choice, &Progress::default())?;
    walk.topics = UnknownTopics::of(seated(db, options, Lexicon::open)?);
    let (mut facts, mut told) = (Vec::new(), 0);
    loop {
        match walk.step(&mut choice.reader, &mut facts, options)? {
            Step::End => break,
            Step::Taken => {}
            Step::Rejected(rejected) => {
                rejects.add(walk.records.line(), &rejected, &walk.record);
                rejects.save_if_many()?;
            }
        }
        told += facts.len() as u64;
        facts.clear();
    }
    rejects.save()?;
    let progress = Progress { kept: told, ..Progress::default() };
    let report = Report::of(choice.format, &choice.source, &identity.digest);
    Ok(walk.report(options, &choice.reader, &progress, &rejects, report))
}

fn real(db: &Db, options: &ImportOptions, mut choice: Choice) -> Result<Report, Failure> {
    let begun = match begin(db, options, &choice)? {
        Standing::Done(report) => return Ok(Report { already_imported: true, ..*report }),
        Standing::Begun(begun) => *begun,
    };
    let Begun { import, mut progress, report, bytes } = begun;
    choice.reader.recall(&progress.memory);
    let mut rejects = Rejects::new(rejects_path(options), progress.rejects_bytes);
    let mut walk = Walk::begin(options, &choice, &progress)?;
    walk.topics = UnknownTopics::of(seated(db, options, Lexicon::open)?);
    let teller = Teller { db, options, unknown: choice.unknown, import };
    walk.tell_all(&mut choice.reader, &teller, &mut progress, &mut rejects)?;
    let report = walk.report(options, &choice.reader, &progress, &rejects, report);
    let memory = choice.reader.memory();
    progress.ended = Some(Ended { bytes, memory, report: report.clone() });
    let line = i64::try_from(walk.records.line()).unwrap_or(i64::MAX);
    seated(db, options, move |desk| imports::end(desk, import, line, &progress.to_json()))?;
    Ok(report)
}

/// What is known of a file before it is read.
enum Standing {
    /// Exactly these bytes have been imported.
    Done(Box<Report>),
    /// They are to be, from the beginning or on from somewhere.
    Begun(Box<Begun>),
}

struct Begun {
    import: Id<Import>,
    progress: Progress,
    report: Report,
    bytes: u64,
}

fn begin(db: &Db, options: &ImportOptions, choice: &Choice) -> Result<Standing, Failure> {
    let source = choice.source.clone();
    let before = seated(db, options, move |desk| imports::newest(desk, WHAT, &source))?;
    let before = before.map(|import| (Progress::from_json(&import.report), import));
    let grown = before.as_ref().and_then(|(progress, import)| {
        let bytes = progress.ended.as_ref()?.bytes;
        Some((bytes, import.digest.clone()))
    });
    let grown = grown.filter(|_| !input::is_packed(&options.file).unwrap_or(true));
    let identity = input::identify(&options.file, grown.as_ref().map(|(bytes, _)| *bytes))?;
    let naming = Naming {
        what: WHAT.to_owned(),
        source: choice.source.clone(),
        file: options.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        digest: identity.digest.clone(),
    };
    let looked_up = naming.clone();
    let known = seated(db, options, move |desk| imports::find(desk, &looked_up))?;
    let mut report = Report::of(choice.format, &choice.source, &identity.digest);
    let (import, progress) = if let Some(known) = known {
        let mut progress = Progress::from_json(&known.report);
        if let Some(ended) = progress.ended.take_if(|_| known.ended_at.is_some()) {
            return Ok(Standing::Done(Box::new(ended.report)));
        }
        report.resumed_after = Some(progress.records);
        (known.id, progress)
    } else {
        let same = grown.is_some_and(|(_, digest)| identity.beginning == Some(digest));
        let first = Progress::after(before, if same { Place::Behind } else { Place::Anew });
        let json = first.to_json();
        let id = seated(db, options, move |desk| imports::begin(desk, &naming, &json))?;
        (id, first)
    };
    report.grown_after = Some(progress.from_line).filter(|_| progress.from_byte > 0);
    Ok(Standing::Begun(Box::new(Begun { import, progress, report, bytes: identity.bytes })))
}

/// Where the next file of a log begins.
enum Place {
    /// It is another file.
    Anew,
    /// It is the last one, grown: behind what was read.
    Behind,
}

impl Progress {
    /// The beginning of a file, after what was read before of the same log.
    fn after(before: Option<(Progress, Import)>, place: Place) -> Self {
        let Some((progress, import)) = before else { return Self::default() };
        let Some(ended) = progress.ended else { return Self::default() };
        let memory = ended.memory;
        match place {
            Place::Anew => Self { memory, ..Self::default() },
            Place::Behind => Self {
                from_byte: ended.bytes,
                from_line: u64::try_from(import.line).unwrap_or(0),
                memory,
                ..Self::default()
            },
        }
    }
}

fn rejects_path(options: &ImportOptions) -> PathBuf {
    options.rejects.clone().unwrap_or_else(|| {
        let mut name = options.file.clone().into_os_string();
        name.push(".rejects.csv");
        name.into()
    })
}

fn seated<T: Send + 'static>(
    db: &Db,
    options: &ImportOptions,
    mut work: impl FnMut(&mut Desk<'_>) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let (tenant, clock, shelf) =
        (options.tenant, options.clock.clone(), Arc::clone(&options.shelf));
    db.write(Scope::of(tenant.bytes()), move |tx| {
        let mut world = clock();
        work(&mut Desk::new(Who::System, tenant, tx, &mut world, &shelf))
    })
}

/// What became of a record.
enum Step {
    Taken,
    Rejected(Rejected),
    End,
}

/// A walk through the records of a file.
struct Walk {
    records: Records,
    record: Vec<u8>,
    /// Records read.
    done: u64,
    rejected: BTreeMap<String, u64>,
    topics: UnknownTopics,
}

impl Walk {
    fn begin(
        options: &ImportOptions,
        choice: &Choice,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let input = input::open(options, progress.from_byte)?;
        Ok(Self {
            records: Records::of(choice.format, input, progress.from_line),
            record: Vec::new(),
            done: 0,
            rejected: BTreeMap::new(),
            topics: UnknownTopics::default(),
        })
    }

    /// Reads a record.
    fn step(
        &mut self,
        reader: &mut Reader,
        facts: &mut Vec<Fact>,
        options: &ImportOptions,
    ) -> Result<Step, Failure> {
        self.record.clear();
        let before = facts.len();
        let taken = loop {
            let found = self.records.next(&mut self.record);
            let found = found.map_err(|source| input::failed(&options.file, source))?;
            match found {
                Found::End if self.record.is_empty() => return Ok(Step::End),
                Found::End => break Err(Rejected::whole("open_quote")),
                Found::Broken if self.record.is_empty() && self.broken_before() => {
                    return Ok(Step::End);
                }
                Found::Broken => break Err(Rejected::whole(BROKEN)),
                Found::TooLong => break Err(Rejected::whole("too_long")),
                Found::Record => match reader.take(&self.record, facts) {
                    Ok(Taken::GoesOn) => {}
                    Ok(Taken::Whole) => break Ok(()),
                    Err(rejected) => break Err(rejected),
                },
            }
        };
        if let Reader::Delimited(table) = reader
            && let Some(fault) = table.fault()
        {
            return Err(Failure::Map(fault.to_owned()));
        }
        self.done += 1;
        // What the database would refuse anyhow costs its own row only.
        let checked = taken.and_then(|()| facts[before..].iter().try_for_each(Rejected::check));
        let Err(rejected) = checked else {
            facts[before..].iter().for_each(|fact| self.topics.look(fact));
            return Ok(Step::Taken);
        };
        facts.truncate(before);
        *self.rejected.entry(rejected.reason.clone().into_owned()).or_default() += 1;
        Ok(Step::Rejected(rejected))
    }

    /// A damaged file is reported once; what comes behind the damage cannot be read.
    fn broken_before(&self) -> bool {
        self.rejected.contains_key(BROKEN)
    }

    fn tell_all(
        &mut self,
        reader: &mut Reader,
        teller: &Teller<'_>,
        progress: &mut Progress,
        rejects: &mut Rejects,
    ) -> Result<(), Failure> {
        let told_before = progress.records;
        let mut chunk = Chunk::default();
        loop {
            let step = self.step(reader, &mut chunk.facts, teller.options)?;
            if let Step::End = step {
                break;
            }
            if self.done <= told_before {
                chunk.facts.clear();
                continue;
            }
            let line = self.records.line();
            chunk.mark(line, &self.record);
            if let Step::Rejected(rejected) = step {
                rejects.add(line, &rejected, &self.record);
            }
            // A file of nothing but rejects must not fill the memory either.
            if chunk.facts.len() >= CHUNK || rejects.are_many() {
                progress.records = self.done;
                teller.tell(&mut chunk, line, progress, rejects)?;
            }
        }
        progress.records = self.done;
        teller.tell(&mut chunk, self.records.line(), progress, rejects)
    }

    fn report(
        &self,
        options: &ImportOptions,
        reader: &Reader,
        progress: &Progress,
        rejects: &Rejects,
        report: Report,
    ) -> Report {
        let mut rejected = self.rejected.clone();
        for (reason, count) in &progress.refused {
            *rejected.entry(reason.clone()).or_default() += count;
        }
        Report {
            file: options.file.clone(),
            rows: reader.rows(),
            kept: progress.kept,
            doubled: progress.doubled,
            rejects: (!rejected.is_empty()).then(|| rejects.path().to_owned()),
            rejected,
            unknown_events: reader.unknown().clone(),
            unknown_topics: self.topics.counts().clone(),
            quality: reader.quality(),
            ..report
        }
    }
}

/// The reason of a record within which a file breaks off.
const BROKEN: &str = "file_breaks_off";
