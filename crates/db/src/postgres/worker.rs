//! The threads that run units of work, each on its own connection.

use super::session::Postgres;
use crate::{
    Error, Result,
    wake::Wakes,
    work::{self, Job, Mode, Queue, Session, Verdict, perform},
};
use std::{
    hash::{BuildHasher, RandomState},
    thread,
    time::{Duration, Instant},
};

/// How often a unit is run again because its connection broke before the commit.
const RECONNECTIONS_MAX: u32 = 1;
/// The longest rest between two attempts.
const REST_MAX: Duration = Duration::from_millis(50);

/// What one attempt came to.
enum Attempt {
    /// The unit has its end: what to ring, or why nothing took effect.
    Ended(Result<Vec<&'static str>>),
    /// Another unit was in the way.
    Again,
    /// The connection broke while nothing could have been committed.
    Lost(Error),
}

/// Serves the queue until it is closed and empty.
pub(super) fn serve(mut postgres: Postgres, queue: &Queue<Job>, wakes: &Wakes, attempts: u32) {
    work::mark_database_thread();
    while let Some(mut job) = queue.pop() {
        match settle(&mut postgres, &mut job, attempts) {
            Ok(topics) => {
                wakes.ring(&topics);
                job.unit.finish(Ok(()));
                tell(&mut postgres, wakes, &topics);
            }
            Err(error) => job.unit.finish(Err(error)),
        }
    }
}

fn settle(postgres: &mut Postgres, job: &mut Job, attempts: u32) -> Result<Vec<&'static str>> {
    let (mut conflicts, mut losses) = (0, 0);
    loop {
        match attempt(postgres, job) {
            Attempt::Ended(ended) => return ended,
            Attempt::Again if conflicts + 1 >= attempts => return Err(Error::Conflict),
            Attempt::Again => {
                rest(conflicts);
                conflicts += 1;
            }
            Attempt::Lost(error) if losses >= RECONNECTIONS_MAX => return Err(error),
            Attempt::Lost(_) => losses += 1,
        }
    }
}

fn attempt(postgres: &mut Postgres, job: &mut Job) -> Attempt {
    match postgres.begin(job.mode, job.scope) {
        Ok(()) => {}
        Err(error @ Error::Unavailable(_)) => {
            postgres.give_up();
            return Attempt::Lost(error);
        }
        Err(error) => {
            postgres.rollback();
            return Attempt::Ended(Err(error));
        }
    }
    let ran = perform(&mut *job.unit, postgres);
    if let Err(error @ Error::Unavailable(_)) = ran.verdict {
        postgres.give_up();
        return Attempt::Lost(error);
    }
    if job.mode != Mode::Single {
        if ran.verdict == Ok(Verdict::Keep) {
            return commit(postgres, ran.wakes);
        }
        postgres.rollback();
    }
    match ran.verdict {
        Ok(_) => Attempt::Ended(Ok(Vec::new())),
        Err(Error::Conflict) => Attempt::Again,
        Err(error) => Attempt::Ended(Err(error)),
    }
}

fn commit(postgres: &mut Postgres, topics: Vec<&'static str>) -> Attempt {
    match postgres.batch("commit") {
        Ok(()) => Attempt::Ended(Ok(topics)),
        Err(Error::Conflict) => {
            postgres.rollback();
            Attempt::Again
        }
        Err(error @ Error::Unavailable(_)) => {
            postgres.give_up();
            Attempt::Ended(Err(error))
        }
        Err(error) => {
            postgres.rollback();
            Attempt::Ended(Err(error))
        }
    }
}

/// Rests longer with each attempt, and never as long as the others, so that two units do not go
/// on meeting each other.
fn rest(attempt: u32) {
    let longest = Duration::from_millis(1 << attempt.min(6)).min(REST_MAX);
    let chance = RandomState::new().hash_one(attempt) % 1_000;
    let (started, rest) = (Instant::now(), longest * u32::try_from(chance).unwrap_or(0) / 1_000);
    while let Some(left) = rest.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) {
        thread::park_timeout(left);
    }
}

/// Tells other processes, after the commit and apart from it: a notice inside a transaction makes
/// all such transactions commit one after another, each with its wait for the disk.
fn tell(postgres: &mut Postgres, wakes: &Wakes, topics: &[&'static str]) {
    let mut fresh = topics;
    while let Some(untold) = wakes.start_telling(fresh) {
        fresh = &[];
        let notices: String = untold
            .iter()
            .map(|topic| format!("select pg_notify('premura', '{}:{topic}');", wakes.token()))
            .collect();
        let told = postgres.batch(&format!(
            "begin read write; set local synchronous_commit = off; {notices} commit"
        ));
        wakes.stop_telling();
        if told.is_err() {
            // Whoever waits looks for work from time to time anyway.
            return postgres.give_up();
        }
    }
}
