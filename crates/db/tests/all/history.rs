//! Readers of history in order never skip a unit that commits late.

use crate::{ADA, CALL, STEPS, call};
use db::{Db, Error, Scope, scratch};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

fn in_order(db: &Db) -> Vec<i64> {
    let read = db.read(Scope::of(ADA), |tx| {
        let horizon = tx.horizon()?;
        let rows = tx.rows("select id from calls where tx < $1 order by tx, id", &[&horizon])?;
        rows.iter().map(|row| row.get("id")).collect()
    });
    read.expect("the table is there")
}

fn add(tx: &mut db::Tx<'_>, id: i64) -> Result<(), Error> {
    tx.insert(CALL, "", &[call(id, "phone", &id.to_string())]).map(drop)
}

#[test]
fn a_late_commit_is_not_skipped() {
    for db in scratch::engines_alone(&STEPS) {
        let (begin, begun) = mpsc::channel();
        let (open, opened) = mpsc::channel::<()>();
        let late = (*db).clone();
        let late = thread::spawn(move || {
            late.write(Scope::of(ADA).read_committed(), move |tx| {
                add(tx, 1)?;
                let _ = begin.send(());
                let _ = opened.recv_timeout(Duration::from_secs(20));
                Ok::<(), Error>(())
            })
        });
        begun.recv().expect("it begins");
        let (done, ended) = mpsc::channel();
        let soon = |tx: &mut db::Tx<'_>| add(tx, 2);
        db.submit_write(Scope::of(ADA), soon, move |answer| drop(done.send(answer)));
        // Where there is one writer this one waits for the other, so do not insist.
        let overtook = ended.recv_timeout(Duration::from_millis(300)).is_ok();
        assert_eq!(overtook, db.name() == "PostgreSQL");
        let early = in_order(&db);
        assert_eq!(early, [] as [i64; 0], "{}", db.name());
        drop(open);
        late.join().expect("no panic").expect("the late one commits");
        let started = Instant::now();
        while in_order(&db) != [1, 2] && started.elapsed() < Duration::from_secs(20) {
            thread::park_timeout(Duration::from_millis(5));
        }
        assert_eq!(in_order(&db), [1, 2], "{}", db.name());
    }
}

#[test]
fn a_reader_stays_on_its_snapshot() {
    for db in scratch::engines(&STEPS) {
        db.write(Scope::of(ADA), |tx| add(tx, 1)).expect("a call");
        let other = (*db).clone();
        let counts = db.read(Scope::of(ADA), move |tx| {
            let before: i64 = tx.one("select count(*) from calls", &[])?;
            let other = other.clone();
            let more = move || other.write(Scope::of(ADA), |tx| add(tx, 2));
            thread::spawn(more).join().expect("no panic")?;
            Ok::<_, Error>((before, tx.one::<i64>("select count(*) from calls", &[])?))
        });
        assert_eq!(counts, Ok((1, 1)), "{}", db.name());
        assert_eq!(crate::count(&db), Ok(2));
    }
}
