//! SQLite: one thread that writes, some that read, one file beside the program.

mod refusal;
mod session;
mod text;
mod writer;

use crate::{
    Durability, Error, Migration, Options, Result,
    migrate::{self, Dialect},
    wake::Wakes,
    work::{self, Engine, Job, Mode, Queue, Session, perform},
};
use refusal::error;
use rusqlite::{Connection, OpenFlags, backup::Backup};
use session::Sqlite;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

/// How long a connection waits for another program that holds the file, in milliseconds.
const BUSY_MILLIS: u32 = 5_000;

/// A file with its threads.
pub(crate) struct SqliteEngine {
    path: PathBuf,
    options: Options,
    writes: Arc<Queue<Job>>,
    reads: Arc<Queue<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl SqliteEngine {
    /// Opens or creates the file, with the folders above it, and starts the threads.
    pub(crate) fn open(path: &Path, options: &Options, wakes: &Arc<Wakes>) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|cause| unreachable_file(folder, &cause))?;
        }
        let engine = Self {
            path: path.to_owned(),
            options: options.clone(),
            writes: Arc::new(Queue::new(options.queue)),
            reads: Arc::new(Queue::new(options.queue)),
            threads: Mutex::default(),
        };
        let writer = engine.connect(options.cache_kib)?;
        let (queue, wakes) = (Arc::clone(&engine.writes), Arc::clone(wakes));
        engine.spawn("db-write", move || writer::serve(Sqlite::new(writer), &queue, &wakes))?;
        for _ in 0..options.readers.max(1) {
            let reader = engine.connect(options.cache_kib / 4)?;
            let only = "pragma query_only = on";
            reader.execute_batch(only).map_err(|refused| error(refused, only))?;
            let queue = Arc::clone(&engine.reads);
            engine.spawn("db-read", move || read(Sqlite::new(reader), &queue))?;
        }
        Ok(engine)
    }

    fn connect(&self, cache_kib: u32) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let synchronous = match self.options.durability {
            Durability::Full => "full",
            Durability::Relaxed => "off",
        };
        let pages = self.options.pages_max.unwrap_or(u32::MAX - 1);
        // The log shrinks back to 32 MiB after a large commit; it is worked into the file when it
        // is as large as that. What a unit may have to undo stays in memory, not in a file.
        let settings = format!(
            "pragma busy_timeout = {BUSY_MILLIS}; pragma journal_mode = wal;
             pragma synchronous = {synchronous}; pragma foreign_keys = on;
             pragma temp_store = memory; pragma wal_autocheckpoint = 8192;
             pragma cache_size = -{cache_kib}; pragma journal_size_limit = 33554432;
             pragma max_page_count = {pages}"
        );
        let refuse = |refused| error(refused, "");
        let connection = Connection::open_with_flags(&self.path, flags).map_err(refuse)?;
        connection.set_prepared_statement_cache_capacity(self.options.statements);
        connection.execute_batch(&settings).map_err(refuse)?;
        Ok(connection)
    }

    fn spawn(&self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
        let thread = thread.map_err(|cause| Error::Unavailable(cause.to_string()))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }
}

impl Engine for SqliteEngine {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn queue(&self, mode: Mode) -> &Queue<Job> {
        if mode == Mode::Write { &self.writes } else { &self.reads }
    }

    fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        let mut sqlite = Sqlite::new(self.connect(self.options.cache_kib / 4)?);
        sqlite.batch("begin immediate")?;
        let applied = migrate::apply(&mut sqlite, Dialect::Sqlite, migrations);
        let ended = sqlite.batch(if applied.is_ok() { "commit" } else { "rollback" });
        applied.and_then(|count| ended.map(|()| count))
    }

    /// One step copies all pages on one snapshot: writers go on meanwhile. The copy takes its
    /// name only when it is complete and on the disk.
    fn backup(&self, to: &Path) -> Result<()> {
        let refuse = |refused| error(refused, "backup");
        let part = to.with_added_extension("part");
        let source = self.connect(self.options.cache_kib / 4)?;
        drop(fs::remove_file(&part));
        let mut copy = Connection::open(&part).map_err(refuse)?;
        let backup = Backup::new(&source, &mut copy).map_err(refuse)?;
        backup.step(-1).map_err(refuse)?;
        drop(backup);
        // A file alone, without a log beside it, whatever is done with it.
        copy.execute_batch("pragma journal_mode = delete").map_err(refuse)?;
        drop(copy);
        let written = fs::File::open(&part).and_then(|file| file.sync_all());
        let named = written.and_then(|()| fs::rename(&part, to));
        named.map_err(|cause| unreachable_file(to, &cause))
    }

    /// Who writes is in this process; others are found by the poll.
    fn listen(&self, _wakes: &Arc<Wakes>) {}

    fn close(&self) {
        self.reads.close();
        self.writes.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..).rev() {
            if !work::on_database_thread() {
                drop(thread.join());
            }
        }
    }
}

/// Serves the queue of reads, each on one snapshot.
fn read(mut sqlite: Sqlite, queue: &Queue<Job>) {
    work::mark_database_thread();
    while let Some(mut job) = queue.pop() {
        let whole = job.mode == Mode::Single;
        let begun = if whole { Ok(()) } else { sqlite.command("begin") };
        let ended = begun.and_then(|()| {
            let ran = perform(&mut *job.unit, &mut sqlite);
            let rolled = if whole { Ok(()) } else { sqlite.command("rollback") };
            ran.verdict.and(rolled)
        });
        job.unit.finish(ended);
    }
}

fn unreachable_file(path: &Path, cause: &std::io::Error) -> Error {
    Error::Unavailable(format!("{}: {cause}", path.display()))
}
