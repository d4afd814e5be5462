//! Units that meet each other run again until both take effect, or give up by name.

use crate::{ADA, CALL, STEPS, add, call, ids};
use db::{Error, Options, Scope, scratch};
use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

#[test]
fn units_that_conflict_all_take_effect() {
    for db in scratch::engines(&STEPS) {
        add(&db, 1).expect("a call");
        let callers: Vec<_> = (0..4)
            .map(|_| {
                let db = (*db).clone();
                let add_one = |tx: &mut db::Tx<'_>| {
                    let seconds: i64 = tx.one("select seconds from calls where id = 1", &[])?;
                    tx.execute("update calls set seconds = $1 where id = 1", &[&(seconds + 1)])
                };
                thread::spawn(move || {
                    (0..25).try_for_each(|_| db.write(Scope::of(ADA), add_one).map(drop))
                })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.join().expect("no panic"), Ok(()), "{}", db.name());
        }
        let seconds: Result<i64, Error> =
            db.read(Scope::of(ADA), |tx| tx.one("select seconds from calls", &[]));
        assert_eq!(seconds, Ok(101), "{}", db.name());
    }
}

/// Each asks whether anybody is there and, seeing nobody, goes in: only one may.
#[test]
fn two_units_that_each_saw_an_empty_table_do_not_both_commit() {
    for db in scratch::engines(&STEPS) {
        let meeting = Arc::new(Barrier::new(2));
        let callers = [1, 2].map(|id| {
            let (db, meeting) = ((*db).clone(), Arc::clone(&meeting));
            let one_writer = db.engine() == "SQLite";
            let runs = AtomicU32::new(0);
            thread::spawn(move || {
                db.write(Scope::of(ADA), move |tx| {
                    let there: i64 = tx.one("select count(*) from calls", &[])?;
                    if runs.fetch_add(1, Ordering::Relaxed) == 0 && !one_writer {
                        meeting.wait();
                    }
                    match there {
                        0 => tx.insert(CALL, "", &[call(id, "phone", "x")]).map(|_| true),
                        _ => Ok(false),
                    }
                })
            })
        });
        let went_in = callers.map(|caller| caller.join().expect("no panic").expect("no error"));
        assert_eq!(went_in.iter().filter(|went| **went).count(), 1, "{}", db.name());
        assert_eq!(ids(&db).len(), 1);
    }
}

#[test]
fn a_unit_that_always_loses_gives_up() {
    let options = Options { attempts: 3, ..Options::default() };
    for db in scratch::engines_with(&STEPS, &options).into_iter().skip(1) {
        add(&db, 1).expect("a call");
        let (other, runs) = (db.again(), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&runs);
        let lost = db.write(Scope::of(ADA), move |tx| {
            counted.fetch_add(1, Ordering::Relaxed);
            tx.rows("select seconds from calls", &[])?;
            let other = other.clone();
            let sooner = "update calls set seconds = seconds + 1";
            let won = move || other.write(Scope::of(ADA), move |tx| tx.execute(sooner, &[]));
            thread::spawn(won).join().expect("no panic")?;
            tx.execute("update calls set seconds = 0", &[])
        });
        assert_eq!((lost, runs.load(Ordering::Relaxed)), (Err(Error::Conflict), 3));
    }
}

#[test]
fn claims_pass_over_what_others_are_claiming() {
    for db in scratch::engines(&STEPS) {
        (1..=2).try_for_each(|id| add(&db, id)).expect("two calls");
        let meeting = Arc::new(Barrier::new(2));
        let one_writer = db.name() == "SQLite";
        let callers = [1, 2].map(|_| {
            let (db, meeting) = ((*db).clone(), Arc::clone(&meeting));
            thread::spawn(move || {
                db.write(Scope::of(ADA).read_committed(), move |tx| {
                    let sql = format!(
                        "select id from calls where small is null order by id limit 1{}",
                        tx.skip_locked()
                    );
                    let id: i64 = tx.one(&sql, &[])?;
                    if !one_writer {
                        meeting.wait();
                    }
                    tx.execute("update calls set small = 1 where id = $1", &[&id])?;
                    Ok::<i64, Error>(id)
                })
            })
        });
        let mut claimed = callers.map(|caller| caller.join().expect("no panic"));
        claimed.sort_by_key(|id| id.clone().unwrap_or(0));
        assert_eq!(claimed, [Ok(1), Ok(2)], "{}", db.name());
    }
}
