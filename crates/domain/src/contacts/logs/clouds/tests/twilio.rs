use super::*;

/// Nine o'clock of the day of these tests, in milliseconds.
const NINE: i64 = 1_777_885_200_000;

/// A callback so many milliseconds after nine, its fields as texts.
fn event(kind: &str, after: i64, more: &Json) -> Json {
    let attributes = json!({
        "call_sid": "CA1", "from": "+390655501", "to": "+39800555", "direction": "inbound",
    });
    let event = json!({
        "EventType": kind, "AccountSid": "AC1", "WorkspaceSid": "WS1",
        "Sid": format!("EV{kind}{after}"), "TaskSid": "WT1",
        "TaskAttributes": attributes.to_string(), "TaskAge": "0", "TaskPriority": "0",
        "TaskAssignmentStatus": "pending", "TaskChannelUniqueName": "voice",
        "Timestamp": ((NINE + after) / 1_000).to_string(),
        "TimestampMs": (NINE + after).to_string(),
    });
    with(&event, more)
}

fn in_claims() -> Json {
    json!({ "TaskQueueSid": "WQ1", "TaskQueueName": "Claims" })
}

fn worker(name: &str, reservation: &str) -> Json {
    let worker = json!({ "WorkerSid": "WK1", "WorkerName": name, "ReservationSid": reservation });
    with(&in_claims(), &worker)
}

fn answered() -> Vec<Json> {
    vec![
        event("workflow.entered", 0, &json!({})),
        event("task-queue.entered", 10, &in_claims()),
        event("task.created", 10, &json!({})),
        event("reservation.created", 1_000, &worker("anna", "WR1")),
        event("reservation.timeout", 16_000, &worker("anna", "WR1")),
        event("reservation.created", 16_100, &worker("bruno", "WR2")),
        event("reservation.accepted", 21_010, &worker("bruno", "WR2")),
        event("reservation.wrapup", 80_000, &worker("bruno", "WR2")),
        event("task.wrapup", 80_010, &in_claims()),
        event("task.completed", 95_000, &in_claims()),
        event("reservation.completed", 95_000, &worker("bruno", "WR2")),
    ]
}

#[test]
fn an_answered_task_is_a_call_from_its_creation_to_the_end_of_the_talk() {
    let (reader, facts) = told(Maker::Twilio, &answered());
    assert_eq!(
        story(&facts),
        [
            "arrived 09:00:00.01",
            "queued 09:00:00.01 in Claims",
            "ringing 09:00:16 in Claims by anna for no_answer",
            "answered 09:00:21.01 in Claims by bruno",
            "ended 09:01:20.01 in Claims",
            "ended 09:01:35 in Claims",
        ]
    );
    let arrived = facts.iter().find(|fact| fact.kind == Some(Kind::CallArrived)).expect("it came");
    assert_eq!(arrived.caller, Caller::Known("+390655501".into()));
    assert_eq!(arrived.number.as_deref(), Some("+39800555"));
    assert!(facts.iter().all(|fact| fact.call == "CA1" && fact.leg.as_deref() == Some("WT1")));
    assert!(reader.unknown.counts.is_empty(), "{:?}", reader.unknown.counts);
    assert_eq!(reader.rows(), 11);
}

#[test]
fn a_task_is_taken_back_by_the_caller_by_time_or_for_a_reason() {
    for (reason, end) in [
        (json!("hangup"), "abandoned 09:00:30 in Claims"),
        (Json::Null, "abandoned 09:00:30 in Claims"),
        (json!("Task canceled on Workflow timeout"), "left_queue 09:00:30 in Claims for timeout"),
        (json!("voicemail"), "left_queue 09:00:30 in Claims for voicemail"),
    ] {
        let canceled = with(&in_claims(), &json!({ "TaskCanceledReason": reason }));
        let (_, facts) = told(Maker::Twilio, &[event("task.canceled", 30_000, &canceled)]);
        assert_eq!(story(&facts), [end, "ended 09:00:30 in Claims"]);
        assert_ne!(facts[0].key, facts[1].key);
    }
}

#[test]
fn two_tasks_of_one_call_are_its_legs() {
    let second = |kind: &str, after: i64| event(kind, after, &json!({ "TaskSid": "WT2" }));
    let (_, facts) = told(
        Maker::Twilio,
        &[event("task.created", 0, &json!({})), second("task.created", 60_000)],
    );
    let legs: Vec<(&str, &str)> =
        facts.iter().map(|it| (it.call.as_str(), it.leg.as_deref().unwrap_or(""))).collect();
    assert_eq!(legs, [("CA1", "WT1"), ("CA1", "WT2")]);
}

#[test]
fn only_calls_that_come_in_count() {
    let attributes = |json: &Json| json!({ "TaskAttributes": json.to_string() });
    let outbound = attributes(&json!({ "call_sid": "CA1", "direction": "outbound-api" }));
    let chat = json!({ "TaskAttributes": "{}", "TaskChannelUniqueName": "chat" });
    let none = json!({ "TaskAttributes": null, "TaskChannelUniqueName": null });
    for (changes, kind, name) in [
        (outbound, "task.created", "direction outbound-api"),
        (chat, "task.created", "channel chat"),
        (none, "task.created", "channel default"),
        (json!({}), "worker.activity.update", "worker.activity.update"),
    ] {
        let (reader, facts) = told(Maker::Twilio, &[event(kind, 0, &changes)]);
        assert!(facts.is_empty());
        assert_eq!(reader.unknown.counts.get(name), Some(&1), "{:?}", reader.unknown.counts);
    }
}

#[test]
fn a_voice_task_without_its_call_stands_for_itself() {
    let own = json!({ "TaskAttributes": r#"{"from":"+266696687"}"# });
    let (_, facts) = told(Maker::Twilio, &[event("task.created", 0, &own)]);
    assert_eq!((facts[0].call.as_str(), &facts[0].caller), ("WT1", &Caller::Withheld));
}

#[test]
fn the_list_and_the_stream_of_events_tell_the_same_as_callbacks() {
    let (_, called_back) = told(Maker::Twilio, &answered());
    let name = |joined: &str| match joined {
        "EventType" => "eventtype".to_owned(),
        other => super::super::twilio::underscored(other),
    };
    let iso = |event: &Json| {
        let millis: i64 = event["TimestampMs"].as_str().expect("text").parse().expect("digits");
        Instant::from_micros(millis * 1_000).to_string()
    };
    let below = |event: &Json| -> Map<String, Json> {
        let fields = event.as_object().expect("an object").iter();
        fields.map(|(joined, value)| (name(joined), value.clone())).collect()
    };
    let events = answered();
    let listed = events.iter().map(|event| {
        let millis: i64 = event["TimestampMs"].as_str().expect("text").parse().expect("digits");
        json!({
            "sid": event["Sid"], "event_type": event["EventType"], "event_date_ms": millis,
            "event_date": iso(event), "event_data": below(event),
        })
    });
    let streamed = events.iter().map(|event| {
        let mut payload = below(event);
        payload.insert("timestamp".to_owned(), json!(iso(event)));
        let kind = "com.twilio.taskrouter.x";
        json!({ "specversion": "1.0", "type": kind, "data": { "payload": payload } })
    });
    assert_eq!(told(Maker::Twilio, &listed.collect::<Vec<_>>()).1, called_back);
    assert_eq!(told(Maker::Twilio, &streamed.collect::<Vec<_>>()).1, called_back);
}

#[test]
fn a_form_tells_the_same_as_a_line() {
    let (_, lines) = told(Maker::Twilio, &answered());
    let mut facts = Vec::new();
    for event in answered() {
        let fields = event.as_object().expect("an object").iter();
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let fields: Vec<(String, String)> =
            fields.map(|(name, value)| (name.clone(), text(value))).collect();
        let batch = Batch::of_form(Cloud::new(Maker::Twilio, "cloud", BTreeMap::new()), &fields);
        assert!(batch.rejected.is_empty(), "{:?}", batch.rejected);
        facts.extend(batch.facts);
    }
    assert_eq!(facts, lines);
}

#[test]
fn times_are_seconds_milliseconds_or_have_their_offset() {
    let at = |changes: &Json| {
        told(Maker::Twilio, &[event("task.created", 0, changes)]).1[0].at.to_string()
    };
    let whole = json!({ "TimestampMs": null });
    assert_eq!(at(&whole), "2026-05-04T09:00:00Z");
    let text = json!({ "TimestampMs": null, "Timestamp": "2026-05-04T11:00:00.5+02:00" });
    assert_eq!(at(&text), "2026-05-04T09:00:00.5Z");
    let number = json!({ "TimestampMs": NINE + 7 });
    assert_eq!(at(&number), "2026-05-04T09:00:00.007Z");
    for (changes, column, reason) in [
        (
            json!({ "TimestampMs": null, "Timestamp": "2026-05-04T09:00:00" }),
            "Timestamp",
            "not_a_time",
        ),
        (json!({ "TimestampMs": null, "Timestamp": null }), "Timestamp", "missing"),
        (json!({ "TimestampMs": "soon" }), "TimestampMs", "not_a_number"),
        (json!({ "TimestampMs": i64::MAX }), "TimestampMs", "not_a_time"),
        (json!({ "EventType": null }), "EventType", "missing"),
        (json!({ "TaskSid": null }), "TaskSid", "missing"),
        (json!({ "TaskAttributes": "[]" }), "TaskAttributes", "not_json"),
        (json!({ "TaskAttributes": { "a": 1 } }), "TaskAttributes", "not_text"),
    ] {
        let fault = (column.to_owned(), reason.to_owned());
        let record = event("task.created", 0, &changes);
        assert_eq!(refused(Maker::Twilio, &record), fault, "{changes}");
    }
}
