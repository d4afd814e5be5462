//! Manners of the API, through the whole site on both engines.

use super::{HOST, House, houses};
use axum::{body::Body, http::Request};
use serde_json::{Value as Json, json};

fn told(key: Option<&str>, id: &str) -> Request<Body> {
    let event = json!({
        "specversion": "1.0", "id": id, "source": "claims", "type": "claim.reported",
        "subject": format!("S-{id}"), "time": "2026-11-24T09:00:00+01:00",
    });
    let request = program("POST", "/api/v1/events");
    let request = match key {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    };
    request.body(Body::from(event.to_string())).expect("a request")
}

fn program(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
        .header("authorization", format!("Bearer all-{HOST}"))
        .header("content-type", "application/json")
}

async fn read(house: &House, path: &str) -> Json {
    let request = program("GET", path).body(Body::empty()).expect("a request");
    let heard = house.send(request).await;
    assert_eq!(heard.status, 200, "{path}: {}", heard.text);
    serde_json::from_str(&heard.text).expect("it is JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_hears_the_same_answer_and_another_body_is_refused() {
    for house in houses().await {
        let first = house.send(told(Some("k1"), "1")).await;
        assert_eq!((first.status, first.text.as_str()), (200, r#"{"doubled":0,"taken":1}"#));
        let again = house.send(told(Some("\"k1\""), "1")).await;
        assert_eq!((again.status, &again.text), (200, &first.text));
        let doubled = house.send(told(None, "1")).await;
        assert_eq!(doubled.text, r#"{"doubled":1,"taken":0}"#, "without a key it is counted anew");
        let other = house.send(told(Some("k1"), "2")).await;
        assert_eq!((other.status, other.header("content-type")), (422, "application/problem+json"));
        assert!(other.text.contains("fault-key-reused"), "{}", other.text);
        assert_eq!(house.send(told(Some(&"k".repeat(201)), "2")).await.status, 422);
        let subjects = read(&house, "/api/v1/subjects").await;
        assert_eq!(subjects["items"].as_array().map(Vec::len), Some(1), "{subjects}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_callers_at_once_with_one_key_all_hear_the_first_answer() {
    for house in houses().await {
        let calls = (0..12).map(|_| house.send(told(Some("at once"), "7")));
        for heard in futures_util::future::join_all(calls).await {
            assert_eq!((heard.status, heard.text.as_str()), (200, r#"{"doubled":0,"taken":1}"#));
        }
        let subjects = read(&house, "/api/v1/subjects").await;
        assert_eq!(subjects["items"].as_array().map(Vec::len), Some(1), "{subjects}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_that_has_not_changed_is_not_sent_again() {
    for house in houses().await {
        house.send(told(None, "1")).await;
        let id = read(&house, "/api/v1/subjects").await["items"][0]["id"].clone();
        let subject = format!("/api/v1/subjects/{}", id.as_str().expect("an id"));
        for path in [subject.as_str(), "/api/v1/commitments/calls.10s"] {
            let asked = program("GET", path).body(Body::empty()).expect("a request");
            let first = house.send(asked).await;
            assert_eq!(first.status, 200, "{}", first.text);
            let tag = first.header("etag").to_owned();
            let again = program("GET", path).header("if-none-match", &tag);
            let again = house.send(again.body(Body::empty()).expect("a request")).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""));
            assert_eq!(again.header("etag"), tag);
        }
        let before = program("GET", &subject).body(Body::empty()).expect("a request");
        let tag = house.send(before).await.header("etag").to_owned();
        let mut opened = told(None, "2");
        let event = json!({
            "specversion": "1.0", "id": "o", "source": "claims", "type": "claim.opened",
            "subject": "S-1", "time": "2026-11-24T09:30:00+01:00",
        });
        *opened.body_mut() = Body::from(event.to_string());
        assert_eq!(house.send(opened).await.status, 200);
        let changed = program("GET", &subject).header("if-none-match", &tag);
        let changed = house.send(changed.body(Body::empty()).expect("a request")).await;
        assert_eq!(changed.status, 200, "the claim was opened");
        assert_ne!(changed.header("etag"), tag);
    }
}
