use super::*;
use crate::{
    Kind, Refusal, Who,
    commitments::{State, of_subject},
    house::{House, each_engine},
};
use kernel::Instant;
use proptest::prelude::*;

const PROMISES: &str = r#"
[[commitment]]
code = "requests.48h"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged"]
pauses = ["request.waiting_for_client"]
resumes = ["request.client_replied"]
reopens = ["request.reopened"]
reopening = "restarts"
within = "48h"
share = "95%"
valid_from = "2020-01-01"
name.en = "Answered within 48 hours"

[[commitment]]
code = "requests.legal"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged"]
within = "240h"
share = "100%"
basis = "legal"
valid_from = "2020-01-01"
name.en = "The legal time"
"#;

fn fact(number: &str, hour: i64, kind: Kind) -> Outside {
    let start: Instant = "2026-05-04T00:00:00Z".parse().expect("an instant");
    Outside {
        source: "crm".into(),
        key: format!("{number}.{hour}.{}", kind.word()),
        at: start + hour * Instant::HOUR,
        kind,
        number: number.into(),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: None,
        contract: None,
    }
}

fn merged(number: &str, hour: i64, into: &str) -> Outside {
    Outside { into: Some(into.into()), ..fact(number, hour, Kind::RequestMerged) }
}

fn told(house: &House, facts: Vec<Outside>) {
    house.system("2026-06-30T00:00:00Z", move |desk| tell(desk, &facts));
}

/// The clocks of a subject: code, ordinal, state, hours from its start to its due instant.
fn clocks(house: &House, number: &'static str) -> Vec<(String, i64, State, i64)> {
    house.system("2026-06-30T00:00:01Z", move |desk| {
        let filter = Filter { number: number.into(), ..Filter::default() };
        let subject = list(desk, &filter)?.remove(0);
        let start: Instant = "2026-05-04T00:00:00Z".parse().expect("an instant");
        let rows = of_subject(desk, subject.id.bytes())?;
        let hours = |row: &crate::commitments::ClockRow| {
            row.clock.due_at.map_or(-1, |due| (due - start) / Instant::HOUR)
        };
        Ok(rows
            .iter()
            .map(|row| (row.code.clone(), row.clock.ordinal, row.clock.state, hours(row)))
            .collect())
    })
}

#[test]
fn several_clocks_run_on_one_subject() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(
            house,
            vec![fact("R1", 0, Kind::RequestReceived), fact("R1", 60, Kind::RequestAnswered)],
        );
        assert_eq!(
            clocks(house, "R1"),
            [
                ("requests.48h".into(), 0, State::Breached, 48),
                ("requests.legal".into(), 0, State::Kept, 240),
            ]
        );
    });
}

#[test]
fn the_earliest_promise_of_merged_requests_survives_and_the_merged_one_rings_no_more() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(
            house,
            vec![
                fact("A", 10, Kind::RequestReceived),
                fact("B", 0, Kind::RequestReceived),
                merged("B", 20, "A"),
            ],
        );
        let of = |number| -> Vec<_> {
            clocks(house, number).into_iter().filter(|clock| clock.0 == "requests.48h").collect()
        };
        assert_eq!(of("A"), [("requests.48h".into(), 0, State::Breached, 48)]);
        assert_eq!(of("B"), [("requests.48h".into(), 0, State::Void, 48)]);
    });
}

#[test]
fn a_request_that_was_answered_before_it_was_merged_leaves_nothing_to_inherit() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(
            house,
            vec![
                fact("A", 10, Kind::RequestReceived),
                fact("B", 0, Kind::RequestReceived),
                fact("B", 5, Kind::RequestAnswered),
                merged("B", 20, "A"),
            ],
        );
        assert_eq!(clocks(house, "A")[0], ("requests.48h".into(), 0, State::Breached, 58));
    });
}

#[test]
fn merging_in_a_circle_is_refused() {
    each_engine(|house| {
        told(house, vec![fact("A", 0, Kind::RequestReceived), merged("A", 1, "B")]);
        let refused = house
            .act("2026-06-30T00:00:00Z", Who::System, |desk| tell(desk, &[merged("B", 2, "A")]));
        assert!(matches!(refused, Err(Refusal::Conflict("conflict-merge-circle"))));
    });
}

#[test]
fn a_fact_with_faults_is_refused_with_all_of_them_and_none_of_the_batch_is_taken() {
    each_engine(|house| {
        let refused = house.act("2026-06-30T00:00:00Z", Who::System, |desk| {
            let bad = Outside {
                number: String::new(),
                kind: Kind::RequestPriority,
                ..fact("R1", 1, Kind::RequestReceived)
            };
            tell(desk, &[fact("R1", 0, Kind::RequestReceived), bad])
        });
        let Err(Refusal::Invalid(faults)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["subject", "data.priority"]);
        let none = house.system("2026-06-30T00:00:01Z", |desk| list(desk, &Filter::default()));
        assert!(none.is_empty());
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    #[test]
    fn any_order_and_any_portions_of_the_same_facts_end_in_the_same_clocks(
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        portion in 1..9_usize,
    ) {
        let facts = [
            fact("A", 10, Kind::RequestReceived),
            fact("A", 12, Kind::RequestWaiting),
            fact("A", 20, Kind::RequestReplied),
            fact("A", 40, Kind::RequestAnswered),
            fact("A", 60, Kind::RequestReopened),
            fact("A", 90, Kind::RequestAnswered),
            fact("B", 0, Kind::RequestReceived),
            merged("B", 30, "A"),
            fact("C", 3, Kind::RequestReceived),
        ];
        each_engine(|house| {
            house.promise(PROMISES, "");
            let shuffled: Vec<Outside> = order.iter().map(|at| facts[*at].clone()).collect();
            for some in shuffled.chunks(portion) {
                told(house, some.to_vec());
            }
            assert_eq!(clocks(house, "A"), [
                ("requests.48h".into(), 0, State::Kept, 56),
                ("requests.legal".into(), 0, State::Kept, 240),
                ("requests.48h".into(), 1, State::Kept, 108),
            ]);
            assert_eq!(clocks(house, "B")[0].2, State::Void);
        });
    }
}
