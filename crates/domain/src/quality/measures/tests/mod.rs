mod hours;

use super::*;
use crate::{
    Desk, Kind, Refusal, Who,
    contacts::calls::{Fact, Naming, Outcome, Unknown, name_number},
    house::{House, each_engine},
    identity,
    reactions::calls_told,
};
use kernel::{Date, Instant, TimeZone};
use proptest::prelude::*;

const S: i64 = Instant::SECOND;

fn call(outcome: Outcome, wait_s: i64) -> Counted {
    let answered = outcome == Outcome::Answered;
    Counted {
        outcome,
        offered_at: Some(Instant::from_seconds(1_000)),
        answered_at: answered.then(|| Instant::from_seconds(1_000 + wait_s)),
        wait_us: Some(wait_s * S),
        menu_wait_us: answered.then_some(wait_s * S),
        handling_us: answered.then_some(60 * S),
        transferred: false,
        solved: answered.then_some(true),
    }
}

/// The worked example: 1,000 offered, 850 answered within 10 s, 70 later, 30 abandoned within 5 s,
/// 20 between 5 and 10 s, 30 later.
#[test]
fn one_day_under_every_formula() {
    let mut sums = Sums::default();
    let parts = [
        (850, Outcome::Answered, 8),
        (70, Outcome::Answered, 25),
        (30, Outcome::Abandoned, 4),
        (20, Outcome::Abandoned, 8),
        (30, Outcome::Abandoned, 40),
    ];
    for (times, outcome, wait) in parts {
        for _ in 0..times {
            sums.count(&call(outcome, wait), Instant::from_seconds(10_000));
        }
    }
    let expected = [
        ("service_level.strict", "0.850"),
        ("service_level.no_short_abandons", "0.876"),
        ("service_level.abandons_in_target_ignored", "0.895"),
        ("service_level.abandons_in_target_kept", "0.900"),
        ("service_level.of_answered", "0.924"),
        ("answer_rate.raw", "0.920"),
        ("answer_rate.no_short_abandons", "0.948"),
        ("answer_rate.no_abandons_in_target", "0.968"),
    ];
    let measured = figures(&sums);
    for (id, share) in expected {
        let figure = measured.iter().find(|figure| figure.id == id).expect("it is a figure");
        let Value::Share { kept, of, .. } = figure.value else { panic!("{id} is a share") };
        assert_eq!(decimal(kept, of, 3).as_deref(), Some(share), "{id}");
    }
}

#[test]
fn a_caller_who_waits_beyond_the_limit_counts_now_and_one_who_does_not_yet_does_not() {
    let mut sums = Sums::default();
    let waiting =
        Counted { outcome: Outcome::Waiting, wait_us: None, ..call(Outcome::Abandoned, 0) };
    sums.count(&waiting, Instant::from_seconds(1_010));
    assert_eq!((sums.offered, sums.undecided[0]), (1, 1));
    let mut later = Sums::default();
    later.count(&waiting, Instant::from_seconds(1_011));
    assert_eq!((later.offered, later.undecided[0]), (1, 0));
}

fn arbitrary_sums() -> impl Strategy<Value = Sums> {
    let one = (0_usize..5, 0_i64..200);
    prop::collection::vec(one, 0..40).prop_map(|calls| {
        let outcomes = [
            Outcome::Answered,
            Outcome::Abandoned,
            Outcome::FlowedOut,
            Outcome::Refused,
            Outcome::LeftBeforeQueue,
        ];
        let mut sums = Sums::default();
        for (outcome, wait) in calls {
            sums.count(&call(outcomes[outcome], wait), Instant::from_seconds(10_000));
            let of = ("calls.10s", 1 + wait % 3);
            sums.count_clock(of, crate::commitments::State::Kept, Some(wait));
        }
        sums
    })
}

proptest! {
    #[test]
    fn packed_sums_come_back_as_they_were_and_add_up(
        one in arbitrary_sums(), other in arbitrary_sums(),
    ) {
        let mut unpacked = Sums::default();
        unpacked.add_packed(&one.pack()).expect("our own bytes");
        prop_assert_eq!(&unpacked, &one);
        let mut merged = one.clone();
        merged.merge(&other);
        unpacked.add_packed(&other.pack()).expect("our own bytes");
        prop_assert_eq!(unpacked, merged);
    }

    #[test]
    fn bytes_that_are_no_sums_are_refused_and_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let _ = Sums::default().add_packed(&bytes);
    }

    #[test]
    fn a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
        mut values in prop::collection::vec(0_i64..1000, 1..200), p in 1_i64..100,
    ) {
        let mut histogram = Histogram::default();
        for value in &values {
            histogram.add(*value);
        }
        values.sort_unstable();
        let enough = |value: &i64| {
            let below = values.iter().filter(|other| *other <= value).count() as i64;
            below * 100 >= p * values.len() as i64
        };
        let smallest = values.iter().find(|value| enough(value)).copied();
        prop_assert_eq!(histogram.percentile(p), smallest);
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("a story's own day")
}

fn question(from: &str, to: &str, by: Option<By>) -> Question {
    let zone = TimeZone::get("Europe/Rome").expect("bundled");
    Question::of(Period::new(day(from), day(to), zone).expect("a period"), by)
}

fn answer(house: &House, question: Question) -> serde_json::Value {
    house.system("2026-06-10T10:00:00Z", move |desk| Ok(document(&ask(desk, &question)?)))
}

/// What the same question answers when nothing is kept at hand.
fn recount(house: &House, question: Question) -> serde_json::Value {
    house.system("2026-06-10T10:00:00Z", move |desk| {
        desk.execute("delete from tallies", &[])?;
        let days = (question.period.first_day()..question.period.last_day()).collect();
        crate::days::mark(desk, &days)?;
        Ok(document(&ask(desk, &question)?))
    })
}

fn told(house: &House, calls: &[(i64, i64, bool)], name: &str) {
    let start: Instant = "2026-03-20T00:00:00Z".parse().expect("an instant");
    let facts: Vec<Fact> = calls
        .iter()
        .enumerate()
        .flat_map(|(number, (minute, wait, answered))| {
            let at = start + minute * Instant::MINUTE;
            let fact = |key: &str, at: Instant, kind: Kind| Fact {
                source: "pbx".into(),
                key: format!("{name}{number}{key}"),
                at,
                kind: Some(kind),
                call: format!("{name}{number}"),
                queue: Some(format!("queue{}", minute % 3)),
                number: Some(format!("+3980000000{}", minute % 2)),
                client_kind: (minute % 5 > 0).then(|| format!("kind{}", minute % 5)),
                ..Fact::default()
            };
            let end = if *answered { Kind::CallAnswered } else { Kind::CallAbandoned };
            let over = fact("e", at + wait * S + 60 * S, Kind::CallEnded);
            let mut facts = vec![fact("q", at, Kind::CallQueued), fact("a", at + wait * S, end)];
            facts.extend(answered.then_some(over));
            facts
        })
        .collect();
    house.system("2026-06-09T10:00:00Z", move |desk| calls_told(desk, &facts, Unknown::Create));
}

fn roll_all(house: &House) {
    while house.system("2026-06-10T09:00:00Z", roll) {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn what_is_kept_at_hand_always_equals_a_recount(
        first in prop::collection::vec((0_i64..100_000, 0_i64..90, any::<bool>()), 1..40),
        late in prop::collection::vec((0_i64..100_000, 0_i64..90, any::<bool>()), 0..5),
        by in 0..By::ALL.len(),
    ) {
        each_engine(|house| {
            house.promise(PROMISE, "");
            told(house, &first, "first");
            roll_all(house);
            told(house, &late, "late");
            let asked = question("2026-03-01", "2026-06-09", Some(By::ALL[by]));
            let kept = answer(house, asked.clone());
            assert_eq!(kept, recount(house, asked));
            let whole = question("2026-03-20", "2026-06-01", None);
            let kept = answer(house, whole.clone());
            assert_eq!(kept, recount(house, whole));
        });
    }

    #[test]
    fn what_a_figure_is_narrowed_to_is_its_part_of_the_split_and_equals_a_recount(
        first in prop::collection::vec((0_i64..100_000, 0_i64..90, any::<bool>()), 1..40),
        late in prop::collection::vec((0_i64..100_000, 0_i64..90, any::<bool>()), 0..5),
    ) {
        each_engine(|house| {
            house.promise(PROMISE, "");
            house.system("2026-06-09T09:00:00Z", lines_of_an_agency);
            told(house, &first, "first");
            roll_all(house);
            told(house, &late, "late");
            for by in [By::Number, By::Queue, By::Unit, By::Kind] {
                for group in groups(house, question("2026-03-01", "2026-06-09", Some(by))) {
                    let mut alone = question("2026-03-01", "2026-06-09", None);
                    alone.only = only(by, &group.name);
                    assert_eq!(groups(house, alone.clone())[0].sums, group.sums, "{alone:?}");
                }
            }
            let mut both = question("2026-03-01", "2026-06-09", Some(By::Month));
            both.only = Only { queue: Some("queue1".into()), ..only(By::Kind, "kind1") };
            let known = first.iter().chain(&late).any(|(minute, ..)| minute % 3 == 1);
            if known {
                let kept = answer(house, both.clone());
                assert_eq!(kept["only"], serde_json::json!({"queue": "queue1", "kind": "kind1"}));
                assert_eq!(kept, recount(house, both));
            }
        });
    }
}

fn lines_of_an_agency(desk: &mut Desk<'_>) -> crate::Result<()> {
    let root = identity::units(desk)?[0].id;
    let agency = identity::add_unit(desk, root, identity::UnitKind::Agency, "Agency")?;
    let unit = Some(agency.bytes());
    let naming = Naming { code: "+39800000001", name: "Claims", unit, ..Naming::default() };
    name_number(desk, &naming).map(|_| ())
}

fn groups(house: &House, question: Question) -> Vec<Group> {
    house.system("2026-06-10T10:00:00Z", move |desk| Ok(ask(desk, &question)?.groups))
}

fn only(by: By, name: &str) -> Only {
    let mut only = Only::default();
    let field = match by {
        By::Number => &mut only.number,
        By::Queue => &mut only.queue,
        By::Unit => &mut only.unit,
        _ => &mut only.kind,
    };
    *field = Some(name.to_owned());
    only
}

#[test]
fn a_name_that_nobody_knows_is_a_fault_and_not_an_empty_figure() {
    each_engine(|house| {
        let mut asked = question("2026-03-01", "2026-06-09", None);
        asked.only = Only { number: Some("+1".into()), ..only(By::Unit, "Nowhere") };
        let now = "2026-06-10T10:00:00Z";
        let refused = house.act(now, Who::System, move |desk| ask(desk, &asked));
        let Err(Refusal::Invalid(faults)) = refused else { panic!("it is refused") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["number", "unit"]);
    });
}

const PROMISE: &str = r#"
[[commitment]]
code = "calls.10s"
starts = ["call.offered"]
stops = ["call.answered"]
fails = ["call.abandoned"]
within = "10s"
share = "95%"
valid_from = "2020-01-01"
name.en = "Answered within ten seconds"
"#;

#[test]
fn a_day_is_the_tenants_own_and_another_zone_has_other_days() {
    each_engine(|house| {
        // 23:30 in Rome on 20 March, and half past midnight on the 21st.
        told(house, &[(22 * 60 + 30, 5, true), (23 * 60 + 30, 5, true)], "x");
        roll_all(house);
        let arrived = |zone: &str| -> Vec<i64> {
            let zone = TimeZone::get(zone).expect("bundled");
            let period = Period::new(day("2026-03-20"), day("2026-03-22"), zone).expect("one");
            let asked = Question::of(period, Some(By::Day));
            house.system("2026-06-10T10:00:00Z", move |desk| {
                let answer = ask(desk, &asked)?;
                Ok(answer.groups.iter().map(|group| group.sums.arrived).collect())
            })
        };
        assert_eq!(arrived("Europe/Rome"), [1, 1]);
        assert_eq!(arrived("UTC"), [2]);
    });
}

#[test]
fn a_call_over_midnight_belongs_to_the_day_of_its_arrival() {
    each_engine(|house| {
        // 23:59 in Rome on 20 March, answered two minutes later.
        told(house, &[(22 * 60 + 59, 120, true)], "x");
        roll_all(house);
        let zone = TimeZone::get("Europe/Rome").expect("bundled");
        let period = Period::new(day("2026-03-20"), day("2026-03-22"), zone).expect("one");
        let answer = groups(house, Question::of(period, Some(By::Day)));
        let arrived: Vec<i64> = answer.iter().map(|group| group.sums.arrived).collect();
        assert_eq!(arrived[0], 1);
        assert_eq!(arrived.iter().sum::<i64>(), 1);
    });
}

#[test]
fn weeks_begin_on_monday() {
    each_engine(|house| {
        // Noon on Sunday 22 March and on Monday the 23rd.
        told(house, &[(2 * 1440 + 720, 5, true), (3 * 1440 + 720, 5, true)], "x");
        let zone = TimeZone::get("Europe/Rome").expect("bundled");
        let period = Period::new(day("2026-03-16"), day("2026-03-30"), zone).expect("one");
        let answer = groups(house, Question::of(period, Some(By::Week)));
        let weeks: Vec<(String, i64)> =
            answer.iter().map(|g| (g.name.clone(), g.sums.arrived)).collect();
        assert_eq!(weeks, [("2026-W12".to_owned(), 1), ("2026-W13".to_owned(), 1)]);
    });
}

#[test]
fn sums_kept_before_versions_were_still_add_up() {
    // One promise `a`: kept 1, broken 2, running 3, no delay; all counters and histograms empty.
    let mut bytes = vec![1];
    bytes.extend([0; 28 + 3]);
    bytes.extend([2, 2, b'a', 2, 4, 6, 0]);
    let mut sums = Sums::default();
    sums.add_packed(&bytes).expect("it was ours once");
    let promise = &sums.promises["a"];
    assert_eq!((promise.kept, promise.breached, promise.running), (1, 2, 3));
    assert_eq!(promise.versions.iter().copied().collect::<Vec<_>>(), [1]);
}

/// The second version of the promise, for what starts from 21 March 2026 on.
const PROMISED_ANEW: &str = r#"
[[commitment]]
code = "calls.10s"
starts = ["call.offered"]
stops = ["call.answered"]
fails = ["call.abandoned"]
within = "20s"
share = "95%"
valid_from = "2026-03-21"
name.en = "Answered within twenty seconds"
"#;

#[test]
fn a_promise_names_the_versions_that_measured_it() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        house.promise(PROMISED_ANEW, "");
        told(house, &[(60, 5, true), (26 * 60, 15, true)], "x");
        let of = |from: &str, to: &str| {
            let figures = answer(house, question(from, to, None))["figures"].clone();
            let figures = figures.as_array().expect("figures").clone();
            let promised = figures.into_iter().find(|one| one["id"] == "promises.calls.10s");
            promised.expect("it is measured")
        };
        let (first, second) = (of("2026-03-20", "2026-03-21"), of("2026-03-21", "2026-03-22"));
        assert_eq!((&first["version"], first.get("versions")), (&1.into(), None));
        assert_eq!((&second["version"], second.get("versions")), (&2.into(), None));
        let before = of("2026-03-20", "2026-03-22");
        assert_eq!(before["versions"], serde_json::json!([1, 2]));
        assert_eq!((&before["version"], &before["kept"]), (&2.into(), &2.into()));
        roll_all(house);
        assert_eq!(of("2026-03-20", "2026-03-22"), before);
    });
}
