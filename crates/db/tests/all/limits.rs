//! What is bounded, and what is answered at the bound.

use crate::{ADA, STEPS, add, count};
use db::{Db, Error, Options, Scope, scratch};
use std::{sync::mpsc, thread, time::Duration};

#[test]
fn a_full_queue_is_answered_at_once_and_what_waits_is_done() {
    let options = Options { queue: 2, connections: 1, ..Options::default() };
    for db in scratch::engines_with(&STEPS, &options) {
        let (begin, begun) = mpsc::channel();
        let (open, opened) = mpsc::channel::<()>();
        let blocking = move |_: &mut db::Tx<'_>| {
            let _ = begin.send(());
            let _ = opened.recv_timeout(Duration::from_secs(20));
            Ok::<(), Error>(())
        };
        db.submit_write(Scope::of(ADA), blocking, |_| {});
        begun.recv().expect("it begins");
        let (done, ended) = mpsc::channel();
        for place in 0..3 {
            let done = done.clone();
            let answer = move |answer| drop(done.send((place, answer)));
            db.submit_write(Scope::of(ADA), |_| Ok::<(), Error>(()), answer);
        }
        assert_eq!(ended.try_recv(), Ok((2, Err(Error::Busy))), "{}", db.name());
        drop(open);
        let mut rest = [ended.recv().expect("done"), ended.recv().expect("done")];
        rest.sort_by_key(|(place, _)| *place);
        assert_eq!(rest, [(0, Ok(())), (1, Ok(()))]);
    }
}

#[test]
fn a_unit_inside_a_unit_is_refused_and_not_waited_for() {
    for db in scratch::engines(&STEPS) {
        let inner = (*db).clone();
        let nested = db.write(Scope::of(ADA), move |_| add(&inner, 1));
        assert_eq!(nested, Err(Error::Nested), "{}", db.name());
    }
}

#[test]
fn a_crash_costs_its_unit_only() {
    let options = Options { connections: 1, readers: 1, ..Options::default() };
    for db in scratch::engines_with(&STEPS, &options) {
        for _ in 0..3 {
            let crash = |tx: &mut db::Tx<'_>| -> Result<(), Error> {
                tx.each("select 1 as one union select 2", &[], &mut |_| panic!("on purpose"))
            };
            assert_eq!(db.write(Scope::of(ADA), crash), Err(Error::Crashed));
            assert_eq!(db.read(Scope::of(ADA), crash), Err(Error::Crashed));
        }
        let (sender, receiver) = mpsc::channel();
        let done = move |_| {
            drop(sender);
            panic!("a callback on purpose");
        };
        db.submit_write(Scope::of(ADA), |_| Ok::<(), Error>(()), done);
        assert!(receiver.recv_timeout(Duration::from_secs(20)) != Ok(()));
        assert_eq!((add(&db, 1), count(&db)), (Ok(()), Ok(1)), "{}", db.name());
    }
}

#[test]
fn a_database_lives_and_dies_on_an_asynchronous_thread() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for db in scratch::engines(&STEPS) {
            assert_eq!((add(&db, 1), count(&db)), (Ok(()), Ok(1)), "{}", db.name());
        }
    });
}

#[test]
fn the_last_handle_may_go_inside_a_unit() {
    for db in scratch::engines(&STEPS) {
        let other = db.again();
        let (sender, receiver) = mpsc::channel();
        let kept = other.clone();
        let work = |_: &mut db::Tx<'_>| Ok::<(), Error>(());
        other.submit_write(Scope::of(ADA), work, move |answer| {
            thread::park_timeout(Duration::from_millis(20));
            drop(kept);
            let _ = sender.send(answer);
        });
        drop(other);
        assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(Ok(())));
    }
}

#[test]
fn few_statements_stay_prepared() {
    let options = Options { statements: 8, connections: 1, ..Options::default() };
    for db in scratch::engines_with(&STEPS, &options) {
        let done = db.read(Scope::of(ADA), |tx| {
            for number in 0..1_500 {
                assert_eq!(tx.one(&format!("select {number} as number"), &[]), Ok(number as i64));
            }
            Ok::<(), Error>(())
        });
        assert_eq!(done, Ok(()));
        if db.name() == "PostgreSQL" {
            let sql = "select count(*) as kept from pg_prepared_statements";
            let rows = db.rows(Scope::of(ADA), sql, Vec::new()).expect("a view");
            assert!(rows[0].get::<i64>("kept").expect("a number") <= 8);
        }
    }
}

#[test]
fn a_statement_that_takes_too_long_is_ended() {
    let statement_timeout = Duration::from_millis(50);
    let options = Options { statement_timeout, ..Options::default() };
    for db in scratch::engines_with(&STEPS, &options).into_iter().skip(1) {
        let slow = db.read(Scope::of(ADA), |tx| tx.rows("select pg_sleep(10)", &[]).map(drop));
        assert_eq!(slow, Err(Error::Timeout));
    }
}

#[test]
fn a_copy_made_while_writing_is_whole() {
    for db in scratch::engines(&STEPS) {
        add(&db, 1).expect("a call");
        let to = std::env::temp_dir().join(format!("premura_copy_{}.db", std::process::id()));
        let copied = db.backup(&to);
        if db.name() == "PostgreSQL" {
            assert!(matches!(copied, Err(Error::Engine(text)) if text.contains("pg_dump")));
            continue;
        }
        copied.expect("the copy is made");
        let url = format!("sqlite://{}", to.display());
        let copy = Db::open(&url, &Options::default()).expect("the copy opens");
        assert_eq!(count(&copy), Ok(1));
        drop(copy);
        std::fs::remove_file(&to).expect("nobody holds it");
    }
}

#[test]
fn what_is_no_database_is_said() {
    let refused = Db::open("postgres://nobody@127.0.0.1:1/none", &Options::default());
    assert!(matches!(refused.err(), Some(Error::Unavailable(text)) if text.contains("refused")));
    let unknown = Db::open("mysql://x", &Options::default());
    assert!(matches!(unknown.err(), Some(Error::Unavailable(_))));
    let folder = Db::open("sqlite:///proc/none/x.db", &Options::default());
    assert!(matches!(folder.err(), Some(Error::Unavailable(_))));
}
