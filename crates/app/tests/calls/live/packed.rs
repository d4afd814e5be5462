//! A log that was rotated and packed while the program was away.

use super::server::{Hour, Piece, Server};
use crate::house::{House, TENANT, houses};
use flate2::{Compression, write::GzEncoder};
use gateways::{Kind, Listened, Login, Manners, Site, Stop, listen};
use kernel::{Id, Instant};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// 2026-11-22 at about nine.
const SECOND: i64 = 1_795_340_898;

/// Callers who join, a second apart.
fn lines(calls: std::ops::Range<i64>) -> String {
    let line = |call| format!("{}|{SECOND}.{call}|claims|NONE|ENTERQUEUE||0001|1\n", SECOND + call);
    calls.map(line).collect()
}

/// Listens to an exchange that says one thing and hangs up; answers the troubles.
fn listened(house: &House, log: &Path, live_call: &str) -> Vec<String> {
    let at = Instant::from_seconds(SECOND + 3_600);
    let (hour, stop) = (Hour::at(at), Stop::default());
    let said = format!(
        "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: premura-Login\r\n\
         Message: ok\r\n\r\nEvent: QueueCallerJoin\r\nUniqueid: {live_call}\r\n\
         Linkedid: {live_call}\r\nQueue: claims\r\nCallerIDNum: 0000555001\r\n\r\n"
    );
    let script = vec![Piece { at, bytes: said.into_bytes() }];
    let server = Server::start(hour.clone(), vec![script], stop.clone());
    let site = Site {
        db: (*house.db).clone(),
        tenant: Id::from_bytes(TENANT),
        clock: hour.clock(),
        shelf: Arc::default(),
    };
    let login = Login { user: "premura".into(), secret: "secret".into(), plain: true };
    let listened = Listened {
        kind: Kind::Asterisk(login),
        address: server.address.clone(),
        manners: Manners { source: "pbx".to_owned(), ..Manners::default() },
        log: Some(log.to_owned()),
    };
    let troubles = Mutex::new(Vec::new());
    listen(&site, &listened, &stop, &|trouble| {
        let cause = std::error::Error::source(trouble).map(ToString::to_string);
        troubles.lock().expect("nobody failed").push(cause.unwrap_or_default());
    });
    server.end();
    troubles.into_inner().expect("nobody failed")
}

/// A house that has heard the first ten calls of a log with five hundred, which was packed since.
fn away(house: &House) -> (PathBuf, PathBuf) {
    let log = house.file("queue_log", lines(0..10));
    listened(house, &log, "live.1");
    let packed = log.with_file_name("queue_log.1.gz");
    let file = fs::File::create(&packed).expect("a file");
    let mut file = GzEncoder::new(file, Compression::best());
    file.write_all(lines(0..500).as_bytes()).expect("it is packed");
    file.finish().expect("it is packed");
    fs::write(&log, lines(500..510)).expect("the new log");
    (log, packed)
}

/// The calls of the log, and those that were heard live.
fn known(house: &House) -> (i64, i64) {
    let live = house.count("select count(*) as n from calls where key like 'live.%'");
    (house.count("select count(*) as n from calls") - live, live)
}

#[test]
fn what_was_packed_while_away_is_told() {
    for house in houses() {
        let (log, _) = away(&house);
        assert_eq!(known(&house), (10, 1));
        let troubles = listened(&house, &log, "live.2");
        assert!(!troubles.iter().any(|trouble| trouble.contains("damaged")), "{troubles:?}");
        assert_eq!(known(&house), (510, 2));
    }
}

#[test]
fn a_damaged_one_is_reported_and_the_events_go_on() {
    for house in houses() {
        let (log, packed) = away(&house);
        let bytes = fs::read(&packed).expect("the packed file");
        fs::write(&packed, &bytes[..bytes.len() / 2]).expect("it is cut");
        let troubles = listened(&house, &log, "live.2");
        let told = troubles.iter().filter(|trouble| trouble.contains("queue_log.1.gz is damaged"));
        assert_eq!(told.count(), 1, "{troubles:?}");
        let (calls, live) = known(&house);
        assert!((20..510).contains(&calls), "{calls}");
        assert_eq!(live, 2);
    }
}
