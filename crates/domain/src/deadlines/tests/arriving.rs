//! A notice by law counts once it has left, and no more where it came back.

use super::{Became, Legal, Step, hear, unreached};
use super::{PROMISE, clocks, ends, fate, fates, leave, letters, rule, walk};
use crate::{
    commitments::State,
    house::{House, each_engine},
    messaging::{self, Fate, Heard, Of, Receipt},
};

const LAW: Option<Legal> = Some(Legal { days: 30, margin: 10 });

fn come_back(house: &House, when: &str) {
    let id = letters(house)[0].id;
    house.system(when, move |desk| {
        let receipt = Receipt {
            of: Of::Message(id),
            heard: Heard::Bounced,
            whose: Vec::new(),
            nobody: false,
            said: "full".into(),
        };
        messaging::heard(desk, &receipt)?;
        hear(desk, &serde_json::Value::Null)
    });
}

fn listed(house: &House, when: &str) -> Vec<Step> {
    house.system(when, unreached).iter().map(|one| one.step).collect()
}

#[test]
fn who_has_only_an_address_at_which_nobody_is_is_reached_by_nobody() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[30], None);
        ends(house, "P-0", "2026-06-01", Some("ada@example.test"));
        walk(house, "2026-05-02T12:00:00Z");
        leave(house, "2026-05-02T12:01:00Z", Fate::Unreachable);
        rule(house, "", &[], LAW);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-22T12:00:00Z");
        assert_eq!(letters(house).len(), 1, "nothing is written to where nobody is");
        assert_eq!(listed(house, "2026-05-22T12:00:00Z"), [Step::Legal, Step::Legal]);
        assert!(clocks(house, "2026-05-22T12:00:00Z").iter().all(|one| one.0 != State::Kept));
    });
}

#[test]
fn a_notice_that_is_refused_runs_on_and_goes_once_to_another_address() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[], LAW);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-22T12:00:00Z");
        leave(house, "2026-05-22T12:01:00Z", Fate::Refused);
        assert_eq!(clocks(house, "2026-05-22T13:00:00Z")[0].0, State::Running);
        assert_eq!(fates(house), [fate("legal", 0, Became::Failed)]);
        assert_eq!(listed(house, "2026-05-22T13:00:00Z"), [Step::Legal]);
        walk(house, "2026-05-22T14:00:00Z");
        assert_eq!(letters(house).len(), 1, "it is not sent again where it failed");
        ends(house, "P-1", "2026-07-01", Some("ada@other.test"));
        for when in ["2026-05-22T15:00:00Z", "2026-05-22T16:00:00Z"] {
            walk(house, when);
        }
        assert_eq!(letters(house).len(), 2);
        leave(house, "2026-05-22T16:01:00Z", Fate::Accepted);
        assert_eq!(clocks(house, "2026-05-22T17:00:00Z")[0].0, State::Kept);
        assert_eq!(listed(house, "2026-05-22T17:00:00Z"), []);
    });
}

#[test]
fn a_notice_that_comes_back_was_never_sent_and_is_broken_on_the_day_of_the_law() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[], LAW);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-22T12:00:00Z");
        leave(house, "2026-05-22T12:01:00Z", Fate::Accepted);
        assert_eq!(clocks(house, "2026-05-23T12:00:00Z")[0].0, State::Kept);
        come_back(house, "2026-05-24T12:00:00Z");
        assert_eq!(clocks(house, "2026-05-24T12:00:00Z")[0].0, State::Running);
        assert_eq!(listed(house, "2026-05-24T12:00:00Z"), [Step::Legal]);
        assert_eq!(clocks(house, "2026-06-01T12:00:00Z")[0].0, State::Breached);
    });
}

#[test]
fn a_notice_is_due_on_the_day_of_the_law_however_wide_our_margin_is() {
    each_engine(|house| {
        // The promise names ten days; our margin is two.
        house.promise(PROMISE, "");
        rule(house, "", &[], Some(Legal { days: 30, margin: 2 }));
        ends(house, "P-1", "2026-07-01", None);
        walk(house, "2026-05-30T12:00:00Z");
        assert_eq!(clocks(house, "2026-05-31T21:59:00Z")[0].0, State::Running);
        assert_eq!(clocks(house, "2026-05-31T22:01:00Z")[0].0, State::Breached);
    });
}
