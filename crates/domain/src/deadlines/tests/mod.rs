//! Deadline alerts, told on each engine.

mod arriving;

use super::{
    ALERTING, Fate as Became, Legal, Saving, Step, ahead, alert, hear, rules, save, unreached,
};
use crate::{
    Refusal, Who, commitments,
    contracts::{self, Contract},
    house::{House, contract, each_engine, holder, numbered},
    messaging::{self, Channel, Ended, Fate, Message, Shown},
    notices::spoken,
    parties::PointKind,
    queue,
};
use kernel::Id;

const PROMISE: &str = r#"
[[commitment]]
code = "contracts.notice"
starts = ["contract.notice_due"]
stops = ["contract.notice_sent"]
voids = ["contract.notice_lapsed"]
within = "240h"
share = "100%"
valid_from = "2026-01-01"
[commitment.name]
en = "The notice that the law wants goes in time"
"#;

fn ends(house: &House, number: &str, ends_on: &str, mail: Option<&str>) -> Id<Contract> {
    let points = mail.map(|mail| (PointKind::Email, mail.to_owned())).into_iter().collect();
    let told = contracts::Told {
        holder: holder(number, points),
        number: number.into(),
        product: "Home".into(),
        starts_on: "2025-07-01".parse().expect("a day"),
        ends_on: ends_on.parse().ok(),
    };
    house.system("2026-01-02T00:00:00Z", move |desk| Ok(contracts::tell(desk, &[told])?[0]))
}

fn rule(house: &House, product: &str, reminders: &[i64], legal: Option<Legal>) {
    let saving = Saving { product: product.into(), reminders: reminders.to_vec(), legal };
    house.system("2026-01-01T12:00:00Z", move |desk| save(desk, &saving));
}

/// Walks to the end, as the hour's job does.
fn walk(house: &House, when: &str) {
    house.system(when, |desk| alert(desk, &serde_json::Value::Null));
    let more = |desk: &mut crate::Desk<'_>| {
        let jobs = queue::claim(desk, 10)?;
        for job in &jobs {
            assert_eq!(job.kind, ALERTING);
            alert(desk, &job.facts)?;
            queue::finish(desk, job)?;
        }
        Ok(jobs.len())
    };
    while house.system(when, more) > 0 {}
}

fn letters(house: &House) -> Vec<Message> {
    house.system("2026-12-31T12:00:00Z", |desk| {
        let mut all = messaging::list(desk, Shown::All, None)?;
        all.retain(|one| one.channel == "email");
        spoken(desk, &mut all)?;
        Ok(all)
    })
}

fn fates(house: &House) -> Vec<(String, i64, String)> {
    struct Kept(String, i64, String);
    impl db::FromRow for Kept {
        fn from_row(row: &db::Row) -> db::Result<Self> {
            Ok(Self(row.get("kind")?, row.get("days")?, row.get("state")?))
        }
    }
    let all: Vec<Kept> = house.system("2026-12-31T12:00:00Z", |desk| {
        desk.all(
            "select kind, days, state from deadline_alerts where tenant = $1
              order by ends_on, kind, days",
            &[&desk.tenant.clone()],
        )
    });
    all.into_iter().map(|one| (one.0, one.1, one.2)).collect()
}

fn clocks(house: &House, when: &str) -> Vec<(commitments::State, String)> {
    house.system(when, |desk| {
        commitments::tick(desk)?;
        let ids: Vec<[u8; 16]> = desk.all(
            "select id from deadline_alerts where tenant = $1 and kind = 'legal' order by ends_on",
            &[&desk.tenant.clone()],
        )?;
        let mut all = Vec::new();
        for id in ids {
            for row in commitments::of_subject(desk, id)? {
                all.push((row.clock.state, row.clock.started_at.to_string()));
            }
        }
        Ok(all)
    })
}

fn fate(kind: &str, days: i64, fate: Became) -> (String, i64, String) {
    (kind.into(), days, fate.word().into())
}

/// Hands the mail over that waits, which ends so, and listens.
fn leave(house: &House, when: &str, fate: Fate) {
    house.system(when, move |desk| {
        let taken = messaging::take(desk, Channel::Email, 10)?;
        let ends: Vec<Ended> =
            taken.iter().map(|one| Ended::new(one.attempt, fate, "said")).collect();
        messaging::ended(desk, &ends)?;
        hear(desk, &serde_json::Value::Null)
    });
}

#[test]
fn a_reminder_goes_on_its_local_day_once_and_says_the_day() {
    each_engine(|house| {
        rule(house, "", &[60, 30, 7], None);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-01T21:59:00Z");
        assert_eq!(letters(house), [], "in Rome it is still the day before");
        walk(house, "2026-05-01T22:00:00Z");
        walk(house, "2026-05-02T12:00:00Z");
        let sent = letters(house);
        assert_eq!(sent.len(), 1, "each goes once");
        assert_eq!(sent[0].title, "Il contratto P-1 scade il 01.07.2026");
        assert!(sent[0].text.contains("tra 60 giorni"), "{}", sent[0].text);
        walk(house, "2026-06-01T12:00:00Z");
        walk(house, "2026-06-24T12:00:00Z");
        walk(house, "2026-07-01T12:00:00Z");
        assert_eq!(letters(house).len(), 3);
    });
}

#[test]
fn after_a_standstill_one_reminder_goes_and_the_missed_ones_are_passed_over() {
    each_engine(|house| {
        rule(house, "", &[60, 30, 7], None);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-06-26T12:00:00Z");
        assert_eq!(letters(house).len(), 1);
        assert_eq!(
            fates(house),
            [
                fate("reminder", 7, Became::Sent),
                fate("reminder", 30, Became::PassedOver),
                fate("reminder", 60, Became::PassedOver),
            ]
        );
        walk(house, "2026-06-27T12:00:00Z");
        assert_eq!(letters(house).len(), 1);
    });
}

#[test]
fn a_contract_that_has_ended_or_whose_end_is_gone_gets_none() {
    each_engine(|house| {
        rule(house, "", &[30], None);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        ends(house, "P-2", "", Some("bo@example.test"));
        walk(house, "2026-07-01T12:00:00Z");
        ends(house, "P-1", "", Some("ada@example.test"));
        walk(house, "2026-06-20T12:00:00Z");
        assert_eq!(letters(house), []);
    });
}

#[test]
fn an_end_that_moves_has_alerts_of_its_own() {
    each_engine(|house| {
        rule(house, "", &[30], None);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-06-05T12:00:00Z");
        ends(house, "P-1", "2026-08-01", Some("ada@example.test"));
        walk(house, "2026-06-06T12:00:00Z");
        assert_eq!(letters(house).len(), 1);
        walk(house, "2026-07-03T12:00:00Z");
        assert_eq!(letters(house).len(), 2);
    });
}

#[test]
fn a_product_of_its_own_rule_obeys_only_that_and_the_newest_version() {
    each_engine(|house| {
        rule(house, "", &[60], None);
        rule(house, "Home", &[20], None);
        rule(house, "Home", &[10, 10, 5], None);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-06-15T12:00:00Z");
        assert_eq!(letters(house), []);
        walk(house, "2026-06-21T12:00:00Z");
        assert_eq!(letters(house).len(), 1);
        let standing = house.system("2026-06-21T12:00:00Z", rules);
        let said: Vec<(i64, &[i64])> =
            standing.iter().map(|one| (one.version, &one.saved.reminders[..])).collect();
        assert_eq!(said, [(1, &[60][..]), (2, &[10, 5][..])]);
        let versions: i64 = house.system("2026-06-21T12:00:00Z", |desk| {
            let tenant = desk.tenant;
            desk.one("select count(*) from deadline_rules where tenant = $1", &[&tenant])
        });
        assert_eq!(versions, 3, "what was saved is never edited");
    });
}

#[test]
fn the_legal_notice_has_a_clock_that_stops_when_it_goes() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[40], Some(Legal { days: 30, margin: 10 }));
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-22T12:00:00Z");
        assert_eq!(letters(house).len(), 1, "the law's notice reminds too");
        assert_eq!(clocks(house, "2026-05-22T12:00:00Z")[0].0, commitments::State::Running);
        leave(house, "2026-05-22T12:05:00Z", Fate::Accepted);
        assert_eq!(
            fates(house),
            [fate("legal", 0, Became::Sent), fate("reminder", 40, Became::PassedOver)]
        );
        assert_eq!(
            clocks(house, "2026-06-30T12:00:00Z"),
            [(commitments::State::Kept, "2026-05-21T22:00:00Z".into())]
        );
    });
}

#[test]
fn where_nobody_is_reached_the_clock_runs_on_and_the_notice_goes_once_there_is_an_address() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[], Some(Legal { days: 30, margin: 10 }));
        ends(house, "P-1", "2026-07-01", None);
        let running = |when: &str| clocks(house, when)[0].0;
        for when in ["2026-05-23T12:00:00Z", "2026-05-24T12:00:00Z"] {
            walk(house, when);
        }
        assert_eq!(running("2026-05-24T12:00:00Z"), commitments::State::Running);
        let seen = house.system("2026-05-24T12:00:00Z", unreached);
        let seen: Vec<(&str, Step)> =
            seen.iter().map(|one| (one.number.as_str(), one.step)).collect();
        assert_eq!(seen, [("P-1", Step::Legal)]);
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        walk(house, "2026-05-25T12:00:00Z");
        leave(house, "2026-05-25T12:00:00Z", Fate::Accepted);
        assert_eq!(running("2026-05-25T12:00:00Z"), commitments::State::Kept);
        assert_eq!(letters(house).len(), 1);
        assert_eq!(house.system("2026-05-25T12:00:00Z", unreached), []);
        ends(house, "P-2", "2026-07-02", None);
        walk(house, "2026-05-25T12:00:00Z");
        let states: Vec<_> =
            clocks(house, "2026-06-05T12:00:00Z").into_iter().map(|one| one.0).collect();
        assert_eq!(states, [commitments::State::Kept, commitments::State::Breached]);
    });
}

#[test]
fn a_notice_that_is_owed_no_more_ends_its_clock_and_another_end_has_another() {
    each_engine(|house| {
        house.promise(PROMISE, "");
        rule(house, "", &[], Some(Legal { days: 30, margin: 10 }));
        ends(house, "P-1", "2026-07-01", None);
        walk(house, "2026-05-23T12:00:00Z");
        ends(house, "P-1", "2027-07-01", None);
        walk(house, "2026-05-24T12:00:00Z");
        assert_eq!(fates(house), [fate("legal", 0, Became::Lapsed)]);
        assert_eq!(clocks(house, "2026-06-30T12:00:00Z")[0].0, commitments::State::Void);
        ends(house, "P-1", "2027-07-01", Some("ada@example.test"));
        walk(house, "2027-05-23T12:00:00Z");
        leave(house, "2027-05-23T12:00:00Z", Fate::Accepted);
        let states: Vec<_> =
            clocks(house, "2027-05-24T12:00:00Z").into_iter().map(|one| one.0).collect();
        assert_eq!(states, [commitments::State::Void, commitments::State::Kept]);
    });
}

#[test]
fn a_walk_in_several_batches_passes_nobody_over_and_tells_nobody_twice() {
    each_engine(|house| {
        rule(house, "", &[30], None);
        house.system("2026-01-02T00:00:00Z", |desk| {
            let told = |number: usize| contracts::Told {
                product: format!("Product {}", number % 3),
                starts_on: "2025-07-01".parse().expect("a day"),
                ends_on: format!("2026-07-{:02}", 1 + number % 2).parse().ok(),
                ..contract(numbered(number))
            };
            contracts::tell(desk, &(0..1_100).map(told).collect::<Vec<_>>())
        });
        for _ in 0..2 {
            walk(house, "2026-06-03T12:00:00Z");
        }
        let counted: Vec<i64> = house.system("2026-06-03T12:00:00Z", |desk| {
            desk.all(
                "select count(*) from messages where tenant = $1 and channel = 'email'
                 union all
                 select count(distinct subject) from messages
                  where tenant = $1 and channel = 'email'",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(counted, [1_100, 1_100]);
    });
}

#[test]
fn what_lies_ahead_is_counted_by_day_and_odd_rules_are_refused() {
    each_engine(|house| {
        rule(house, "", &[60, 40, 7], Some(Legal { days: 30, margin: 10 }));
        ends(house, "P-1", "2026-07-01", Some("ada@example.test"));
        ends(house, "P-2", "2026-07-01", None);
        let days = house.system("2026-05-01T12:00:00Z", ahead);
        let said: Vec<(String, i64, i64)> =
            days.iter().map(|one| (one.day.to_string(), one.reminders, one.legal)).collect();
        assert_eq!(said, [("2026-05-02".into(), 2, 0), ("2026-05-22".into(), 0, 2)]);
        let odd = Saving {
            product: "x".repeat(201),
            reminders: vec![0],
            legal: Some(Legal { days: 400, margin: -1 }),
        };
        let Err(Refusal::Invalid(faults)) =
            house.act("2026-05-01T12:00:00Z", Who::System, move |desk| save(desk, &odd))
        else {
            panic!("it makes no sense")
        };
        let fields: Vec<&str> = faults.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["product", "reminders", "legal_days", "margin"]);
    });
}
