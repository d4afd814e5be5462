//! Many tell facts of the same calls at once: each fact counts once, whoever came first.

use db::Scope;
use domain::{
    Desk, Kind, MIGRATIONS, Refusal, Shelf, Tenant, Who,
    contacts::calls::{Fact, Filter, Outcome, Unknown, list},
    identity::{self, Founding},
    reactions,
};
use kernel::{Id, Instant, Language, World};
use std::sync::Mutex;

const TENANT: [u8; 16] = [7; 16];
const CALLS: usize = 12;

fn at_a_desk<T: Send + 'static>(
    db: &db::Db,
    seed: u64,
    action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
) -> T {
    let action = Mutex::new(action);
    let scope = Scope::of(TENANT).read_committed();
    let done: domain::Result<T> = db.write(scope, move |tx| {
        let mut world = World::at("2026-05-04T12:00:00Z", seed);
        let (shelf, tenant) = (Shelf::default(), Id::<Tenant>::from_bytes(TENANT));
        let mut desk = Desk::new(Who::System, tenant, tx, &mut world, &shelf);
        let mut action = action.lock().map_err(|_| Refusal::Conflict("poisoned"))?;
        action(&mut desk)
    });
    done.expect("it can be done")
}

/// What one of the four tells of every call: queued, answered, transferred, ended.
fn part(kind: Kind, seconds: i64) -> Vec<Fact> {
    let start: Instant = "2026-05-04T09:00:00Z".parse().expect("an instant");
    (0..CALLS)
        .map(|number| Fact {
            source: "pbx".into(),
            key: format!("{number}.{}", kind.word()),
            at: start + seconds * Instant::SECOND,
            kind: Some(kind),
            call: format!("c{number}"),
            queue: Some("legal".into()),
            ..Fact::default()
        })
        .collect()
}

#[test]
fn facts_of_one_call_told_by_four_at_once_are_all_folded() {
    for scratch in db::scratch::engines(MIGRATIONS) {
        at_a_desk(&scratch, 1, |desk| {
            let (name, host, zone) = ("Aurora", "aurora.test", "Europe/Rome");
            identity::found(desk, &Founding { name, host, zone, language: Language::It })
        });
        let parts = [
            (Kind::CallQueued, 0),
            (Kind::CallAnswered, 7),
            (Kind::CallTransferred, 60),
            (Kind::CallEnded, 61),
        ];
        let tellers: Vec<_> = parts
            .into_iter()
            .enumerate()
            .map(|(teller, (kind, seconds))| {
                let db = scratch.again();
                std::thread::spawn(move || {
                    for (round, fact) in part(kind, seconds).into_iter().enumerate() {
                        let seed = (teller * 1_000 + round + 10) as u64;
                        at_a_desk(&db, seed, move |desk| {
                            let facts = std::slice::from_ref(&fact);
                            reactions::calls_told(desk, facts, Unknown::Create)
                        });
                    }
                })
            })
            .collect();
        for teller in tellers {
            teller.join().expect("nobody fails");
        }
        let calls = at_a_desk(&scratch, 2, |desk| list(desk, &Filter::default()));
        assert_eq!(calls.len(), CALLS, "{}", scratch.name());
        for call in calls {
            assert_eq!(call.outcome, Outcome::Answered, "{}", scratch.name());
            assert_eq!(call.wait_us, Some(7 * Instant::SECOND));
            assert!(call.transferred);
        }
    }
}
