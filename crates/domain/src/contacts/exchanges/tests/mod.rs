mod orders;

use super::*;
use crate::{
    Kind,
    contacts::calls::{self, Fact, Unknown, Voice, agents},
    house::{House, each_engine},
    identity::Watching,
    reactions::{self, calls_told, exchange_heard},
};
use kernel::Instant;
use std::time::Duration;

const S: i64 = Instant::SECOND;

/// So many seconds after nine.
fn at(seconds: i64) -> Instant {
    "2026-05-04T09:00:00Z".parse::<Instant>().expect("a story's own instant") + seconds * S
}

fn fact(call: &str, seconds: i64, kind: Kind) -> Fact {
    Fact {
        source: "pbx".into(),
        key: format!("{call} {seconds} {}", kind.word()),
        at: at(seconds),
        kind: Some(kind),
        call: call.into(),
        leg: Some(call.into()),
        queue: Some("claims".into()),
        ..Fact::default()
    }
}

fn live(fact: Fact) -> Fact {
    let (key, at) = (format!("live {}", fact.key), fact.at + 400_000);
    Fact { key, at, voice: Voice::Live, ..fact }
}

fn agent(fact: Fact) -> Fact {
    Fact { agent: Some("op-1".into()), ..fact }
}

/// A call that waited and talked so long, by the exchange's own seconds.
fn whole(call: &str, begin: i64, wait: i64, talk: i64) -> Vec<Fact> {
    let answered = fact(call, begin + wait, Kind::CallAnswered);
    let ended = fact(call, begin + wait + talk, Kind::CallEnded);
    vec![
        Fact { queue: Some("claims".into()), ..fact(call, begin, Kind::CallQueued) },
        agent(Fact { wait_us: Some(wait * S), ..answered }),
        agent(Fact { talk_us: Some(talk * S), ..ended }),
    ]
}

fn told(house: &House, facts: Vec<Fact>) {
    house.system("2026-05-04T12:00:00Z", move |desk| calls_told(desk, &facts, Unknown::Create));
}

fn heard(house: &House, heard: Heard) {
    house.system("2026-05-04T12:00:00Z", move |desk| exchange_heard(desk, "pbx", &heard));
}

fn accounts(house: &House) -> Vec<calls::Account> {
    house.system("2026-05-04T12:00:00Z", |desk| {
        let zone = crate::commitments::Book::open(desk)?.zone.clone();
        let day = crate::days::number(at(0), &zone);
        Ok(calls::on_day(desk, "pbx", day)?.into_values().collect())
    })
}

#[test]
fn a_call_told_live_and_by_the_log_counts_once_by_the_seconds_of_the_log() {
    each_engine(|house| {
        let log = whole("c1", 0, 11, 60);
        let events: Vec<Fact> = log.iter().cloned().map(live).collect();
        told(house, events.clone());
        told(house, log.clone());
        let first = accounts(house);
        assert_eq!(first, calls::told(&log).into_values().collect::<Vec<_>>());
        // In whichever order the two come.
        let other = house.neighbour();
        told(&other, log);
        told(&other, events);
        assert_eq!(accounts(&other), first);
    });
}

#[test]
fn the_newer_voice_holds_while_the_log_is_behind() {
    each_engine(|house| {
        let log = whole("c1", 0, 11, 60);
        told(house, log.iter().cloned().map(live).collect());
        told(house, vec![log[0].clone()]);
        assert_eq!(accounts(house)[0].outcome, calls::Outcome::Answered);
        // Events that were lost are made up for by the log.
        let other = whole("c2", 0, 5, 60);
        told(house, vec![live(other[0].clone()), other[0].clone(), other[1].clone()]);
        assert_eq!(accounts(house)[1].outcome, calls::Outcome::Talking);
    });
}

#[test]
fn who_was_turned_away_stays_so_though_the_log_has_only_the_number() {
    each_engine(|house| {
        let number = Fact { queue: None, number: Some("0800".into()), ..Fact::default() };
        let arrived = fact("c1", 0, Kind::CallArrived);
        told(house, vec![Fact { queue: None, number: number.number, ..arrived }]);
        told(house, vec![live(Fact { queue: None, ..fact("c1", 0, Kind::CallRefused) })]);
        assert_eq!(accounts(house)[0].outcome, calls::Outcome::Refused);
    });
}

#[test]
fn what_rings_is_shown_until_it_is_answered() {
    each_engine(|house| {
        let ring = |agent: Option<&str>, telephone| Ring {
            call: "c1".into(),
            agent: agent.map(str::to_owned),
            at: at(1),
            telephone,
        };
        let signed_in =
            Fact { call: String::new(), leg: None, ..agent(fact("", 0, Kind::AgentSignedIn)) };
        heard(
            house,
            Heard {
                facts: vec![live(fact("c1", 0, Kind::CallQueued))],
                seen: vec![signed_in],
                rings: vec![
                    ring(Some("op-1"), Telephone::Rings),
                    ring(Some("op-2"), Telephone::Rings),
                    ring(Some("op-2"), Telephone::Silent),
                ],
                ..Heard::default()
            },
        );
        assert_eq!(shown(house), agents::AgentState::Ringing);
        let answered = live(agent(fact("c1", 5, Kind::CallAnswered)));
        let rings = vec![ring(None, Telephone::Silent)];
        heard(house, Heard { facts: vec![answered], rings, ..Heard::default() });
        assert_eq!(shown(house), agents::AgentState::Talking);
        let ended = live(agent(fact("c1", 65, Kind::CallEnded)));
        heard(house, Heard { facts: vec![ended], ..Heard::default() });
        assert_eq!(shown(house), agents::AgentState::Ready);
    });
}

#[test]
fn pages_are_woken_by_what_rings() {
    each_engine(|house| {
        let bell = house.db.subscribe(calls::CHANGED);
        let is_rung = |what: Heard| {
            heard(house, what);
            bell.wait(Duration::from_secs(10))
        };
        let call = vec![live(fact("c1", 0, Kind::CallQueued))];
        assert!(is_rung(Heard { facts: call, ..Heard::default() }));
        let telephone = Telephone::Rings;
        let ring = Ring { call: "c1".into(), agent: Some("op-1".into()), at: at(1), telephone };
        assert!(is_rung(Heard { rings: vec![ring], ..Heard::default() }), "though no fact is told");
    });
}

/// What the only agent does, as a lead sees it.
fn shown(house: &House) -> agents::AgentState {
    let root = house.root;
    house.system("2026-05-04T12:00:00Z", move |desk| {
        let values: [&dyn db::ToValue; 2] = [&desk.tenant.clone(), &root];
        desk.execute("update agents set unit = $2 where tenant = $1", &values)?;
        reactions::watch(desk, root, Watching::Individual, Some("agreed in May"))?;
        Ok(agents::teams(desk)?[0].one_by_one[0].state)
    })
}

#[test]
fn a_restart_and_a_gap_end_what_is_gone_and_find_who_waits() {
    each_engine(|house| {
        let queued = |call: &str, seconds| live(fact(call, seconds, Kind::CallQueued));
        let talking = live(agent(fact("talks", 5, Kind::CallAnswered)));
        heard(
            house,
            Heard {
                facts: vec![queued("gone", 0), queued("waits", 1), queued("talks", 2), talking],
                ..Heard::default()
            },
        );
        let found = |call: &str| Waiting {
            call: call.into(),
            queue: "claims".into(),
            caller: calls::Caller::Withheld,
            since: at(30),
        };
        let census = Census {
            at: at(60),
            waiting: vec![found("waits"), found("fresh")],
            alive: ["waits", "fresh", "talks"].map(str::to_owned).into(),
        };
        let voice = Voice::Live;
        heard(house, Heard { census: Some(census), voice, ..Heard::default() });
        let outcomes = |house: &House| -> Vec<(String, &str)> {
            accounts(house).into_iter().map(|call| (call.key, call.outcome.word())).collect()
        };
        let expected =
            [("fresh", "waiting"), ("gone", "unknown"), ("talks", "talking"), ("waits", "waiting")];
        assert_eq!(outcomes(house), expected.map(|(key, word)| (key.to_owned(), word)));
        heard(house, Heard { started_at: Some(at(100)), voice, ..Heard::default() });
        let expected = [
            ("fresh", "unknown"),
            ("gone", "unknown"),
            ("talks", "answered"),
            ("waits", "unknown"),
        ];
        assert_eq!(outcomes(house), expected.map(|(key, word)| (key.to_owned(), word)));
    });
}

#[test]
fn a_day_is_reconciled_with_each_kind_of_difference() {
    each_engine(|house| {
        let mut ours = whole("same", 0, 11, 60);
        ours.extend(whole("longer", 100, 10, 60));
        ours.extend(whole("rounded", 200, 10, 60));
        ours.extend(whole("alone", 300, 10, 60));
        ours.extend(whole("cut off", 400, 10, 60));
        ours.extend(whole("twice", 500, 10, 60));
        ours.push(Fact { queue: None, ..fact("refused", 600, Kind::CallRefused) });
        let number = Fact { queue: None, ..fact("menu", 700, Kind::CallArrived) };
        ours.extend([number.clone(), Fact { queue: None, ..fact("menu", 710, Kind::CallEnded) }]);
        let again = whole("twice", 500, 10, 60).into_iter();
        let again = again.map(|fact| Fact { source: "other".into(), ..fact });
        told(house, ours);
        told(house, again.collect());

        let mut log = whole("same", 0, 11, 60);
        log.extend(whole("longer", 100, 10, 90));
        log.extend(whole("rounded", 200, 11, 59));
        log.extend(whole("cut off", 400, 10, 60).into_iter().take(2));
        log.extend(whole("twice", 500, 10, 60));
        log.extend(whole("missing", 800, 10, 60));
        log.push(number);
        let report = house.system("2026-05-05T06:00:00Z", move |desk| {
            reconcile(desk, "pbx", "2026-05-04".parse().expect("a day"), &log)
        });
        assert_eq!((report.ours.calls, report.log.calls, report.agreeing), (8, 7, 2));
        assert_eq!(report.missing, ["missing"]);
        assert_eq!(report.doubled, ["twice"]);
        let extra: Vec<(&str, Option<Why>)> =
            report.extra.iter().map(|extra| (extra.key.as_str(), extra.why)).collect();
        assert_eq!(extra, [("alone", None), ("refused", Some(Why::Refused))]);
        let differing: Vec<(&str, Option<Why>)> =
            report.differing.iter().map(|one| (one.key.as_str(), one.why)).collect();
        let expected = [
            ("cut off", Some(Why::NoEnd)),
            ("longer", None),
            ("menu", Some(Why::LeftMenu)),
            ("rounded", Some(Why::Rounding)),
        ];
        assert_eq!(differing, expected);
        let longer = &report.differing[1].fields[0];
        assert_eq!(
            (longer.name.as_str(), longer.ours.as_str(), longer.log.as_str()),
            ("talk 1", "60", "90")
        );
        assert!(!report.is_settled());
    });
}
