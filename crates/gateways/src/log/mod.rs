//! The exchange's own log, followed while it grows and through its rotation.
//!
//! A file is known by its beginning, not by its name: names move when logs are rotated, whichever
//! way they are numbered, and the first line of each holds its second. So the place where reading
//! goes on is found again in a file that was renamed, copied and emptied, or restored. Where it is
//! found nowhere, everything there is is read from the oldest on; the same lines again change
//! nothing.
//!
//! Files that were packed when they were rotated are looked at only where no plain file holds the
//! place: one that does is read on there, in its unpacked bytes, and those that began after it are
//! read whole. Packed files that began before it are left alone, and all of them where nothing was
//! ever read. One that breaks off is read as far as it goes, and said to be damaged.

mod files;
mod lines;
mod packed;

use self::{
    files::{Beginning, Candidate, Form},
    lines::{Lines, PIECE, Read as LineRead},
    packed::Unpacking,
};
use domain::contacts::{calls::Fact, logs::queue_log::QueueLog};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufReader, Seek, SeekFrom},
    path::PathBuf,
};

/// Facts told in one unit of work; none may last a second.
const FACTS_AT_ONCE: usize = 1_000;

/// Where reading goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The beginning of the file.
    beginning: Beginning,
    /// The byte after the last whole line that was read.
    offset: u64,
    /// The second of the file's first line: files are read in this order.
    first: i64,
    /// What the reader of lines must remember.
    memory: Json,
}

/// Follows one log.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    source: String,
    agents: BTreeMap<String, String>,
    reader: QueueLog,
    place: Place,
    /// Bytes of the file at the last look, so that a look at a file that did not grow is cheap.
    seen: Option<(u64, u64)>,
    /// The packed file in which the place is.
    unpacking: Option<Unpacking>,
    /// Packed files that are damaged, by name and size, and those of them to be told.
    damaged: BTreeSet<(PathBuf, u64)>,
    untold: Vec<PathBuf>,
    /// Lines that could not be read.
    pub passed_over: u64,
}

/// What a look brought.
#[derive(Debug, Default)]
pub struct Looked {
    /// What the lines tell.
    pub facts: Vec<Fact>,
    /// Up to where.
    pub place: Json,
    /// True where there is more: look again at once.
    pub more: bool,
}

impl Tail {
    /// Follows the log at this path, on from a place that was written down.
    pub fn new(
        path: PathBuf,
        source: &str,
        agents: BTreeMap<String, String>,
        place: &Json,
    ) -> Self {
        let mut tail = Self {
            path,
            source: source.to_owned(),
            reader: QueueLog::new(source, agents.clone()),
            agents,
            place: Place::default(),
            seen: None,
            unpacking: None,
            damaged: BTreeSet::new(),
            untold: Vec::new(),
            passed_over: 0,
        };
        tail.go_back(place);
        tail
    }

    /// Goes back to a place that was written down: what was read since could not be told.
    pub fn go_back(&mut self, place: &Json) {
        self.place = serde_json::from_value(place.clone()).unwrap_or_default();
        self.reader = QueueLog::new(&self.source, self.agents.clone());
        self.reader.recall(&self.place.memory);
        self.seen = None;
        self.unpacking = None;
    }

    /// Packed files that turned out to be damaged since the last time this was asked.
    pub fn newly_damaged(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.untold)
    }

    /// Reads what is new; none where nothing is.
    ///
    /// # Errors
    /// Where the log cannot be read. One that is not there yet has nothing new.
    pub fn look(&mut self) -> io::Result<Option<Looked>> {
        let now = files::size_and_number(&self.path)?;
        // One that was emptied and has grown to its old size begins otherwise.
        let known = self.unpacking.is_some() || self.place.beginning.is_of(&self.path, Form::Plain);
        if now.is_some() && now == self.seen && known {
            return Ok(None);
        }
        let mut looked = Looked::default();
        let before = (self.place.beginning.clone(), self.place.offset);
        for candidate in self.files()? {
            self.read(&candidate, &mut looked)?;
            if looked.more {
                break;
            }
        }
        self.seen = now.filter(|_| !looked.more);
        if before == (self.place.beginning.clone(), self.place.offset) {
            return Ok(None);
        }
        self.place.memory = self.reader.memory();
        looked.place = serde_json::to_value(&self.place).map_err(io::Error::other)?;
        Ok(Some(looked))
    }

    /// The files that are still to be read, oldest first: the one in which we stopped, and those
    /// that began later.
    fn files(&mut self) -> io::Result<Vec<Candidate>> {
        let mut found = files::beside(&self.path, Form::Plain)?.files;
        if self.place.offset == 0 {
            return Ok(found);
        }
        let first = self.place.first;
        let mut ours: Vec<Candidate> =
            found.iter().filter(|file| self.is_ours(file)).cloned().collect();
        if ours.is_empty() {
            let packed = self.packed()?;
            for file in &packed {
                if self.is_ours_packed(file)? {
                    ours.push(file.clone());
                }
            }
            found.extend(packed);
        }
        // Of copies with one beginning the longest has most to tell.
        let opened = |file: &Candidate| self.unpacking.as_ref().is_some_and(|it| it.is_of(file));
        let own = ours.iter().max_by_key(|file| (opened(file), file.bytes)).cloned();
        found.retain(|file| match &own {
            Some(own) => file.path == own.path || (file.first >= first && !ours.contains(file)),
            None => true,
        });
        // A file that began in the same second as ours, and is not ours, came after it.
        found.sort_by_key(|file| (file.first, own.as_ref().map(|own| own.path != file.path)));
        Ok(found)
    }

    fn is_ours(&self, file: &Candidate) -> bool {
        file.bytes >= self.place.offset && self.place.beginning.is_of(&file.path, file.form)
    }

    /// Packed files that do not lie before the place and that can be read.
    fn packed(&mut self) -> io::Result<Vec<Candidate>> {
        let mut beside = files::beside(&self.path, Form::Packed)?;
        beside.broken.into_iter().for_each(|path| self.is_damaged(path, 0));
        beside.files.retain(|file| {
            file.first >= self.place.first
                && !self.damaged.contains(&(file.path.clone(), file.bytes))
        });
        Ok(beside.files)
    }

    /// Opens the packed file that holds the place. One that breaks off before it has nothing more
    /// to tell.
    fn is_ours_packed(&mut self, file: &Candidate) -> io::Result<bool> {
        if self.unpacking.as_ref().is_some_and(|unpacking| unpacking.is_of(file)) {
            return Ok(true);
        }
        match Unpacking::at(file, &self.place.beginning, self.place.offset) {
            Ok(Some(found)) => {
                self.unpacking = Some(found);
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) if files::is_damage(&error) => {
                self.is_damaged(file.path.clone(), file.bytes);
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn is_damaged(&mut self, path: PathBuf, bytes: u64) {
        if self.damaged.insert((path.clone(), bytes)) {
            self.untold.push(path);
        }
    }

    fn read(&mut self, file: &Candidate, looked: &mut Looked) -> io::Result<()> {
        match file.form {
            Form::Plain => {
                let mut lines = self.open(file)?;
                self.unpacking = None;
                self.read_lines(file, &mut lines, looked)
            }
            Form::Packed => {
                let goes_on = self.unpacking.take().filter(|unpacking| unpacking.is_of(file));
                let opened = goes_on.map_or_else(|| Unpacking::whole(file), Ok);
                let read = opened.and_then(|mut unpacking| {
                    let read = self.read_lines(file, &mut unpacking.lines, looked);
                    self.unpacking = Some(unpacking);
                    read
                });
                match read {
                    Err(error) if files::is_damage(&error) => {
                        self.is_damaged(file.path.clone(), file.bytes);
                        Ok(())
                    }
                    other => other,
                }
            }
        }
    }

    /// A plain file where reading goes on.
    fn open(&self, file: &Candidate) -> io::Result<Lines> {
        let mut open = File::open(&file.path)?;
        let goes_on = self.place.offset > 0 && self.place.beginning.is_in(&mut open)?;
        let from = if goes_on && file.bytes >= self.place.offset { self.place.offset } else { 0 };
        open.seek(SeekFrom::Start(from))?;
        Ok(Lines::from(Box::new(BufReader::with_capacity(PIECE, open)), from))
    }

    /// Reads to the end, or as much as is told at once; what was read before an error holds.
    fn read_lines(
        &mut self,
        file: &Candidate,
        lines: &mut Lines,
        looked: &mut Looked,
    ) -> io::Result<()> {
        let from = lines.offset();
        let ended = loop {
            match lines.next() {
                Ok(LineRead::Line(line)) => {
                    if self.reader.take(line, &mut looked.facts).is_err() {
                        self.passed_over += 1;
                    }
                }
                Ok(LineRead::TooLong) => self.passed_over += 1,
                Ok(LineRead::End) => break Ok(()),
                Err(error) => break Err(error),
            }
            if looked.facts.len() >= FACTS_AT_ONCE {
                looked.more = true;
                break Ok(());
            }
        };
        let read = lines.offset();
        if read > from {
            self.place.beginning = Beginning::of(file, read)?;
            self.place.offset = read;
            self.place.first = file.first;
        }
        ended
    }
}
