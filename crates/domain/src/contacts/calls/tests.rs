use super::*;
use crate::{
    Kind, Result, Who,
    commitments::{State, of_subject},
    house::{House, each_engine},
    reactions::{calls_told, subjects_told},
    subjects::Outside,
};
use kernel::{Id, Instant};
use proptest::prelude::*;

const PROMISES: &str = r#"
[[commitment]]
code = "calls.10s"
starts = ["call.offered"]
stops = ["call.answered"]
fails = ["call.abandoned"]
voids = ["call.left_queue", "call.ended"]
within = "10s"
share = "95%"
valid_from = "2020-01-01"
name.en = "Answered within ten seconds"

[[commitment]]
code = "callbacks.24h"
starts = ["callback.wished", "call.missed"]
stops = ["callback.attempted", "call.rang_back"]
within = "24h"
share = "95%"
valid_from = "2020-01-01"
name.en = "Called back within a day"
"#;

fn at(text: &str) -> Instant {
    text.parse().expect("a story's own instant")
}

/// A fact of the call `c1`, so many microseconds after nine o'clock.
fn fact(key: &str, micros: i64, kind: Kind) -> Fact {
    Fact {
        source: "pbx".into(),
        key: key.into(),
        at: at("2026-05-04T09:00:00Z") + micros,
        kind: Some(kind),
        call: "c1".into(),
        ..Fact::default()
    }
}

fn queued(micros: i64, queue: &str) -> Fact {
    Fact { queue: Some(queue.into()), ..fact(&format!("q{micros}"), micros, Kind::CallQueued) }
}

const S: i64 = Instant::SECOND;

fn told(house: &House, when: &str, facts: Vec<Fact>) {
    house.system(when, move |desk| calls_told(desk, &facts, Unknown::Create));
}

fn the_call(house: &House) -> Sheet {
    house.system("2026-05-05T00:00:00Z", |desk| {
        let mut found = list(desk, &Filter::default())?;
        assert_eq!(found.len(), 1);
        Ok(found.remove(0))
    })
}

fn clock(house: &House, code: &'static str) -> (State, Option<i64>) {
    house.system("2026-05-05T00:00:00Z", move |desk| {
        let call = list(desk, &Filter::default())?.remove(0);
        let rows = of_subject(desk, call.id.bytes())?;
        let row = rows.into_iter().find(|row| row.code == code).expect("it has such a clock");
        Ok((row.state_at(desk.now()), row.clock.delay_s))
    })
}

#[test]
fn ten_seconds_to_the_microsecond() {
    for (wait, state) in
        [(10 * S, State::Kept), (10 * S - 1, State::Kept), (10 * S + 1_000, State::Breached)]
    {
        each_engine(|house| {
            house.promise(PROMISES, "");
            told(
                house,
                "2026-05-04T09:01:00Z",
                vec![queued(0, "legal"), fact("a", wait, Kind::CallAnswered)],
            );
            assert_eq!(clock(house, "calls.10s").0, state, "{wait}");
        });
    }
}

#[test]
fn the_exchange_counts_whole_seconds_and_its_own_figure_is_the_wait_of_record() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let answer = Fact { wait_us: Some(10 * S), ..fact("a", 11 * S, Kind::CallAnswered) };
        told(house, "2026-05-04T09:01:00Z", vec![queued(0, "legal"), answer]);
        assert_eq!(the_call(house).wait_us, Some(10 * S));
        assert_eq!(clock(house, "calls.10s").0, State::Kept);
    });
}

#[test]
fn a_caller_who_gives_up_early_was_not_answered_either() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(
            house,
            "2026-05-04T09:01:00Z",
            vec![queued(0, "legal"), fact("x", 3 * S, Kind::CallAbandoned)],
        );
        assert_eq!(the_call(house).outcome, Outcome::Abandoned);
        assert_eq!(clock(house, "calls.10s"), (State::Breached, Some(3)));
    });
}

#[test]
fn overflow_is_one_offer_two_visits_and_one_wait() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let out = Fact { queue: Some("first".into()), ..fact("o", 20 * S, Kind::CallLeftQueue) };
        let answer = Fact { queue: Some("second".into()), ..fact("a", 25 * S, Kind::CallAnswered) };
        told(
            house,
            "2026-05-04T09:01:00Z",
            vec![
                queued(0, "first"),
                out,
                queued(20 * S + 1, "second"),
                answer,
                fact("e", 85 * S, Kind::CallEnded),
            ],
        );
        let call = the_call(house);
        assert_eq!((call.outcome, call.wait_us), (Outcome::Answered, Some(25 * S)));
        assert_eq!(call.handling_us, Some(60 * S));
        let legs = house.system("2026-05-05T00:00:00Z", move |desk| legs(desk, call.id));
        assert_eq!(legs.len(), 2);
    });
}

#[test]
fn a_consultation_that_became_the_transfer_is_part_of_the_call() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let other = |fact: Fact| Fact { call: "c2".into(), ..fact };
        told(
            house,
            "2026-05-04T09:10:00Z",
            vec![
                queued(0, "1501"),
                fact("a", 12 * S, Kind::CallAnswered),
                other(queued(131 * S, "1509")),
            ],
        );
        let join = Fact {
            joins: Some("c2".into()),
            queue: Some("1501".into()),
            talk_us: Some(120 * S),
            ..fact("t", 132 * S, Kind::CallTransferred)
        };
        let answer = Fact {
            queue: Some("1509".into()),
            wait_us: Some(7 * S),
            ..fact("b", 138 * S, Kind::CallAnswered)
        };
        let end = Fact {
            queue: Some("1509".into()),
            talk_us: Some(173 * S),
            ..fact("e", 311 * S, Kind::CallEnded)
        };
        told(house, "2026-05-04T09:11:00Z", vec![join, answer, end]);
        let call = the_call(house);
        assert_eq!((call.wait_us, call.handling_us), (Some(12 * S), Some(293 * S)));
        let waits = house.system("2026-05-05T00:00:00Z", move |desk| {
            let legs = legs(desk, call.id)?;
            Ok(legs.iter().map(|leg| (leg.visit.wait_us, leg.visit.talk_us)).collect::<Vec<_>>())
        });
        assert_eq!(waits, [(Some(12 * S), Some(120 * S)), (Some(7 * S), Some(173 * S)),]);
        let clocks: i64 = house.system("2026-05-05T00:00:00Z", |desk| {
            desk.one("select count(*) as n from clocks where code = 'calls.10s'", &[])
        });
        assert_eq!(clocks, 1);
    });
}

#[test]
fn a_missed_caller_is_called_back_or_rings_again_and_either_keeps_the_promise() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let caller = |fact: Fact| Fact { caller: Caller::Known("+390000000001".into()), ..fact };
        told(
            house,
            "2026-05-04T09:01:00Z",
            vec![caller(queued(0, "legal")), fact("x", 3 * S, Kind::CallAbandoned)],
        );
        assert_eq!(clock(house, "callbacks.24h").0, State::Running);
        let again =
            |fact: Fact| Fact { call: "c2".into(), key: format!("2{}", fact.key), ..caller(fact) };
        told(
            house,
            "2026-05-04T10:01:00Z",
            vec![again(queued(3600 * S, "legal")), again(fact("a", 3605 * S, Kind::CallAnswered))],
        );
        let kept: i64 = house.system("2026-05-04T11:00:00Z", |desk| {
            desk.one(
                "select count(*) as n from clocks
                where code = 'callbacks.24h' and state = 'kept'",
                &[],
            )
        });
        assert_eq!(kept, 1);
    });
}

#[test]
fn a_call_back_that_names_the_call_keeps_its_promise() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(
            house,
            "2026-05-04T09:01:00Z",
            vec![queued(0, "legal"), fact("x", 3 * S, Kind::CallAbandoned)],
        );
        let fresh = house.system("2026-05-04T12:00:00Z", |desk| {
            let fact = Outside {
                source: "pbx".into(),
                key: "cb1".into(),
                at: at("2026-05-04T11:00:00Z"),
                kind: Kind::CallbackAttempted,
                number: "CB1".into(),
                into: None,
                priority: None,
                client_kind: None,
                unit: None,
                call: Some("c1".into()),
            };
            let first = subjects_told(desk, std::slice::from_ref(&fact))?;
            let second = subjects_told(desk, &[fact])?;
            Ok((first, second))
        });
        assert_eq!(fresh, (vec![true], vec![false]));
        assert_eq!(clock(house, "callbacks.24h").0, State::Kept);
    });
}

#[test]
fn the_exchange_that_died_leaves_its_callers_unknown_and_not_abandoned() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let restart = Fact { reason: Some(RESTARTED.into()), ..fact("e", 60 * S, Kind::CallEnded) };
        told(house, "2026-05-04T09:02:00Z", vec![queued(0, "legal"), restart]);
        assert_eq!(the_call(house).outcome, Outcome::Unknown);
    });
}

#[test]
fn a_call_the_exchange_forgot_is_closed_by_the_watchdog() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(house, "2026-05-04T09:00:01Z", vec![fact("d", 0, Kind::CallArrived)]);
        assert_eq!(house.system("2026-05-04T09:30:00Z", close_lost), 0);
        assert_eq!(house.system("2026-05-04T10:30:00Z", close_lost), 1);
        assert_eq!(house.system("2026-05-04T10:30:01Z", close_lost), 0);
        assert_eq!(the_call(house).outcome, Outcome::LeftBeforeQueue);
    });
}

#[test]
fn an_unknown_queue_is_refused_where_the_mapping_says_so() {
    each_engine(|house| {
        let refused = house.act("2026-05-04T09:01:00Z", Who::System, |desk| {
            calls_told(desk, &[queued(0, "legal")], Unknown::Reject)
        });
        assert!(matches!(refused, Err(crate::Refusal::Invalid(_))), "{refused:?}");
        let left: i64 = house.system("2026-05-04T09:02:00Z", |desk| {
            desk.one("select count(*) as n from history where kind like 'call.%'", &[])
        });
        assert_eq!(left, 0);
    });
}

#[test]
fn a_neighbour_sees_nothing_of_it() {
    each_engine(|house| {
        let neighbour = house.neighbour();
        told(house, "2026-05-04T09:01:00Z", vec![queued(0, "legal")]);
        let call = the_call(house).id;
        let peeked =
            neighbour.act("2026-05-04T09:02:00Z", Who::System, move |desk| find(desk, call));
        assert!(matches!(peeked, Err(crate::Refusal::Unknown("call"))));
        let listed =
            neighbour.system("2026-05-04T09:02:00Z", |desk| list(desk, &Filter::default()));
        assert!(listed.is_empty());
    });
}

/// The facts of a busy call, told in any order, in any portions, some twice.
fn busy_call() -> Vec<Fact> {
    let queue = |fact: Fact, name: &str| Fact { queue: Some(name.into()), ..fact };
    let known = Caller::Known("+390000000001".into());
    vec![
        Fact { number: Some("800".into()), caller: known, ..fact("d", 0, Kind::CallArrived) },
        queued(5 * S, "first"),
        queue(fact("r", 9 * S, Kind::CallRinging), "first"),
        queue(fact("o", 20 * S, Kind::CallLeftQueue), "first"),
        queued(21 * S, "second"),
        queue(fact("a", 25 * S, Kind::CallAnswered), "second"),
        queue(fact("t", 65 * S, Kind::CallTransferred), "second"),
        fact("e", 85 * S, Kind::CallEnded),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_order_of_arrival_ends_in_the_same_call(
        order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle(),
        twice in 0..8_usize,
        portion in 1..8_usize,
    ) {
        each_engine(|house| {
            house.promise(PROMISES, "");
            let facts = busy_call();
            let mut told_facts: Vec<Fact> = order.iter().map(|at| facts[*at].clone()).collect();
            told_facts.push(facts[twice].clone());
            for some in told_facts.chunks(portion) {
                told(house, "2026-05-04T09:10:00Z", some.to_vec());
            }
            let call = the_call(house);
            assert_eq!((call.outcome, call.wait_us), (Outcome::Answered, Some(20 * S)));
            assert_eq!((call.menu_wait_us, call.handling_us), (Some(25 * S), Some(40 * S)));
            assert_eq!(clock(house, "calls.10s"), (State::Breached, Some(20)));
        });
    }
}

#[test]
fn agents_are_shown_only_as_far_as_the_unit_allows() {
    each_engine(|house| {
        let root = house.root;
        house.system("2026-05-04T08:00:00Z", move |desk| {
            for code in ["a1", "a2", "a3", "a4", "a5"] {
                let unit = Some(root.bytes());
                name_agent(desk, &Naming { code, name: code, unit, ..Naming::default() })?;
            }
            Ok(())
        });
        let facts = ["a1", "a2", "a3", "a4", "a5"].map(|code| Fact {
            agent: Some(code.into()),
            call: String::new(),
            ..fact(code, 0, Kind::AgentSignedIn)
        });
        told(house, "2026-05-04T09:00:01Z", facts.to_vec());
        let shown = |watching: identity::Watching| -> Vec<(usize, usize)> {
            house.system("2026-05-04T09:01:00Z", move |desk| {
                identity::set_watching(desk, root, watching, Some("agreement 12"))?;
                let teams = agents::teams(desk)?;
                let shape =
                    |team: &agents::Team| (team.states.values().sum(), team.one_by_one.len());
                Ok(teams.iter().map(shape).collect())
            })
        };
        assert_eq!(shown(identity::Watching::None), []);
        assert_eq!(shown(identity::Watching::Team), [(5, 0)]);
        assert_eq!(shown(identity::Watching::Individual), [(5, 5)]);
    });
}

use crate::identity;

#[test]
fn a_list_is_read_page_by_page_and_every_read_is_written_down() -> Result<()> {
    each_engine(|house| {
        let facts: Vec<Fact> = (0..120)
            .map(|number| Fact {
                call: format!("c{number}"),
                ..fact(&format!("k{number}"), number * S, Kind::CallArrived)
            })
            .collect();
        told(house, "2026-05-04T09:10:00Z", facts);
        let pages = house.system("2026-05-04T09:11:00Z", |desk| {
            let mut filter = Filter::default();
            let mut sizes = Vec::new();
            loop {
                let page = list(desk, &filter)?;
                sizes.push(page.len());
                let Some(last) = page.last() else { break };
                filter.before = Some((last.arrived_at, last.id));
            }
            Ok(sizes)
        });
        assert_eq!(pages, [50, 50, 20, 0]);
        let read: Vec<Id<Call>> = house.system("2026-05-04T09:12:00Z", |desk| {
            desk.all("select distinct subject from access_log where what = 'call list'", &[])
        });
        assert_eq!(read.len(), 120);
    });
    Ok(())
}
