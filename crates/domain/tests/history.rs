//! History in order: no late commit is ever skipped. On PostgreSQL these run on a server of their
//! own, because a unit that is under way anywhere on a server holds the horizon back.

use db::Scope;
use domain::{
    Desk, Kind, MIGRATIONS, Refusal, Shelf, Tenant, Who,
    history::{Place, after},
    numbering, queue,
};
use kernel::{Id, World};
use serde_json::json;
use std::sync::{Mutex, mpsc};

const TENANT: [u8; 16] = [7; 16];

fn at_a_desk<T: Send + 'static>(
    db: &db::Db,
    seed: u64,
    action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
) -> T {
    let action = Mutex::new(action);
    let done: domain::Result<T> = db.write(Scope::of(TENANT), move |tx| {
        let mut world = World::at("2026-05-04T08:00:00Z", seed);
        let (shelf, tenant) = (Shelf::default(), Id::<Tenant>::from_bytes(TENANT));
        let mut desk = Desk::new(Who::System, tenant, tx, &mut world, &shelf);
        let mut action = action.lock().map_err(|_| Refusal::Conflict("poisoned"))?;
        action(&mut desk)
    });
    done.expect("it can be done")
}

fn record(desk: &mut Desk<'_>, name: u8) -> domain::Result<()> {
    let id: Id<()> = Id::from_bytes([name; 16]);
    desk.record(id, Kind::UnitSaved, &json!({}))
}

#[test]
fn a_unit_that_commits_late_is_not_skipped_by_a_reader_in_order() {
    for scratch in db::scratch::engines_alone(MIGRATIONS) {
        let (slow, fast) = (scratch.again(), scratch.again());
        let ((began, wait_begun), (go_on, wait_go_on)) = (mpsc::channel(), mpsc::channel::<()>());
        let late = std::thread::spawn(move || {
            let wait_go_on = Mutex::new(wait_go_on);
            at_a_desk(&slow, 1, move |desk| {
                record(desk, 1)?;
                began.send(()).expect("the test waits");
                // One engine has one writer: there the other unit comes after this one anyhow.
                let waiting = wait_go_on.lock().expect("only this thread");
                waiting.recv_timeout(std::time::Duration::from_secs(2)).unwrap_or_default();
                Ok(())
            });
        });
        wait_begun.recv().expect("the slow unit began");
        let quick = std::thread::spawn(move || at_a_desk(&fast, 2, |desk| record(desk, 2)));
        if scratch.name() == "PostgreSQL" {
            quick.join().expect("the quick unit commits first");
            let seen = at_a_desk(&scratch, 3, |desk| after(desk, Place::default(), 10));
            assert_eq!(seen.len(), 0, "nothing is settled while the slow unit is under way");
            go_on.send(()).expect("the slow unit waits");
        } else {
            go_on.send(()).expect("the slow unit waits");
            quick.join().expect("the quick unit commits");
        }
        late.join().expect("the slow unit commits");

        // Whatever else the server is doing (its own tidying too) may hold the horizon back for a
        // moment: the reader comes again until both are there.
        let (_open, pause) = mpsc::channel::<()>();
        let (mut place, mut seen) = (Place::default(), Vec::new());
        for _ in 0..500 {
            let next = at_a_desk(&scratch, 4, move |desk| after(desk, place, 1));
            match next.into_iter().next() {
                Some((at, entry)) => {
                    place = at;
                    seen.push(entry.subject[0]);
                }
                None if seen.len() == 2 => break,
                None => {
                    let _ = pause.recv_timeout(std::time::Duration::from_millis(20));
                }
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, [1, 2], "{}", scratch.name());
    }
}

#[test]
fn numbers_rise_without_gaps_in_the_order_in_which_they_were_wanted() {
    for scratch in db::scratch::engines(MIGRATIONS) {
        for name in [3_u8, 1, 2, 3] {
            at_a_desk(&scratch, 1, move |desk| {
                numbering::want::<()>(desk, "complaints", Id::from_bytes([name; 16]))
            });
        }
        assert_eq!(at_a_desk(&scratch, 2, |desk| numbering::assign(desk, "complaints")), 3);
        at_a_desk(&scratch, 1, |desk| {
            numbering::want::<()>(desk, "complaints", Id::from_bytes([9; 16]))
        });
        assert_eq!(at_a_desk(&scratch, 2, |desk| numbering::assign(desk, "complaints")), 1);
        let numbers: Vec<Option<i64>> = [3_u8, 1, 2, 9]
            .into_iter()
            .map(|name| {
                at_a_desk(&scratch, 3, move |desk| {
                    numbering::given::<()>(desk, "complaints", Id::from_bytes([name; 16]))
                })
            })
            .collect();
        assert_eq!(numbers, [Some(1), Some(2), Some(3), Some(4)]);
    }
}

#[test]
fn two_workers_never_hold_the_same_job() {
    for scratch in db::scratch::engines(MIGRATIONS) {
        let now = "2026-05-04T08:00:00Z".parse().expect("an instant");
        for seed in 0..40 {
            at_a_desk(&scratch, seed, move |desk| {
                queue::enqueue(desk, "kind", &json!({}), now).map(|_| ())
            });
        }
        let workers: Vec<_> = (0..4_u64)
            .map(|worker| {
                let db = scratch.again();
                std::thread::spawn(move || {
                    let mut held = Vec::new();
                    loop {
                        let jobs = at_a_desk(&db, 100 + worker, |desk| queue::claim(desk, 3));
                        if jobs.is_empty() {
                            return held;
                        }
                        held.extend(jobs.into_iter().map(|job| job.id));
                    }
                })
            })
            .collect();
        let mut held: Vec<_> =
            workers.into_iter().flat_map(|worker| worker.join().expect("it ends")).collect();
        let count = held.len();
        held.sort_unstable();
        held.dedup();
        assert_eq!((count, held.len()), (40, 40), "{}", scratch.name());
    }
}
