//! Bytes that nobody promised.

use super::*;
use crate::contacts::logs::sniff;
use proptest::prelude::*;

/// Records that may come in one request of these tests.
const MOST: usize = 100_000;

fn batch(maker: Maker, body: &[u8]) -> Batch {
    let reader = Cloud::new(maker, "cloud", BTreeMap::new());
    read(reader, body, MOST).expect("not too many")
}

fn contact(id: &str) -> String {
    let record = json!({
        "AWSContactTraceRecordFormatVersion": "2017-03-10", "Channel": "VOICE", "ContactId": id,
        "InitiationMethod": "INBOUND", "InitiationTimestamp": "2026-05-04T09:00:00Z",
        "Attributes": { "said": "a \" quote, a } brace and a [ bracket" },
    });
    record.to_string()
}

fn ids(batch: &Batch) -> Vec<&str> {
    batch.facts.iter().map(|fact| fact.call.as_str()).collect()
}

#[test]
fn records_stand_on_lines_in_arrays_or_one_behind_the_other() {
    let (a, b) = (contact("a"), contact("b"));
    let pretty = serde_json::to_string_pretty(&json!([1])).expect("text");
    assert!(pretty.contains('\n'));
    for body in [
        format!("{a}\n{b}\n"),
        format!("{a}{b}"),
        format!("[{a},\r\n  {b}]"),
        format!("\u{feff}{a}\n\n\n{b}"),
    ] {
        let batch = batch(Maker::Connect, body.as_bytes());
        assert_eq!(ids(&batch), ["a", "b"], "{body}");
        assert!(batch.rejected.is_empty());
    }
}

#[test]
fn an_answer_of_a_query_is_unwrapped() {
    let one = |id: &str| {
        json!({
            "conversationId": id, "originatingDirection": "inbound",
            "conversationStart": "2026-05-04T09:00:00Z",
            "participants": [{ "purpose": "customer", "sessions": [
                { "sessionId": "s", "mediaType": "voice" },
            ]}],
        })
    };
    let answer =
        json!({ "conversations": [one("a"), one("b")], "totalHits": 2, "x": { "y": "]}" } });
    let before = json!({ "aggregations": [{ "z": 1 }], "conversations": [one("c")] });
    for text in [format!("{answer}{before}"), format!("{answer:#}\n{before:#}\n")] {
        let batch = batch(Maker::Genesys, text.as_bytes());
        assert_eq!(ids(&batch), ["a", "b", "c"], "{text}");
        assert!(batch.rejected.is_empty(), "{:?}", batch.rejected);
        assert_eq!(batch.records, 3);
    }
    assert_eq!(batch(Maker::Genesys, br#"{"conversations":[],"totalHits":0}"#).records, 0);
    assert_eq!(batch(Maker::Genesys, b"{}").rejected.len(), 1);
}

#[test]
fn a_broken_record_costs_only_itself() {
    let (a, b) = (contact("a"), contact("b"));
    let body = format!("{a}\nnonsense\n{}\n{b}\n", &contact("c")[..60]);
    let batch = batch(Maker::Connect, body.as_bytes());
    assert_eq!(ids(&batch), ["a", "b"]);
    let places: Vec<usize> = batch.rejected.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [1, 2]);
}

#[test]
fn a_record_is_cut_anywhere_without_harm() {
    let whole = contact("a");
    for at in 0..whole.len() {
        let batch = batch(Maker::Connect, &whole.as_bytes()[..at]);
        assert!(batch.facts.is_empty(), "{at}");
        assert_eq!(batch.records, batch.rejected.len());
    }
}

#[test]
fn ten_megabytes_of_nesting_are_one_record_that_is_none() {
    for opening in ["[", "{\"a\":", "{", "{\"a\":[", "{\"conversations\":["] {
        let body = opening.repeat((10 << 20) / opening.len());
        for maker in Maker::ALL {
            let batch = batch(*maker, body.as_bytes());
            assert!(batch.facts.is_empty());
            assert!(batch.rejected.len() <= 1, "{opening} {}", batch.rejected.len());
        }
    }
}

#[test]
fn a_record_that_is_too_long_does_not_hide_the_next() {
    let long = contact(&"x".repeat(2 << 20));
    let body = format!("{long}{}", contact("b"));
    let batch = batch(Maker::Connect, body.as_bytes());
    assert_eq!(ids(&batch), ["b"]);
    assert_eq!(batch.rejected[0].1, Rejected::whole("too_long"));
}

#[test]
fn more_records_than_one_request_may_have_are_refused() {
    let body = "{}".repeat(11);
    let reader = || Cloud::new(Maker::Connect, "cloud", BTreeMap::new());
    assert_eq!(read(reader(), body.as_bytes(), 10).expect_err("too many"), 10);
    assert!(read(reader(), body.as_bytes(), 11).is_ok());
}

#[test]
fn a_name_that_is_too_long_costs_its_record() {
    let batch = batch(Maker::Connect, contact(&"x".repeat(300)).as_bytes());
    assert!(batch.facts.is_empty());
    assert_eq!(batch.rejected.len(), 1);
}

#[test]
fn files_are_known_by_their_names() {
    assert_eq!(sniff(contact("a").as_bytes()), Some(Format::Connect));
    assert_eq!(sniff(br#"{"conversations":[]}"#), Some(Format::Genesys));
    assert_eq!(sniff(br#"[{"conversationEnd":"","conversationId":"a"}]"#), Some(Format::Genesys));
    assert_eq!(sniff(br#"{"AccountSid":"AC","EventType":"task.created"}"#), Some(Format::Twilio));
    assert_eq!(sniff(br#"{"Event-Name":"CUSTOM"}"#), Some(Format::FreeSwitch));
}

/// Names that the readers ask for.
const NAMES: &str = "Channel ContactId InitiationMethod InitiationTimestamp InitialContactId Queue \
    Agent EnqueueTimestamp ConnectedToAgentTimestamp Duration DisconnectTimestamp conversationId \
    conversationStart originatingDirection participants sessions segments metrics purpose name \
    mediaType sessionId segmentStart segmentEnd segmentType value EventType TaskSid data payload \
    TaskAttributes Timestamp TimestampMs event_data event_type";
/// Texts that they look at.
const WORDS: &str = "VOICE INBOUND TRANSFER inbound voice customer acd agent interact alert tAcd \
    task.created task.canceled reservation.timeout 2026-05-04T09:00:00Z 1777885200 {}";

/// JSON with our names in it, as wrong as it can be.
fn json_of_ours() -> impl Strategy<Value = Json> {
    let names = prop::sample::select(NAMES.split_whitespace().collect::<Vec<_>>());
    let words = prop::sample::select(WORDS.split_whitespace().collect::<Vec<_>>());
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<i64>().prop_map(|number| json!(number)),
        words.prop_map(|word| json!(word)),
        ".*".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|pairs| {
                Json::Object(pairs.into_iter().map(|(name, it)| (name.to_owned(), it)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_a_reader_panic(
        json in json_of_ours(),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        for maker in Maker::ALL {
            let body = json.to_string();
            let told = batch(*maker, body.as_bytes());
            prop_assert!(told.facts.iter().all(|fact| Rejected::check(fact).is_ok()));
            batch(*maker, &bytes);
        }
    }
}
