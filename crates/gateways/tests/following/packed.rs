//! A log that was rotated and packed while nobody read it.

use super::{Exchange, look};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value as Json;
use std::{fs, io::Write};

impl Exchange {
    /// Packs a file, as logrotate does: the plain one goes.
    fn pack(&self, name: &str) -> std::path::PathBuf {
        let plain = fs::read(self.path(name)).expect("the file");
        let packed = self.path(&format!("{name}.gz"));
        let mut file =
            GzEncoder::new(fs::File::create(&packed).expect("a file"), Compression::best());
        file.write_all(&plain).expect("it is packed");
        file.finish().expect("it is packed");
        fs::remove_file(self.path(name)).expect("the plain one goes");
        packed
    }
}

/// A log whose first call was read, and that was rotated away after its second; a new one is there.
fn rotated() -> (Exchange, Json) {
    let mut exchange = Exchange::new();
    exchange.call("c1");
    let (_, place) = look(&mut exchange.tail(&Json::Null));
    exchange.call("c2");
    exchange.rename("queue_log", "queue_log.1");
    exchange.begin_file();
    exchange.call("c3");
    (exchange, place)
}

#[test]
fn a_log_that_was_packed_while_away_tells_what_a_plain_one_does() {
    let (exchange, place) = rotated();
    let plain = exchange.tail(&place).look().expect("it reads").expect("there is something");
    exchange.pack("queue_log.1");
    let packed = exchange.tail(&place).look().expect("it reads").expect("there is something");
    let calls: Vec<&str> = packed.facts.iter().map(|fact| fact.call.as_str()).collect();
    assert_eq!(calls, ["c2", "c3"]);
    assert_eq!((packed.facts, packed.place), (plain.facts, plain.place));
}

#[test]
fn what_was_rotated_again_and_packed_is_read_in_its_order() {
    let mut exchange = Exchange::new();
    exchange.call("c0");
    exchange.rename("queue_log", "queue_log-1");
    exchange.begin_file();
    exchange.call("c1");
    let mut alive = exchange.tail(&Json::Null);
    let (_, place) = look(&mut alive);
    exchange.call("c2");
    for number in 2..5 {
        exchange.rename("queue_log", &format!("queue_log-{number}"));
        exchange.begin_file();
        exchange.call(&format!("c{}", number + 1));
    }
    (1..5).for_each(|number| drop(exchange.pack(&format!("queue_log-{number}"))));
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c2", "c3", "c4", "c5"]);
    assert_eq!(look(&mut alive).0, ["c2", "c3", "c4", "c5"]);
    assert_eq!(alive.newly_damaged(), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn a_packed_log_is_read_in_parts_with_a_place_after_each() {
    let mut exchange = Exchange::new();
    exchange.call("c0");
    let (_, place) = look(&mut exchange.tail(&Json::Null));
    (1..2_500).for_each(|number| exchange.call(&format!("c{number}")));
    exchange.rename("queue_log", "queue_log.1");
    exchange.write("");
    exchange.pack("queue_log.1");
    let mut tail = exchange.tail(&place);
    let first = tail.look().expect("it reads").expect("there is something");
    assert!(first.more && first.facts.len() < 2_499);
    let second = tail.look().expect("it reads").expect("there is something");
    assert_eq!(second.facts[0].call, format!("c{}", 1 + first.facts.len()));
    // Stopped after the first part, another goes on from there.
    let mut other = exchange.tail(&first.place);
    let (rest, _) = look(&mut other);
    assert_eq!(rest.first(), Some(&second.facts[0].call));
    assert_eq!(first.facts.len() + rest.len(), 2_499);
    // The new log is still empty; what comes into it is told once.
    assert!(other.look().expect("it reads").is_none());
    exchange.call("later");
    assert_eq!(look(&mut other).0, ["later"]);
    assert_eq!(look(&mut other).0, [""; 0]);
}

#[test]
fn a_packed_log_that_is_not_ours_is_left_alone() {
    let mut exchange = Exchange::new();
    exchange.call("old");
    exchange.rename("queue_log", "queue_log.2");
    exchange.begin_file();
    exchange.call("c1");
    exchange.pack("queue_log.2");
    // Nothing was ever read: what is packed stays for an import.
    let (calls, place) = look(&mut exchange.tail(&Json::Null));
    assert_eq!(calls, ["c1"]);
    // Nor does it come when the place's own file was rotated and packed, or is gone.
    exchange.call("c2");
    exchange.rename("queue_log", "queue_log.1");
    exchange.begin_file();
    exchange.call("c3");
    let packed = exchange.pack("queue_log.1");
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c2", "c3"]);
    fs::remove_file(packed).expect("it goes");
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c3"]);
}

#[test]
fn a_damaged_one_is_read_as_far_as_it_goes_and_told_once() {
    let mut exchange = Exchange::new();
    exchange.call("c0");
    let (_, place) = look(&mut exchange.tail(&Json::Null));
    (1..900).for_each(|number| exchange.call(&format!("call {}", number * 7_919)));
    exchange.rename("queue_log", "queue_log.1");
    exchange.begin_file();
    exchange.call("later");
    let packed = exchange.pack("queue_log.1");
    let bytes = fs::read(&packed).expect("the packed file");
    fs::write(&packed, &bytes[..bytes.len() / 2]).expect("it is cut");
    let mut tail = exchange.tail(&place);
    let (calls, _) = look(&mut tail);
    assert!(calls.len() > 100 && calls.len() < 900, "{}", calls.len());
    assert_eq!((calls[0].as_str(), calls.last().map(String::as_str)), ("call 7919", Some("later")));
    assert_eq!(tail.newly_damaged(), std::slice::from_ref(&packed));
    exchange.call("latest");
    assert_eq!(look(&mut tail).0, ["latest"]);
    assert!(tail.newly_damaged().is_empty());
    // Cut before the place, or no gzip at all: what is there beside it is told all the same.
    for damaged in [&bytes[..12], b"\x1f\x8b\x08packed"] {
        fs::write(&packed, damaged).expect("it is damaged");
        let mut tail = exchange.tail(&place);
        assert_eq!(look(&mut tail).0, ["later", "latest"]);
        assert_eq!(tail.newly_damaged(), std::slice::from_ref(&packed));
    }
}
