use super::{cloud, doors, openapi};
use domain::{Kind, Refusal, contacts::calls::Caller};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[test]
fn the_description_has_every_door_and_no_other() {
    let description: Json = serde_json::from_str(openapi::DOCUMENT).expect("it is JSON");
    let mut described: Vec<String> = Vec::new();
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            described.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    let mut built: Vec<String> =
        doors().iter().map(|door| format!("{} {}", door.method, door.path)).collect();
    described.sort();
    built.sort();
    assert_eq!(described, built);
}

#[test]
fn the_description_names_every_event_that_can_be_told() {
    let description: Json = serde_json::from_str(openapi::DOCUMENT).expect("it is JSON");
    for schema in ["SubjectEvent", "CallEvent"] {
        let types = &description["components"]["schemas"][schema]["properties"]["type"]["enum"];
        for word in types.as_array().expect("types") {
            let word = word.as_str().expect("a word");
            assert!(Kind::from_word(word).is_some(), "{word}");
        }
    }
}

fn event(changes: &Json) -> Vec<u8> {
    let mut event = json!({
        "specversion": "1.0", "id": "1", "source": "pbx", "type": "call.answered",
        "subject": "c1", "time": "2026-05-04T09:00:00+02:00",
        "data": { "queue": "legal", "wait": 9.999999, "withheld": true },
    });
    for (name, value) in changes.as_object().expect("changes") {
        event[name] = value.clone();
    }
    event.to_string().into_bytes()
}

#[test]
fn an_event_is_read_to_the_microsecond() {
    let facts = cloud::calls(&event(&json!({}))).expect("it is whole");
    assert_eq!(facts[0].wait_us, Some(9_999_999));
    assert_eq!(facts[0].caller, Caller::Withheld);
    assert_eq!(facts[0].at.to_string(), "2026-05-04T07:00:00Z");
}

#[test]
fn a_leg_with_a_linked_id_belongs_to_the_linked_call() {
    let data = json!({ "data": { "linked": "c0" } });
    let facts = cloud::calls(&event(&data)).expect("it is whole");
    assert_eq!((facts[0].call.as_str(), facts[0].leg.as_deref()), ("c0", Some("c1")));
}

#[test]
fn every_fault_of_a_batch_is_named_at_its_place() {
    let good = String::from_utf8(event(&json!({}))).expect("text");
    let bad = String::from_utf8(event(&json!({ "time": "2026-05-04T09:00:00", "type": "x" })));
    let batch = format!("[{good},{}]", bad.expect("text"));
    let Err(Refusal::Invalid(faults)) = cloud::calls(batch.as_bytes()) else { panic!("refused") };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["[1].time", "[1].type"]);
}

#[test]
fn a_fact_of_the_wrong_door_is_refused() {
    let call = event(&json!({}));
    assert!(matches!(cloud::outside(&call), Err(Refusal::Invalid(_))));
    let request = event(&json!({ "type": "request.received" }));
    assert!(matches!(cloud::calls(&request), Err(Refusal::Invalid(_))));
}

proptest! {
    #[test]
    fn bytes_that_are_no_events_are_refused_and_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = cloud::calls(&bytes);
        let _ = cloud::outside(&bytes);
    }
}
