//! Readers alone: records in, facts out.

use super::{
    Reader, Taken,
    delimited::{Delimited, Map},
    queue_log::QueueLog,
};
use crate::{Kind, contacts::calls::Fact};
use std::collections::BTreeMap;

fn queue_log() -> Reader {
    Reader::QueueLog(QueueLog::new("pbx", BTreeMap::new()))
}

fn read(reader: &mut Reader, lines: &[&str]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for line in lines {
        let taken = reader.take(line.as_bytes(), &mut facts).expect("the line is well formed");
        assert_eq!(taken, Taken::Whole);
    }
    facts
}

/// Who talks with an agent, consults the queue `second`, and is handed over: the line of the
/// transfer names only the first call.
const CONSULTED: &[&str] = &[
    "1795341008|8.266|support|NONE|DID|0000800105",
    "1795341008|8.266|support|NONE|ENTERQUEUE||0000555073|1",
    "1795341009|8.266|support|op-106|CONNECT|1|8.268|1",
    "1795341012|12.275|second|NONE|ENTERQUEUE||0000555073|1",
    "1795341017|8.266|support|op-106|ATTENDEDTRANSFER|BRIDGE|b80e5328|1|8|1",
    "1795341018|12.275|second|op-105|CONNECT|6|12.276|6",
    "1795341024|12.275|second|op-105|COMPLETEAGENT|6|6|1",
];

#[test]
fn a_consultation_with_the_same_caller_goes_on_inside_the_first_call() {
    let mut reader = queue_log();
    let facts = read(&mut reader, CONSULTED);
    assert_eq!(facts[4].joins.as_deref(), Some("12.275"));
    let later: Vec<(&str, Option<&str>)> =
        facts[5..].iter().map(|fact| (fact.call.as_str(), fact.leg.as_deref())).collect();
    assert_eq!(later, [("8.266", Some("12.275")), ("8.266", Some("12.275"))]);
    assert_eq!(reader.memory()["open"], serde_json::json!({}), "nothing is left to remember");
}

#[test]
fn another_call_to_the_same_number_is_not_taken_for_a_consultation() {
    let mut lines = CONSULTED.to_vec();
    lines.insert(3, "1795341012|12.275|second|NONE|DID|0000800105");
    let facts = read(&mut queue_log(), &lines);
    assert!(facts.iter().all(|fact| fact.joins.is_none()));
}

#[test]
fn withheld_numbers_tie_nothing_together() {
    let hidden: Vec<String> =
        CONSULTED.iter().map(|line| line.replace("0000555073", "anonymous")).collect();
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let facts = read(&mut queue_log(), &hidden);
    assert!(facts.iter().all(|fact| fact.joins.is_none()));
}

#[test]
fn a_rotated_log_gives_the_same_facts_as_one_file() {
    let whole = read(&mut queue_log(), CONSULTED);
    for at in 1..CONSULTED.len() {
        let mut first = queue_log();
        let mut facts = read(&mut first, &CONSULTED[..at]);
        let mut second = queue_log();
        second.recall(&first.memory());
        facts.extend(read(&mut second, &CONSULTED[at..]));
        assert_eq!(facts, whole, "cut after line {at}");
    }
}

#[test]
fn lines_of_one_second_keep_their_order() {
    let facts = read(&mut queue_log(), &CONSULTED[..2]);
    assert_eq!(facts[1].at - facts[0].at, 1);
}

#[test]
fn pauses_are_told_once_a_queue_and_keep_their_reason() {
    let facts = read(
        &mut queue_log(),
        &[
            "1795340951|NONE|NONE|op-104|PAUSEALL|pipe|in reason",
            "1795340951|NONE|policies|op-104|PAUSE|pipe|in reason",
        ],
    );
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].kind, Some(Kind::AgentPaused));
    assert_eq!(facts[0].reason.as_deref(), Some("pipe|in reason"));
}

#[test]
fn a_busy_agent_has_missed_nothing() {
    let facts = read(
        &mut queue_log(),
        &[
            "1795340937|9.1|policies|op-103|RINGNOANSWER|0",
            "1795340941|9.1|policies|op-103|RINGNOANSWER|4000",
        ],
    );
    assert_eq!(facts.len(), 1);
}

const TIMES: &str = r#"
source = "table"
key = ["id"]
[table]
zone = "Europe/Rome"
[arrival]
date = "day"
time = "came"
format = "yyyy-mm-dd"
[waiting]
start = "queued"
exit = "left"
[[outcome]]
ending = "abandoned"
"#;

fn waited(row: &str) -> (i64, i64) {
    let map: Map = toml::from_str(TIMES).expect("the mapping is well formed");
    let table = Delimited::new(map).expect("the mapping is whole");
    let mut reader = Reader::Delimited(Box::new(table));
    let facts = read(&mut reader, &["id,day,came,queued,left\n", row]);
    let record = facts[0].record.as_ref().expect("a whole call");
    let offered = record.offered_at.expect("it was offered");
    (offered - facts[0].at.micros(), record.wait_us)
}

#[test]
fn times_of_day_go_on_over_midnight() {
    assert_eq!(waited("1,2026-01-31,23:59:50,23:59:55,0:00:10"), (5_000_000, 15_000_000));
    assert_eq!(waited("1,2026-01-31,23:59:50,0:00:05,0:00:10"), (15_000_000, 5_000_000));
}

#[test]
fn a_column_tells_the_topic_through_a_table_of_words() {
    let more = "[topic]\ncolumn = \"why\"\nnone = [\"-\"]\n[topics]\nSchaden = \"claim\"\n";
    let map: Map = toml::from_str(&format!("{TIMES}{more}")).expect("a mapping");
    let table = Delimited::new(map).expect("the mapping is whole");
    let mut reader = Reader::Delimited(Box::new(table));
    let row = |why: &str| format!("{why},2026-01-31,15:00:00,15:00:01,15:00:02,{why}\n");
    let (table, law, none) = (row("Schaden"), row("Law"), row("-"));
    let facts = read(&mut reader, &["id,day,came,queued,left,why\n", &table, &law, &none]);
    let topics: Vec<Option<&str>> = facts.iter().map(|fact| fact.topic.as_deref()).collect();
    assert_eq!(topics, [Some("claim"), Some("Law"), None]);
}

#[test]
fn nothing_comes_before_the_arrival() {
    assert_eq!(waited("1,2026-01-31,15:46:01,15:45:24,15:46:41"), (0, 40_000_000));
}
