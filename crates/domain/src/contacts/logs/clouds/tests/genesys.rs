use super::*;

/// A time of the day of these tests.
fn t(time: &str) -> String {
    format!("2026-05-04T{time}Z")
}

fn segment(kind: &str, from: &str, to: &str, more: &Json) -> Json {
    let segment = json!({ "segmentType": kind, "segmentStart": t(from), "segmentEnd": t(to) });
    with(&segment, more)
}

fn session(id: &str, segments: &[Json], more: &Json) -> Json {
    let session = json!({
        "sessionId": id, "mediaType": "voice", "direction": "inbound", "peerId": "s-caller",
        "ani": "tel:+390655501", "dnis": "tel:+39800555", "segments": segments, "metrics": [],
    });
    with(&session, more)
}

fn participant(purpose: &str, sessions: &[Json]) -> Json {
    let user = if purpose == "agent" { json!("u-ferri") } else { Json::Null };
    json!({ "participantId": "p", "purpose": purpose, "userId": user, "sessions": sessions })
}

fn metrics(figures: &[(&str, u64)]) -> Json {
    let emitted = t("09:09:09.000");
    let metric =
        |(name, value): &(&str, u64)| json!({ "name": name, "value": value, "emitDate": emitted });
    json!({ "metrics": figures.iter().map(metric).collect::<Vec<_>>() })
}

fn caller(to: &str) -> Json {
    let talks = segment("interact", "09:00:00.200", to, &json!({ "disconnectType": "endpoint" }));
    participant("customer", &[session("s-caller", &[talks], &json!({ "peerId": null }))])
}

fn menu() -> Json {
    let ivr =
        segment("ivr", "09:00:00.200", "09:00:20.000", &json!({ "disconnectType": "transfer" }));
    participant("ivr", &[session("s-ivr", &[ivr], &json!({}))])
}

fn queue(id: &str, from: &str, to: &str, more: &Json) -> Json {
    let q = json!({ "queueId": "q-claims" });
    let left = json!({ "queueId": "q-claims", "disconnectType": "transfer" });
    let delay = segment("delay", "09:00:20.000", from, &q);
    let waits = segment("interact", from, to, &left);
    participant("acd", &[session(id, &[delay, waits], more)])
}

fn in_claims(disconnect: &str) -> Json {
    json!({ "queueId": "q-claims", "disconnectType": disconnect })
}

fn conversation(participants: &[Json]) -> Json {
    json!({
        "conversationId": "v-1", "conversationStart": t("09:00:00.100"),
        "conversationEnd": t("09:03:30.000"), "originatingDirection": "inbound",
        "divisionIds": ["d"], "participants": participants,
    })
}

/// One agent lets it ring, the next answers 12.4 seconds after the queue began to look.
fn answered() -> Json {
    let rings = segment("alert", "09:00:21.000", "09:00:28.000", &json!({ "queueId": "q-claims" }));
    let missed = participant("agent", &[session("s-missed", &[rings], &json!({}))]);
    let segments = [
        segment("alert", "09:00:30.000", "09:00:32.500", &in_claims("client")),
        segment("interact", "09:00:32.500", "09:01:00.000", &in_claims("peer")),
        segment("hold", "09:01:00.000", "09:01:10.000", &in_claims("peer")),
        segment("interact", "09:01:10.000", "09:03:00.000", &in_claims("peer")),
        segment("wrapup", "09:03:00.000", "09:03:30.000", &in_claims("peer")),
    ];
    let figures =
        metrics(&[("tTalkComplete", 137_500), ("tHeldComplete", 10_000), ("tAcw", 30_000)]);
    let talks = participant("agent", &[session("s-agent", &segments, &figures)]);
    let figures = metrics(&[("nOffered", 1), ("tAcd", 12_400), ("tAnswered", 12_400)]);
    let queue = queue("s-acd", "09:00:20.100", "09:00:32.500", &figures);
    conversation(&[caller("09:03:00.000"), menu(), queue, missed, talks])
}

fn of(record: &Json) -> Vec<String> {
    story(&told(Maker::Genesys, std::slice::from_ref(record)).1)
}

#[test]
fn an_answered_conversation_has_the_figures_of_the_service() {
    let (_, facts) = told(Maker::Genesys, &[answered()]);
    assert_eq!(
        story(&facts),
        [
            "arrived 09:00:00.1",
            "queued 09:00:20.1 in q-claims",
            "ringing 09:00:28 in q-claims by u-ferri for no_answer",
            "answered 09:00:32.5 in q-claims by u-ferri wait 12.4",
            "ended 09:03:00 in q-claims by u-ferri for caller_hung_up talk 147.5",
            "ended 09:03:00 for caller_hung_up",
        ]
    );
    assert_eq!(facts[0].caller, Caller::Known("+390655501".into()));
    assert_eq!(facts[0].number.as_deref(), Some("+39800555"));
    let legs: Vec<&str> = facts.iter().filter_map(|fact| fact.leg.as_deref()).collect();
    assert_eq!(legs, ["s-caller", "s-acd", "s-acd", "s-acd", "s-acd", "s-caller"]);
}

#[test]
fn participants_in_another_order_tell_the_same() {
    let mut turned = answered();
    turned["participants"].as_array_mut().expect("a list").reverse();
    assert_eq!(of(&turned), of(&answered()));
}

#[test]
fn who_leaves_the_queue_unanswered_has_given_up_or_flowed_out() {
    for (figures, disconnect, end) in [
        (
            metrics(&[("tAbandon", 9_900), ("tAcd", 9_900)]),
            "transfer",
            "abandoned 09:00:30 in q-claims wait 9.9",
        ),
        (
            metrics(&[("tFlowOut", 9_900)]),
            "transfer",
            "left_queue 09:00:30 in q-claims for flow_out wait 9.9",
        ),
        (json!({}), "transfer", "left_queue 09:00:30 in q-claims for transfer"),
        (json!({}), "peer", "abandoned 09:00:30 in q-claims"),
    ] {
        let mut waits = queue("s-acd", "09:00:20.100", "09:00:30.000", &figures);
        waits["sessions"][0]["segments"][1]["disconnectType"] = json!(disconnect);
        let story = of(&conversation(&[caller("09:00:30.000"), menu(), waits]));
        assert_eq!(story[2], end, "{figures}");
        assert_eq!(story[3], "ended 09:00:30 for caller_hung_up");
    }
}

#[test]
fn who_hangs_up_in_the_menu_never_came_to_a_queue() {
    let story = of(&conversation(&[caller("09:00:15.000"), menu()]));
    assert_eq!(story, ["arrived 09:00:00.1", "ended 09:00:15 for caller_hung_up"]);
}

#[test]
fn what_an_agent_hands_on_is_transferred_and_goes_on() {
    let talk = |id: &str, from: &str, to: &str, end: &str| {
        let segments = [segment("interact", from, to, &in_claims(end))];
        participant("agent", &[session(id, &segments, &json!({}))])
    };
    let record = conversation(&[
        caller("09:03:00.000"),
        queue("s-acd", "09:00:20.100", "09:00:32.500", &metrics(&[("tAnswered", 12_400)])),
        talk("s-one", "09:00:32.500", "09:01:30.000", "transfer"),
        talk("s-two", "09:01:25.000", "09:03:00.000", "client"),
    ]);
    let (_, facts) = told(Maker::Genesys, &[record]);
    assert_eq!(
        story(&facts)[2..],
        [
            "answered 09:00:32.5 in q-claims by u-ferri wait 12.4",
            "answered 09:01:25 in q-claims by u-ferri",
            "transferred 09:01:30 in q-claims by u-ferri for transfer",
            "ended 09:03:00 in q-claims by u-ferri for agent_hung_up",
            "ended 09:03:00 for caller_hung_up",
        ]
    );
    let answers = facts.iter().filter(|fact| fact.kind == Some(Kind::CallAnswered));
    let legs: Vec<&str> = answers.filter_map(|fact| fact.leg.as_deref()).collect();
    assert_eq!(legs, ["s-acd", "s-two"], "the second agent did not find it waiting");
}

#[test]
fn a_consulted_queue_is_not_one_in_which_the_caller_waits() {
    let mut record = answered();
    let asked = queue("s-asked", "09:01:02.000", "09:01:08.000", &json!({ "peerId": "s-agent" }));
    record["participants"].as_array_mut().expect("a list").push(asked);
    let (reader, facts) = told(Maker::Genesys, &[record]);
    assert_eq!(story(&facts), of(&answered()));
    assert_eq!(reader.unknown.counts.get("consultation"), Some(&1));
}

#[test]
fn a_conversation_that_goes_on_tells_what_is_over() {
    let mut open = answered();
    open["conversationEnd"] = Json::Null;
    open["participants"][0]["sessions"][0]["segments"][0]["segmentEnd"] = Json::Null;
    let segments = &mut open["participants"][4]["sessions"][0]["segments"];
    *segments = json!([segments[1]]);
    segments[0]["segmentEnd"] = Json::Null;
    let story = of(&open);
    assert_eq!(
        story.last().map(String::as_str),
        Some("answered 09:00:32.5 in q-claims by u-ferri wait 12.4")
    );
}

#[test]
fn only_calls_that_come_in_count() {
    let outbound = with(&answered(), &json!({ "originatingDirection": "outbound" }));
    let chat = session("s", &[], &json!({ "mediaType": "chat" }));
    let chat = conversation(&[participant("customer", &[chat])]);
    let empty = conversation(&[]);
    for (record, name) in
        [(outbound, "direction outbound"), (chat, "media chat"), (empty, "media none")]
    {
        let (reader, facts) = told(Maker::Genesys, &[record]);
        assert!(facts.is_empty());
        assert_eq!(reader.unknown.counts.get(name), Some(&1), "{:?}", reader.unknown.counts);
    }
}

#[test]
fn withheld_callers_are_no_numbers() {
    for hidden in [json!("sip:anonymous@anonymous.invalid"), json!("tel:anonymous"), Json::Null] {
        let mut record = answered();
        record["participants"][0]["sessions"][0]["ani"] = hidden;
        assert_eq!(told(Maker::Genesys, &[record]).1[0].caller, Caller::Withheld);
    }
}

#[test]
fn a_field_that_is_not_what_it_should_be_is_named() {
    let start = "2026-05-04T09:00:00";
    for (changes, column, reason) in [
        (json!({ "conversationId": null }), "conversationId", "missing"),
        (json!({ "originatingDirection": null }), "originatingDirection", "missing"),
        (json!({ "conversationStart": start }), "conversationStart", "not_a_time"),
        (json!({ "conversationEnd": true }), "conversationEnd", "not_text"),
        (json!({ "participants": {} }), "participants", "not_a_list"),
        (json!({ "participants": [1] }), "participants", "not_an_object"),
        (
            json!({ "participants": [{ "sessions": [{ "mediaType": "voice" }] }] }),
            "sessions.sessionId",
            "missing",
        ),
        (
            json!({ "participants": [{ "sessions": [{
                "segments": [{ "segmentStart": start }],
            }] }] }),
            "segments.segmentStart",
            "not_a_time",
        ),
        (
            json!({ "participants": [{ "sessions": [{
                "sessionId": "s", "metrics": [{ "name": "tAcd", "value": "long" }],
            }] }] }),
            "metrics.value",
            "not_a_number",
        ),
    ] {
        let fault = (column.to_owned(), reason.to_owned());
        assert_eq!(refused(Maker::Genesys, &with(&answered(), &changes)), fault, "{changes}");
    }
}
