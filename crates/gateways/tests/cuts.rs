//! However the network cuts what an exchange sends, the same is heard and the same is said.

use domain::{
    Kind,
    contacts::exchanges::{Heard, Telephone},
};
use gateways::{Ami, EventSocket, Exchange, Login, Manners};
use kernel::Instant;

const AT: Instant = Instant::from_seconds(1_795_340_898);

/// A call with the replies to our own questions between its events, and an event that has a
/// response's header.
const ASTERISK: &str = "Asterisk Call Manager/11.0.0\r\n\
    Response: Success\r\nActionID: premura-Login\r\nMessage: ok\r\n\r\n\
    Event: QueueCallerJoin\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nQueue: claims\r\n\r\n\
    Response: Success\r\nActionID: premura-QueueStatus\r\nEventList: start\r\n\r\n\
    Event: AgentCalled\r\nUniqueid: 1.1\r\nQueue: claims\r\nMemberName: op-1\r\n\r\n\
    Event: OriginateResponse\r\nResponse: Failure\r\nUniqueid: 2.1\r\nExten: 0800\r\n\r\n\
    Event: AgentConnect\r\nUniqueid: 1.1\r\nQueue: claims\r\nMemberName: op-1\r\n\
    HoldTime: 7\r\n\r\n\
    Event: AgentComplete\r\nQueue: claims\r\nMemberName: op-1\r\nTalkTime: 30\r\n\
    Reason: agent\r\n\r\n";

fn manners() -> Manners {
    Manners { source: "pbx".to_owned(), ..Manners::default() }
}

fn asterisk() -> Box<dyn Exchange> {
    let login = Login { user: "u".into(), secret: "s".into(), plain: true };
    Box::new(Ami::new(manners(), login))
}

fn free_switch() -> Box<dyn Exchange> {
    Box::new(EventSocket::new(manners(), "secret"))
}

/// A call that rings at one agent; what it says of itself goes before each event's own fields.
fn free_switch_text() -> String {
    let told = [
        ("member-queue-start", "\"CC-Member-CID-Number\":\"0000555001\""),
        ("agent-offering", "\"CC-Agent\":\"op-1\""),
        ("bridge-agent-start", "\"CC-Agent\":\"op-1\",\"CC-Agent-Answered-Time\":\"1795340905\""),
        ("member-queue-end", "\"CC-Cause\":\"Terminated\""),
    ];
    let events = told.map(|(action, fields)| {
        let body = format!(
            "{{\"Event-Name\":\"CUSTOM\",\"Event-Subclass\":\"callcenter::info\",\
              \"CC-Action\":\"{action}\",\"CC-Queue\":\"claims\",{fields},\
              \"CC-Member-Session-UUID\":\"s-1\",\"CC-Member-UUID\":\"m-1\",\
              \"Event-Date-Timestamp\":\"1795340905000000\"}}"
        );
        format!("Content-Length: {}\nContent-Type: text/event-json\n\n{body}", body.len())
    });
    let let_in = "Content-Type: auth/request\n\n\
                  Content-Type: command/reply\nReply-Text: +OK accepted\n\n\
                  Content-Type: command/reply\nReply-Text: +OK listening\n\n";
    format!("{let_in}{}", events.concat())
}

/// What pieces of this length bring, put together again, and what was said.
fn hear(mut exchange: Box<dyn Exchange>, text: &str, length: usize) -> (Heard, Vec<u8>) {
    let (mut all, mut said) = (Heard::default(), Vec::new());
    for piece in text.as_bytes().chunks(length) {
        let answer = exchange.hear(piece, AT).expect("it is heard");
        said.extend(answer.say);
        all.facts.extend(answer.heard.facts);
        all.rings.extend(answer.heard.rings);
    }
    (all, said)
}

fn kinds(heard: &Heard) -> Vec<Kind> {
    heard.facts.iter().filter_map(|fact| fact.kind).collect()
}

fn telephones(heard: &Heard) -> Vec<Telephone> {
    heard.rings.iter().map(|ring| ring.telephone).collect()
}

#[test]
fn every_cut_of_the_manager_interface_brings_the_same() {
    let whole = hear(asterisk(), ASTERISK, usize::MAX);
    assert_eq!(kinds(&whole.0), [Kind::CallQueued, Kind::CallAnswered, Kind::CallEnded]);
    assert_eq!(telephones(&whole.0), [Telephone::Rings, Telephone::Silent]);
    for length in 1..ASTERISK.len() {
        assert_eq!(hear(asterisk(), ASTERISK, length), whole, "in pieces of {length}");
    }
}

#[test]
fn every_cut_of_the_event_socket_brings_the_same() {
    let text = free_switch_text();
    let whole = hear(free_switch(), &text, usize::MAX);
    assert!(whole.1.starts_with(b"auth secret\n\n"));
    assert!(kinds(&whole.0).contains(&Kind::CallQueued), "{:?}", whole.0.facts);
    assert_eq!(telephones(&whole.0)[0], Telephone::Rings);
    for length in 1..text.len() {
        assert_eq!(hear(free_switch(), &text, length), whole, "in pieces of {length}");
    }
}

#[test]
fn an_event_with_a_response_is_no_reply_to_the_login() {
    let early = "Asterisk Call Manager/11.0.0\r\n\
        Event: OriginateResponse\r\nResponse: Failure\r\nUniqueid: 2.1\r\n\r\n";
    let mut exchange = asterisk();
    exchange.hear(early.as_bytes(), AT).expect("the login is not refused by it");
    assert!(!exchange.is_in());
    exchange.hear(b"Response: Success\r\nMessage: ok\r\n\r\n", AT).expect("it is heard");
    assert!(exchange.is_in());
}
