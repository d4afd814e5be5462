//! The kept half: rows, breaches recorded once, versions, jobs.

use super::OFFICE;
use crate::{Kind, Refusal, commitments::*, house::each_engine, queue, subjects::Outside};
use calendar::Definition;
use kernel::Instant;

const RECEIVED: Kind = Kind::RequestReceived;
const ANSWERED: Kind = Kind::RequestAnswered;

fn at(text: &str) -> Instant {
    text.parse().expect("a story's own instant")
}

const REQUESTS: &str = r#"
[[commitment]]
code = "requests.48h"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged"]
pauses = ["request.waiting_for_client"]
resumes = ["request.client_replied"]
within = "48h"
warn_before = "4h"
share = "100%"
valid_from = "2020-01-01"
[commitment.name]
en = "Answered within 48 hours"
"#;

/// The same in open hours.
const BY_OFFICE: &str = r#"
[[commitment]]
code = "requests.48h"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged"]
pauses = ["request.waiting_for_client"]
resumes = ["request.client_replied"]
within = "8h"
calendar = "it-office"
warn_before = "4h"
share = "100%"
valid_from = "2020-01-01"
[commitment.name]
en = "Answered within 48 hours"
"#;

fn outside(key: &str, when: &str, kind: Kind, number: &str) -> Outside {
    Outside {
        source: "crm".into(),
        key: key.into(),
        at: at(when),
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

#[test]
fn a_breach_is_recorded_once_at_its_instant_and_withdrawn_by_a_late_answer() {
    each_engine(|house| {
        house.promise(REQUESTS, "");
        house.system("2026-05-04T10:00:00Z", |desk| {
            let fact = outside("1", "2026-05-04T09:00:00Z", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        let early = house.system("2026-05-06T05:30:00Z", tick);
        assert_eq!((early.breached, early.warned), (0, 1));
        let late = house.system("2026-05-06T11:00:00Z", tick);
        let again = house.system("2026-05-06T11:00:01Z", tick);
        assert_eq!((late.breached, again.breached, again.warned), (1, 0, 0));

        let clock = house.system("2026-05-06T11:00:02Z", |desk| soon_or_late(desk, "breached"));
        assert_eq!(clock.clock.breached_at, Some(at("2026-05-06T09:00:00Z")));
        house.system("2026-05-07T08:00:00Z", |desk| {
            let fact = outside("2", "2026-05-05T09:00:00Z", ANSWERED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        let kinds = house.system("2026-05-07T08:00:01Z", move |desk| {
            let clock = soon_or_late(desk, "kept")?;
            let entries = crate::history::of(desk, &[clock.subject])?;
            Ok(entries.into_iter().map(|entry| entry.kind.word()).collect::<Vec<_>>())
        });
        let clocks: Vec<&str> =
            kinds.into_iter().filter(|kind| kind.starts_with("clock")).collect();
        assert_eq!(clocks, ["clock.warned", "clock.breached", "clock.withdrawn"]);
    });
}

fn soon_or_late(desk: &mut crate::Desk<'_>, state: &'static str) -> crate::Result<ClockRow> {
    desk.one(
        "select * from clocks where tenant = $1 and state = $2",
        &[&desk.tenant.clone(), &state],
    )
}

#[test]
fn an_edited_calendar_moves_running_clocks_only_when_somebody_says_so() {
    let promise = r#"
        [[commitment]]
        code = "requests.8h"
        starts = ["request.received"]
        stops = ["request.answered"]
        within = "8h"
        calendar = "it-office"
        share = "100%"
        valid_from = "2020-01-01"
        [commitment.name]
        en = "Eight hours"
    "#;
    each_engine(|house| {
        house.promise(promise, OFFICE);
        let before = house.system("2026-05-04T07:00:00Z", |desk| {
            let fact = outside("1", "2026-05-04T06:30:00Z", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])?;
            soon_or_late(desk, "running")
        });
        assert_eq!(before.clock.due_at, Some(at("2026-05-04T16:00:00Z")));
        let after = house.system("2026-05-04T08:00:00Z", |desk| {
            let mut office: Definition =
                calendar::File::parse(OFFICE).expect("a calendar").calendar.remove(0);
            office.closed.push("2026-05-04".into());
            save_calendar(desk, &office, None)?;
            soon_or_late(desk, "running")
        });
        assert_eq!(after, before);
        let recalculated = house.system("2026-05-04T09:00:00Z", |desk| {
            crate::reactions::recalculate(desk, "requests.8h", None)?;
            soon_or_late(desk, "running")
        });
        assert_eq!(recalculated.clock.due_at, Some(at("2026-05-05T16:00:00Z")));
        assert_ne!(recalculated.calendar, before.calendar);
    });
}

#[test]
fn a_commitment_with_faults_is_refused_with_all_of_them() {
    each_engine(|house| {
        let refused = house.act("2026-05-04T07:00:00Z", crate::Who::System, |desk| {
            let commitment = Commitment {
                code: "two words".into(),
                starts: vec!["request.sneezed".into()],
                stops: Vec::new(),
                within: Some("10bd".into()),
                share: "95%".parse().expect("a share"),
                valid_from: "yesterday".into(),
                ..Document::read(REQUESTS)?.commitment.remove(0)
            };
            save(desk, &commitment)
        });
        let Err(Refusal::Invalid(faults)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["code", "starts", "stops", "within", "valid_from"]);
    });
}

#[test]
fn a_commitment_given_up_starts_no_more_clocks_and_rings_no_more_alarms_for_new_ones() {
    each_engine(|house| {
        house.promise(REQUESTS, "");
        house.system("2026-05-04T08:00:00Z", |desk| end(desk, "requests.48h"));
        let clocks: i64 = house.system("2026-05-04T10:00:00Z", |desk| {
            let fact = outside("1", "2026-05-04T09:00:00Z", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])?;
            desk.one("select count(*) as n from clocks", &[])
        });
        assert_eq!(clocks, 0);
    });
}

#[test]
fn a_commitment_saved_days_later_measures_from_the_receipt() {
    each_engine(|house| {
        house.system("2026-05-04T10:00:00Z", |desk| {
            let fact = outside("1", "2026-05-04T09:00:00Z", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        house.promise(REQUESTS, "");
        house.system("2026-05-07T10:00:00Z", |desk| {
            let fact = outside("2", "2026-05-07T09:00:00Z", ANSWERED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        let clock = house.system("2026-05-07T11:00:00Z", |desk| soon_or_late(desk, "breached"));
        assert_eq!(clock.clock.started_at, at("2026-05-04T09:00:00Z"));
        assert_eq!(clock.clock.breached_at, Some(at("2026-05-06T09:00:00Z")));
    });
}

#[test]
fn a_warning_comes_so_much_open_time_before_and_not_at_lunch_or_in_the_night() {
    let promise = r#"
        [[commitment]]
        code = "requests.8h"
        starts = ["request.received"]
        stops = ["request.answered"]
        within = "8h"
        warn_before = "4h"
        share = "100%"
        calendar = "it-office"
        valid_from = "2020-01-01"
        name.en = "Within a day's work"
    "#;
    each_engine(|house| {
        house.promise(promise, OFFICE);
        house.system("2026-03-30T07:01:00Z", |desk| {
            let fact = outside("1", "2026-03-30T09:00:00+02:00", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        // Due on Tuesday at nine; four real hours before would be five in the morning.
        let clock = house.system("2026-03-30T07:02:00Z", |desk| soon_or_late(desk, "running"));
        assert_eq!(clock.clock.due_at, Some(at("2026-03-31T09:00:00+02:00")));
        assert_eq!(clock.warn_at, Some(at("2026-03-30T14:30:00+02:00")));
    });
}

#[test]
fn jobs_are_done_once_and_come_back_after_a_failure() {
    each_engine(|house| {
        house.system("2026-05-04T08:00:00Z", crate::reactions::set_up);
        let now = "2026-05-04T08:00:01Z";
        assert_eq!(house.system(now, queue::queue_scheduled), 6);
        assert_eq!(house.system(now, queue::queue_scheduled), 0);
        let held = house.system(now, |desk| queue::claim(desk, 10));
        assert_eq!((held.len(), house.system(now, |desk| queue::claim(desk, 10)).len()), (6, 0));
        let (postponed, others) = held.split_first().expect("six of them");
        let postponed = postponed.clone();
        for job in others {
            let job = job.clone();
            house.system(now, move |desk| crate::reactions::run(desk, &job));
        }
        house.system(now, move |desk| queue::postpone(desk, &postponed, "no"));
        let later = house.system("2026-05-04T08:00:30Z", |desk| queue::claim(desk, 10));
        assert_eq!((later.len(), later[0].attempts), (1, 2));
        // The lease of a dead worker is taken over, and the dead one can no longer end the job.
        let taken = house.system("2026-05-04T09:00:00Z", |desk| queue::claim(desk, 10));
        assert_eq!(taken.len(), 1);
        let stale = later[0].clone();
        let ended = house.act("2026-05-04T09:00:01Z", crate::Who::System, move |desk| {
            queue::finish(desk, &stale)
        });
        assert!(matches!(ended, Err(Refusal::Conflict("lease-lost"))));
    });
}

#[test]
fn every_version_is_listed_with_who_saved_it() {
    each_engine(|house| {
        house.promise(REQUESTS, OFFICE);
        house.system("2026-05-04T08:00:00Z", |desk| end(desk, "requests.48h"));
        let (rule, hours) = house.system("2026-05-04T08:00:01Z", |desk| {
            Ok((saves(desk, "requests.48h")?, calendar_saves(desk, "it-office")?))
        });
        assert_eq!(rule.iter().map(|save| save.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((hours.len(), hours[0].valid_from, hours[0].by.as_deref()), (1, None, None));
    });
}

#[test]
fn a_breach_that_was_recorded_is_not_rewritten_by_a_recalculation() {
    each_engine(|house| {
        house.promise(BY_OFFICE, OFFICE);
        house.system("2026-05-04T07:00:00Z", |desk| {
            let fact = outside("1", "2026-05-04T06:30:00Z", RECEIVED, "R1");
            crate::reactions::subjects_told(desk, &[fact])
        });
        assert_eq!(house.system("2026-05-04T17:00:00Z", tick).breached, 1);
        let before = house.system("2026-05-04T17:01:00Z", |desk| soon_or_late(desk, "breached"));
        let after = house.system("2026-05-04T18:00:00Z", |desk| {
            let mut office: Definition =
                calendar::File::parse(OFFICE).expect("a calendar").calendar.remove(0);
            office.closed.push("2026-05-04".into());
            save_calendar(desk, &office, None)?;
            crate::reactions::recalculate(desk, "requests.48h", None)?;
            soon_or_late(desk, "breached")
        });
        assert_eq!(after, before);
    });
}
