use super::*;

/// Who calls at nine, comes into the queue 12 seconds later, and talks from 09:00:38 on.
fn answered() -> Json {
    json!({
        "AWSAccountId": "000000000000",
        "Agent": {
            "ARN": "arn:aws:connect:eu-south-1:000000000000:instance/i/agent/a",
            "Username": "b.ferri",
            "ConnectedToAgentTimestamp": "2026-05-04T09:00:38Z",
            "AgentInteractionDuration": 95,
            "CustomerHoldDuration": 20,
            "AfterContactWorkDuration": 30,
        },
        "Attributes": { "language": "it" },
        "Channel": "VOICE",
        "ConnectedToSystemTimestamp": "2026-05-04T09:00:00Z",
        "ContactId": "c-1",
        "CustomerEndpoint": { "Address": "+390655501", "Type": "TELEPHONE_NUMBER" },
        "DisconnectReason": "CUSTOMER_DISCONNECT",
        "DisconnectTimestamp": "2026-05-04T09:02:33Z",
        "InitialContactId": null,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-05-04T09:00:00Z",
        "NextContactId": null,
        "PreviousContactId": null,
        "Queue": {
            "ARN": "arn:aws:connect:eu-south-1:000000000000:instance/i/queue/q",
            "Name": "Claims",
            "EnqueueTimestamp": "2026-05-04T09:00:12Z",
            "DequeueTimestamp": "2026-05-04T09:00:38Z",
            "Duration": 26,
        },
        "SystemEndpoint": { "Address": "+39800555", "Type": "TELEPHONE_NUMBER" },
        "AFieldOfNextYear": [{ "a": 1 }],
    })
}

fn of(record: &Json) -> Vec<String> {
    story(&told(Maker::Connect, std::slice::from_ref(record)).1)
}

#[test]
fn an_answered_contact_has_the_figures_of_the_service() {
    let (_, facts) = told(Maker::Connect, &[answered()]);
    assert_eq!(
        story(&facts),
        [
            "arrived 09:00:00",
            "queued 09:00:12 in Claims",
            "answered 09:00:38 in Claims by b.ferri wait 26",
            "ended 09:02:33 in Claims by b.ferri for caller_hung_up talk 115",
        ]
    );
    assert_eq!(facts[0].caller, Caller::Known("+390655501".into()));
    assert_eq!(facts[0].number.as_deref(), Some("+39800555"));
    assert!(facts.iter().all(|fact| fact.call == "c-1" && fact.leg.as_deref() == Some("c-1")));
}

#[test]
fn who_leaves_the_queue_unanswered_has_given_up_or_was_led_elsewhere() {
    let waits = with(&answered(), &json!({ "Agent": null }));
    for (changes, end) in [
        (json!({}), "abandoned 09:00:38 in Claims wait 26"),
        (json!({ "DisconnectReason": null }), "abandoned 09:00:38 in Claims wait 26"),
        (json!({ "DisconnectReason": "TELECOM_PROBLEM" }), "abandoned 09:00:38 in Claims wait 26"),
        (
            json!({ "DisconnectReason": "CONTACT_FLOW_DISCONNECT" }),
            "left_queue 09:00:38 in Claims for flow wait 26",
        ),
        (
            json!({ "DisconnectReason": null, "NextContactId": "c-2" }),
            "left_queue 09:00:38 in Claims for next_contact wait 26",
        ),
    ] {
        let story = of(&with(&waits, &changes));
        assert_eq!(story.last().map(String::as_str), Some(end), "{changes}");
        assert_eq!(story.len(), 3);
    }
}

#[test]
fn who_hangs_up_in_the_menu_never_came_to_a_queue() {
    let menu = with(&answered(), &json!({ "Agent": null, "Queue": null }));
    assert_eq!(of(&menu), ["arrived 09:00:00", "ended 09:02:33 for caller_hung_up"]);
}

#[test]
fn a_transfer_is_a_leg_of_the_first_contact() {
    let first = json!({ "NextContactId": "c-2", "DisconnectReason": "AGENT_DISCONNECT" });
    let first = with(&answered(), &first);
    let second = json!({
        "ContactId": "c-2", "InitialContactId": "c-1", "PreviousContactId": "c-1",
        "InitiationMethod": "TRANSFER", "InitiationTimestamp": "2026-05-04T09:02:30Z",
        "DisconnectTimestamp": "2026-05-04T09:05:00Z",
        "Queue": {
            "Name": "Appeals", "EnqueueTimestamp": "2026-05-04T09:02:31Z", "Duration": 9,
            "DequeueTimestamp": "2026-05-04T09:02:40Z",
        },
        "Agent": {
            "Username": "c.riva", "ConnectedToAgentTimestamp": "2026-05-04T09:02:40Z",
            "AgentInteractionDuration": 140,
        },
    });
    let second = with(&answered(), &second);
    let (_, facts) = told(Maker::Connect, &[second.clone(), first.clone()]);
    assert_eq!(
        story(&facts)[3..],
        [
            "queued 09:02:31 in Appeals",
            "transferred 09:02:33 in Claims by b.ferri talk 115",
            "answered 09:02:40 in Appeals by c.riva wait 9",
            "ended 09:05:00 in Appeals by c.riva for caller_hung_up talk 140",
        ]
    );
    assert!(facts.iter().all(|fact| fact.call == "c-1"));

    let orphan = with(&second, &json!({ "InitialContactId": null }));
    let fault = ("InitialContactId".to_owned(), "missing".to_owned());
    assert_eq!(refused(Maker::Connect, &orphan), fault);
}

#[test]
fn a_consultation_that_the_customer_outlasts_is_no_transfer() {
    let consulted = with(&answered(), &json!({ "NextContactId": "c-2" }));
    assert_eq!(
        of(&consulted)[3],
        "ended 09:02:33 in Claims by b.ferri for caller_hung_up talk 115"
    );
}

#[test]
fn a_queue_without_a_name_is_called_by_its_resource_and_an_agents_own_not_at_all() {
    let queue = |resource: &str| {
        json!({ "Queue": {
            "Name": null, "ARN": resource, "EnqueueTimestamp": "2026-05-04T09:00:12Z",
        }})
    };
    let of = |resource: &str| of(&with(&answered(), &queue(resource)))[1].clone();
    assert_eq!(of("arn:aws:connect:x:0:instance/i/queue/q-7"), "queued 09:00:12 in q-7");
    assert_eq!(of("arn:aws:connect:x:0:instance/i/queue/agent/a-7"), "queued 09:00:12");
}

#[test]
fn only_calls_that_come_in_count() {
    for (changes, name) in [
        (json!({ "Channel": "CHAT" }), "channel CHAT"),
        (json!({ "Channel": "TASK" }), "channel TASK"),
        (json!({ "InitiationMethod": "OUTBOUND" }), "initiation OUTBOUND"),
        (json!({ "InitiationMethod": "CALLBACK" }), "initiation CALLBACK"),
        (json!({ "InitiationMethod": "API" }), "initiation API"),
        (json!({ "InitiationMethod": "MONITOR" }), "initiation MONITOR"),
        (json!({ "InitiationMethod": "DISCONNECT" }), "initiation DISCONNECT"),
    ] {
        let (reader, facts) = told(Maker::Connect, &[with(&answered(), &changes)]);
        assert!(facts.is_empty());
        assert_eq!(reader.unknown.counts.get(name), Some(&1), "{:?}", reader.unknown.counts);
    }
}

#[test]
fn no_number_is_a_withheld_one_but_from_an_app() {
    let hidden = with(&answered(), &json!({ "CustomerEndpoint": null }));
    assert_eq!(told(Maker::Connect, &[hidden]).1[0].caller, Caller::Withheld);
    let anonymous = json!({ "CustomerEndpoint": { "Address": "anonymous" } });
    let anonymous = with(&answered(), &anonymous);
    assert_eq!(told(Maker::Connect, &[anonymous]).1[0].caller, Caller::Withheld);
    let app = json!({ "CustomerEndpoint": null, "InitiationMethod": "WEBRTC_API" });
    assert_eq!(told(Maker::Connect, &[with(&answered(), &app)]).1[0].caller, Caller::Untold);
}

#[test]
fn a_field_that_is_not_what_it_should_be_is_named() {
    for (changes, column, reason) in [
        (json!({ "ContactId": 7 }), "ContactId", "not_text"),
        (json!({ "ContactId": "" }), "ContactId", "missing"),
        (json!({ "Channel": null }), "Channel", "missing"),
        (
            json!({ "InitiationTimestamp": "2026-05-04T09:00:00" }),
            "InitiationTimestamp",
            "not_a_time",
        ),
        (json!({ "InitiationTimestamp": null }), "InitiationTimestamp", "missing"),
        (
            json!({ "DisconnectTimestamp": "0001-01-01T00:00:00Z" }),
            "DisconnectTimestamp",
            "not_a_time",
        ),
        (json!({ "Queue": "Claims" }), "Queue", "not_an_object"),
        (json!({ "Queue": { "EnqueueTimestamp": 5 } }), "Queue.EnqueueTimestamp", "not_text"),
        (
            json!({ "Queue": { "EnqueueTimestamp": "2026-05-04T09:00:12Z", "Duration": -1 } }),
            "Queue.Duration",
            "not_a_number",
        ),
        (
            json!({ "CustomerEndpoint": { "Address": "a\u{0}b" } }),
            "CustomerEndpoint.Address",
            "not_text",
        ),
    ] {
        let fault = (column.to_owned(), reason.to_owned());
        assert_eq!(refused(Maker::Connect, &with(&answered(), &changes)), fault, "{changes}");
    }
}

#[test]
fn a_copy_tells_the_same_facts_under_the_same_keys() {
    let later =
        json!({ "LastUpdateTimestamp": "2026-05-05T09:00:00Z", "Attributes": { "a": "b" } });
    let (_, once) = told(Maker::Connect, &[answered()]);
    let (_, again) = told(Maker::Connect, &[with(&answered(), &later)]);
    assert_eq!(once, again);
}
