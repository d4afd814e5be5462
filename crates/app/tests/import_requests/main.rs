//! Three logs of real desks, replayed: as many cases and events as were counted beforehand by
//! another program, with their waiting, reopening and lateness; and logs that are damaged.

use db::scratch::Scratch;
use domain::{
    Shelf,
    commitments::{self, Document},
};
use kernel::{Id, Instant};
use premura::{Place, event_log};
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};
use testkit::{
    bare::{self, NOW, TENANT},
    data,
};

const HELPDESK: &str = include_str!("../../../../docs/maps/helpdesk.toml");
const INCIDENTS: &str = include_str!("../../../../docs/maps/incidents.toml");
const PERMITS: &str = include_str!("../../../../docs/maps/permits.toml");
const PROMISES: &str = include_str!("promises.toml");

fn places() -> Vec<(Scratch, Place)> {
    db::scratch::engines(domain::MIGRATIONS).into_iter().map(founded).collect()
}

fn founded(scratch: Scratch) -> (Scratch, Place) {
    let clock = web::Clock::new(|| NOW.parse::<Instant>().expect("an instant"));
    let place = Place { db: (*scratch).clone(), clock, shelf: Arc::new(Shelf::default()) };
    bare::found(&scratch, &place.shelf, |desk| {
        commitments::import(desk, &Document::read(PROMISES)?).map(drop)
    });
    (scratch, place)
}

fn import(place: &Place, file: &Path, map: &str) -> event_log::Report {
    let rejects = std::env::temp_dir().join(format!("rejects-{}.csv", std::process::id()));
    let options = event_log::Options {
        file: file.to_owned(),
        map: map.to_owned(),
        rejects: Some(rejects),
        ..event_log::Options::default()
    };
    event_log::import(place, Id::from_bytes(TENANT), &options).expect("the log is imported")
}

fn count(place: &Place, sql: &'static str) -> i64 {
    let counted = place
        .look(Id::from_bytes(TENANT), move |desk| desk.one::<i64>(sql, &[&desk.tenant.clone()]));
    counted.expect("the rows are counted")
}

fn reference() -> Option<Json> {
    let text = fs::read_to_string(data::file("reference_facts.json")?).expect("it is there");
    Some(serde_json::from_str(&text).expect("it is JSON"))
}

const SUBJECTS: &str = "select count(*) as n from subjects where tenant = $1";
/// Facts of single lines: what follows from their order is named otherwise.
const AGAIN: &str = "select count(*) as n from (
    select subject from history where tenant = $1 and kind = 'request.answered'
     group by subject having count(*) > 1) as again";
const PAUSED: &str = "select count(*) as n from history
    where tenant = $1 and kind = 'request.waiting_for_client'";
const CLOCKS: &str = "select count(*) as n from clocks where tenant = $1 and state <> 'running'";

#[test]
fn a_help_desks_log_gives_the_figures_of_the_reference() {
    let log = data::file("requests/helpdesk_it_events.csv.gz");
    let (Some(log), Some(reference)) = (log, reference()) else { return };
    let expected = &reference["helpdesk_it"];
    for (scratch, place) in places() {
        let report = import(&place, &log, HELPDESK);
        assert_eq!(report.cases, expected["cases"], "{}", scratch.name());
        assert_eq!(report.events, expected["events"]);
        assert_eq!(report.answered_again, expected["cases_resolved_more_than_once"]);
        assert_eq!(report.rejected, 0);
        assert_eq!(count(&place, SUBJECTS), expected["cases"]);
        assert_eq!(count(&place, AGAIN), expected["cases_resolved_more_than_once"]);
        assert_eq!(count(&place, PAUSED), report.activities["Wait"].cast_signed());
        assert!(report.reopened >= report.answered_again, "each second answer follows a reopening");
        assert!(count(&place, CLOCKS) >= 3_000, "the answered ones have their verdict");
        let again = import(&place, &log, HELPDESK);
        assert_eq!((again.fresh, again.events), (0, report.events));
    }
}

#[test]
fn a_log_of_incidents_gives_the_figures_of_the_reference() {
    let log = data::file("requests/bpic2013_incidents_events.csv.gz");
    let (Some(log), Some(reference)) = (log, reference()) else { return };
    let expected = &reference["bpic2013_incidents"];
    for (_scratch, place) in places() {
        let report = import(&place, &log, INCIDENTS);
        assert_eq!(report.cases, expected["cases"]);
        assert_eq!(report.events, expected["events"]);
        assert_eq!(report.passed_on, expected["cases_touching_>1_org_group"]);
        let statuses: BTreeMap<String, u64> =
            serde_json::from_value(expected["status_counts"].clone()).expect("counts");
        assert_eq!(report.activities, statuses);
        let waits = statuses["Wait - User"] + statuses["Wait - Customer"];
        assert_eq!(count(&place, PAUSED), waits.cast_signed());
        assert_eq!(count(&place, SUBJECTS), expected["cases"]);
    }
}

#[test]
fn a_log_with_deadlines_gives_the_lateness_of_the_reference() {
    let log = data::file("requests/receipt_wabo_events.csv.gz");
    let (Some(log), Some(reference)) = (log, reference()) else { return };
    let expected = &reference["receipt_wabo"];
    for (_scratch, place) in places() {
        let report = import(&place, &log, PERMITS);
        assert_eq!(report.cases, expected["cases"]);
        assert_eq!(report.events, expected["events"]);
        assert_eq!(report.ended, expected["closed"]);
        assert_eq!(report.late, expected["closed_after_deadline"]);
        assert_eq!(count(&place, SUBJECTS), expected["cases"]);
    }
}

#[test]
fn a_damaged_line_is_put_aside_and_the_good_ones_are_kept() {
    let file = std::env::temp_dir().join(format!("requests-{}.csv", std::process::id()));
    let text = "case:concept:name,concept:name,time:timestamp\n\
                A,Insert ticket,2026-01-05T09:00:00Z\n\
                A,Resolve ticket,yesterday\n\
                ,Closed,2026-01-05T10:00:00Z\n\
                A,Wait,2026-01-05T10:00:00Z\n\
                A,\"Assign, with a comma\",2026-01-05T11:00:00Z\n\
                A,Resolve ticket,2026-01-05T12:00:00Z\n";
    fs::write(&file, text).expect("the file is written");
    for (_scratch, place) in places() {
        let report = import(&place, &file, HELPDESK);
        assert_eq!((report.cases, report.events, report.rejected), (1, 4, 2));
        // The receipt, four lines, and the reply that ended the waiting.
        assert_eq!(report.fresh, 6);
        let rejects = fs::read_to_string(report.rejects.expect("there are some")).expect("text");
        assert!(rejects.contains("3,time,") && rejects.contains("4,case,"), "{rejects}");
    }
}
