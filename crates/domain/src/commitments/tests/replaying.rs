//! The pure half: what moments say.

use crate::{Kind, commitments::*};
use calendar::Calendar;
use kernel::Instant;
use proptest::prelude::*;

use super::OFFICE;

fn office() -> Calendar {
    let file = calendar::File::parse(OFFICE).expect("the office's calendar");
    Calendar::new(&file.calendar[0]).expect("the office opens")
}

fn rule(changes: &str) -> Rule {
    let within = if changes.contains("within") { "" } else { "within = \"8h\"" };
    let file = format!(
        r#"
        [[commitment]]
        code = "requests"
        starts = ["request.received"]
        stops = ["request.answered"]
        voids = ["request.merged"]
        pauses = ["request.waiting_for_client"]
        resumes = ["request.client_replied"]
        reopens = ["request.reopened"]
        share = "95%"
        calendar = "it-office"
        valid_from = "2020-01-01"
        {within}
        {changes}
        [commitment.name]
        en = "Answered in time"
        "#
    );
    Document::read(&file).expect("a story's own rule").commitment[0].rule().expect("it compiles")
}

fn at(text: &str) -> Instant {
    text.parse().expect("a story's own instant")
}

fn moment(when: &str, kind: Kind) -> Moment {
    Moment { at: at(when), kind, priority: None, due: None }
}

fn one(rule: &Rule, moments: &[Moment], now: &str) -> Clock {
    let clocks = replay(rule, Some(&office()), moments, at(now));
    assert_eq!(clocks.len(), 1, "{clocks:?}");
    clocks[0].clone()
}

const RECEIVED: Kind = Kind::RequestReceived;
const ANSWERED: Kind = Kind::RequestAnswered;
const WAITING: Kind = Kind::RequestWaiting;
const REPLIED: Kind = Kind::RequestReplied;
const REOPENED: Kind = Kind::RequestReopened;

#[test]
fn stopped_at_the_due_instant_is_kept_and_a_microsecond_later_is_not() {
    let received = moment("2026-03-27T17:00:00+01:00", RECEIVED);
    let due = at("2026-03-30T17:00:00+02:00");
    for (late, state) in [(0, State::Kept), (1, State::Breached)] {
        let answered = Moment { at: due + late, kind: ANSWERED, priority: None, due: None };
        let clock = one(&rule(""), &[received.clone(), answered], "2026-04-30T00:00:00Z");
        assert_eq!((clock.state, clock.due_at), (state, Some(due)));
    }
}

#[test]
fn a_breach_happens_at_its_due_instant_however_late_it_is_noticed() {
    let received = [moment("2026-03-27T17:00:00+01:00", RECEIVED)];
    let due = at("2026-03-30T17:00:00+02:00");
    let on_time = replay(&rule(""), Some(&office()), &received, due);
    assert_eq!(on_time[0].state, State::Running);
    let noticed = one(&rule(""), &received, "2027-01-01T00:00:00Z");
    assert_eq!((noticed.state, noticed.breached_at), (State::Breached, Some(due)));
}

#[test]
fn a_pause_over_a_weekend_holds_no_business_time() {
    let moments = [
        moment("2026-03-27T17:00:00+01:00", RECEIVED),
        moment("2026-03-27T18:30:00+01:00", WAITING),
        moment("2026-03-30T08:00:00+02:00", REPLIED),
    ];
    let clock = one(&rule(""), &moments, "2026-03-30T09:00:00+02:00");
    assert_eq!(clock.due_at, Some(at("2026-03-30T17:00:00+02:00")));
}

#[test]
fn a_pause_within_opening_hours_moves_the_target_by_as_much() {
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T10:00:00+02:00", WAITING),
        moment("2026-03-30T11:30:00+02:00", REPLIED),
    ];
    let clock = one(&rule("within = \"2h\""), &moments, "2026-03-30T11:40:00+02:00");
    assert_eq!(clock.due_at, Some(at("2026-03-30T12:30:00+02:00")));
}

#[test]
fn pausing_twice_is_pausing_once_and_a_reply_without_a_question_is_nothing() {
    let plain = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T10:00:00+02:00", WAITING),
        moment("2026-03-30T11:00:00+02:00", REPLIED),
    ];
    let mut doubled = plain.to_vec();
    doubled.push(moment("2026-03-30T09:30:00+02:00", REPLIED));
    doubled.push(moment("2026-03-30T10:15:00+02:00", WAITING));
    let now = "2026-03-30T11:30:00+02:00";
    assert_eq!(one(&rule(""), &plain, now), one(&rule(""), &doubled, now));
}

#[test]
fn a_pause_moves_a_target_in_days_by_the_open_days_that_ended_inside_it() {
    let rule = rule("within = \"10bd\"");
    let received = moment("2026-04-02T10:00:00+02:00", RECEIVED);
    let now = "2026-04-03T00:00:00+02:00";
    let clock = one(&rule, std::slice::from_ref(&received), now);
    assert_eq!(clock.due_at, Some(at("2026-04-18T00:00:00+02:00")));
    // Tuesday 7 April 10:00 to Thursday 10:00: the ends of Tuesday and Wednesday lie inside.
    let moments = [
        received,
        moment("2026-04-07T10:00:00+02:00", WAITING),
        moment("2026-04-09T10:00:00+02:00", REPLIED),
    ];
    let clock = one(&rule, &moments, "2026-04-09T11:00:00+02:00");
    assert_eq!(clock.due_at, Some(at("2026-04-22T00:00:00+02:00")));
}

#[test]
fn a_second_question_before_the_answer_does_not_start_the_clock_anew() {
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T11:00:00+02:00", RECEIVED),
    ];
    let clock = one(&rule(""), &moments, "2026-03-30T12:00:00+02:00");
    assert_eq!(clock.started_at, at("2026-03-30T09:00:00+02:00"));
}

#[test]
fn thanks_after_the_answer_open_nothing() {
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T10:00:00+02:00", ANSWERED),
        moment("2026-03-30T11:00:00+02:00", REPLIED),
        moment("2026-03-30T11:05:00+02:00", RECEIVED),
    ];
    assert_eq!(one(&rule(""), &moments, "2027-01-01T00:00:00Z").state, State::Kept);
}

#[test]
fn reopening_resumes_restarts_or_is_ignored_as_the_commitment_says() {
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T11:00:00+02:00", ANSWERED),
        moment("2026-03-31T09:00:00+02:00", REOPENED),
    ];
    let now = at("2026-03-31T09:30:00+02:00");
    let dues = |changes: &str| -> Vec<Option<Instant>> {
        let clocks = replay(&rule(changes), Some(&office()), &moments, now);
        clocks.into_iter().map(|clock| clock.due_at).collect()
    };
    let first = Some(at("2026-03-31T09:00:00+02:00"));
    assert_eq!(dues("reopening = \"ignored\""), [first]);
    // Two of eight hours had run, so six are left from Tuesday 09:00.
    assert_eq!(dues("reopening = \"resumes\""), [Some(at("2026-03-31T16:30:00+02:00"))]);
    let second = Some(at("2026-04-01T09:00:00+02:00"));
    assert_eq!(dues("reopening = \"restarts\""), [first, second]);
}

#[test]
fn a_second_reopening_goes_on_from_the_first() {
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T11:00:00+02:00", ANSWERED),
        moment("2026-03-31T09:00:00+02:00", REOPENED),
        moment("2026-03-31T10:00:00+02:00", ANSWERED),
        moment("2026-04-01T09:00:00+02:00", REOPENED),
    ];
    let now = at("2026-04-01T09:30:00+02:00");
    let dues = |changes: &str| -> Vec<Option<Instant>> {
        let clocks = replay(&rule(changes), Some(&office()), &moments, now);
        clocks.into_iter().map(|clock| clock.due_at).collect()
    };
    // Three of eight hours had run, so five are left from Wednesday 09:00.
    assert_eq!(dues("reopening = \"resumes\""), [Some(at("2026-04-01T15:30:00+02:00"))]);
    let each =
        ["2026-03-31T09:00:00+02:00", "2026-04-01T09:00:00+02:00", "2026-04-02T09:00:00+02:00"];
    assert_eq!(dues("reopening = \"restarts\""), each.map(|due| Some(at(due))));
}

#[test]
fn a_higher_priority_keeps_what_had_run_and_may_break_the_promise_at_once() {
    let rule = rule("priorities = { urgent = \"1h\" }");
    let urgent = |when: &str| Moment {
        at: at(when),
        kind: Kind::RequestPriority,
        priority: Some("urgent".into()),
        due: None,
    };
    let received = moment("2026-03-30T09:00:00+02:00", RECEIVED);
    let early = one(
        &rule,
        &[received.clone(), urgent("2026-03-30T09:30:00+02:00")],
        "2026-03-30T09:40:00+02:00",
    );
    assert_eq!(early.due_at, Some(at("2026-03-30T10:00:00+02:00")));
    let late =
        one(&rule, &[received, urgent("2026-03-30T11:00:00+02:00")], "2026-03-30T12:00:00+02:00");
    assert_eq!(late.breached_at, Some(at("2026-03-30T11:00:00+02:00")));
}

#[test]
fn a_priority_changed_during_a_pause_keeps_the_time_that_was_held() {
    let rule = rule("priorities = { urgent = \"4h\" }");
    let urgent = Moment {
        at: at("2026-03-30T10:00:00+02:00"),
        kind: Kind::RequestPriority,
        priority: Some("urgent".into()),
        due: None,
    };
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        moment("2026-03-30T09:30:00+02:00", WAITING),
        urgent,
        moment("2026-03-30T11:30:00+02:00", REPLIED),
    ];
    // Four open hours from nine end at 14:30; two were held.
    let clock = one(&rule, &moments, "2026-03-30T12:00:00+02:00");
    assert_eq!(clock.due_at, Some(at("2026-03-30T16:30:00+02:00")));
}

#[test]
fn a_lower_priority_after_the_breach_does_not_mend_it() {
    let rule = rule("within = \"1h\"\npriorities = { low = \"40h\" }");
    let moments = [
        moment("2026-03-30T09:00:00+02:00", RECEIVED),
        Moment {
            at: at("2026-03-30T11:00:00+02:00"),
            kind: Kind::RequestPriority,
            priority: Some("low".into()),
            due: None,
        },
    ];
    let clock = one(&rule, &moments, "2026-03-30T12:00:00+02:00");
    assert_eq!(clock.breached_at, Some(at("2026-03-30T10:00:00+02:00")));
}

#[test]
fn answered_and_closed_outside_hours_took_no_business_time_and_counts() {
    let moments = [
        moment("2026-03-28T09:00:00+01:00", RECEIVED),
        moment("2026-03-28T15:00:00+01:00", ANSWERED),
    ];
    let clock = one(&rule(""), &moments, "2026-04-01T00:00:00Z");
    assert_eq!((clock.state, clock.delay_s), (State::Kept, Some(0)));
}

proptest! {
    #[test]
    fn any_order_and_any_doubling_of_the_same_moments_ends_in_the_same_state(
        hours in prop::collection::vec((0_i64..400, 0_usize..7), 1..14),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 14),
        now in 0_i64..500,
    ) {
        let kinds = [
            RECEIVED, ANSWERED, WAITING, REPLIED, REOPENED,
            Kind::RequestMerged, Kind::RequestPriority,
        ];
        let start = at("2026-03-26T08:00:00+01:00");
        let moments: Vec<Moment> = hours
            .iter()
            .map(|(hour, kind)| Moment {
                at: start + hour * Instant::HOUR,
                kind: kinds[*kind],
                priority: (kinds[*kind] == Kind::RequestPriority).then(|| "urgent".to_owned()),
                due: None,
            })
            .collect();
        let mut shuffled = moments.clone();
        for (from, to) in shuffle.iter().enumerate() {
            let (from, to) = (from % moments.len(), to.index(moments.len()));
            shuffled.swap(from, to);
        }
        shuffled.push(moments[0].clone());
        let rule = rule("reopening = \"resumes\"\npriorities = { urgent = \"2h\" }");
        let now = start + now * Instant::HOUR;
        let calendar = office();
        prop_assert_eq!(
            replay(&rule, Some(&calendar), &moments, now),
            replay(&rule, Some(&calendar), &shuffled, now)
        );
    }
}
