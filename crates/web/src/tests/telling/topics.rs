//! What calls were about, as programs tell it.

use super::{
    super::{HOST, House, houses},
    event, posted,
};
use domain::{
    Who,
    contacts::{
        calls::{self, Filter},
        topics::{self, Document},
    },
};
use serde_json::{Value as Json, json};

const TOPICS: &str = "[[topic]]\ncode = \"claim\"\n[topic.name]\nen = \"A claim\"\n";

async fn told(house: &House, path: &str, body: &Json) -> Json {
    let heard = house.send(posted(path, body)).await;
    assert_eq!(heard.status, 200, "{}", heard.text);
    serde_json::from_str(&heard.text).expect("it is JSON")
}

/// The topics of the calls, once the company has its own.
async fn topics_of_calls(house: &House) -> Vec<Option<String>> {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let all = house.app.act(&tenant, Who::System, |desk| calls::list(desk, &Filter::default()));
    all.await.expect("calls").into_iter().map(|call| call.topic).collect()
}

async fn furnished() -> Vec<House> {
    let houses = houses().await;
    for house in &houses {
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let saved = house
            .app
            .act(&tenant, Who::System, |desk| topics::save(desk, &Document::read(TOPICS)?));
        saved.await.expect("a topic");
    }
    houses
}

#[tokio::test]
async fn an_event_of_a_call_may_say_what_it_was_about() {
    for house in furnished().await {
        let of =
            |id: &str, topic: &str| event(id, "call.wrapped_up", "c1", &json!({ "topic": topic }));
        let said = told(&house, "/api/v1/call-events", &of("1", "a CLAIM")).await;
        assert_eq!(said, json!({ "taken": 1, "doubled": 0, "unknown_topics": {} }));
        let weather = told(&house, "/api/v1/call-events", &of("2", "the weather")).await;
        assert_eq!(weather["unknown_topics"], json!({ "the weather": 1 }));
        assert_eq!(topics_of_calls(&house).await, [Some("claim".to_owned())]);
        let silent = event("3", "call.ended", "c1", &json!({}));
        let silent = told(&house, "/api/v1/call-events", &silent).await;
        assert_eq!(silent, json!({ "taken": 1, "doubled": 0 }));
    }
}

#[tokio::test]
async fn a_record_of_a_service_says_it_in_the_attribute_that_the_address_names() {
    for house in furnished().await {
        let record = |id: &str, said: &str| {
            json!({
                "Channel": "VOICE", "ContactId": id, "InitiationMethod": "INBOUND",
                "InitiationTimestamp": "2026-05-04T09:00:00Z",
                "DisconnectTimestamp": "2026-05-04T09:02:00Z",
                "Attributes": { "why": said },
            })
        };
        let records = json!([record("c-1", "claim"), record("c-2", "rain")]);
        let path = "/api/v1/calls/from/connect";
        let deaf = told(&house, path, &records).await;
        assert!(deaf.get("unknown_topics").is_none(), "nobody named the attribute: {deaf}");
        let heard = told(&house, &format!("{path}?topic=why"), &records).await;
        assert_eq!((&heard["taken"], &heard["unknown_topics"]), (&json!(2), &json!({ "rain": 1 })));
        let mut topics = topics_of_calls(&house).await;
        topics.sort();
        assert_eq!(topics, [None, Some("claim".to_owned())]);
    }
}
