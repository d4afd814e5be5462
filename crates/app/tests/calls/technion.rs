//! A month of a bank's calls: every figure of the reference, and every oddity counted.

use super::house::{House, houses};
use kernel::{Instant, TimeZone};
use premura::import::ImportOptions;
use serde_json::{Map, Value as Json, json};
use std::{collections::BTreeMap, fs, path::Path};
use testkit::data;

const LOG: &str = "calls/technion_anonbank_1999-01.tsv.gz";
const REFERENCE: &str = "calls/technion_anonbank_1999-01.reference_kpis.json";
const MAP: &str = include_str!("../../../../docs/maps/technion.toml");

pub fn options(house: &House, log: &Path) -> ImportOptions {
    ImportOptions { map: Some(MAP.to_owned()), ..house.options(log) }
}

#[test]
fn a_month_gives_every_figure_of_the_reference() {
    let (Some(log), Some(reference)) = (data::file(LOG), data::file(REFERENCE)) else { return };
    let reference = fs::read_to_string(reference).expect("it is there");
    let reference: Json = serde_json::from_str(&reference).expect("it is JSON");
    for house in houses() {
        let report = house.import(&options(&house, &log));
        assert_eq!(json!(report.quality), reference["quality"], "on {}", house.db.name());
        assert_eq!(report.rejected, BTreeMap::from([("phantom".to_owned(), 240)]));
        assert_eq!((report.rows, report.kept, report.doubled), (31_599, 31_359, 0));
        let found = figures(&house);
        let expected = reference["kpis"].as_object().expect("an object");
        for (name, value) in expected {
            assert_eq!(found.get(name), Some(value), "{name} on {}", house.db.name());
        }
    }
}

struct Call {
    outcome: String,
    kind: String,
    wait: i64,
    handling: i64,
    hour: i8,
    date: String,
    offered: bool,
}

fn calls(house: &House) -> Vec<Call> {
    let zone = TimeZone::get("Asia/Jerusalem").expect("bundled");
    let rows = house.rows(
        "select outcome, kind, wait_us, handling_us, arrived_at, offered_at from calls
          order by id",
    );
    let second = |micros: Option<i64>| micros.unwrap_or(0) / 1_000_000;
    rows.iter()
        .map(|row| {
            let arrived: Instant = row.get("arrived_at").expect("an instant");
            let local = arrived.in_zone(&zone);
            let offered: Option<i64> = row.get("offered_at").expect("an instant");
            Call {
                outcome: row.get("outcome").expect("a word"),
                kind: row.get("kind").expect("a kind"),
                wait: second(row.get("wait_us").expect("microseconds")),
                handling: second(row.get("handling_us").expect("microseconds")),
                hour: local.hour(),
                date: local.strftime("%y%m%d").to_string(),
                offered: offered.is_some(),
            }
        })
        .collect()
}

fn figures(house: &House) -> Map<String, Json> {
    let calls = calls(house);
    let of = |outcome: &str| calls.iter().filter(|call| call.outcome == outcome).count();
    let answered: Vec<&Call> = calls.iter().filter(|call| call.outcome == "answered").collect();
    let waits: Vec<i64> = answered.iter().map(|call| call.wait).collect();
    let talks: Vec<i64> = answered.iter().map(|call| call.handling).collect();
    let offered = calls.iter().filter(|call| call.offered).count();
    let (menu, queue) = (of("left_before_queue"), of("abandoned"));
    let within = |limit: i64| {
        let quick = waits.iter().filter(|wait| **wait <= limit).count();
        json!(rounded(quick as f64 / offered as f64, 5))
    };
    let short = talks.iter().filter(|talk| **talk <= 5).count();
    let figures = json!({
        "calls_excl_phantom": calls.len(),
        "answered_AGENT": answered.len(),
        "hang_total": menu + queue,
        "hang_in_VRU(q_start=0)": menu,
        "hang_in_queue(q_start>0)": queue,
        "offered_to_agents": offered,
        "abandon_rate_of_offered": rounded(queue as f64 / offered as f64, 5),
        "ASA_seconds(mean q_time of answered)": rounded(mean(&waits), 3),
        "median_q_time_answered": quantile(&waits, 0.5),
        "p95_q_time_answered": quantile(&waits, 0.95),
        "answered_within_20s_over_offered": within(20),
        "answered_within_30s_over_offered": within(30),
        "answered_within_60s_over_offered": within(60),
        "AHT_seconds(mean ser_time of answered)": rounded(mean(&talks), 3),
        "median_ser_time": quantile(&talks, 0.5),
        "answered_with_ser_time<=5s": short,
        "by_type_answered_n_ASA_AHT": by_type(&answered),
        "calls_by_hour_of_vru_entry": by(&calls, |call| call.hour.to_string()),
        "calls_by_date": by(&calls, |call| call.date.clone()),
    });
    figures.as_object().expect("an object").clone()
}

fn by(calls: &[Call], name: impl Fn(&Call) -> String) -> Json {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    calls.iter().for_each(|call| *counts.entry(name(call)).or_default() += 1);
    json!(counts)
}

fn by_type(answered: &[&Call]) -> Json {
    let mut types: BTreeMap<&str, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
    for call in answered {
        let (waits, talks) = types.entry(&call.kind).or_default();
        waits.push(call.wait);
        talks.push(call.handling);
    }
    let figures = types.into_iter().map(|(name, (waits, talks))| {
        (name, json!([waits.len(), rounded(mean(&waits), 2), rounded(mean(&talks), 2)]))
    });
    json!(figures.collect::<BTreeMap<_, _>>())
}

fn mean(values: &[i64]) -> f64 {
    values.iter().sum::<i64>() as f64 / values.len() as f64
}

fn rounded(value: f64, places: i32) -> f64 {
    let unit = 10_f64.powi(places);
    (value * unit).round() / unit
}

/// The value below which this part of the others lies, between two neighbours by distance.
fn quantile(values: &[i64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = part * (sorted.len() - 1) as f64;
    let below = sorted[place.floor() as usize] as f64;
    let above = sorted[place.ceil() as usize] as f64;
    below + (above - below) * place.fract()
}
