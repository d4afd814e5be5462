use super::{Failure, input::failed};
use domain::contacts::logs::Rejected;
use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The file of the rows that were not taken. It is made with the first of them.
pub(super) struct Rejects {
    path: PathBuf,
    /// Bytes of it that belong to what has been told.
    bytes: u64,
    waiting: Vec<u8>,
}

/// Bytes that wait for the disk at the most.
const WAITING_MAX: usize = 1024 * 1024;
/// Bytes of a rejected record that are shown.
const SHOWN_MAX: usize = 2_000;

/// What is shown of a record.
pub(super) fn shown(record: &[u8]) -> &[u8] {
    &record[..record.len().min(SHOWN_MAX)]
}

const HEADING: &[&str] = &["line", "column", "reason", "text"];

impl Rejects {
    /// Goes on after so many bytes; what stands behind them was written by a run that was stopped.
    pub(super) fn new(path: PathBuf, bytes: u64) -> Self {
        // The file of a run that was stopped may be gone: nothing is then left out but what it had.
        let there = std::fs::metadata(&path).map_or(0, |file| file.len());
        Self { path, bytes: bytes.min(there), waiting: Vec::new() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn add(&mut self, line: u64, rejected: &Rejected, record: &[u8]) {
        let text = String::from_utf8_lossy(shown(record).trim_ascii_end());
        let column = rejected.column.as_deref().unwrap_or("");
        let line = line.to_string();
        self.write_row(&[line.as_str(), column, rejected.reason.as_ref(), text.as_ref()]);
    }

    fn write_row(&mut self, fields: &[&str]) {
        if self.bytes == 0 && self.waiting.is_empty() && fields != HEADING {
            self.write_row(HEADING);
        }
        let mut writer = csv::Writer::from_writer(&mut self.waiting);
        writer.write_record(fields).expect("writing into memory cannot fail");
        writer.flush().expect("writing into memory cannot fail");
    }

    /// True where so much waits that it should go to the disk.
    pub(super) fn are_many(&self) -> bool {
        self.waiting.len() >= WAITING_MAX
    }

    /// Saves only where much waits: for a run that commits nothing with it.
    pub(super) fn save_if_many(&mut self) -> Result<(), Failure> {
        if self.are_many() { self.save() } else { Ok(()) }
    }

    /// Brings what waits onto the disk, before the unit of work that counts it is committed.
    pub(super) fn save(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.append().map_err(|source| failed(&self.path, source))?;
        self.bytes += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    fn append(&self) -> io::Result<()> {
        let mut file: File =
            OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
        file.set_len(self.bytes)?;
        file.seek(SeekFrom::Start(self.bytes))?;
        file.write_all(&self.waiting)?;
        file.sync_data()
    }
}
