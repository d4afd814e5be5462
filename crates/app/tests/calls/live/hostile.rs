//! Exchanges that misbehave: each ends with its clear outcome, and the next connection is served.

use super::server::{Hour, Piece, Server};
use crate::house::{House, TENANT, houses};
use domain::contacts::exchanges;
use gateways::{Kind, Listened, Login, Manners, Site, Stop, listen};
use kernel::{Id, Instant};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

const AT: &str = "2026-11-24T09:00:00Z";

fn at(seconds: i64) -> Instant {
    AT.parse::<Instant>().expect("an instant") + seconds * Instant::SECOND
}

fn piece(bytes: impl Into<Vec<u8>>) -> Piece {
    Piece { at: at(0), bytes: bytes.into() }
}

const GREETING: &str = "Asterisk Call Manager/11.0.0\r\n";
const LET_IN: &str = "Response: Success\r\nActionID: premura-Login\r\nMessage: ok\r\n\r\n";

fn joins(call: &str) -> String {
    format!(
        "Event: QueueCallerJoin\r\nUniqueid: {call}\r\nLinkedid: {call}\r\nQueue: claims\r\n\
         CallerIDNum: 0000555001\r\n\r\n"
    )
}

/// Plays a script and then one well-behaved connection; answers the troubles that were reported
/// and what was said to the exchange.
fn meet(
    house: &House,
    kind: Kind,
    script: Vec<Piece>,
    behaved: &str,
) -> (Vec<String>, Vec<String>) {
    let (hour, stop) = (Hour::at(at(0)), Stop::default());
    let scripts = vec![script, vec![piece(behaved)]];
    let server = Server::start(hour.clone(), scripts, stop.clone());
    let site = Site {
        db: (*house.db).clone(),
        tenant: Id::from_bytes(TENANT),
        clock: hour.clock(),
        shelf: Arc::default(),
    };
    let listened = Listened {
        kind,
        address: server.address.clone(),
        manners: Manners { source: "pbx".to_owned(), ..Manners::default() },
        log: None::<PathBuf>,
    };
    let troubles = Mutex::new(Vec::new());
    listen(&site, &listened, &stop, &|trouble| {
        troubles.lock().expect("nobody failed").push(trouble.to_string());
    });
    let said = server.end().into_iter().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (troubles.into_inner().expect("nobody failed"), said.collect())
}

fn asterisk(plain: bool) -> Kind {
    Kind::Asterisk(Login { user: "premura".into(), secret: "secret".into(), plain })
}

/// Meets a hostile manager interface: its first trouble, and the calls that are known afterwards.
fn outcome(house: &House, script: Vec<Piece>) -> (String, i64) {
    let behaved = format!("{GREETING}{LET_IN}{}", joins("1.1"));
    let (troubles, _) = meet(house, asterisk(true), script, &behaved);
    let calls = house.count("select count(*) as n from calls where outcome = 'waiting'");
    (troubles.first().cloned().unwrap_or_default(), calls)
}

#[test]
fn an_exchange_that_misbehaves_is_left_and_met_again() {
    let whole = |text: String| vec![piece(text)];
    let endless = vec![b'x'; 2 * 1024 * 1024];
    let silent = Piece { at: at(3_600), bytes: Vec::new() };
    let cases: Vec<(&str, Vec<Piece>, &str)> = vec![
        ("closes at once", vec![], "the exchange closed the connection"),
        (
            "greets otherwise",
            whole("220 mail.example ESMTP\r\n".into()),
            "it does not answer as such an exchange does",
        ),
        (
            "refuses",
            whole(format!("{GREETING}Response: Error\r\nMessage: Authentication failed\r\n\r\n")),
            "the exchange refuses the login",
        ),
        (
            "sends a line without an end",
            vec![piece(format!("{GREETING}{LET_IN}")), piece(endless)],
            "the exchange sent a piece without an end",
        ),
        (
            "says nothing",
            vec![piece(GREETING), silent.clone()],
            "the exchange was silent for 3600 seconds",
        ),
        (
            "falls silent",
            vec![piece(format!("{GREETING}{LET_IN}")), silent],
            "the exchange was silent for 3600 seconds",
        ),
    ];
    for (what, script, trouble) in cases {
        for house in houses() {
            let (first, calls) = outcome(&house, script.clone());
            assert_eq!((first.as_str(), calls), (trouble, 1), "{what} on {}", house.db.name());
        }
    }
}

#[test]
fn hostile_messages_are_passed_over_and_those_beside_them_are_heard() {
    let many: String = (0..10_000).map(|count| format!("Header{count}: x\r\n")).collect();
    let long = "y".repeat(100_000);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("ten thousand headers", format!("Event: QueueCallerJoin\r\n{many}\r\n").into_bytes()),
        ("a long line", format!("Event: QueueCallerJoin\r\nUniqueid: {long}\r\n\r\n").into_bytes()),
        ("no UTF-8", b"Event: QueueCallerJoin\r\nQueue: \xff\xfe\xc3\r\n\r\n".to_vec()),
        ("zeros", b"Event: QueueCallerJoin\r\nUniqueid: 1\0\r\nQueue: \0\r\n\r\n".to_vec()),
        ("no colon", b"Event QueueCallerJoin\r\n\r\n\r\n\r\n".to_vec()),
        ("another reply", b"Response: Error\r\nMessage: no such action\r\n\r\n".to_vec()),
        (
            "numbers beyond all bounds",
            b"Event: AgentComplete\r\nUniqueid: 9.9\r\nQueue: q\r\nMemberName: a\r\n\
              TalkTime: 99999999999999999999\r\nHoldTime: -5\r\n\r\n"
                .to_vec(),
        ),
    ];
    for (what, message) in cases {
        for house in houses() {
            let mut bytes = format!("{GREETING}{LET_IN}{}", joins("2.1")).into_bytes();
            bytes.extend(message.clone());
            bytes.extend(joins("2.2").into_bytes());
            let script = bytes.chunks(1_000).map(|part| piece(part.to_vec())).collect();
            let (trouble, calls) = outcome(&house, script);
            assert_eq!(trouble, "the exchange closed the connection", "{what}");
            let known = "select count(*) as n from calls where key in ('2.1', '2.2', '1.1')";
            assert_eq!(house.count(known), 3, "{what} on {}", house.db.name());
            assert!(calls >= 3, "{what}");
        }
    }
}

#[test]
fn a_challenge_is_answered_without_sending_the_secret() {
    for house in houses() {
        let challenge = "Response: Success\r\nChallenge: 173925873\r\n\r\n";
        let script = vec![piece(GREETING), piece(challenge), piece(LET_IN), piece(joins("3.1"))];
        let (_, said) = meet(&house, asterisk(false), script, GREETING);
        // The MD5 of the challenge and the secret behind it, by another program.
        assert!(said[0].contains("\r\nKey: 0c77d2b725cc8968952e3c614f9711fb\r\n"), "{}", said[0]);
        assert!(!said[0].contains("secret"));
        assert!(said[0].contains("Action: QueueStatus\r\n"));
        assert_eq!(house.count("select count(*) as n from calls"), 1);
    }
}

#[test]
fn how_it_goes_is_written_down_and_what_rang_is_silent_after_the_end() {
    for house in houses() {
        let rings = "Event: AgentCalled\r\nUniqueid: 4.1\r\nQueue: claims\r\n\
                     MemberName: op-1\r\n\r\n";
        let script = vec![piece(format!("{GREETING}{LET_IN}{}{rings}", joins("4.1")))];
        let (troubles, _) = meet(&house, asterisk(true), script, "nonsense\r\n");
        assert_eq!(troubles.len(), 2);
        let listening = house.at_a_desk(exchanges::listening);
        assert_eq!(listening[0].connected_at, None);
        let stranger = "it does not answer as such an exchange does";
        assert_eq!(listening[0].trouble.as_deref(), Some(stranger));
        assert_eq!(house.count("select count(*) as n from ringing"), 0);
    }
}

const ASKED: &str = "Content-Type: auth/request\n\n";
const OK: &str = "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";

fn offered(session: &str) -> String {
    offered_in(session, "claims")
}

fn offered_in(session: &str, queue: &str) -> String {
    let body = format!(
        "{{\"Event-Name\":\"CUSTOM\",\"CC-Action\":\"member-queue-start\",\"CC-Queue\":\"{queue}\",\
          \"CC-Member-Session-UUID\":\"{session}\",\"CC-Member-CID-Number\":\"0000555001\",\
          \"Event-Date-Timestamp\":\"1795340898479000\"}}"
    );
    format!("Content-Length: {}\nContent-Type: text/event-json\n\n{body}", body.len())
}

#[test]
fn an_event_socket_that_misbehaves_is_left_and_met_again() {
    let lying = |length: &str| {
        format!("{ASKED}{OK}{OK}Content-Length: {length}\nContent-Type: text/event-json\n\n{{}}")
    };
    let cases: Vec<(&str, String, &str)> = vec![
        ("closes", String::new(), "the exchange closed the connection"),
        ("is another", "220 hello\n\n".into(), "the exchange sent what cannot be read: a head"),
        (
            "refuses",
            format!("{ASKED}Content-Type: command/reply\nReply-Text: -ERR invalid\n\n"),
            "the exchange refuses the login",
        ),
        (
            "rejects",
            "Content-Type: text/rude-rejection\n\n".into(),
            "the exchange refuses the login",
        ),
        ("is too long", lying("99999999999"), "the exchange sent a piece without an end"),
        ("has no length", lying("many"), "the exchange sent what cannot be read: a length"),
        ("is longer than it says", lying("500"), "the exchange closed the connection"),
        ("has no end", "x".repeat(100_000), "the exchange sent a piece without an end"),
    ];
    let behaved = format!("{ASKED}{OK}{OK}{}", offered("s-1"));
    for (what, script, trouble) in cases {
        for house in houses() {
            let kind = Kind::FreeSwitch("secret".into());
            let script = if script.is_empty() { vec![] } else { vec![piece(script.clone())] };
            let (troubles, _) = meet(&house, kind, script, &behaved);
            assert_eq!(troubles[0], trouble, "{what} on {}", house.db.name());
            assert_eq!(house.count("select count(*) as n from calls"), 1, "{what}");
        }
    }
}

#[test]
fn an_event_with_a_zero_in_a_name_is_passed_over() {
    for house in houses() {
        let zero = offered_in("s-0", "cl\\u0000");
        let script = vec![piece(format!("{ASKED}{OK}{OK}{zero}{}", offered("s-2")))];
        let behaved = format!("{ASKED}{OK}{OK}{}", offered("s-1"));
        let (troubles, _) = meet(&house, Kind::FreeSwitch("secret".into()), script, &behaved);
        assert_eq!(troubles[0], "the exchange closed the connection");
        assert_eq!(house.count("select count(*) as n from calls"), 2, "on {}", house.db.name());
    }
}
