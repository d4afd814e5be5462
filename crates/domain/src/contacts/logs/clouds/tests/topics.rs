//! What the services say that calls were about.

use super::*;

/// What these records say calls were about, where an attribute `why` says so: when, and what.
fn said(maker: Maker, records: &[Json]) -> Vec<(String, String)> {
    let topics = Topics {
        attribute: Some("why".into()),
        codes: [("w-7".to_owned(), "claim".to_owned())].into(),
    };
    let mut reader = Cloud::new(maker, "cloud", BTreeMap::new()).with_topics(topics);
    let mut facts = Vec::new();
    for record in records {
        reader.take(record.to_string().as_bytes(), &mut facts).expect("the record is whole");
    }
    facts.retain(|fact| fact.topic.is_some());
    let mut keys: Vec<&str> = facts.iter().map(|fact| fact.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), facts.len(), "what is said anew has a key of its own");
    let told = facts.into_iter().filter_map(|fact| Some((fact.at.to_string(), fact.topic?)));
    told.collect()
}

fn contact(attributes: &Json, updated: &str) -> Json {
    json!({
        "Channel": "VOICE", "ContactId": "c-1", "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-05-04T09:00:00Z",
        "DisconnectTimestamp": "2026-05-04T09:02:00Z",
        "LastUpdateTimestamp": updated, "Attributes": attributes,
    })
}

#[test]
fn a_contact_says_it_in_an_attribute_and_may_say_it_anew() {
    let first = contact(&json!({ "why": "Law" }), "2026-05-04T09:02:30Z");
    let anew = contact(&json!({ "why": "w-7", "other": "x" }), "2026-05-04T10:00:00Z");
    assert_eq!(
        said(Maker::Connect, &[first, anew]),
        [
            ("2026-05-04T09:02:30Z".to_owned(), "Law".to_owned()),
            ("2026-05-04T10:00:00Z".to_owned(), "claim".to_owned()),
        ]
    );
    for odd in [json!({ "why": 7 }), json!({ "why": " " }), json!({}), json!("text"), Json::Null] {
        assert_eq!(said(Maker::Connect, &[contact(&odd, "")]), [], "{odd} is no fault");
    }
}

fn agent(session: &str, code: &str, ended: &str) -> Json {
    let at = |time: &str| format!("2026-05-04T{time}Z");
    let talk = json!({
        "segmentType": "interact", "segmentStart": at("09:00:30"), "segmentEnd": at("09:01:00"),
    });
    let wrap_up = json!({
        "segmentType": "wrapup", "segmentStart": at("09:01:00"), "segmentEnd": at(ended),
        "wrapUpCode": code, "wrapUpNote": "what nobody else is to read",
    });
    json!({ "purpose": "agent", "userId": "u", "sessions": [{
        "sessionId": session, "mediaType": "voice", "segments": [talk, wrap_up],
    }] })
}

#[test]
fn a_conversation_says_it_in_the_code_that_each_agent_wrote_it_up_with() {
    let caller = json!({ "purpose": "customer", "sessions": [{
        "sessionId": "s-caller", "mediaType": "voice", "direction": "inbound", "segments": [],
    }] });
    let conversation = json!({
        "conversationId": "v-1", "conversationStart": "2026-05-04T09:00:00Z",
        "originatingDirection": "inbound",
        "participants": [caller, agent("s-1", "w-9", "09:01:20"), agent("s-2", "w-7", "09:04:00")],
    });
    assert_eq!(
        said(Maker::Genesys, &[conversation]),
        [
            ("2026-05-04T09:01:20Z".to_owned(), "w-9".to_owned()),
            ("2026-05-04T09:04:00Z".to_owned(), "claim".to_owned()),
        ]
    );
}

fn event(kind: &str, attributes: &Json) -> Json {
    json!({
        "EventType": kind, "Sid": format!("EV-{kind}"), "TaskSid": "WT1",
        "TaskAttributes": attributes.to_string(), "TaskChannelUniqueName": "voice",
        "Timestamp": "1777885200",
    })
}

#[test]
fn a_task_says_it_in_an_attribute_once_its_talk_is_over() {
    let records = [
        event("task.created", &json!({ "why": "asked by the menu" })),
        event("task.wrapup", &json!({ "why": "w-7" })),
        event("task.completed", &json!({ "why": ["law"] })),
    ];
    let told = said(Maker::Twilio, &records);
    let told: Vec<&str> = told.iter().map(|(_, topic)| topic.as_str()).collect();
    assert_eq!(told, ["claim"], "a list is no topic, and no fault");
}

#[test]
fn an_attribute_of_an_attribute_is_named_with_a_dot() {
    let record = json!({ "a": { "b": { "c": " deep " } }, "a.b": "whole" });
    let part = Part::whole(record.as_object().expect("an object"));
    assert_eq!(part.said("a.b.c"), Some("deep"));
    assert_eq!((part.said("a.b"), part.said("a.x"), part.said("x.b")), (Some("whole"), None, None));
}
