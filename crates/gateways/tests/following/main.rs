//! A log is followed while it grows and through every kind of rotation: each line once.

mod packed;

use gateways::Tail;
use serde_json::Value as Json;
use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder with a log in it, gone at the end.
struct Exchange {
    folder: PathBuf,
    second: i64,
}

impl Exchange {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("premura-follow-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder, second: 1_795_340_898 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, text: &str) {
        let open = fs::OpenOptions::new().create(true).append(true).open(self.path("queue_log"));
        open.expect("the log").write_all(text.as_bytes()).expect("it is written");
    }

    /// A caller joins, a second after the last one.
    fn call(&mut self, name: &str) {
        self.second += 1;
        self.write(&format!("{}|{name}|claims|NONE|ENTERQUEUE||0000555001|1\n", self.second));
    }

    fn begin_file(&mut self) {
        self.second += 1;
        self.write(&format!("{}|NONE|NONE|NONE|CONFIGRELOAD|\n", self.second));
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("it is renamed");
    }

    fn tail(&self, place: &Json) -> Tail {
        Tail::new(self.path("queue_log"), "pbx", BTreeMap::new(), place)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The calls that new lines tell of, and the place.
fn look(tail: &mut Tail) -> (Vec<String>, Json) {
    let (mut calls, mut place) = (Vec::new(), Json::Null);
    while let Some(looked) = tail.look().expect("the log reads") {
        calls.extend(looked.facts.into_iter().map(|fact| fact.call));
        place = looked.place;
        if !looked.more {
            break;
        }
    }
    (calls, place)
}

#[test]
fn lines_are_told_once_and_a_line_without_its_end_waits_for_it() {
    let mut exchange = Exchange::new();
    let mut tail = exchange.tail(&Json::Null);
    assert!(tail.look().expect("there is no log yet").is_none());
    exchange.call("c1");
    assert_eq!(look(&mut tail).0, ["c1"]);
    assert_eq!(look(&mut tail).0, [""; 0]);
    exchange.write("1795340905|c2|claims|NONE|ENTER");
    assert_eq!(look(&mut tail).0, [""; 0]);
    exchange.write("QUEUE||0000555002|1\n1795340906|c3|cla");
    assert_eq!(look(&mut tail).0, ["c2"]);
}

#[test]
fn a_rotated_log_is_read_to_its_end_and_the_new_one_from_its_beginning() {
    // Numbered upwards, numbered downwards, dated.
    for rotated in ["queue_log.0", "queue_log.1", "queue_log-20261122"] {
        let mut exchange = Exchange::new();
        exchange.call("c1");
        let mut tail = exchange.tail(&Json::Null);
        let (first, place) = look(&mut tail);
        exchange.call("c2");
        exchange.rename("queue_log", rotated);
        exchange.begin_file();
        exchange.call("c3");
        assert_eq!((first, look(&mut tail).0), (vec!["c1".into()], vec!["c2".into(), "c3".into()]));
        // So does a program that was not there meanwhile.
        assert_eq!(look(&mut exchange.tail(&place)).0, ["c2", "c3"], "{rotated}");
    }
}

#[test]
fn several_rotations_while_nobody_read_lose_nothing() {
    let mut exchange = Exchange::new();
    exchange.call("c1");
    let (_, place) = look(&mut exchange.tail(&Json::Null));
    exchange.call("c2");
    for (number, call) in ["c3", "c4", "c5"].into_iter().enumerate() {
        exchange.rename("queue_log", &format!("queue_log.{number}"));
        exchange.begin_file();
        exchange.call(call);
    }
    let (calls, place) = look(&mut exchange.tail(&place));
    assert_eq!(calls, ["c2", "c3", "c4", "c5"]);
    // The other way of numbering moves every name on.
    exchange.call("c6");
    for number in (0..3).rev() {
        exchange.rename(&format!("queue_log.{number}"), &format!("queue_log.{}", number + 1));
    }
    exchange.rename("queue_log", "queue_log.0");
    exchange.begin_file();
    exchange.call("c7");
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c6", "c7"]);
}

#[test]
fn a_log_that_is_copied_and_emptied_is_read_from_the_copy_and_anew() {
    let mut exchange = Exchange::new();
    exchange.call("c1");
    let mut tail = exchange.tail(&Json::Null);
    let (_, place) = look(&mut tail);
    exchange.call("c2");
    fs::copy(exchange.path("queue_log"), exchange.path("queue_log.1")).expect("it is copied");
    fs::write(exchange.path("queue_log"), "").expect("it is emptied");
    exchange.call("c3");
    assert_eq!(look(&mut tail).0, ["c2", "c3"]);
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c2", "c3"]);
}

#[test]
fn a_log_that_is_found_nowhere_is_read_from_the_oldest_on() {
    let mut exchange = Exchange::new();
    exchange.call("c1");
    let (_, place) = look(&mut exchange.tail(&Json::Null));
    fs::remove_file(exchange.path("queue_log")).expect("it goes");
    exchange.begin_file();
    exchange.call("c2");
    exchange.rename("queue_log", "queue_log.0");
    exchange.begin_file();
    exchange.call("c3");
    assert_eq!(look(&mut exchange.tail(&place)).0, ["c2", "c3"]);
}

#[test]
fn nonsense_between_lines_and_files_beside_the_log_are_passed_over() {
    let mut exchange = Exchange::new();
    fs::write(exchange.path("queue_log.1.gz"), b"\x1f\x8b\x08packed").expect("a packed file");
    fs::write(exchange.path("queue_log_of_others"), "1795340800|x|q|NONE|ENTERQUEUE||1|1\n")
        .expect("another file");
    exchange.call("c1");
    exchange.write(&format!("no line\n\n{}\n", "9".repeat(200_000)));
    exchange.call("c2");
    let mut tail = exchange.tail(&Json::Null);
    assert_eq!(look(&mut tail).0, ["c1", "c2"]);
    assert_eq!(tail.passed_over, 2);
}

#[test]
fn a_long_log_is_read_in_parts_with_a_place_after_each() {
    let mut exchange = Exchange::new();
    for number in 0..2_500 {
        exchange.call(&format!("c{number}"));
    }
    let mut tail = exchange.tail(&Json::Null);
    let first = tail.look().expect("it reads").expect("there is something");
    assert!(first.more && first.facts.len() < 2_500);
    let read = first.facts.len();
    // Stopped after the first part, another goes on from there.
    let rest = look(&mut exchange.tail(&first.place)).0;
    assert_eq!(rest.first(), Some(&format!("c{read}")));
    assert_eq!(read + rest.len(), 2_500);
}
