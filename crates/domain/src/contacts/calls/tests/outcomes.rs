use super::*;
use crate::{Who, house::each_engine, reactions::subjects_told, subjects::Outside};

#[test]
fn ten_seconds_to_the_microsecond() {
    for (wait, state) in
        [(10 * S, State::Kept), (10 * S - 1, State::Kept), (10 * S + 1, State::Breached)]
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
                contract: None,
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

#[test]
fn a_talk_the_exchange_forgot_is_closed_and_nobody_is_credited_with_it() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let answer = Fact { agent: Some("a1".into()), ..fact("a", 5 * S, Kind::CallAnswered) };
        told(house, "2026-05-04T09:00:10Z", vec![queued(0, "legal"), answer]);
        assert_eq!(house.system("2026-05-04T20:59:00Z", close_lost), 0);
        assert_eq!(house.system("2026-05-04T21:01:00Z", close_lost), 1);
        let call = the_call(house);
        assert_eq!((call.outcome, call.wait_us), (Outcome::Answered, Some(5 * S)));
        assert_eq!(call.handling_us, None);
    });
}

#[test]
fn who_withholds_the_number_does_not_keep_the_promise_to_another() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let hidden = |fact: Fact| Fact { caller: Caller::Withheld, ..fact };
        let missed = fact("x", 3 * S, Kind::CallAbandoned);
        told(house, "2026-05-04T09:01:00Z", vec![hidden(queued(0, "legal")), missed]);
        let other =
            |fact: Fact| Fact { call: "c2".into(), key: format!("2{}", fact.key), ..hidden(fact) };
        told(
            house,
            "2026-05-04T10:01:00Z",
            vec![other(queued(3600 * S, "legal")), other(fact("a", 3605 * S, Kind::CallAnswered))],
        );
        let running: i64 = house.system("2026-05-04T11:00:00Z", |desk| {
            desk.one(
                "select count(*) as n from clocks
                  where code = 'callbacks.24h' and state = 'running'",
                &[],
            )
        });
        assert_eq!(running, 1);
    });
}

#[test]
fn who_is_turned_away_before_the_queue_is_refused() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let away = fact("r", S, Kind::CallRefused);
        told(house, "2026-05-04T09:01:00Z", vec![fact("d", 0, Kind::CallArrived), away]);
        assert_eq!(the_call(house).outcome, Outcome::Refused);
    });
}

#[test]
fn two_legs_in_one_queue_end_each_for_itself() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let of = |leg: &str, fact: Fact| Fact {
            leg: Some(leg.into()),
            queue: Some("legal".into()),
            key: format!("{leg}{}", fact.key),
            ..fact
        };
        let told_facts = vec![
            of("one", queued(0, "legal")),
            of("one", fact("a", 5 * S, Kind::CallAnswered)),
            of("two", queued(50 * S, "legal")),
            of("two", fact("a", 55 * S, Kind::CallAnswered)),
            Fact { talk_us: Some(60 * S), ..of("one", fact("t", 65 * S, Kind::CallTransferred)) },
            Fact { talk_us: Some(45 * S), ..of("two", fact("e", 100 * S, Kind::CallEnded)) },
        ];
        told(house, "2026-05-04T09:10:00Z", told_facts);
        let call = the_call(house);
        assert_eq!((call.outcome, call.handling_us), (Outcome::Answered, Some(105 * S)));
        let legs = house.system("2026-05-05T00:00:00Z", move |desk| legs(desk, call.id));
        let talks: Vec<_> =
            legs.iter().map(|leg| (leg.visit.talk_us, leg.visit.transferred)).collect();
        assert_eq!(talks, [(Some(60 * S), true), (Some(45 * S), false)]);
    });
}
