//! Call-backs, told on each engine.

use super::{Attempting, Outcome, SLOT, Wish, Wished, find, owed, ring, slots, wish};
use crate::{
    Kind, Refusal,
    commitments::{self, State as ClockState},
    contacts::calls::{self, Caller, Fact, Unknown},
    house::{House, each_engine},
    reactions,
};
use kernel::{Id, Instant};

const PROMISES: &str = r#"
[[commitment]]
code = "callbacks.24h"
starts = ["callback.wished", "call.missed"]
stops = ["callback.attempted", "callback.reached", "call.rang_back"]
voids = ["callback.merged"]
within = "24h"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Called back within 24 hours"

[[commitment]]
code = "callbacks.reached_2d"
starts = ["callback.wished", "call.missed"]
stops = ["callback.reached", "call.rang_back"]
voids = ["callback.merged"]
within = "48h"
share = "90%"
valid_from = "2020-01-01"
[commitment.name]
en = "Reached within 48 hours"

[[commitment]]
code = "callbacks.slot"
starts = ["callback.slot_opened"]
stops = ["callback.attempted", "callback.reached", "call.rang_back"]
voids = ["callback.merged"]
within = "2h"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Called in the slot"
"#;

const WORKING: &str = r#"
[[commitment]]
code = "callbacks.24h"
starts = ["callback.wished"]
stops = ["callback.attempted", "callback.reached", "call.rang_back"]
within = "8h"
calendar = "office"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Called back within a working day"
"#;

const OFFICE: &str = r#"
[[calendar]]
id = "office"
zone = "Europe/Rome"
hours = "Mo-Fr 09:00-18:00"
"#;

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn wished(house: &House, when: &str, slot_from: Option<Instant>) -> Wished {
    house.system(when, move |desk| {
        let asked = Wish {
            name: "Bianca".into(),
            phone: "+39 011 555 0199".into(),
            channel: "web".into(),
            slot_from,
            ..Wish::default()
        };
        wish(desk, &asked)
    })
}

fn rung(house: &House, when: &str, outcome: Outcome, later: Option<Instant>) {
    house.system(when, move |desk| {
        let phone = "0039 011 5550199".into();
        ring(desk, &Attempting { phone, outcome, later, note: String::new() })
    });
}

fn states(house: &House, when: &str, id: [u8; 16]) -> Vec<(String, ClockState)> {
    let clocks = house.system(when, move |desk| commitments::of_subject(desk, id));
    clocks.into_iter().map(|row| (row.code.clone(), row.clock.state)).collect()
}

fn missed(house: &House, key: &'static str, when: &'static str, caller: Caller) {
    house.system(when, move |desk| {
        let fact = |name: &str, kind: Kind, after: i64| Fact {
            source: "pbx".into(),
            key: format!("{key}.{name}"),
            at: at(when) + after * Instant::SECOND,
            kind: Some(kind),
            call: key.into(),
            queue: Some("clients".into()),
            caller: caller.clone(),
            ..Fact::default()
        };
        let facts =
            [fact("queued", Kind::CallQueued, 0), fact("abandoned", Kind::CallAbandoned, 30)];
        reactions::calls_told(desk, &facts, Unknown::Create)
    });
}

fn caller() -> Caller {
    Caller::Known("+390115550199".into())
}

#[test]
fn asked_on_friday_evening_the_promise_runs_as_its_commitment_says() {
    let friday = "2026-05-08T15:50:00Z";
    each_engine(|house| {
        house.promise(PROMISES, "");
        assert_eq!(wished(house, friday, None).due_at, Some(at("2026-05-09T15:50:00Z")));
    });
    each_engine(|house| {
        house.promise(WORKING, OFFICE);
        // Ten minutes are left on Friday; the other 7 h 50 min are Monday's.
        assert_eq!(wished(house, friday, None).due_at, Some(at("2026-05-11T14:50:00Z")));
    });
}

#[test]
fn an_attempt_in_time_keeps_the_promise_and_reaching_is_counted_apart() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let id = wished(house, "2026-05-04T10:00:00Z", None).id;
        rung(house, "2026-05-04T12:00:00Z", Outcome::NoAnswer, None);
        let later = "2026-05-07T10:00:00Z";
        let told = states(house, later, id.bytes());
        assert!(told.contains(&("callbacks.24h".into(), ClockState::Kept)), "{told:?}");
        let reached = told.iter().find(|(code, _)| code == "callbacks.reached_2d");
        assert_eq!(reached.map(|(_, state)| *state), Some(ClockState::Running));
        house.system("2026-05-07T10:00:00Z", commitments::tick);
        rung(house, "2026-05-07T11:00:00Z", Outcome::Reached, None);
        let told = states(house, "2026-05-07T12:00:00Z", id.bytes());
        assert!(told.contains(&("callbacks.reached_2d".into(), ClockState::Breached)), "{told:?}");
        assert_eq!(house.system("2026-05-07T12:00:00Z", owed), []);
    });
}

#[test]
fn a_slot_is_promised_in_its_own_time() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let slot = at("2026-05-07T08:00:00Z");
        let id = wished(house, "2026-05-04T10:00:00Z", Some(slot)).id;
        let callback = house.system("2026-05-04T10:00:01Z", move |desk| find(desk, id));
        assert_eq!((callback.due_at, callback.slot_to), (slot + SLOT, Some(slot + SLOT)));
        rung(house, "2026-05-07T09:00:00Z", Outcome::Voicemail, None);
        let told = states(house, "2026-05-08T00:00:00Z", id.bytes());
        assert_eq!(told, [("callbacks.slot".into(), ClockState::Kept)]);
    });
}

#[test]
fn who_is_reached_before_their_slot_is_owed_no_slot() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let slot = at("2026-05-07T08:00:00Z");
        let id = wished(house, "2026-05-04T10:00:00Z", Some(slot)).id;
        rung(house, "2026-05-05T09:00:00Z", Outcome::Reached, None);
        assert_eq!(states(house, "2026-05-08T00:00:00Z", id.bytes()), []);
    });
}

#[test]
fn a_later_time_that_they_name_is_the_promise() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let id = wished(house, "2026-05-04T10:00:00Z", None).id;
        let later = at("2026-05-06T14:00:00Z");
        rung(house, "2026-05-04T12:00:00Z", Outcome::Later, Some(later));
        let callback = house.system("2026-05-04T12:00:01Z", move |desk| find(desk, id));
        assert_eq!(callback.slot_from, Some(later));
        let told = states(house, "2026-05-06T15:00:00Z", id.bytes());
        assert!(told.contains(&("callbacks.slot".into(), ClockState::Running)), "{told:?}");
    });
}

#[test]
fn two_wishes_of_one_telephone_are_one_promise_the_earlier_one() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let first = wished(house, "2026-05-04T10:00:00Z", Some(at("2026-05-07T08:00:00Z")));
        let second = wished(house, "2026-05-04T11:00:00Z", None);
        assert_eq!(first.id, second.id);
        assert_eq!(second.due_at, Some(at("2026-05-05T11:00:00Z")));
        assert_eq!(house.system("2026-05-04T12:00:00Z", owed).len(), 1);
    });
}

#[test]
fn who_gave_up_is_on_the_list_without_asking_and_an_attempt_counts_for_all_their_calls() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        missed(house, "a", "2026-05-04T10:00:00Z", caller());
        missed(house, "b", "2026-05-04T10:05:00Z", caller());
        missed(house, "c", "2026-05-04T10:06:00Z", Caller::Withheld);
        wished(house, "2026-05-04T10:10:00Z", None);
        let list = house.system("2026-05-04T11:00:00Z", owed);
        assert_eq!(list.len(), 1, "one person, one call");
        assert_eq!((list[0].missed.len(), list[0].wish.is_some()), (2, true));
        assert_eq!(list[0].due_at, at("2026-05-05T10:00:30Z"));
        let withheld = house.system("2026-05-04T11:00:00Z", super::withheld);
        assert_eq!(withheld.calls, 1);
        rung(house, "2026-05-04T12:00:00Z", Outcome::Reached, None);
        assert_eq!(house.system("2026-05-04T12:00:01Z", owed), []);
        for id in &list[0].missed {
            let told = states(house, "2026-05-04T12:00:02Z", id.bytes());
            assert!(told.iter().all(|(_, state)| *state == ClockState::Kept), "{told:?}");
        }
    });
}

#[test]
fn who_rings_us_meanwhile_and_is_answered_is_owed_nothing_more() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let id = wished(house, "2026-05-04T10:00:00Z", None).id;
        house.system("2026-05-04T12:00:00Z", |desk| {
            let fact = |name: &str, kind: Kind, when: &str| Fact {
                source: "pbx".into(),
                key: name.into(),
                at: at(when),
                kind: Some(kind),
                call: "d".into(),
                queue: Some("clients".into()),
                agent: (kind == Kind::CallAnswered).then(|| "op-1".into()),
                caller: caller(),
                ..Fact::default()
            };
            let facts = [
                fact("1", Kind::CallQueued, "2026-05-04T11:59:50Z"),
                fact("2", Kind::CallAnswered, "2026-05-04T11:59:55Z"),
            ];
            reactions::calls_told(desk, &facts, Unknown::Create)
        });
        let told = states(house, "2026-05-04T12:00:01Z", id.bytes());
        assert!(told.iter().all(|(_, state)| *state == ClockState::Kept), "{told:?}");
        assert_eq!(house.system("2026-05-04T12:00:02Z", owed), []);
    });
}

#[test]
fn an_abandoned_call_stays_abandoned_when_it_is_called_back() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        missed(house, "a", "2026-05-04T10:00:00Z", caller());
        rung(house, "2026-05-04T12:00:00Z", Outcome::Reached, None);
        let all = house
            .system("2026-05-04T12:00:01Z", |desk| calls::list(desk, &calls::Filter::default()));
        assert_eq!(all[0].outcome, calls::Outcome::Abandoned);
    });
}

const ANSWERED: &str = r#"
[[commitment]]
code = "calls.answered"
starts = ["call.offered"]
stops = ["call.answered"]
calendar = "telephone"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Calls are answered"
"#;

/// Open around the clock on Mondays, closed on the Wednesday, and on Thursdays too short for a
/// second slot.
const TELEPHONE: &str = r#"
[[calendar]]
id = "telephone"
zone = "Europe/Rome"
hours = "Mo 00:00-24:00; Tu-We 08:30-13:00; Th 09:00-12:30"
closed = ["2026-05-06"]
"#;

#[test]
fn slots_are_offered_while_somebody_is_at_the_telephone() {
    each_engine(|house| {
        let standing = house.system("2026-05-04T10:00:00Z", slots);
        assert_eq!(standing.len(), 4 * 6 - 2, "weekdays where no calendar says it");
        house.promise(ANSWERED, TELEPHONE);
        let offered = house.system("2026-05-04T14:00:00Z", slots);
        let expected = [
            "2026-05-04T16:00:00Z",
            "2026-05-05T06:30:00Z",
            "2026-05-05T08:30:00Z",
            "2026-05-07T07:00:00Z",
            "2026-05-11T06:00:00Z",
            "2026-05-11T08:00:00Z",
            "2026-05-11T10:00:00Z",
            "2026-05-11T12:00:00Z",
            "2026-05-11T14:00:00Z",
            "2026-05-11T16:00:00Z",
        ];
        assert_eq!(offered, expected.map(at), "whole slots, none in the night or on a closed day");
    });
}

/// The one field that was wrong.
fn faulty<T>(refused: crate::Result<T>) -> String {
    let Err(Refusal::Invalid(faults)) = refused else { panic!("it was taken") };
    assert_eq!((faults.len(), faults[0].reason), (1, "fault-slot"));
    faults[0].field.clone()
}

#[test]
fn nobody_is_promised_a_slot_in_which_nobody_is_there() {
    each_engine(|house| {
        house.promise(ANSWERED, TELEPHONE);
        let closed = Some(at("2026-05-06T07:00:00Z"));
        let refused = house.act("2026-05-04T10:00:00Z", crate::Who::System, move |desk| {
            let phone = "+39 011 555 0199".to_owned();
            wish(desk, &Wish { phone, slot_from: closed, ..Wish::default() })
        });
        assert_eq!(faulty(refused), "slot");
        missed(house, "a", "2026-05-04T08:00:00Z", caller());
        let refused = house.act("2026-05-04T10:00:00Z", crate::Who::System, move |desk| {
            let phone = "0039 011 5550199".to_owned();
            let outcome = Outcome::Later;
            ring(desk, &Attempting { phone, outcome, later: closed, note: String::new() })
        });
        assert_eq!(faulty(refused), "later");
    });
}

#[test]
fn nonsense_is_refused_with_all_its_faults() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let refused = house.act("2026-05-04T10:00:00Z", crate::Who::System, |desk| {
            let asked = Wish {
                phone: "call me".into(),
                note: "x".repeat(5_000),
                slot_from: Some(at("2026-01-01T00:00:00Z")),
                ..Wish::default()
            };
            wish(desk, &asked)
        });
        let Err(Refusal::Invalid(faults)) = refused else { panic!("it was taken") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["note", "phone", "slot"]);
        let never = house.act("2026-05-04T10:00:00Z", crate::Who::System, |desk| {
            super::give_up(desk, Id::from_bytes([9; 16]))
        });
        assert!(matches!(never, Err(Refusal::Unknown("callback"))));
    });
}
