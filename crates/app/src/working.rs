//! Work that is due: promises that break, jobs, schedules. Any number of copies may do it on one
//! PostgreSQL; each piece is done once.

use crate::{Place, Stop, held::Held, uploads};
use domain::{
    Refusal, Tenant, commitments,
    contacts::uploads::{self as kept, IMPORT},
    queue, reactions,
};
use kernel::{Id, Instant};
use std::{
    thread::{self, JoinHandle},
    time::Duration,
};

/// The deadline queue is looked at this often at the least: a breach is recorded within a tenth
/// of a second, whoever started the clock.
const DEADLINES_EVERY: Duration = Duration::from_millis(40);
/// Jobs are looked for this often when nobody wakes us.
const JOBS_EVERY: Duration = Duration::from_secs(2);
/// After a failure of the database we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// Jobs claimed at once.
const JOBS_AT_ONCE: i64 = 4;

/// Starts the workers; they end when they are told to stop.
///
/// # Errors
/// Where the machine gives no thread.
pub fn start(place: &Place, stop: &Stop) -> std::io::Result<Vec<JoinHandle<()>>> {
    let deadlines = worker("deadlines", place, stop, |place, stop| {
        until_stopped(stop, watch_deadlines, place);
    })?;
    let jobs = worker("jobs", place, stop, |place, stop| {
        let wakes = place.db.subscribe(queue::TOPIC);
        if let Err(error) = set_up(place) {
            report_and_wait("jobs", &error, stop);
        }
        while !stop.wait(Duration::ZERO) {
            match do_jobs(place) {
                Ok(true) => {}
                Ok(false) => {
                    wakes.wait(JOBS_EVERY);
                }
                Err(error) => report_and_wait("jobs", &error, stop),
            }
        }
    })?;
    Ok(vec![deadlines, jobs])
}

fn worker(
    name: &'static str,
    place: &Place,
    stop: &Stop,
    work: impl FnOnce(&Place, &Stop) + Send + 'static,
) -> std::io::Result<JoinHandle<()>> {
    let (place, stop) = (place.clone(), stop.clone());
    thread::Builder::new().name(name.to_owned()).spawn(move || work(&place, &stop))
}

fn until_stopped(stop: &Stop, turn: impl Fn(&Place) -> domain::Result<Duration>, place: &Place) {
    let mut pause = Duration::ZERO;
    while !stop.wait(pause) {
        pause = match turn(place) {
            Ok(pause) => pause,
            Err(error) => {
                report_and_wait("deadlines", &error, stop);
                Duration::ZERO
            }
        };
    }
}

fn report_and_wait(worker: &str, error: &domain::Refusal, stop: &Stop) {
    eprintln!("premura: {worker}: {error}");
    stop.wait(AFTER_FAILURE);
}

/// One turn at the deadline queue of every tenant; answers how long nothing is due.
fn watch_deadlines(place: &Place) -> domain::Result<Duration> {
    let mut pause = DEADLINES_EVERY;
    for tenant in place.tenants()? {
        let next = place.look(tenant.id, commitments::next_due)?;
        let Some(next) = next else { continue };
        let now = place.clock.now();
        if next < now {
            let ticked = place.act(tenant.id, commitments::tick)?;
            if ticked.more {
                pause = Duration::ZERO;
            }
        } else {
            let left = u64::try_from((next - now) / (Instant::SECOND / 1_000)).unwrap_or(0);
            pause = pause.min(Duration::from_millis(left + 1));
        }
    }
    Ok(pause)
}

/// Brings the schedules of every tenant to what this program knows: one that was founded by an
/// earlier program has not heard of newer jobs.
fn set_up(place: &Place) -> domain::Result<()> {
    for tenant in place.tenants()? {
        place.act(tenant.id, reactions::set_up)?;
    }
    Ok(())
}

/// Queues what the schedules ask for and does what is due; answers whether there was anything.
fn do_jobs(place: &Place) -> domain::Result<bool> {
    let mut did = false;
    for tenant in place.tenants()? {
        place.act(tenant.id, queue::queue_scheduled)?;
        place.act(tenant.id, kept::give_up)?;
        for job in place.act(tenant.id, |desk| queue::claim(desk, JOBS_AT_ONCE))? {
            did = true;
            do_job(place, tenant.id, job)?;
        }
    }
    Ok(did)
}

fn do_job(place: &Place, tenant: Id<Tenant>, job: queue::Job) -> domain::Result<()> {
    let held = Held::new(place, tenant, job);
    // It may have waited long for those that were claimed with it.
    if let Err(Refusal::Conflict(_)) = held.keep() {
        return Ok(());
    }
    let doing = held.job();
    let done = match doing.kind.as_str() {
        IMPORT => uploads::run(place, tenant, &held),
        _ => place.act(tenant, move |desk| reactions::run(desk, &doing)),
    };
    let Err(error) = done else { return Ok(()) };
    let job = held.job();
    eprintln!("premura: job {}: {error}", job.kind);
    let reason = error.to_string();
    place.act(tenant, move |desk| queue::postpone(desk, &job, &reason))
}
