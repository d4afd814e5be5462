//! The colleague's own telephone and the recording of a call, as the page shows them.

use crate::tests::{HOST, House, ask, email_of, houses, life::life, request};
use axum::{body::Body, http::Request};
use domain::{Role, Who, contacts::exchanges};
use serde_json::{Value as Json, json};

fn event(kind: &str, subject: &str, data: &Json) -> Request<Body> {
    let event = json!({
        "specversion": "1.0", "id": format!("{subject} {kind}"), "source": "pbx", "type": kind,
        "subject": subject, "time": "2026-11-24T10:20:05Z", "data": data,
    });
    request("POST", "/api/v1/call-events")
        .header("authorization", format!("Bearer all-{HOST}"))
        .header("content-type", "application/json")
        .body(Body::from(event.to_string()))
        .expect("a request")
}

async fn told(house: &House, kind: &str, subject: &str, data: Json) {
    let heard = house.send(event(kind, subject, &data)).await;
    assert_eq!(heard.status, 200, "{}", heard.text);
}

async fn board(house: &House, token: &str) -> String {
    house.send(ask("GET", "/desk/telephone", "", token)).await.text
}

async fn post(house: &House, path: &str, form: &str, token: &str) -> (u16, String) {
    let heard = house.send(ask("POST", path, form, token)).await;
    (heard.status, heard.text)
}

/// A colleague at the telephone of `op-1`, who talks in the only call.
async fn seated(house: &House) -> (String, String) {
    let life = life(house).await;
    told(house, "agent.signed_in", "op-1", json!({ "queue": "claims" })).await;
    told(house, "call.answered", "c1", json!({ "queue": "claims", "agent": "op-1" })).await;
    let token = house.signed_in(HOST, &email_of(Role::Agent), "telephone").await;
    let (status, text) = post(house, "/desk/telephone/seat", "agent=op-1", &token).await;
    assert_eq!(status, 303, "{text}");
    (token, format!("/desk/calls/{}/recording", life.call))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_shows_whether_the_caller_was_told_and_the_agent_can_say_it() {
    for house in houses().await {
        let (token, path) = seated(&house).await;
        assert!(!board(&house, &token).await.contains("recorded"), "nobody records");
        let link = json!({ "link": "https://recordings.example/c1" });
        told(&house, "call.recording_started", "c1", link).await;
        let shown = board(&house, &token).await;
        for part in ["recorded", "caller not told", "I told the caller", "Pause the recording"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert_eq!(post(&house, &path, "do=announce", &token).await.0, 303);
        let shown = board(&house, &token).await;
        assert!(shown.contains("announced") && !shown.contains("caller not told"), "{shown}");
        assert_eq!(post(&house, &path, "do=pause", &token).await.0, 303);
        told(&house, "call.recording_paused", "c1", json!({})).await;
        let shown = board(&house, &token).await;
        assert!(shown.contains("recording paused") && shown.contains("Record again"), "{shown}");
        let sheet = path.replace("/recording", "");
        let shown = house.send(ask("GET", &sheet, "", &token)).await.text;
        assert!(shown.contains("Asked of the exchange · Pause the recording"), "{shown}");
        let wrap_up = house.send(ask("GET", &format!("{sheet}/wrap-up"), "", &token)).await.text;
        assert!(wrap_up.contains("value=\"https://recordings.example/c1\""), "{wrap_up}");
        assert_eq!(post(&house, &path, "do=dance", &token).await.0, 422);
        let bad = json!({ "link": "javascript:alert(1)" });
        assert_eq!(house.send(event("call.recording_stopped", "c1", &bad)).await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_asked_of_the_exchange_and_shown_as_the_exchange_tells_it() {
    const PATH: &str = "/desk/telephone/state";
    for house in houses().await {
        let (token, _) = seated(&house).await;
        assert_eq!(post(&house, PATH, "do=resume", &token).await.0, 422, "nobody pauses");
        let (status, text) = post(&house, PATH, "do=pause&reason=lunch", &token).await;
        assert_eq!(status, 422);
        assert!(text.contains("No exchange answers now"), "{text}");
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let there = house.app.act(&tenant, Who::System, |desk| {
            exchanges::take(desk, "pbx", "us")?;
            exchanges::connected(desk, "pbx", "us")
        });
        there.await.expect("the exchange answers");
        assert_eq!(post(&house, PATH, "do=pause&reason=siesta", &token).await.0, 422);
        assert_eq!(post(&house, PATH, "do=pause&reason=lunch", &token).await.0, 303);
        assert!(board(&house, &token).await.contains("asked for"));
        let data = json!({ "queue": "claims", "reason": "lunch" });
        told(&house, "agent.paused", "op-1", data).await;
        let shown = board(&house, &token).await;
        assert!(shown.contains("lunch · "), "{shown}");
        assert_eq!(post(&house, PATH, "do=resume", &token).await.0, 303);
        house.wait(70_000_000);
        assert!(!board(&house, &token).await.contains("asked for"), "an old wish is no news");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_told_at_once_that_something_rings() {
    for house in houses().await {
        let (token, _) = seated(&house).await;
        let told = house.first_event(ask("GET", "/desk/telephone/events", "", &token));
        tokio::pin!(told);
        // Whoever begins to listen hears what comes then, so it rings until it is heard.
        let mut rings = 0;
        let heard = loop {
            rings += 1;
            let call = format!("ring{rings}");
            tokio::select! {
                heard = &mut told => break heard,
                answer = house.send(event("call.arrived", &call, &json!({}))) => {
                    assert_eq!(answer.status, 200);
                }
            }
        };
        assert!(heard.starts_with("data: calls"), "{heard}");
    }
}
