//! The exchange's own log, followed while it grows and through its rotation.
//!
//! A file is known by its beginning, not by its name: names move when logs are rotated, whichever
//! way they are numbered, and the first line of each holds its second. So the place where reading
//! goes on is found again in a file that was renamed, copied and emptied, or restored. Where it is
//! found nowhere, everything there is is read from the oldest on; the same lines again change
//! nothing.

mod files;
mod lines;

use self::{
    files::{Beginning, Candidate},
    lines::{Lines, Read as LineRead},
};
use domain::contacts::{calls::Fact, logs::queue_log::QueueLog};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs::File, io, path::PathBuf};

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
    }

    /// Reads what is new; none where nothing is.
    ///
    /// # Errors
    /// Where the log cannot be read. One that is not there yet has nothing new.
    pub fn look(&mut self) -> io::Result<Option<Looked>> {
        let now = files::size_and_number(&self.path)?;
        // One that was emptied and has grown to its old size begins otherwise.
        if now.is_some() && now == self.seen && self.place.beginning.is_of(&self.path) {
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
    fn files(&self) -> io::Result<Vec<Candidate>> {
        let mut found = files::beside(&self.path)?;
        let ours = |file: &Candidate| {
            file.bytes >= self.place.offset && self.place.beginning.is_of(&file.path)
        };
        if self.place.offset == 0 {
            return Ok(found);
        }
        // Of copies with one beginning the longest has most to tell.
        let own = found.iter().filter(|file| ours(file)).max_by_key(|file| file.bytes).cloned();
        let first = self.place.first;
        found.retain(|file| match &own {
            Some(own) => file.path == own.path || (file.first >= first && !ours(file)),
            None => true,
        });
        // A file that began in the same second as ours, and is not ours, came after it.
        found.sort_by_key(|file| (file.first, own.as_ref().map(|own| own.path != file.path)));
        Ok(found)
    }

    fn read(&mut self, file: &Candidate, looked: &mut Looked) -> io::Result<()> {
        let mut open = File::open(&file.path)?;
        let goes_on = self.place.offset > 0 && self.place.beginning.is_in(&mut open)?;
        let from = if goes_on && file.bytes >= self.place.offset { self.place.offset } else { 0 };
        let mut lines = Lines::from(open, from)?;
        let mut read = from;
        loop {
            match lines.next()? {
                LineRead::Line(line) => {
                    if self.reader.take(line, &mut looked.facts).is_err() {
                        self.passed_over += 1;
                    }
                }
                LineRead::TooLong => self.passed_over += 1,
                LineRead::End => break,
            }
            read = lines.offset();
            if looked.facts.len() >= FACTS_AT_ONCE {
                looked.more = true;
                break;
            }
        }
        if read > from || !goes_on && read > 0 {
            self.place.beginning = Beginning::of(&file.path, read)?;
            self.place.offset = read;
            self.place.first = file.first;
        }
        Ok(())
    }
}
