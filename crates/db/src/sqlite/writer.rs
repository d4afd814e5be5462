//! The one thread that writes. Everything that waits is committed together, so that many callers
//! share one wait for the disk; each unit is a savepoint, so that a failing one is undone alone.

use super::session::Sqlite;
use crate::{
    Error, Result,
    wake::Wakes,
    work::{self, Job, Queue, Session, Verdict, perform},
};
use std::time::{Duration, Instant};

/// Units in one commit. Beyond that the disk is no longer what one waits for.
const GROUP_MAX: usize = 256;
/// How long a group gathers before it commits, so that its first unit is answered soon.
const GROUP_TIME: Duration = Duration::from_millis(20);

/// A unit that has run and waits for the commit.
struct Waiting {
    job: Job,
    ran: Result<()>,
    verdict: Verdict,
    wakes: Vec<&'static str>,
}

impl Waiting {
    /// A unit that could not even begin.
    fn refused(job: Job, error: Error) -> Self {
        Self { job, ran: Err(error), verdict: Verdict::Undo, wakes: Vec::new() }
    }

    /// With the end of the commit, which is nothing to a unit that was undone.
    fn committed(self, end: Result<()>) -> Self {
        match self.verdict {
            Verdict::Keep => Self { ran: self.ran.and(end), ..self },
            Verdict::Undo => self,
        }
    }
}

/// Serves the queue until it is closed and empty, then leaves a database without a log behind.
pub(super) fn serve(mut sqlite: Sqlite, queue: &Queue<Job>, wakes: &Wakes) {
    work::mark_database_thread();
    while let Some(job) = queue.pop() {
        commit_group(&mut sqlite, job, queue, wakes);
    }
    // What cannot be done here is done when the file is opened again.
    drop(sqlite.batch("pragma optimize; pragma wal_checkpoint(truncate)"));
}

fn commit_group(sqlite: &mut Sqlite, first: Job, queue: &Queue<Job>, wakes: &Wakes) {
    let started = Instant::now();
    if let Err(error) = sqlite.command("begin immediate") {
        return answer(Waiting::refused(first, error), wakes);
    }
    let mut group = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next {
        group.push(run(sqlite, job));
        let room = group.len() < GROUP_MAX && started.elapsed() < GROUP_TIME;
        let whole = !sqlite.connection.is_autocommit();
        next = if room && whole { queue.try_pop() } else { None };
    }
    match commit(sqlite) {
        Ok(()) => group.into_iter().for_each(|waiting| answer(waiting, wakes)),
        Err(error) => match <[Waiting; 1]>::try_from(group) {
            Ok([only]) => answer(only.committed(Err(error)), wakes),
            Err(group) => {
                group.into_iter().for_each(|waiting| alone(sqlite, waiting.job, wakes));
            }
        },
    }
}

/// Some errors, such as a full disk, undo the whole group: each unit then gets its own commit, so
/// that only the one at fault pays.
fn alone(sqlite: &mut Sqlite, job: Job, wakes: &Wakes) {
    if let Err(error) = sqlite.command("begin immediate") {
        return answer(Waiting::refused(job, error), wakes);
    }
    let waiting = run(sqlite, job);
    let committed = commit(sqlite);
    answer(waiting.committed(committed), wakes);
}

fn run(sqlite: &mut Sqlite, mut job: Job) -> Waiting {
    if let Err(error) = sqlite.command("savepoint unit") {
        return Waiting::refused(job, error);
    }
    let ran = perform(&mut *job.unit, sqlite);
    match ran.verdict {
        Ok(Verdict::Keep) => {
            let ended = sqlite.command("release unit");
            Waiting { job, ran: ended, verdict: Verdict::Keep, wakes: ran.wakes }
        }
        verdict => {
            let ended = undo(sqlite).and(verdict.map(drop));
            Waiting { job, ran: ended, verdict: Verdict::Undo, wakes: Vec::new() }
        }
    }
}

/// Nothing is left to undo where the engine has already given up the transaction.
fn undo(sqlite: &Sqlite) -> Result<()> {
    if sqlite.connection.is_autocommit() {
        return Ok(());
    }
    sqlite.command("rollback to unit").and_then(|()| sqlite.command("release unit"))
}

fn commit(sqlite: &Sqlite) -> Result<()> {
    if sqlite.connection.is_autocommit() {
        return Err(Error::Engine("the transaction was given up".to_owned()));
    }
    let committed = sqlite.command("commit");
    if committed.is_err() && !sqlite.connection.is_autocommit() {
        drop(sqlite.command("rollback"));
    }
    committed
}

fn answer(mut waiting: Waiting, wakes: &Wakes) {
    if waiting.ran.is_ok() {
        wakes.ring(&waiting.wakes);
    }
    waiting.job.unit.finish(waiting.ran);
}
