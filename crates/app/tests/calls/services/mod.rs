//! Records of rented telephone services: by file and by the API, in any order, the same calls.

use super::house::{House, houses, seconds};
use axum::{Router, serve};
use domain::{Right, Shelf, contacts::logs::Format, identity};
use kernel::Instant;
use premura::import::Report;
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};
use tokio::{net::TcpListener, runtime::Builder};
use web::{App, Clock, Settings};

const CONNECT: &str = include_str!("connect.jsonl");
const GENESYS: &str = include_str!("genesys.json");
const TWILIO: &str = include_str!("twilio.jsonl");

/// Every call by its key: how it ended, and what is counted of it in seconds.
fn calls(house: &House) -> Vec<String> {
    let rows = house.rows(
        "select c.key, c.outcome, c.arrived_at, c.offered_at, c.answered_at, c.ended_at, c.wait_us,
            c.handling_us, c.visits, c.transferred, c.caller, c.withheld, n.number as number
         from calls c left join phone_numbers n on n.tenant = c.tenant and n.id = c.number
         order by c.key",
    );
    let line = |row: &db::Row| {
        let word = |name: &str| row.get::<Option<String>>(name).expect("a word");
        let text = |name: &str| word(name).unwrap_or_else(|| "-".to_owned());
        let count = |name: &str| seconds(row, name).map_or("-".to_owned(), |it| it.to_string());
        let visits: i64 = row.get("visits").expect("a count");
        let handed_on: bool = row.get("transferred").expect("a truth");
        let withheld: bool = row.get("withheld").expect("a truth");
        let at = |name: &str| {
            let micros: Option<i64> = row.get(name).expect("microseconds");
            micros.map_or("-".to_owned(), |it| time_of(Instant::from_micros(it)))
        };
        format!(
            "{} {} | {} {} {} {} | wait {} talk {} | {visits}{} | {} {}",
            text("key"),
            text("outcome"),
            at("arrived_at"),
            at("offered_at"),
            at("answered_at"),
            at("ended_at"),
            count("wait_us"),
            count("handling_us"),
            if handed_on { " handed on" } else { "" },
            if withheld { "withheld".to_owned() } else { text("caller") },
            text("number"),
        )
    };
    rows.iter().map(line).collect()
}

fn time_of(at: Instant) -> String {
    let text = at.to_string();
    text.split_once('T').map_or("", |(_, time)| time.trim_end_matches('Z')).to_owned()
}

fn imported(house: &House, name: &str, text: &str) -> Report {
    let file = house.file(name, text);
    house.import(&house.options(&file))
}

/// Computed by hand from the sample, record by record.
const OF_CONNECT: &[&str] = &[
    "c-abandoned abandoned | 08:15:00 08:15:20 - 08:16:01 | wait 41 talk - | 1 \
     | withheld +39800100",
    "c-answered answered | 08:00:00 08:00:15 08:00:37 08:04:37 | wait 22 talk 240 | 1 \
     | +390655510 +39800100",
    "c-menu left_before_queue | 08:20:00 - - 08:20:09 | wait - talk - | 0 | +390655512 +39800100",
    "c-overflow answered | 08:30:00 08:30:05 08:31:17 08:33:17 | wait 72 talk 120 | 2 \
     | +390655513 +39800100",
    "c-transfer answered | 08:40:00 08:40:10 08:40:18 08:47:40 | wait 8 talk 433 | 2 handed on \
     | +390655514 +39800100",
];

const OF_GENESYS: &[&str] = &[
    "v-abandoned abandoned | 09:10:00.5 09:10:15.5 - 09:10:45.25 | wait 29.75 talk - | 1 \
     | withheld +39800200",
    "v-answered answered | 09:00:00 09:00:10 09:00:24.4 09:02:24.4 | wait 14.4 talk 120 | 1 \
     | +390655520 +39800200",
    "v-flowed answered | 09:20:00 09:20:05 09:21:12 09:22:42 | wait 67 talk 90 | 2 \
     | +390655521 +39800200",
];

const OF_TWILIO: &[&str] = &[
    "CAabandoned abandoned | 10:10:00 10:10:00.2 - 10:10:33.2 | wait 33 talk - | 1 \
     | withheld +39800300",
    "CAanswered answered | 10:00:00 10:00:00.25 10:00:20.25 10:02:35 | wait 20 talk 120 | 1 \
     | +390655530 +39800300",
    "CAmoved answered | 10:20:00 10:20:00.1 10:20:55 10:23:05 | wait 54.9 talk 130 | 3 handed on \
     | +390655531 +39800300",
];

/// Each sample: its file, what is in it, the service, and its calls.
fn samples() -> [(&'static str, &'static str, &'static str, &'static [&'static str]); 3] {
    [
        ("contacts.jsonl", CONNECT, "connect", OF_CONNECT),
        ("answer.json", GENESYS, "genesys", OF_GENESYS),
        ("events.jsonl", TWILIO, "twilio", OF_TWILIO),
    ]
}

#[test]
fn a_file_is_recognised_and_gives_the_calls_that_were_computed_by_hand() {
    for (name, text, service, expected) in samples() {
        for house in houses() {
            let report = imported(&house, name, text);
            assert_eq!(report.format, service);
            assert_eq!(report.rejected_total(), 0, "{:?}", house.rejects());
            assert_eq!(calls(&house), expected, "{service} on {}", house.db.name());
            let open = house.count("select count(*) as n from calls where open = true");
            assert_eq!(open, 0, "{service}");
        }
    }
}

#[test]
fn what_is_no_incoming_call_is_counted_by_name() {
    let house = houses().remove(0);
    let told = |name, text| imported(&house, name, text).unknown_events;
    let names = |counts: std::collections::BTreeMap<String, u64>| -> Vec<String> {
        counts.into_iter().map(|(name, count)| format!("{name}: {count}")).collect()
    };
    assert_eq!(names(told("c", CONNECT)), ["channel CHAT: 1", "initiation OUTBOUND: 1"]);
    assert_eq!(
        names(told("g", GENESYS)),
        ["consultation: 1", "direction outbound: 1", "media email: 1"]
    );
    assert_eq!(names(told("t", TWILIO)), ["channel chat: 1", "worker.activity.update: 1"]);
}

#[test]
fn records_in_another_order_and_doubled_give_the_same_calls() {
    for (text, format, expected) in
        [(CONNECT, Format::Connect, OF_CONNECT), (TWILIO, Format::Twilio, OF_TWILIO)]
    {
        for house in houses() {
            let mut lines: Vec<&str> = text.lines().rev().collect();
            lines.extend(text.lines());
            let glued = lines.concat();
            let file = house.file("turned", glued);
            let mut options = house.options(&file);
            options.format = Some(format);
            let report = house.import(&options);
            assert_eq!(report.kept, report.doubled, "each fact is told twice");
            assert_eq!(calls(&house), expected, "{format:?} on {}", house.db.name());
            let again = house.import(&options);
            assert!(again.already_imported);
        }
    }
}

#[test]
fn a_bad_record_costs_only_itself() {
    for house in houses() {
        let began = r#""InitiationTimestamp":"2026-05-04T08:15:00"#;
        let whole = CONNECT.replacen(&format!("{began}Z"), began, 1);
        let text = format!("{whole}{{\"Channel\":\"VOICE\",\n{{\"Channel\":7}}\nnonsense\n");
        let report = imported(&house, "damaged", &text);
        let rest: Vec<&str> = OF_CONNECT[1..].to_vec();
        assert_eq!(calls(&house), rest);
        assert_eq!(
            house.rejects(),
            [
                "2,InitiationTimestamp,not_a_time",
                "11,,not_json",
                "11,Channel,not_text",
                "13,,not_json"
            ]
        );
        assert_eq!(report.rejected_total(), 4);
    }
}

#[test]
fn the_api_takes_the_same_records_to_the_same_calls() {
    for (_, text, service, expected) in samples() {
        for house in houses() {
            let root = house.rows("select id from units where parent is null");
            let root = root[0].get("id").expect("an id");
            house.at_a_desk(move |desk| {
                identity::make_key(desk, "records", &[Right::TellCalls], root, "a key").map(drop)
            });
            let answer = posted(&house, &format!("/api/v1/calls/from/{service}"), text);
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(answer.contains("\"rejected\":[]"), "{answer}");
            assert_eq!(calls(&house), expected, "{service} on {}", house.db.name());
            let report = imported(&house, "the same", text);
            assert_eq!((report.kept, report.doubled > 0), (0, true), "a file after it is doubled");
        }
    }
}

/// Sends a body to the whole site, over a real connection.
fn posted(house: &House, path: &str, body: &str) -> String {
    let clock = Clock::new(|| "2026-11-24T12:00:00Z".parse().expect("an instant"));
    let app = App::new((*house.db).clone(), Arc::new(Shelf::default()), clock, Settings::default());
    let site: Router = web::site(app);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("threads");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    runtime.spawn(async move { serve(listener, site).await });
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: esempio.test\r\nConnection: close\r\n\
         Authorization: Bearer a key\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is answered");
    // Handles of the database must not be dropped on the runtime's own threads.
    runtime.shutdown_background();
    answer
}
