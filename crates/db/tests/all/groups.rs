//! Many callers share a commit, and none pays for another.

use crate::{ADA, CALL, STEPS, add, call, count, ids};
use db::{Db, Error, Options, Scope, scratch};
use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc::{self, Receiver, Sender, TryRecvError},
    thread,
    time::Duration,
};

const LONG: Duration = Duration::from_secs(20);
/// Tells the process that is to be killed which file to write.
const URL: &str = "PREMURA_TEST_KILLED";

/// Submits a unit that waits for the sender to go; the receiver hears when it has begun.
fn gate(db: &Db) -> (Sender<()>, Receiver<()>) {
    let (begin, begun) = mpsc::channel();
    let (open, opened) = mpsc::channel::<()>();
    db.submit_write(
        Scope::of(ADA),
        move |_| {
            let _ = begin.send(());
            let _ = opened.recv_timeout(LONG);
            Ok::<(), Error>(())
        },
        |_| {},
    );
    (open, begun)
}

fn submit(db: &Db, id: i64, fails: fn(i64)) -> Receiver<Result<(), Error>> {
    let (sender, receiver) = mpsc::channel();
    db.submit_write(
        Scope::of(ADA),
        move |tx| {
            tx.insert(CALL, "", &[call(id, "phone", &id.to_string())])?;
            fails(id);
            if id % 3 == 0 { Err(Error::Missing) } else { Ok(()) }
        },
        move |answer| drop(sender.send(answer)),
    );
    receiver
}

#[test]
fn a_failing_or_crashing_unit_of_a_group_is_undone_alone() {
    for db in scratch::engines(&STEPS) {
        let (open, begun) = gate(&db);
        begun.recv_timeout(LONG).expect("it begins");
        let crash = |id| assert!(id != 5, "as a programmer's mistake would");
        let answers: Vec<_> = (1..=10).map(|id| submit(&db, id, crash)).collect();
        drop(open);
        for (id, answer) in (1..).zip(answers) {
            let wanted = match id {
                5 => Err(Error::Crashed),
                3 | 6 | 9 => Err(Error::Missing),
                _ => Ok(()),
            };
            assert_eq!(answer.recv_timeout(LONG), Ok(wanted), "{}: {id}", db.name());
        }
        assert_eq!(ids(&db), [1, 2, 4, 7, 8, 10], "{}", db.name());
    }
}

#[test]
fn nobody_is_answered_before_the_commit() {
    let db = scratch::engines(&STEPS).remove(0);
    let (first, begun) = gate(&db);
    begun.recv_timeout(LONG).expect("it begins");
    let answer = submit(&db, 1, |_| {});
    let (second, begun) = gate(&db);
    drop(first);
    begun.recv_timeout(LONG).expect("the group goes on to it");
    assert_eq!(answer.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(count(&db), Ok(0));
    drop(second);
    assert_eq!(answer.recv_timeout(LONG), Ok(Ok(())));
    assert_eq!(count(&db), Ok(1));
}

#[test]
fn what_was_answered_is_seen_by_everybody() {
    for db in scratch::engines(&STEPS) {
        let other = db.again();
        for id in 1..20 {
            add(&db, id).expect("a call");
            assert_eq!(count(&other), Ok(id), "{}", db.name());
        }
    }
}

#[test]
fn many_callers_all_take_effect() {
    for db in scratch::engines(&STEPS) {
        let callers: Vec<_> = (0..32)
            .map(|caller| {
                let db = (*db).clone();
                thread::spawn(move || (0..10).try_for_each(|call| add(&db, caller * 10 + call)))
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.join().expect("no panic"), Ok(()), "{}", db.name());
        }
        assert_eq!(ids(&db), (0..320).collect::<Vec<i64>>());
    }
}

#[test]
fn a_full_disk_costs_only_who_needs_the_room() {
    let options = Options { pages_max: Some(64), ..Options::default() };
    let db = scratch::engines_with(&STEPS, &options).remove(0);
    let (open, begun) = gate(&db);
    begun.recv_timeout(LONG).expect("it begins");
    let small = submit(&db, 1, |_| {});
    let (sender, large) = mpsc::channel();
    db.submit_write(
        Scope::of(ADA),
        |tx| {
            tx.insert(CALL, "", &[call(100, "phone", "large")])?;
            tx.execute("update calls set sound = $1", &[&vec![7_u8; 1_000_000]])
        },
        move |answer| drop(sender.send(answer)),
    );
    let other = submit(&db, 2, |_| {});
    drop(open);
    assert_eq!(large.recv_timeout(LONG), Ok(Err(Error::Full)));
    assert_eq!((small.recv_timeout(LONG), other.recv_timeout(LONG)), (Ok(Ok(())), Ok(Ok(()))));
    assert_eq!(ids(&db), [1, 2]);
    add(&db, 3).expect("there is room for little");
}

#[test]
#[ignore = "it is the process that the next test kills"]
fn killed_process() {
    let Ok(url) = env::var(URL) else { return };
    let db = Db::open(&url, &Options::default()).expect("the other process made it");
    for id in 0.. {
        add(&db, id).expect("a call");
        println!("answered {id}");
    }
}

#[test]
fn what_was_answered_survives_a_kill() {
    let db = scratch::engines(&STEPS).remove(0);
    let mut child = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "groups::killed_process", "--ignored", "--nocapture"])
        .env(URL, db.url())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test runs again");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let answered = lines
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("answered ")?.parse::<i64>().ok())
        .find(|id| *id == 40);
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(answered, Some(40));
    assert!(ids(&db).starts_with(&(0..=40).collect::<Vec<i64>>()));
    add(&db, 1_000_000).expect("the file is whole");
}
