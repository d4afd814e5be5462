use super::*;
use crate::{
    contacts::calls::agents::{AgentState, teams},
    house::each_engine,
    identity,
};
use proptest::prelude::*;

fn of_agent(key: &str, seconds: i64, kind: Kind, queue: Option<&str>) -> Fact {
    Fact {
        agent: Some("a1".into()),
        call: String::new(),
        queue: queue.map(str::to_owned),
        ..fact(key, seconds * S, kind)
    }
}

/// What the house's one agent does, where everything may be shown.
fn state(house: &House) -> Option<(AgentState, Instant)> {
    let root = house.root;
    house.system("2026-05-04T18:00:00Z", move |desk| {
        let unit = Some(root.bytes());
        name_agent(desk, &Naming { code: "a1", name: "a1", unit, ..Naming::default() })?;
        let individual = identity::Watching::Individual;
        identity::set_watching(desk, root, individual, Some("agreement 12"))?;
        let seats = teams(desk)?.into_iter().flat_map(|team| team.one_by_one);
        Ok(seats.map(|seat| (seat.state, seat.since)).next())
    })
}

/// A morning in two queues: each fact, and what the agent does once all up to it are told.
fn morning() -> Vec<(Fact, AgentState)> {
    let (first, second) = (Some("first"), Some("second"));
    vec![
        (of_agent("1", 0, Kind::AgentSignedIn, first), AgentState::Ready),
        (of_agent("2", 1, Kind::AgentSignedIn, second), AgentState::Ready),
        (of_agent("3", 60, Kind::AgentSignedOut, first), AgentState::Ready),
        (of_agent("4", 120, Kind::AgentPaused, second), AgentState::Paused),
        (of_agent("5", 180, Kind::AgentSignedIn, first), AgentState::Ready),
        (of_agent("6", 240, Kind::AgentPaused, None), AgentState::Paused),
        (of_agent("7", 300, Kind::AgentResumed, second), AgentState::Ready),
        (of_agent("8", 360, Kind::AgentSignedOut, second), AgentState::Paused),
        (of_agent("9", 420, Kind::AgentSignedOut, first), AgentState::Away),
    ]
}

#[test]
fn an_agent_is_away_only_when_signed_out_of_every_queue() {
    each_engine(|house| {
        for (fact, expected) in morning() {
            let at = fact.at;
            told(house, "2026-05-04T17:00:00Z", vec![fact]);
            assert_eq!(state(house).map(|(state, _)| state), Some(expected), "{at}");
        }
    });
}

#[test]
fn facts_of_one_instant_end_alike_whichever_is_told_first() {
    each_engine(|house| {
        let facts = [
            of_agent("1", 0, Kind::AgentSignedIn, Some("first")),
            of_agent("2", 0, Kind::AgentPaused, Some("first")),
        ];
        for fact in facts.iter().rev() {
            told(house, "2026-05-04T17:00:00Z", vec![fact.clone()]);
        }
        assert_eq!(state(house).map(|(state, _)| state), Some(AgentState::Paused));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn facts_of_an_agent_end_alike_in_any_order(
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        until in 1..10_usize,
        portion in 1..5_usize,
    ) {
        each_engine(|house| {
            let morning = morning();
            let facts: Vec<Fact> = order
                .iter()
                .filter(|place| **place < until)
                .map(|place| morning[*place].0.clone())
                .collect();
            for some in facts.chunks(portion) {
                told(house, "2026-05-04T17:00:00Z", some.to_vec());
            }
            let expected = morning[until - 1].1;
            assert_eq!(state(house).map(|(state, _)| state), Some(expected));
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
                let teams = teams(desk)?;
                let shape = |team: &crate::contacts::calls::agents::Team| {
                    (team.states.values().sum(), team.one_by_one.len())
                };
                Ok(teams.iter().map(shape).collect())
            })
        };
        let call = |name: &str, seconds: i64, kind: Kind| Fact {
            call: "c1".into(),
            queue: Some("clients".into()),
            agent: (kind == Kind::CallAnswered).then(|| "a2".into()),
            ..fact(name, seconds * S, kind)
        };
        let calls = [
            call("c1.1", 0, Kind::CallQueued),
            call("c1.2", 4, Kind::CallAnswered),
            call("c1.3", 34, Kind::CallEnded),
        ];
        told(house, "2026-05-04T09:00:59Z", calls.to_vec());
        assert_eq!(shown(identity::Watching::None), []);
        assert_eq!(shown(identity::Watching::Team), [(5, 0)]);
        assert_eq!(shown(identity::Watching::Individual), [(5, 5)]);
        let team = house.system("2026-05-04T09:01:00Z", teams).remove(0);
        let answered: Vec<i64> = team.one_by_one.iter().map(|seat| seat.today.answered).collect();
        assert_eq!(answered, [0, 1, 0, 0, 0]);
        let (today, half) = (team.today, 30 * Instant::SECOND);
        assert_eq!((today.answered, today.talk_us, today.solved), (1, half, 1));
    });
}
