use super::{asked, clocks, furnish};
use crate::{
    Refusal,
    commitments::State as ClockState,
    contacts::requests::{self, Answer},
    house::each_engine,
};

#[test]
fn a_merger_keeps_the_earliest_promise_and_the_merged_one_alarms_nobody() {
    each_engine(|house| {
        furnish(house);
        let early = asked(house, "2026-05-04T09:00:00Z", "Where is it?").id;
        let late = asked(house, "2026-05-04T17:00:00Z", "Where is it now?").id;
        house.system("2026-05-04T18:00:00Z", move |desk| requests::merge(desk, early, late));
        let kept = house.system("2026-05-04T18:00:01Z", move |desk| requests::find(desk, late));
        assert_eq!(kept.due_at.to_string(), "2026-05-06T09:00:00Z");
        let gone = clocks(house, "2026-05-09T00:00:00Z", early);
        assert_eq!(gone[0].clock.state, ClockState::Void);
        let words = house.system("2026-05-04T18:00:02Z", move |desk| requests::words(desk, late));
        assert_eq!(words.len(), 2, "what was said stands in one place");
        let ring = house.act("2026-05-04T19:00:00Z", crate::Who::System, move |desk| {
            requests::merge(desk, late, early)
        });
        assert!(matches!(ring, Err(Refusal::Conflict("conflict-request-merged"))));
    });
}

#[test]
fn what_was_answered_before_the_merger_brings_no_promise_with_it() {
    each_engine(|house| {
        furnish(house);
        let early = asked(house, "2026-05-04T09:00:00Z", "Where is it?").id;
        let late = asked(house, "2026-05-04T17:00:00Z", "Where is it now?").id;
        house.system("2026-05-04T17:30:00Z", move |desk| {
            let answer = Answer { text: "On its way.".into(), by_phone: true };
            requests::answer(desk, early, &answer)
        });
        house.system("2026-05-04T18:00:00Z", move |desk| requests::merge(desk, early, late));
        let kept = house.system("2026-05-04T18:00:01Z", move |desk| requests::find(desk, late));
        assert_eq!(kept.due_at.to_string(), "2026-05-06T17:00:00Z");
    });
}

#[test]
fn a_part_that_is_split_off_waits_since_the_whole_came_in() {
    each_engine(|house| {
        furnish(house);
        let whole = asked(house, "2026-05-04T09:00:00Z", "A refund, and my address").id;
        let part = house.system("2026-05-04T12:00:00Z", move |desk| {
            requests::split(desk, whole, Some("question".into()), "My address", "secret 2")
        });
        assert_eq!(part.due_at.map(|due| due.to_string()).as_deref(), Some("2026-05-06T09:00:00Z"));
        let linked =
            house.system("2026-05-04T12:00:01Z", move |desk| requests::linked(desk, whole));
        assert_eq!(linked.iter().map(|one| one.id).collect::<Vec<_>>(), [part.id]);
    });
}

#[test]
fn what_belongs_together_is_found_from_either_side() {
    each_engine(|house| {
        furnish(house);
        let one = asked(house, "2026-05-04T09:00:00Z", "Where is it?").id;
        let other = asked(house, "2026-05-05T09:00:00Z", "And my address?").id;
        for (from, to) in [(one, other), (other, one)] {
            house.system("2026-05-05T10:00:00Z", move |desk| requests::link(desk, from, to));
        }
        let linked = |id| {
            let found =
                house.system("2026-05-05T11:00:00Z", move |desk| requests::linked(desk, id));
            found.iter().map(|neighbour| neighbour.id).collect::<Vec<_>>()
        };
        assert_eq!((linked(one), linked(other)), (vec![other], vec![one]), "once each");
        let due = house.system("2026-05-05T12:00:00Z", move |desk| requests::find(desk, other));
        assert_eq!(due.due_at.to_string(), "2026-05-07T09:00:00Z", "each keeps its own promise");
        let itself = house.act("2026-05-05T13:00:00Z", crate::Who::System, move |desk| {
            requests::link(desk, one, one)
        });
        assert!(matches!(itself, Err(Refusal::Conflict("conflict-merge-circle"))));
    });
}
