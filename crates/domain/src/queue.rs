//! Work for later: jobs with leases, and schedules that make them.
//!
//! A job is queued in the transaction that wants it, and its effect and its acknowledgement commit
//! together. A worker that dies loses its lease, and another takes the job up; one whose work is
//! long renews it meanwhile.

use crate::{Desk, Refusal, Result};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::Value as Json;

/// Those who wait for this topic run jobs.
pub const TOPIC: &str = "jobs";

/// How long a worker may take before another may think it dead.
const LEASE: i64 = 5 * Instant::MINUTE;
/// After so many failures a job stays where it is, for a person to look at.
const ATTEMPTS_MAX: i64 = 12;
/// The first pause after a failure; it doubles each time.
const BACK_OFF: i64 = 2 * Instant::SECOND;
/// The longest pause after a failure.
const BACK_OFF_MAX: i64 = Instant::HOUR;

/// Something to be done, claimed by whoever reads it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its row.
    pub id: Id<Job>,
    /// What is to be done.
    pub kind: String,
    /// With what.
    pub facts: Json,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// The lease under which it is held: an end under an older lease is refused.
    pub lease_until: Instant,
}

impl FromRow for Job {
    fn from_row(row: &Row) -> db::Result<Self> {
        let facts: String = row.get("facts")?;
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            facts: serde_json::from_str(&facts)
                .map_err(|_| db::Error::Column { column: "facts".into(), wanted: "JSON" })?,
            attempts: row.get("attempts")?,
            lease_until: row.get("lease_until")?,
        })
    }
}

/// Queues work in this transaction, to be done from `run_at` on.
///
/// # Errors
/// Only when the database fails.
pub fn enqueue(desk: &mut Desk<'_>, kind: &str, facts: &Json, run_at: Instant) -> Result<Id<Job>> {
    let id = desk.fresh_id();
    desk.execute(
        "insert into jobs (id, tenant, kind, facts, run_at) values ($1, $2, $3, $4, $5)",
        &[&id, &desk.tenant.clone(), &kind, &facts.to_string(), &run_at],
    )?;
    desk.wake(TOPIC);
    Ok(id)
}

/// Claims up to `limit` jobs that are due and that nobody holds.
///
/// # Errors
/// Only when the database fails.
pub fn claim(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<Job>> {
    let now = desk.now();
    let lease = now + LEASE;
    // Materialized: PostgreSQL may else choose anew for every row, and so take more than `limit`.
    let sql = format!(
        "with chosen as materialized (
            select id from jobs
             where tenant = $5 and done_at is null and run_at <= $1 and attempts < $4
               and (lease_until is null or lease_until <= $1)
             order by run_at, id limit $3{})
         update jobs set lease_until = $2, attempts = attempts + 1
          where id in (select id from chosen)
         returning id, kind, facts, attempts, lease_until",
        desk.skip_locked()
    );
    let mut jobs: Vec<Job> =
        desk.all(&sql, &[&now, &lease, &limit, &ATTEMPTS_MAX, &desk.tenant.clone()])?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Holds a job for as long again: its lease begins anew.
///
/// # Errors
/// `Conflict` when the lease was lost meanwhile: another worker has it, or had.
pub fn renew(desk: &mut Desk<'_>, job: &Job) -> Result<Job> {
    let lease_until = desk.now() + LEASE;
    let renewed = desk.execute(
        "update jobs set lease_until = $2
          where id = $1 and done_at is null and lease_until = $3",
        &[&job.id, &lease_until, &job.lease_until],
    )?;
    if renewed == 1 {
        Ok(Job { lease_until, ..job.clone() })
    } else {
        Err(Refusal::Conflict("lease-lost"))
    }
}

/// True where less than half of a job's lease is left: whoever goes on with it renews it.
pub fn is_to_be_renewed(job: &Job, now: Instant) -> bool {
    job.lease_until - now < LEASE / 2
}

/// True where a failure of this job is its last: nobody takes it up again.
pub fn is_last(job: &Job) -> bool {
    job.attempts >= ATTEMPTS_MAX
}

/// Work that was tried as often as it may be and is held by nobody, for whoever must say so.
///
/// # Errors
/// Only when the database fails.
pub fn exhausted(desk: &mut Desk<'_>, kind: &str) -> Result<Vec<Job>> {
    desk.all(
        "select id, kind, facts, attempts, coalesce(lease_until, run_at) as lease_until from jobs
          where tenant = $1 and kind = $2 and done_at is null and attempts >= $3
            and (lease_until is null or lease_until <= $4)
          order by run_at, id limit $5",
        &[&desk.tenant.clone(), &kind, &ATTEMPTS_MAX, &desk.now(), &EXHAUSTED_AT_ONCE],
    )
}

/// Such jobs looked at in one unit of work.
const EXHAUSTED_AT_ONCE: i64 = 50;

/// Puts such a job away, in the transaction that says that it was given up.
///
/// # Errors
/// Only when the database fails.
pub fn give_up(desk: &mut Desk<'_>, id: Id<Job>) -> Result<()> {
    let now = desk.now();
    desk.execute("update jobs set done_at = $2, lease_until = null where id = $1", &[&id, &now])?;
    Ok(())
}

/// Ends a job in the transaction of its effect.
///
/// # Errors
/// `Conflict` when the lease was lost meanwhile: the effect must not be committed.
pub fn finish(desk: &mut Desk<'_>, job: &Job) -> Result<()> {
    let ended = desk.execute(
        "update jobs set done_at = $2, lease_until = null
          where id = $1 and done_at is null and lease_until = $3",
        &[&job.id, &desk.now(), &job.lease_until],
    )?;
    if ended == 1 { Ok(()) } else { Err(Refusal::Conflict("lease-lost")) }
}

/// Gives a job back after a failure, to be tried again later.
///
/// # Errors
/// Only when the database fails.
pub fn postpone(desk: &mut Desk<'_>, job: &Job, reason: &str) -> Result<()> {
    let doubled = BACK_OFF.saturating_mul(1 << job.attempts.clamp(0, 20));
    let run_at = desk.now() + doubled.min(BACK_OFF_MAX);
    desk.execute(
        "update jobs set lease_until = null, run_at = $2, failed_with = $3
          where id = $1 and done_at is null and lease_until = $4",
        &[&job.id, &run_at, &reason, &job.lease_until],
    )?;
    Ok(())
}

/// Has `kind` queued every so often, from now on. Saying it twice changes only how often.
///
/// # Errors
/// Only when the database fails.
pub fn schedule(desk: &mut Desk<'_>, kind: &str, every: i64) -> Result<()> {
    desk.execute(
        "insert into schedules (tenant, kind, every_us, next_at) values ($1, $2, $3, $4)
         on conflict (tenant, kind) do update set every_us = excluded.every_us",
        &[&desk.tenant.clone(), &kind, &every, &desk.now()],
    )?;
    Ok(())
}

/// Queues what the schedules ask for by now. A time that was slept through is made up for once.
///
/// # Errors
/// Only when the database fails.
pub fn queue_scheduled(desk: &mut Desk<'_>) -> Result<usize> {
    let now = desk.now();
    let sql = format!(
        "update schedules set next_at = $1 + every_us
          where tenant = $2 and kind in (
              select kind from schedules where tenant = $2 and next_at <= $1{})
         returning kind",
        desk.skip_locked()
    );
    let due: Vec<String> = desk.all(&sql, &[&now, &desk.tenant.clone()])?;
    for kind in &due {
        enqueue(desk, kind, &Json::Null, now)?;
    }
    Ok(due.len())
}
