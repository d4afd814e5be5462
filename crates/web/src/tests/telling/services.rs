//! Records of rented telephone services, by a key and by a signature.

use super::super::{HOST, House, OTHER, houses, request};
use crate::Account;
use axum::{body::Body, http::Request};
use kernel::Id;
use serde_json::{Value as Json, json};

const CALLBACKS: &str = "/api/v1/calls/from/twilio/callbacks";

/// The account that the houses of these tests trust.
pub fn account() -> Account {
    Account {
        tenant: Id::from_bytes([1; 16]),
        source: "flex".into(),
        sid: "AC7".into(),
        token: "a token of the tests".into(),
        url: format!("https://{HOST}{CALLBACKS}"),
        topic: Some("conversations.outcome".into()),
    }
}

fn by_key(path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = request("POST", path).header("authorization", format!("Bearer all-{HOST}"));
    request.body(body.into()).expect("a request")
}

async fn told(house: &House, path: &str, body: &str) -> (u16, Json) {
    let heard = house.send(by_key(path, body.to_owned())).await;
    (heard.status, serde_json::from_str(&heard.text).expect("it is JSON"))
}

/// The calls that there are, the newest first.
async fn calls(house: &House) -> Vec<Json> {
    let ask = request("GET", "/api/v1/calls?from=2026-05-01");
    let ask = ask.header("authorization", format!("Bearer all-{HOST}")).body(Body::empty());
    let heard = house.send(ask.expect("a request")).await;
    let page: Json = serde_json::from_str(&heard.text).expect("it is JSON");
    page["items"].as_array().expect("a list").clone()
}

fn contact(id: &str) -> Json {
    json!({
        "Channel": "VOICE", "ContactId": id, "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-05-04T09:00:00Z",
        "CustomerEndpoint": { "Address": "+390655501", "Type": "TELEPHONE_NUMBER" },
        "Queue": {
            "Name": "Claims", "EnqueueTimestamp": "2026-05-04T09:00:12Z",
            "DequeueTimestamp": "2026-05-04T09:00:38Z", "Duration": 26,
        },
        "DisconnectTimestamp": "2026-05-04T09:00:38Z", "DisconnectReason": "CUSTOMER_DISCONNECT",
    })
}

#[tokio::test]
async fn records_are_taken_once_and_a_bad_one_is_named() {
    for house in houses().await {
        let mut bad = contact("c-2");
        bad["Queue"]["Duration"] = json!("long");
        let mut chat = contact("c-3");
        chat["Channel"] = json!("CHAT");
        let body = format!("{}{bad}\n{chat}", contact("c-1"));
        let path = "/api/v1/calls/from/connect";
        let (status, answer) = told(&house, path, &body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(
            answer,
            json!({
                "taken": 3, "doubled": 0, "records": 3, "skipped": { "channel CHAT": 1 },
                "rejected": [{ "record": 1, "field": "Queue.Duration", "reason": "not_a_number" }],
            })
        );
        let (_, again) = told(&house, path, &body).await;
        assert_eq!((&again["taken"], &again["doubled"]), (&json!(0), &json!(3)));

        let calls = calls(&house).await;
        assert_eq!(calls.len(), 1, "{}", house.engine);
        assert_eq!(
            (&calls[0]["key"], &calls[0]["source"], &calls[0]["outcome"], &calls[0]["wait"]),
            (&json!("c-1"), &json!("connect"), &json!("abandoned"), &json!(26.0))
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_at_all_is_refused() {
    for house in houses().await {
        let path = "/api/v1/calls/from/genesys";
        for (body, field) in [
            ("", "body"),
            ("nonsense", "[0]"),
            (r#"{"conversations":[{"conversationId":7}]}"#, "[0].conversationId"),
            (&"{}".repeat(1_001), "body"),
        ] {
            let (status, answer) = told(&house, path, body).await;
            assert_eq!(status, 422, "{answer}");
            assert_eq!(answer["errors"][0]["field"], field, "{answer}");
        }
        // A program that asks each minute has often nothing to hand on.
        for nothing in ["[]", r#"{"conversations":[]}"#] {
            let (status, answer) = told(&house, path, nothing).await;
            assert_eq!((status, &answer["records"]), (200, &json!(0)), "{answer}");
        }
        assert_eq!(told(&house, "/api/v1/calls/from/nobody", "{}").await.0, 404);
        assert_eq!(calls(&house).await.len(), 0);
    }
}

#[tokio::test]
async fn the_source_may_be_that_of_the_imports_and_the_request_named() {
    for house in houses().await {
        let path = "/api/v1/calls/from/connect?source=milano";
        let named = || {
            let mut request = by_key(path, contact("c-1").to_string());
            request.headers_mut().insert("idempotency-key", "k-1".parse().expect("a header"));
            request
        };
        let first = house.send(named()).await;
        assert_eq!(first.status, 200, "{}", first.text);
        assert_eq!(house.send(named()).await.text, first.text, "answered as the first time");
        assert_eq!(calls(&house).await[0]["source"], "milano");
    }
}

/// Events of one task, and the signature of each, made by another program.
const SIGNED: &[(&str, &str)] = &[
    (
        "Sid=EV1&EventType=task.created&TimestampMs=1777885200000&Timestamp=1777885200",
        "gN8Fk0UwgN+XVYNa40skbrRay5k=",
    ),
    (
        "Sid=EV2&EventType=task-queue.entered&TimestampMs=1777885200005&Timestamp=1777885200",
        "EhYuLabRwt9m7j77yfrgTKhcH6U=",
    ),
    (
        "Sid=EV3&EventType=reservation.accepted&TimestampMs=1777885209005&Timestamp=1777885209\
      &WorkerName=bruno",
        "pi/ZkZWjtGD4VdnhvFR3Hm+LINA=",
    ),
    (
        "Sid=EV4&EventType=task.wrapup&TimestampMs=1777885269005&Timestamp=1777885269",
        "i08AxMrVzmsMzTTEBTaG6lqLBw0=",
    ),
];
/// An event whose time lies in 1970.
const UNREADABLE: (&str, &str) =
    ("Sid=EV5&EventType=task.created&TimestampMs=1&Timestamp=0", "mTqRrEtMz/HxOJtkXnhH8eqCvnw=");

fn form(event: &str, account: &str) -> String {
    format!(
        "AccountSid={account}&WorkspaceSid=WS7&TaskSid=WT7&TaskChannelUniqueName=voice\
         &TaskQueueName=R%C3%A9clamations+%26+co&TaskAttributes=%7B%22call_sid%22%3A%22CA7%22%2C\
         %22from%22%3A%22%2B390655501%22%2C%22to%22%3A%22%2B39800555%22%7D&{event}"
    )
}

async fn called_back(house: &House, body: String, signature: &str, host: &str) -> u16 {
    let request = Request::builder()
        .method("POST")
        .uri(CALLBACKS)
        .header("host", host)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature)
        .body(Body::from(body));
    house.send(request.expect("a request")).await.status
}

#[tokio::test]
async fn what_is_signed_is_taken_in_any_order_and_more_than_once() {
    for house in houses().await {
        for (event, signature) in SIGNED.iter().rev().chain(SIGNED) {
            let status = called_back(&house, form(event, "AC7"), signature, HOST).await;
            assert_eq!(status, 204, "{event}");
        }
        let calls = calls(&house).await;
        assert_eq!(calls.len(), 1, "{}", house.engine);
        let call = &calls[0];
        assert_eq!((&call["key"], &call["source"]), (&json!("CA7"), &json!("flex")));
        assert_eq!((&call["outcome"], &call["wait"]), (&json!("answered"), &json!(9.0)));
        assert_eq!((&call["caller"], &call["handling"]), (&json!("+390655501"), &json!(60.0)));
    }
}

#[tokio::test]
async fn what_is_not_signed_by_the_account_is_refused() {
    let (event, signature) = SIGNED[0];
    for house in houses().await {
        let other = format!("{event}0");
        for (body, signature, host) in [
            (form(event, "AC7"), "", HOST),
            (form(event, "AC7"), SIGNED[1].1, HOST),
            (form(&other, "AC7"), signature, HOST),
            (form(event, "AC7"), signature, OTHER),
            // Signed with the token, but of an account that nobody named.
            (
                form("Sid=EV6&EventType=task.created&TimestampMs=1777885200000", "AC8"),
                "LGHzZKyJTUEl+Y1ctVzLa71eDxU=",
                HOST,
            ),
            (String::new(), "WmUMGFFUNYRYlg+u1bLzRnMBY2A=", HOST),
        ] {
            assert_eq!(called_back(&house, body.clone(), signature, host).await, 403, "{body}");
        }
        let (event, signature) = UNREADABLE;
        assert_eq!(called_back(&house, form(event, "AC7"), signature, HOST).await, 422);
        assert_eq!(calls(&house).await.len(), 0);
        let by_key = told(&house, "/api/v1/calls/from/twilio", &form(SIGNED[0].0, "AC7")).await;
        assert_eq!((by_key.0, &by_key.1["taken"]), (200, &json!(1)), "a key needs no signature");
    }
}
