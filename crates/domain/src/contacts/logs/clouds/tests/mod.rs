//! Records in, facts out, with numbers of our own after the documented shapes.

mod connect;
mod genesys;
mod hostile;
mod signed;
mod topics;
mod twilio;

use super::*;
use serde_json::json;

/// A reader of these records, and what it makes of them.
fn told(maker: Maker, records: &[Json]) -> (Cloud, Vec<Fact>) {
    let mut reader = Cloud::new(maker, "cloud", BTreeMap::new());
    let mut facts = Vec::new();
    for record in records {
        let bytes = record.to_string();
        reader.take(bytes.as_bytes(), &mut facts).expect("the record is whole");
    }
    facts.iter().try_for_each(Rejected::check).expect("the facts can be told");
    (reader, facts)
}

/// Why this record is refused.
fn refused(maker: Maker, record: &Json) -> (String, String) {
    let mut reader = Cloud::new(maker, "cloud", BTreeMap::new());
    let mut facts = Vec::new();
    let refused = reader.take(record.to_string().as_bytes(), &mut facts);
    assert!(facts.is_empty(), "a rejected record tells nothing");
    let rejected = refused.expect_err("it is refused");
    (rejected.column.unwrap_or_default(), rejected.reason.into_owned())
}

/// What happened, when, and what the service counts: `answered 09:00:31 wait 26`.
fn story(facts: &[Fact]) -> Vec<String> {
    let mut facts: Vec<&Fact> = facts.iter().collect();
    facts.sort_by_key(|fact| (fact.at, fact.kind));
    let line = |fact: &&Fact| {
        let kind = fact.kind.map_or("", Kind::word).trim_start_matches("call.");
        let at = fact.at.to_string();
        let at = at.split_once('T').map_or("", |(_, time)| time.trim_end_matches('Z'));
        let mut line = format!("{kind} {at}");
        for (name, word) in [("in", &fact.queue), ("by", &fact.agent), ("for", &fact.reason)] {
            line += &word.as_ref().map_or(String::new(), |word| format!(" {name} {word}"));
        }
        for (name, figure) in [("wait", fact.wait_us), ("talk", fact.talk_us)] {
            let seconds = figure.map(|micros| micros as f64 / 1e6);
            line += &seconds.map_or(String::new(), |seconds| format!(" {name} {seconds}"));
        }
        line
    };
    facts.iter().map(line).collect()
}

/// The record with some of its fields set anew; null takes one out.
fn with(record: &Json, changes: &Json) -> Json {
    let mut record = record.clone();
    for (name, value) in changes.as_object().expect("changes") {
        record[name] = value.clone();
    }
    record
}

#[test]
fn addresses_are_read_to_the_number() {
    for (address, number) in [
        ("tel:+390655501", "+390655501"),
        ("sip:+390655501@10.0.0.1;user=phone", "+390655501"),
        ("+390655501", "+390655501"),
    ] {
        assert_eq!(caller_of(address), Caller::Known(number.to_owned()));
    }
    for hidden in
        ["", "anonymous", "sip:anonymous@anonymous.invalid", "+266696687", "tel:Restricted"]
    {
        assert_eq!(caller_of(hidden), Caller::Withheld, "{hidden}");
    }
}
