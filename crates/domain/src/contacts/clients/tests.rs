//! Who is calling, whether it is them, and the one list of everything, told on each engine.

use super::{
    Checked, Checking, DelegateKind, Delegating, Recognised, Scope, TimelineFilter, What, appoint,
    check, correct_note, note, recognise, revoke_delegate, search, timeline,
};
use crate::{
    Kind, Refusal,
    contacts::{
        calls::{self, Caller, Fact, Unknown},
        requests::{Incoming, Sender, receive},
        topics,
        wrap_ups::{self, Promise, WrapUp},
    },
    contracts,
    house::{House, each_engine, holder},
    parties::{Party, PointKind},
    reactions,
};
use kernel::Id;

const NOW: &str = "2026-05-04T10:00:00Z";

fn party(house: &House, name: &'static str, phone: &'static str) -> Id<Party> {
    house.client(name, (PointKind::Phone, phone))
}

fn call(house: &House, key: &'static str, caller: &'static str) -> Id<calls::Call> {
    house.system(NOW, move |desk| {
        let at = |text: &str| text.parse().expect("an instant");
        let fact = |name: &str, kind: Kind, when: &str| Fact {
            source: "pbx".into(),
            key: format!("{key}.{name}"),
            at: at(when),
            kind: Some(kind),
            call: key.into(),
            queue: Some("clients".into()),
            agent: (kind == Kind::CallAnswered).then(|| "op-1".into()),
            caller: Caller::Known(caller.into()),
            ..Fact::default()
        };
        let facts = [
            fact("1", Kind::CallQueued, "2026-05-04T09:58:00Z"),
            fact("2", Kind::CallAnswered, "2026-05-04T09:58:05Z"),
            fact("3", Kind::CallEnded, "2026-05-04T09:59:05Z"),
        ];
        reactions::calls_told(desk, &facts, Unknown::Create)?;
        desk.one(
            "select id from calls where tenant = $1 and key = $2",
            &[&desk.tenant.clone(), &key],
        )
    })
}

fn topic(house: &House) {
    house.system("2026-01-02T00:00:00Z", |desk| {
        let text = "[[topic]]\ncode = \"claim\"\n[topic.name]\nen = \"A claim\"\n";
        topics::save(desk, &topics::Document::read(text)?)
    });
}

#[test]
fn a_number_says_who_it_may_be() {
    each_engine(|house| {
        party(house, "Bianca", "+39 011 555 0101");
        party(house, "Carlo", "+39 011 555 0101");
        let dora = party(house, "Dora", "+39 011 555 0102");
        let who =
            |caller: Option<&'static str>| house.system(NOW, move |desk| recognise(desk, caller));
        assert_eq!(who(None), Recognised::Withheld);
        assert_eq!(who(Some("+39 011 555 9999")), Recognised::Unknown);
        let Recognised::One(one) = who(Some("+390115550102")) else { panic!("Dora alone") };
        assert_eq!((one.party.id, one.glance.contracts.len()), (dora, 1));
        let Recognised::Several(two) = who(Some("+390115550101")) else { panic!("a family") };
        assert_eq!(two.len(), 2);
    });
}

#[test]
fn a_delegate_is_recognised_and_speaks_to_the_last_day() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        let delegate = house.system(NOW, move |desk| {
            let delegating = Delegating {
                kind: DelegateKind::Guardian,
                name: "Elio".into(),
                phone: Some("390115550103".into()),
                scope: Scope::Claims,
                from_on: "2026-01-01".parse().expect("a day"),
                until_on: "2026-06-30".parse().ok(),
            };
            appoint(desk, dora, &delegating)
        });
        let Recognised::One(one) = house.system(NOW, |desk| recognise(desk, Some("+390115550103")))
        else {
            panic!("Elio, for Dora")
        };
        assert_eq!(one.delegate.map(|it| it.id), Some(delegate));
        let pass = |when: &str| {
            house.act(when, crate::Who::System, move |desk| {
                let checking = Checking {
                    party: Some(dora),
                    delegate: Some(delegate),
                    asked: vec!["birth_date".into(), "contract_number".into()],
                    outcome: Some(Checked::Passed),
                    ..Checking::default()
                };
                check(desk, &checking)
            })
        };
        assert!(pass("2026-06-30T21:59:59Z").is_ok(), "the last day counts, in local time");
        assert!(matches!(pass("2026-06-30T22:00:00Z"), Err(Refusal::Invalid(_))));
        house.system("2026-05-05T00:00:00Z", move |desk| revoke_delegate(desk, dora, delegate));
        assert!(matches!(pass("2026-05-05T00:00:01Z"), Err(Refusal::Invalid(_))));
        assert!(Scope::All.covers(Scope::Claims) && !Scope::Claims.covers(Scope::Contracts));
    });
}

#[test]
fn one_question_is_not_enough_to_be_believed() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        let asked = |asked: &'static [&'static str], outcome: Checked| {
            house.act(NOW, crate::Who::System, move |desk| {
                let checking = Checking {
                    party: Some(dora),
                    asked: asked.iter().map(|one| (*one).to_owned()).collect(),
                    outcome: Some(outcome),
                    ..Checking::default()
                };
                check(desk, &checking)
            })
        };
        assert!(matches!(asked(&["birth_date"], Checked::Passed), Err(Refusal::Invalid(_))));
        assert!(matches!(
            asked(&["shoe_size", "address"], Checked::Passed),
            Err(Refusal::Invalid(_))
        ));
        assert!(asked(&["birth_date"], Checked::Failed).is_ok());
        assert!(asked(&["birth_date", "address"], Checked::Passed).is_ok());
    });
}

#[test]
fn a_call_is_written_up_and_what_follows_happens_with_it() {
    each_engine(|house| {
        topic(house);
        let dora = party(house, "Dora", "+39 011 555 0102");
        let id = call(house, "a", "+390115550102");
        let wrap_up = WrapUp {
            party: Some(dora),
            topic: Some("claim".into()),
            solved: Some(true),
            note: "Told her where it stands".into(),
            callback: Some(Promise {
                slot_from: "2026-05-06T08:00:00Z".parse().ok(),
                ..Promise::default()
            }),
            ..WrapUp::default()
        };
        for _ in 0..2 {
            let wrap_up = wrap_up.clone();
            house.system(NOW, move |desk| wrap_ups::write_up(desk, id, &wrap_up));
        }
        let sheet = house.system(NOW, move |desk| calls::find(desk, id));
        assert_eq!(sheet.solved, Some(true));
        let entries =
            house.system(NOW, move |desk| timeline(desk, dora, &TimelineFilter::default()));
        let what: Vec<What> = entries.iter().map(|one| one.what).collect();
        let expected = [What::Callback, What::Call, What::Contract];
        assert_eq!(what, expected, "written twice, it is there once");
        let better = WrapUp { note: "Told her when it will be paid".into(), ..wrap_up };
        house.system(NOW, move |desk| wrap_ups::write_up(desk, id, &better));
        let calls = TimelineFilter { what: Some(What::Call), ..TimelineFilter::default() };
        let entries = house.system(NOW, move |desk| timeline(desk, dora, &calls));
        let mut told: Vec<(&str, &str)> =
            entries.iter().map(|one| (one.state.as_str(), one.text.as_str())).collect();
        told.sort_unstable();
        let (first, better) = ("Told her where it stands", "Told her when it will be paid");
        assert_eq!(told, [("corrected", first), ("solved", better)], "what was written stays");
        let before = house.system(NOW, move |desk| wrap_ups::records_before(desk, id));
        assert_eq!(before.iter().map(|one| one.note.as_str()).collect::<Vec<_>>(), [first]);
    });
}

#[test]
fn what_lacks_in_a_wrap_up_is_said_at_once() {
    each_engine(|house| {
        let id = call(house, "a", "+390115550102");
        let refused = house.act(NOW, crate::Who::System, move |desk| {
            let recording = Some("javascript:alert(1)".into());
            wrap_ups::write_up(desk, id, &WrapUp { recording, ..WrapUp::default() })
        });
        let Err(Refusal::Invalid(faults)) = refused else { panic!("it was taken") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["recording", "topic", "solved"]);
    });
}

#[test]
fn the_timeline_is_one_list_page_after_page_and_nothing_on_it_is_edited() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        for minute in 10..40 {
            let when = format!("2026-05-04T10:{minute}:00Z");
            house.system(&when, move |desk| note(desk, dora, &format!("note {minute}")));
            house.system(&when, move |desk| {
                let sender = Sender { party: Some(dora), name: "Dora".into(), ..Sender::default() };
                receive(
                    desk,
                    &Incoming {
                        sender,
                        text: format!("question {minute}"),
                        link: format!("secret {minute}"),
                        ..Incoming::default()
                    },
                )
            });
        }
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = house.system("2026-05-05T00:00:00Z", move |desk| {
                timeline(desk, dora, &TimelineFilter { before, ..TimelineFilter::default() })
            });
            let Some(last) = page.last() else { break };
            before = Some((last.at, last.id));
            seen.extend(page);
        }
        assert_eq!(seen.len(), 61, "notes, questions, and the day on which the contract began");
        assert!(seen.windows(2).all(|two| (two[0].at, two[0].id) > (two[1].at, two[1].id)));
        let old =
            Id::from_bytes(seen.iter().find(|one| one.what == What::Note).expect("a note").id);
        house.system("2026-05-05T00:00:01Z", move |desk| {
            correct_note(desk, dora, old, "It was Carlo")
        });
        let found = house.system("2026-05-05T00:00:02Z", move |desk| {
            let search = "carlo".into();
            timeline(desk, dora, &TimelineFilter { search, ..TimelineFilter::default() })
        });
        assert_eq!(found[0].corrects, Some(old.bytes()));
        let names = house.system(NOW, |desk| search(desk, "dor"));
        assert_eq!(names.len(), 1);
        let contract = house.system(NOW, |desk| search(desk, "C-Dora"));
        assert_eq!(contract[0].id, dora);
    });
}

/// What a register tells of one of Dora's contracts.
fn doras(number: &str, starts_on: &str, ends_on: Option<&str>) -> contracts::Told {
    contracts::Told {
        holder: holder("Dora", Vec::new()),
        number: number.into(),
        product: "Travel".into(),
        starts_on: starts_on.parse().expect("a day"),
        ends_on: ends_on.map(|day| day.parse().expect("a day")),
    }
}

fn contract_days(house: &House, client: Id<Party>, search: &str) -> Vec<String> {
    let search = search.to_owned();
    let filter = TimelineFilter { what: Some(What::Contract), search, before: None };
    let all = house.system(NOW, move |desk| timeline(desk, client, &filter));
    all.into_iter().map(|one| format!("{} {} {}", one.at, one.title, one.state)).collect()
}

#[test]
fn contracts_stand_on_the_days_they_began_and_ended() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        let all = [
            doras("T-over", "2026-02-01", Some("2026-03-01")),
            doras("T-today", "2026-05-04", Some("2027-05-04")),
            doras("T-tomorrow", "2026-05-05", None),
            doras("T-withdrawn", "2026-04-01", Some("2026-04-01")),
        ];
        house.system(NOW, move |desk| contracts::tell(desk, &all));
        let expected = [
            "2026-05-03T22:00:00Z T-today began",
            "2026-03-31T22:00:00Z T-withdrawn ended",
            "2026-02-28T23:00:00Z T-over ended",
            "2026-01-31T23:00:00Z T-over began",
            "2024-12-31T23:00:00Z C-Dora began",
        ];
        let days = contract_days(house, dora, "");
        assert_eq!(days, expected, "local midnights, the newest first");
        assert_eq!(contract_days(house, dora, "TRAVEL"), expected[..4]);
        assert_eq!(contract_days(house, dora, "t-over"), expected[2..4]);
    });
}

#[test]
fn a_corrected_day_of_a_contract_stays_where_it_stood() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        let says = |starts_on: &str| {
            let told = doras("Été-1", starts_on, Some("2026-03-01"));
            house.system(NOW, move |desk| contracts::tell(desk, &[told]));
        };
        says("2026-02-01");
        says("2026-02-02");
        let [ended, second] = ["2026-02-28T23:00:00Z Été-1 ended", "2026-02-01T23:00:00Z Été-1"];
        let first = "2026-01-31T23:00:00Z Été-1";
        let expected = [ended, &format!("{second} began"), &format!("{first} corrected")];
        assert_eq!(contract_days(house, dora, "ÉTÉ 1"), expected);
        says("2026-02-01");
        let expected = [ended, &format!("{second} corrected"), &format!("{first} began")];
        assert_eq!(contract_days(house, dora, "ete"), expected, "what holds again is none");
    });
}

#[test]
fn a_renewal_corrects_nothing() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        for ends_on in ["2026-06-01", "2027-06-01"] {
            let told = doras("T-renewed", "2025-06-01", Some(ends_on));
            house.system(NOW, move |desk| contracts::tell(desk, &[told]));
        }
        let later = TimelineFilter { search: "renewed".into(), ..TimelineFilter::default() };
        let days = house.system("2028-01-01T00:00:00Z", move |desk| timeline(desk, dora, &later));
        let told: Vec<&str> = days.iter().map(|day| day.state.as_str()).collect();
        assert_eq!(told, ["ended", "began"], "nobody was told of the day that lay ahead");
    });
}

#[test]
fn a_fleet_that_began_on_one_day_is_shown_page_after_page() {
    each_engine(|house| {
        let dora = party(house, "Dora", "+39 011 555 0102");
        let fleet: Vec<contracts::Told> =
            (0..120).map(|van| doras(&format!("V-{van}"), "2026-03-03", None)).collect();
        house.system(NOW, move |desk| contracts::tell(desk, &fleet));
        let (mut seen, mut before) = (std::collections::BTreeSet::new(), None);
        loop {
            let filter =
                TimelineFilter { what: Some(What::Contract), search: "travel".into(), before };
            let page = house.system(NOW, move |desk| timeline(desk, dora, &filter));
            let Some(last) = page.last() else { break };
            before = Some((last.at, last.id));
            assert!(page.iter().all(|entry| seen.insert(entry.id)), "none is shown twice");
        }
        assert_eq!(seen.len(), 120);
    });
}
