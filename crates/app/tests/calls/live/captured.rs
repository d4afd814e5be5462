//! Dialogues captured from a real exchange, played again.

use super::server::{Hour, Piece, Server};
use crate::{
    house::{House, TENANT, houses},
    truth::{self, Listened, Seconds},
};
use db::Row;
use domain::{
    contacts::exchanges::{self, Report},
    reactions,
};
use flate2::read::GzDecoder;
use gateways::{Ami, Exchange, Kind, Login, Manners, Site, Stop, listen};
use kernel::{Date, Id, Instant};
use premura::{
    Place,
    import::{Failure, each_fact_after},
    nightly,
};
use serde_json::Value as Json;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

/// When the capture's driver had connected.
const BEGAN_AT: i64 = 1_795_340_890;

/// Everything that a client of the capture got, connection by connection, in the pieces in which
/// it came.
fn dialogue(folder: &Path, client: &str) -> Vec<Vec<Piece>> {
    let parts = (1..).map_while(|part| {
        let name = format!("{client}.part{part}");
        let timing = fs::read_to_string(folder.join(format!("{name}.timing.tsv"))).ok()?;
        let bytes = server_bytes(folder, &name);
        let pieces = timing.lines().skip(1).filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| fields[at].parse::<usize>().expect("a number");
            (fields[1] == "server").then(|| Piece {
                at: instant(fields[0]),
                bytes: bytes[number(2)..number(2) + number(3)].to_vec(),
            })
        });
        Some(pieces.collect())
    });
    parts.collect()
}

fn server_bytes(folder: &Path, name: &str) -> Vec<u8> {
    let plain = folder.join(format!("{name}.server.txt"));
    if plain.exists() {
        return fs::read(plain).expect("it reads");
    }
    let packed = fs::File::open(folder.join(format!("{name}.server.txt.gz"))).expect("it is there");
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).expect("it unpacks");
    bytes
}

fn instant(seconds: &str) -> Instant {
    let (whole, decimals) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let micros: i64 = format!("{decimals:0<6}")[..6].parse().expect("digits");
    Instant::from_seconds(whole.parse().expect("seconds")) + micros
}

/// The same bytes in pieces of another length.
fn recut(pieces: &[Piece], length: usize) -> Vec<Piece> {
    let cut = |piece: &Piece| {
        let at = piece.at;
        let parts = piece.bytes.chunks(length);
        parts.map(move |bytes| Piece { at, bytes: bytes.to_vec() }).collect::<Vec<_>>()
    };
    pieces.iter().flat_map(cut).collect()
}

fn manners() -> Manners {
    let inbound = vec!["inbound".to_owned()];
    Manners { source: "queue_log".to_owned(), inbound, ..Manners::default() }
}

fn login() -> Login {
    Login { user: "collector".into(), secret: "secret".into(), plain: true }
}

fn play(house: &House, scripts: Vec<Vec<Piece>>, log: Option<&Path>) {
    let (hour, stop) = (Hour::at(Instant::from_seconds(BEGAN_AT)), Stop::default());
    let server = Server::start(hour.clone(), scripts, stop.clone());
    let site = Site {
        db: (*house.db).clone(),
        tenant: Id::from_bytes(TENANT),
        clock: hour.clock(),
        shelf: Arc::default(),
    };
    let listened = gateways::Listened {
        kind: Kind::Asterisk(login()),
        address: server.address.clone(),
        manners: manners(),
        log: log.map(Path::to_owned),
    };
    listen(&site, &listened, &stop, &|trouble| eprintln!("{trouble}: {trouble:?}"));
    server.end();
}

#[test]
fn a_whole_dialogue_tells_every_call_however_it_is_cut() {
    let Some((folder, truth)) = truth::captured() else { return };
    // Other cuts on one engine, the real ones on the other.
    for (house, length) in houses().into_iter().zip([1_021, usize::MAX]) {
        let parts = dialogue(&folder, "ami_full");
        play(&house, parts.iter().map(|part| recut(part, length)).collect(), None);
        truth::agree_all(&house, &truth, (Listened::Always, Seconds::OfTheExchange));
        nothing_rings(&house);
    }
}

#[test]
fn the_instants_of_the_dialogue_tell_every_second() {
    let Some((folder, truth)) = truth::captured() else { return };
    for house in houses() {
        for part in dialogue(&folder, "ami_full") {
            let mut exchange = Ami::new(manners(), login());
            for piece in part {
                let heard = exchange.hear(&piece.bytes, piece.at).expect("it is heard").heard;
                if !heard.is_empty() {
                    house.at_a_desk(move |desk| {
                        reactions::exchange_heard(desk, "queue_log", &heard)
                    });
                }
            }
        }
        truth::agree_all(&house, &truth, (Listened::Always, Seconds::All));
    }
}

#[test]
fn a_gap_is_repaired_from_the_log_to_the_same_calls() {
    let Some((folder, truth)) = truth::captured() else { return };
    for house in houses() {
        play(&house, dialogue(&folder, "ami_cut"), None);
        let during_the_gap = truth.iter().filter(|call| in_the_gap(call));
        let told = truth::calls(&house);
        assert!(during_the_gap.count() > 10);
        assert!(
            truth
                .iter()
                .filter(|call| in_the_gap(call))
                .any(|call| { !told.contains_key(call["callid"].as_str().expect("a text")) })
        );
        let log = logs(&house, &folder);
        let before = reconciled(&house, &folder);
        assert!(before.missing.len() > 10 && !before.is_settled(), "on {}", house.db.name());
        play(&house, vec![Vec::new()], Some(&log));
        truth::agree_all(&house, &truth, (Listened::Partly, Seconds::All));
        let after = reconciled(&house, &folder);
        assert!(after.is_settled(), "on {}: {after:?}", house.db.name());
        assert_eq!(
            (after.ours.wait_us, after.ours.talk_us),
            (after.log.wait_us, after.log.talk_us)
        );
        nothing_rings(&house);
        reconciled_by_night(&house, &log);
    }
}

#[test]
fn the_log_has_the_last_word_on_a_whole_dialogue_too() {
    let Some((folder, truth)) = truth::captured() else { return };
    for (house, alone) in houses().into_iter().zip(houses()) {
        play(&house, dialogue(&folder, "ami_full"), None);
        let log = logs(&house, &folder);
        play(&house, vec![Vec::new()], Some(&log));
        truth::agree_all(&house, &truth, (Listened::Always, Seconds::All));
        // A second house that only ever saw the log.
        play(&alone, vec![Vec::new()], Some(&log));
        assert_eq!(figures(&house), figures(&alone), "on {}", house.db.name());
    }
}

/// What there is of calls that came to a queue, to the microsecond.
fn figures(house: &House) -> Vec<(String, String, Vec<Option<i64>>)> {
    let rows = house.rows(
        "select key, outcome, offered_at, answered_at, ended_at, wait_us, handling_us, visits
           from calls where linked_into is null and offered_at is not null order by key",
    );
    let numbers = ["offered_at", "answered_at", "ended_at", "wait_us", "handling_us", "visits"];
    let of = |row: &Row| {
        let numbers = numbers.map(|name| row.get(name).expect("a number"));
        (row.get("key").expect("a key"), row.get("outcome").expect("a word"), numbers.to_vec())
    };
    rows.iter().map(of).collect()
}

fn in_the_gap(call: &Json) -> bool {
    let began = call["t_start"].as_f64().expect("a time");
    (1_795_340_950.0..1_795_341_000.0).contains(&began)
}

/// The exchange's log and what it was rotated into, where it can be followed.
fn logs(house: &House, folder: &Path) -> PathBuf {
    for name in ["queue_log.0", "queue_log.1", "queue_log"] {
        house.file(name, fs::read(folder.join(name)).expect("it reads"));
    }
    house.folder.join("queue_log")
}

/// The day of the capture, call by call against the log.
fn reconciled(house: &House, folder: &Path) -> Report {
    let (mut facts, mut memory) = (Vec::new(), Json::Null);
    for name in ["queue_log.0", "queue_log.1", "queue_log"] {
        let options = house.options(&folder.join(name));
        let read = each_fact_after::<Failure>(&options, &mut memory, |fact| {
            facts.push(fact);
            Ok(())
        });
        read.expect("the log reads");
    }
    let day: Date = "2026-11-22".parse().expect("a day");
    house.at_a_desk(move |desk| exchanges::reconcile(desk, "queue_log", day, &facts))
}

/// The night after the capture: the day is reconciled once, from all pieces of the log, and kept.
fn reconciled_by_night(house: &House, log: &Path) {
    let clock = web::Clock::new(|| "2026-11-23T04:00:00Z".parse().expect("an instant"));
    let place = Place { db: (*house.db).clone(), clock, shelf: Arc::default() };
    let tenant = place.tenant(None).expect("the company");
    let named = nightly::Log { source: "queue_log".into(), ..nightly::Log::default() };
    let look = || nightly::look(&place, &tenant, &named, log).expect("the log is read");
    assert_eq!((look(), look()), (1, 0), "once, on {}", house.db.name());
    let kept = house.at_a_desk(exchanges::reconciliations);
    let days: Vec<_> =
        kept.iter().map(|one| (one.report.day.to_string(), one.report.is_settled())).collect();
    assert_eq!(days, [("2026-11-22".to_owned(), true)]);
}

fn nothing_rings(house: &House) {
    assert_eq!(house.count("select count(*) as n from ringing"), 0, "on {}", house.db.name());
}
