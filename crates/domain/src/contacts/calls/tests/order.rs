use super::*;
use crate::{Result, house::each_engine};
use kernel::Id;
use proptest::prelude::*;

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
fn a_fact_known_of_another_call_is_not_new_for_a_call_that_is() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        told(house, "2026-05-04T09:10:00Z", vec![queued(0, "first")]);
        let of_another = |fact: Fact| Fact { call: "c2".into(), ..fact };
        let facts = [queued(0, "first"), queued(7, "first"), queued(7, "first")].map(of_another);
        let fresh = house
            .system("2026-05-04T09:11:00Z", move |desk| calls_told(desk, &facts, Unknown::Create));
        assert_eq!(fresh, [false, true, false]);
    });
}

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
