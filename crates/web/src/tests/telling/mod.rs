//! Programs that tell facts at the same time are told together, and answered each for itself.

mod services;
mod topics;

pub(super) use services::account;

use super::{HOST, House, houses, request};
use axum::{body::Body, http::Request};
use serde_json::{Value as Json, json};

fn event(id: &str, kind: &str, number: &str, data: &Json) -> Json {
    json!({
        "specversion": "1.0", "id": id, "source": "crm", "type": kind, "subject": number,
        "time": "2026-11-24T09:00:00Z", "data": data,
    })
}

fn posted(path: &str, events: &Json) -> Request<Body> {
    request("POST", path)
        .header("authorization", format!("Bearer all-{HOST}"))
        .header("content-type", "application/json")
        .body(Body::from(events.to_string()))
        .expect("a request")
}

async fn told(house: &House, events: &Json) -> (u16, Json) {
    let heard = house.send(posted("/api/v1/events", events)).await;
    (heard.status, serde_json::from_str(&heard.text).expect("it is JSON"))
}

#[tokio::test]
async fn of_many_who_tell_at_once_only_the_one_at_fault_is_refused() {
    for house in houses().await {
        let merged = event("m1", "request.merged", "A", &json!({ "into": "B" }));
        assert_eq!(told(&house, &merged).await.0, 200);

        let circle = event("m2", "request.merged", "B", &json!({ "into": "A" }));
        let mut all: Vec<Json> = (0..30)
            .map(|it| event(&format!("r{it}"), "request.received", &format!("R{it}"), &json!({})))
            .collect();
        all.insert(17, circle);
        let answers = futures_util::future::join_all(all.iter().map(|one| told(&house, one))).await;

        for (place, (status, answer)) in answers.iter().enumerate() {
            let expected = if place == 17 { 409 } else { 200 };
            assert_eq!(*status, expected, "{} {place} {answer}", house.engine);
            assert!(place == 17 || answer["taken"] == 1, "{} {place} {answer}", house.engine);
        }
    }
}

#[tokio::test]
async fn a_fact_that_two_tell_at_once_is_new_for_one_of_them() {
    for house in houses().await {
        let first = event("1", "request.received", "R1", &json!({}));
        let second = event("2", "request.answered", "R1", &json!({}));
        let both = json!([first, second]);
        let asked = [&first, &both, &second, &both];
        let answers = futures_util::future::join_all(asked.map(|one| told(&house, one))).await;
        let sum = |what: &str| -> i64 {
            answers.iter().map(|(_, answer)| answer[what].as_i64().expect("a count")).sum()
        };
        assert_eq!((sum("taken"), sum("doubled")), (2, 4), "{}", house.engine);
    }
}
