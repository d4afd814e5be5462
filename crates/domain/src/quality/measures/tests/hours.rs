use super::*;
use crate::{contacts::calls::name_agent, identity::Watching, reactions::watch};

const TEAM: [&str; 5] = ["a1", "a2", "a3", "a4", "a5"];

fn of_agent(agent: &str, when: &str, kind: Kind, queue: &str) -> Fact {
    Fact {
        source: "pbx".into(),
        key: format!("{agent} {when} {queue}"),
        at: when.parse().expect("an instant"),
        kind: Some(kind),
        agent: Some(agent.into()),
        queue: Some(queue.into()),
        ..Fact::default()
    }
}

/// A team of five of whom two work: one from 8 to 12 with half an hour's pause, in two queues of
/// which one is left early; the other signs in at 9 and never out. One call of ten minutes.
fn two_days(house: &House) {
    let root = house.root;
    house.system("2026-05-01T08:00:00Z", move |desk| {
        for code in TEAM {
            let unit = Some(root.bytes());
            name_agent(desk, &Naming { code, name: code, unit, ..Naming::default() })?;
        }
        watch(desk, root, Watching::Team, None)
    });
    let (day, call) = ("2026-05-04T", |key: &str, at: &str, kind| Fact {
        agent: None,
        call: "c1".into(),
        key: key.into(),
        ..of_agent("", at, kind, "one")
    });
    let at = |time: &str| format!("{day}{time}Z");
    let facts = vec![
        of_agent("a1", &at("08:00:00"), Kind::AgentSignedIn, "one"),
        of_agent("a1", &at("08:00:00"), Kind::AgentSignedIn, "two"),
        of_agent("a1", &at("09:30:00"), Kind::AgentSignedOut, "two"),
        of_agent("a1", &at("10:00:00"), Kind::AgentPaused, "one"),
        of_agent("a1", &at("10:30:00"), Kind::AgentResumed, "one"),
        of_agent("a1", &at("12:00:00"), Kind::AgentSignedOut, "one"),
        of_agent("a2", &at("09:00:00"), Kind::AgentSignedIn, "one"),
        call("q", &at("11:00:00"), Kind::CallQueued),
        Fact { agent: Some("a1".into()), ..call("a", &at("11:00:05"), Kind::CallAnswered) },
        call("e", &at("11:10:05"), Kind::CallEnded),
        // Somebody of no team is no part of it.
        Fact { call: "c2".into(), ..call("q2", &at("11:00:00"), Kind::CallQueued) },
        Fact {
            call: "c2".into(),
            agent: Some("stranger".into()),
            ..call("a2", &at("11:00:05"), Kind::CallAnswered)
        },
        Fact { call: "c2".into(), ..call("e2", &at("13:00:05"), Kind::CallEnded) },
        // Added while paused: two facts of one instant, and no time at all.
        of_agent("a3", &at("08:00:00"), Kind::AgentSignedIn, "one"),
        Fact {
            key: "a3 paused".into(),
            ..of_agent("a3", &at("08:00:00"), Kind::AgentPaused, "one")
        },
        Fact {
            key: "a3 out".into(),
            ..of_agent("a3", &at("12:00:00"), Kind::AgentSignedOut, "one")
        },
    ];
    house.system("2026-05-06T09:00:00Z", move |desk| {
        calls_told(desk, &facts, Unknown::Create).map(|_| ())
    });
}

fn occupancy(house: &House, from: &str, to: &str, by: Option<By>) -> Vec<(i64, i64)> {
    let asked = question(from, to, by);
    let of = |group: &Group| match figures(&group.sums)
        .into_iter()
        .find(|figure| figure.id == "calls.occupancy")
        .map(|figure| figure.value)
    {
        Some(Value::Share { kept, of, .. }) => (kept, of),
        other => panic!("it is a share: {other:?}"),
    };
    groups(house, asked).iter().map(of).collect()
}

/// Local days begin at 22:00Z. On the first, 3.5 hours of the one and 13 of the other; on the
/// second, what was said at 9 holds for 36 hours, until 21:00Z.
const FIRST: (i64, i64) = (600, (7 * 1_800) + 13 * 3_600);
const SECOND: (i64, i64) = (0, 23 * 3_600);

#[test]
fn occupancy_is_handling_of_the_time_in_which_agents_took_calls() {
    each_engine(|house| {
        two_days(house);
        for _ in 0..2 {
            let whole = (600, FIRST.1 + SECOND.1);
            assert_eq!(occupancy(house, "2026-05-04", "2026-05-05", None), [FIRST]);
            assert_eq!(occupancy(house, "2026-05-05", "2026-05-06", None), [SECOND]);
            assert_eq!(occupancy(house, "2026-05-06", "2026-05-07", None), [(0, 0)]);
            assert_eq!(occupancy(house, "2026-05-01", "2026-05-09", None), [whole]);
            let days = occupancy(house, "2026-05-04", "2026-05-06", Some(By::Day));
            assert_eq!(days, [FIRST, SECOND]);
            let hours = occupancy(house, "2026-05-04", "2026-05-05", Some(By::Hour));
            assert_eq!(hours.iter().map(|hour| hour.1).sum::<i64>(), FIRST.1);
            // The second time from the sums that are kept.
            roll_all(house);
        }
    });
}

#[test]
fn who_may_not_be_looked_at_is_not_counted_and_past_days_obey_it_too() {
    each_engine(|house| {
        two_days(house);
        roll_all(house);
        let root = house.root;
        house.system("2026-06-01T08:00:00Z", move |desk| watch(desk, root, Watching::None, None));
        assert_eq!(occupancy(house, "2026-05-04", "2026-05-06", None), [(0, 0)]);
        house.system("2026-06-01T09:00:00Z", move |desk| watch(desk, root, Watching::Team, None));
        assert_eq!(occupancy(house, "2026-05-04", "2026-05-05", None), [FIRST]);
    });
}
