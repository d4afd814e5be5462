//! Connections that break, and bells that ring across them.

use crate::{ADA, CALL, STEPS, add, call, count, ids};
use db::{Db, Error, Options, Scope, scratch};
use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_secs(20);

/// PostgreSQL with one connection, and somebody who may end it.
fn breakable() -> Option<(scratch::Scratch, Db)> {
    let options = Options { connections: 1, ..Options::default() };
    let mut engines = scratch::engines_with(&STEPS, &options);
    let owner = env::var(scratch::ANY).ok()?;
    Some((engines.remove(1), Db::open(&owner, &options).expect("it is there")))
}

fn terminate(owner: &Db, whose: &'static str) -> usize {
    owner.rows(Scope::nobody(), whose, Vec::new()).expect("the owner may").len()
}

const PID: &str = "select pg_backend_pid()";

fn end(owner: &Db, pid: i64) {
    let sql = "select pg_terminate_backend(cast($1 as integer), 5000) as ended";
    let rows = owner.rows(Scope::nobody(), sql, vec![db::Value::Int(pid)]).expect("it may");
    assert_eq!(rows[0].get("ended"), Ok(true));
}

#[test]
fn a_connection_that_broke_between_units_is_made_again() {
    let Some((db, owner)) = breakable() else { return };
    for id in 0..3 {
        let pid: i64 = db.read(Scope::of(ADA), |tx| tx.one(PID, &[])).expect("a number");
        end(&owner, pid);
        assert_eq!(add(&db, id), Ok(()));
        let pid: i64 = db.read(Scope::of(ADA), |tx| tx.one(PID, &[])).expect("a number");
        end(&owner, pid);
        assert_eq!(count(&db), Ok(id + 1));
    }
}

#[test]
fn a_unit_whose_connection_broke_before_the_commit_runs_again() {
    let Some((db, owner)) = breakable() else { return };
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let done = db.write(Scope::of(ADA), move |tx| {
        tx.insert(CALL, "", &[call(1, "a", "b")])?;
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            let (owner, pid) = (owner.clone(), tx.one(PID, &[])?);
            thread::spawn(move || end(&owner, pid)).join().expect("no panic");
        }
        tx.insert(CALL, "", &[call(2, "a", "c")]).map(drop)
    });
    assert_eq!((done, runs.load(Ordering::Relaxed)), (Ok(()), 2));
    assert_eq!(ids(&db), [1, 2]);
}

#[test]
fn a_connection_that_always_breaks_is_an_error() {
    let Some((db, owner)) = breakable() else { return };
    let done = db.write(Scope::of(ADA), move |tx| {
        let (owner, pid) = (owner.clone(), tx.one(PID, &[])?);
        thread::spawn(move || end(&owner, pid)).join().expect("no panic");
        tx.execute("delete from calls", &[])
    });
    assert!(matches!(done, Err(Error::Unavailable(_))), "{done:?}");
    assert_eq!(add(&db, 1), Ok(()));
}

#[test]
fn a_bell_rings_after_the_commit_and_not_for_what_was_undone() {
    for db in scratch::engines(&STEPS) {
        let (work, mail) = (db.subscribe("work"), db.subscribe("mail"));
        // What was heard while the listener began is not of interest.
        work.wait(Duration::ZERO);
        mail.wait(Duration::ZERO);
        let undone = db.write(Scope::of(ADA), |tx| {
            tx.wake("work");
            Err::<(), Error>(Error::Missing)
        });
        assert_eq!((undone, work.wait(Duration::from_millis(50))), (Err(Error::Missing), false));
        let ring = |tx: &mut db::Tx<'_>| {
            tx.wake("work");
            Ok::<(), Error>(())
        };
        assert_eq!(db.write(Scope::of(ADA), ring), Ok(()));
        assert!(work.wait(LONG) && !work.wait(Duration::from_millis(20)), "{}", db.name());
        assert!(!mail.wait(Duration::ZERO));
    }
}

#[test]
fn a_bell_rings_in_other_processes_and_after_its_connection_broke() {
    let Some((db, owner)) = breakable() else { return };
    let listening = format!("{}&application_name=premura_bell", db.url());
    let listening = Db::open(&listening, &Options::default()).expect("it is there");
    let work = listening.subscribe("work");
    let rung = || {
        let ring = |tx: &mut db::Tx<'_>| {
            tx.wake("work");
            Ok::<(), Error>(())
        };
        db.write(Scope::of(ADA), ring).expect("nothing hinders it");
        work.wait(LONG)
    };
    work.wait(Duration::ZERO);
    assert!(rung());
    let whose = "select pg_terminate_backend(pid) from pg_stat_activity \
                 where application_name = 'premura_bell' and query like 'listen%'";
    assert_eq!(terminate(&owner, whose), 1);
    // The new connection rings once, because something may have been missed.
    let started = Instant::now();
    assert!(work.wait(LONG) && started.elapsed() < LONG);
    assert!(rung());
}
