//! What colleagues ask of an exchange, in the language of each, and what it says of it.

use domain::{
    Kind,
    contacts::exchanges::{Answered, Asked, Fate, Heard, Order, Unsaid},
};
use gateways::{Ami, EventSocket, Exchange, Login, Manners};
use kernel::{Id, Instant};

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(1_795_000_000 + seconds)
}

fn manners() -> Manners {
    Manners {
        source: "pbx".to_owned(),
        agents: [("PJSIP/7".to_owned(), "anna".to_owned())].into(),
        recordings: Some("https://recordings.example/{call}.wav".to_owned()),
        ..Manners::default()
    }
}

fn order(asked: Asked, agent: &str, call: Option<&str>) -> Order {
    let reason = (asked == Asked::Pause).then(|| "lunch".to_owned());
    let (agent, call) = (agent.to_owned(), call.map(str::to_owned));
    Order { id: Id::from_bytes([5; 16]), asked, agent, call, reason }
}

fn hear(exchange: &mut dyn Exchange, text: &str, seconds: i64) -> Heard {
    exchange.hear(text.as_bytes(), at(seconds)).expect("it is heard").heard
}

fn kinds(heard: &Heard) -> Vec<&'static str> {
    heard.facts.iter().map(|fact| fact.kind.map_or("", Kind::word)).collect()
}

fn said(order: &Order, fate: Fate, said: &str) -> Vec<Answered> {
    vec![Answered { id: order.id, fate, said: said.to_owned() }]
}

/// Asterisk, let in, with one member whose telephone it named when it was asked.
fn asterisk() -> Ami {
    let login = Login { user: "u".into(), secret: "s".into(), plain: true };
    let mut exchange = Ami::new(manners(), login);
    hear(&mut exchange, "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n", 0);
    let member = "Event: QueueMember\r\nQueue: claims\r\nName: PJSIP/7\r\nLocation: PJSIP/7\r\n\
                  Paused: 0\r\nLoginTime: 1794999000\r\n\r\n";
    let found = hear(&mut exchange, member, 0);
    assert_eq!(found.seen[0].agent.as_deref(), Some("anna"), "who is there when we come");
    exchange
}

#[test]
fn asterisk_is_told_the_telephone_of_an_agent_and_answers_for_the_order() {
    let mut exchange = asterisk();
    let pause = order(Asked::Pause, "anna", None);
    let bytes = exchange.order(&pause).expect("it can be said");
    let expected = format!(
        "Action: QueuePause\r\nActionID: premura-order-{}\r\nInterface: PJSIP/7\r\n\
         Paused: true\r\nReason: lunch\r\n\r\n",
        pause.id
    );
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
    let reply = |result: &str, text: &str| {
        format!(
            "Response: {result}\r\nActionID: premura-order-{}\r\nMessage: {text}\r\n\r\n",
            pause.id
        )
    };
    let done = hear(&mut exchange, &reply("Success", "Interface paused successfully"), 1);
    assert_eq!(done.answered, said(&pause, Fate::Done, "Interface paused successfully"));
    let refused = hear(&mut exchange, &reply("Error", "Interface not found"), 1);
    assert_eq!(refused.answered, said(&pause, Fate::Refused, "Interface not found"));
    let other = "Response: Success\r\nActionID: premura-QueueStatus\r\n\r\n";
    assert_eq!(hear(&mut exchange, other, 1).answered, []);
    assert_eq!(exchange.order(&order(Asked::Pause, "bo", None)), Err(Unsaid::NoSuchAgent));
}

fn of_call(event: &str, more: &str) -> String {
    format!("Event: {event}\r\nChannel: PJSIP/in-1\r\nUniqueid: c\r\nLinkedid: c\r\n{more}\r\n")
}

#[test]
fn asterisk_tells_of_a_recording_once_it_is_that_of_a_call() {
    let mut exchange = asterisk();
    let pause = order(Asked::PauseRecording, "anna", Some("c"));
    assert_eq!(exchange.order(&pause), Err(Unsaid::NotRecorded));
    let early =
        of_call("MixMonitorStart", "") + &of_call("UserEvent", "UserEvent: RecordingAnnounced\r\n");
    assert_eq!(kinds(&hear(&mut exchange, &early, 1)), [""; 0], "nobody knows such a call yet");
    let joined = hear(&mut exchange, &of_call("QueueCallerJoin", "Queue: claims\r\n"), 2);
    let expected = ["call.queued", "call.recording_started", "call.recording_announced"];
    assert_eq!(kinds(&joined), expected);
    assert_eq!(joined.facts[1].link.as_deref(), Some("https://recordings.example/c.wav"));
    assert!(joined.facts[1].at < joined.facts[0].at, "told late, and told when it was");
    let bytes = exchange.order(&pause).expect("it can be said");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("Action: MixMonitorMute\r\n"), "{text}");
    assert!(text.ends_with("Channel: PJSIP/in-1\r\nDirection: both\r\nState: 1\r\n\r\n"), "{text}");
    for (event, state, told) in [
        ("MixMonitorMute", "State: 1\r\n", "call.recording_paused"),
        ("MixMonitorMute", "State: 0\r\n", "call.recording_resumed"),
        ("MixMonitorStop", "", "call.recording_stopped"),
    ] {
        assert_eq!(kinds(&hear(&mut exchange, &of_call(event, state), 3)), [told]);
    }
    hear(&mut exchange, &of_call("Hangup", ""), 4);
    assert_eq!(exchange.order(&pause), Err(Unsaid::NotRecorded), "its channel is gone");
}

#[test]
fn a_channel_found_alive_after_a_gap_can_be_paused_too() {
    let mut exchange = asterisk();
    hear(&mut exchange, &of_call("CoreShowChannel", ""), 1);
    let bytes = exchange.order(&order(Asked::ResumeRecording, "anna", Some("c")));
    let bytes = bytes.expect("it can be said");
    assert!(String::from_utf8_lossy(&bytes).contains("Channel: PJSIP/in-1\r\n"));
}

fn reply(text: &str) -> String {
    format!("Content-Type: command/reply\nReply-Text: {text}\n\n")
}

fn api(body: &str) -> String {
    format!("Content-Type: api/response\nContent-Length: {}\n\n{body}", body.len())
}

fn event(body: &str) -> String {
    format!("Content-Length: {}\nContent-Type: text/event-json\n\n{body}", body.len())
}

/// FreeSWITCH, let in, with one caller in a queue whose call is recorded.
fn freeswitch() -> EventSocket {
    let mut exchange = EventSocket::new(manners(), "secret");
    let begun = format!("Content-Type: auth/request\n\n{}{}", reply("+OK"), reply("+OK"));
    hear(&mut exchange, &begun, 0);
    assert!(exchange.is_in());
    hear(&mut exchange, &api(r#"{"row_count":0}"#), 0);
    let started = r#"{"Event-Name":"RECORD_START","Unique-ID":"s-1",
        "Record-File-Path":"/var/recordings/s-1.wav"}"#;
    assert_eq!(kinds(&hear(&mut exchange, &event(started), 1)), [""; 0]);
    let queued = r#"{"Event-Name":"CUSTOM","CC-Action":"member-queue-start","CC-Queue":"claims",
        "CC-Member-Session-UUID":"s-1","CC-Member-CID-Number":"0000555001",
        "Event-Date-Timestamp":"1795000001000000"}"#;
    let heard = hear(&mut exchange, &event(queued), 1);
    assert_eq!(kinds(&heard), ["call.queued", "call.recording_started"]);
    assert_eq!(heard.facts[1].link.as_deref(), Some("https://recordings.example/s-1.wav"));
    exchange
}

#[test]
fn freeswitch_answers_in_the_order_in_which_it_was_asked() {
    let mut exchange = freeswitch();
    let pause = order(Asked::Pause, "anna", None);
    let mask = order(Asked::PauseRecording, "anna", Some("s-1"));
    let text = |bytes: Result<Vec<u8>, Unsaid>| {
        String::from_utf8(bytes.expect("it can be said")).expect("a text")
    };
    let expected = "api callcenter_config agent set status PJSIP/7 'On Break'\n\n";
    assert_eq!(text(exchange.order(&pause)), expected);
    let expected = "api uuid_record s-1 mask /var/recordings/s-1.wav\n\n";
    assert_eq!(text(exchange.order(&mask)), expected);
    let heard = hear(&mut exchange, &api("-ERR Agent not found!\n"), 2);
    assert_eq!(heard.answered, said(&pause, Fate::Refused, "-ERR Agent not found!"));
    let heard = hear(&mut exchange, &api("+OK Success\n"), 3);
    assert_eq!(heard.answered, said(&mask, Fate::Done, "+OK Success"));
    assert_eq!(kinds(&heard), ["call.recording_paused"], "there is no event of it");
    let heard = hear(&mut exchange, &api("+OK nobody asked\n"), 3);
    assert!(heard.is_empty(), "{heard:?}");
    for (body, told) in [
        (
            r#"{"Event-Name":"CUSTOM","Event-Subclass":"premura::recording_announced",
                "Unique-ID":"s-1"}"#,
            "call.recording_announced",
        ),
        (r#"{"Event-Name":"RECORD_STOP","Unique-ID":"s-1"}"#, "call.recording_stopped"),
    ] {
        assert_eq!(kinds(&hear(&mut exchange, &event(body), 4)), [told]);
    }
}

#[test]
fn freeswitch_is_told_the_name_by_which_it_last_spoke_of_an_agent() {
    let two = ["PJSIP/7", "PJSIP/9"].map(|name| (name.to_owned(), "anna".to_owned()));
    let mut exchange = EventSocket::new(Manners { agents: two.into(), ..manners() }, "secret");
    let begun = format!("Content-Type: auth/request\n\n{}{}", reply("+OK"), reply("+OK"));
    hear(&mut exchange, &begun, 0);
    for name in ["PJSIP/9", "PJSIP/7", "PJSIP/9"] {
        let status = format!(
            r#"{{"Event-Name":"CUSTOM","CC-Action":"agent-status-change","CC-Agent":"{name}",
                "CC-Agent-Status":"Available","Event-Date-Timestamp":"1795000001000000"}}"#
        );
        hear(&mut exchange, &event(&status), 1);
        let said = exchange.order(&order(Asked::Pause, "anna", None)).expect("it can be said");
        let expected = format!("api callcenter_config agent set status {name} 'On Break'\n\n");
        assert_eq!(String::from_utf8(said).expect("a text"), expected);
    }
}

#[test]
fn a_name_that_would_be_a_second_command_is_not_said() {
    for name in ["", "a b", "a\n\nexit", "a'b", "a\u{0}b"] {
        let refused = freeswitch().order(&order(Asked::Resume, name, None));
        assert_eq!(refused, Err(Unsaid::NoName), "{name:?}");
        let refused = freeswitch().order(&order(Asked::PauseRecording, "anna", Some(name)));
        assert!(refused.is_err(), "{name:?}");
    }
    let mut exchange = asterisk();
    let hostile =
        Order { reason: Some("x\r\nAction: Logoff".into()), ..order(Asked::Pause, "anna", None) };
    assert_eq!(exchange.order(&hostile), Err(Unsaid::NoName));
}
