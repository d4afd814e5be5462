//! Servers that say no, break off, or lie: after each it is known whether they can have the letter.

use super::{carry, parcel, relay, sender};
use domain::messaging::Fate;
use gateways::{
    Handed,
    mail::{Security, Smtp},
};
use std::{
    io::{BufRead, BufReader, Lines, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

/// What a server says to each thing it hears, the greeting first; at the end it closes.
pub type Play = &'static [&'static str];

pub const GREETING: &str = "220 mx.example.test";
pub const EHLO: &str = "250 mx.example.test";
pub const OK: &str = "250 2.1.0 Ok";
pub const GO_ON: &str = "354 go on";

/// A server that plays these, a connection after the other; what it heard comes back line by line.
pub fn server(plays: &'static [Play]) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (heard, lines) = channel();
    thread::spawn(move || {
        for play in plays {
            let Ok((stream, _)) = listener.accept() else { return };
            perform(stream, play, &heard);
        }
    });
    (port, lines)
}

fn perform(mut stream: TcpStream, play: Play, heard: &Sender<String>) {
    let mut lines = BufReader::new(stream.try_clone().expect("another handle")).lines();
    let mut is_letter = false;
    for (place, said) in play.iter().enumerate() {
        if place > 0 && !hear(&mut lines, is_letter, heard) {
            return;
        }
        is_letter = *said == GO_ON;
        if write!(stream, "{said}\r\n").is_err() {
            return;
        }
    }
    // The last thing is heard, and nothing is said to it.
    hear(&mut lines, is_letter, heard);
}

/// Hears one command, or a letter to its end; false where there is no more.
fn hear(lines: &mut Lines<BufReader<TcpStream>>, is_letter: bool, heard: &Sender<String>) -> bool {
    while let Some(Ok(line)) = lines.next() {
        let ends = !is_letter || line == ".";
        heard.send(line).ok();
        if ends {
            return true;
        }
    }
    false
}

fn carried(plays: &'static [Play]) -> (Handed, Vec<String>) {
    let (port, lines) = server(plays);
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::None)]);
    let handed = carry(&mut smtp, &parcel("dora@example.test"));
    drop(smtp);
    (handed, lines.iter().collect())
}

#[test]
fn a_letter_is_said_whole_and_the_answer_is_kept() {
    let (handed, heard) = carried(&[&[GREETING, EHLO, OK, OK, GO_ON, "250 2.0.0 Ok: queued as 7"]]);
    assert_eq!(
        handed,
        Handed { fate: Fate::Accepted, said: "250 2.0.0 Ok: queued as 7".into(), reference: None }
    );
    assert_eq!(heard[1], "MAIL FROM:<desk@aurora.example>");
    assert_eq!(heard[2], "RCPT TO:<dora@example.test>");
    for line in [
        "Auto-Submitted: auto-generated",
        "Date: Mon, 04 May 2026 10:00:00 +0000",
        "..un punto da solo:",
        "..",
        "Fine",
    ] {
        assert!(heard.iter().any(|said| said == line), "{line}: {heard:#?}");
    }
    let id = format!("Message-ID: <{}@aurora.example>", parcel("").message);
    assert!(heard.contains(&id), "{id} {heard:#?}");
    assert!(heard.iter().all(|said| said.is_ascii()), "no server need know our letters");
}

#[test]
fn after_its_last_line_only_an_answer_says_whether_they_have_it() {
    const BREAKS_OFF: &[Play] = &[&[GREETING, EHLO, OK, OK, GO_ON]];
    const BABBLES: &[Play] = &[&[GREETING, EHLO, OK, OK, GO_ON, "who are you?"]];
    const WANTS_MORE: &[Play] = &[&[GREETING, EHLO, OK, OK, GO_ON, "354 go on, and on"]];
    for play in [BREAKS_OFF, BABBLES, WANTS_MORE] {
        let (handed, heard) = carried(play);
        assert_eq!(handed.fate, Fate::Unknown, "{handed:?}");
        assert_eq!(heard.iter().filter(|line| *line == ".").count(), 1, "it is not said again");
    }
}

#[test]
fn a_no_before_the_letter_is_said_means_that_they_do_not_have_it() {
    let cases: &[(&'static [Play], Fate, &str)] = &[
        (&[&["421 too many of you"]], Fate::Postponed, "421"),
        (&[&[GREETING]], Fate::Postponed, ""),
        (&[&[GREETING, EHLO]], Fate::Postponed, ""),
        (&[&[GREETING, EHLO, "530 5.7.0 who are you?"]], Fate::Postponed, "530"),
        (&[&[GREETING, EHLO, OK, "450 4.2.2 the box is full"]], Fate::Postponed, "box is full"),
        (&[&[GREETING, EHLO, OK, "550 5.1.1 no such user"]], Fate::Unreachable, "no such user"),
        (&[&[GREETING, EHLO, OK, "550 5.2.1 box closed"]], Fate::Unreachable, "box closed"),
        (&[&[GREETING, EHLO, OK, "550 5.7.1 not from you"]], Fate::Postponed, "not from you"),
        (&[&[GREETING, EHLO, OK, "554 5.7.1 Relay access denied"]], Fate::Postponed, "denied"),
        (&[&[GREETING, EHLO, OK, "550 5.1.8 your own domain"]], Fate::Postponed, "your own"),
        (&[&[GREETING, EHLO, OK, "550 we know 5.1.1.7 of old"]], Fate::Refused, "of old"),
        (&[&[GREETING, EHLO, OK, OK, "250 yes"]], Fate::Postponed, "250"),
        (&[&[GREETING, EHLO, OK, "450 4.1.1 not sure"]], Fate::Postponed, "not sure"),
        (&[&[GREETING, EHLO, OK, OK, "451 not now"]], Fate::Postponed, "451"),
        (&[&[GREETING, EHLO, OK, OK, "554 no data"]], Fate::Postponed, "554"),
        (&[&[GREETING, EHLO, OK, OK]], Fate::Postponed, ""),
        (&[&[GREETING, EHLO, OK, OK, GO_ON, "451 4.3.0 later"]], Fate::Postponed, "451"),
        (&[&[GREETING, EHLO, OK, OK, GO_ON, "554 5.7.1 spam"]], Fate::Refused, "spam"),
    ];
    for (plays, fate, said) in cases {
        let (handed, _) = carried(plays);
        assert_eq!(handed.fate, *fate, "{plays:?} {handed:?}");
        assert!(handed.said.contains(said), "{said}: {handed:?}");
    }
}

#[test]
fn a_connection_serves_letter_after_letter_and_may_have_been_closed_meanwhile() {
    let (port, lines) = server(&[
        &[GREETING, EHLO, OK, "550 no such user", OK, OK, OK, GO_ON, "250 queued"],
        &[GREETING, EHLO, OK, OK, GO_ON, "250 queued"],
    ]);
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::None)]);
    let mut carry = || carry(&mut smtp, &parcel("dora@example.test")).fate;
    assert_eq!([carry(), carry()], [Fate::Refused, Fate::Accepted], "on one connection");
    // The server closes after the second letter; the third goes by a new connection, once.
    assert_eq!(carry(), Fate::Accepted);
    drop(smtp);
    let heard: Vec<String> = lines.iter().collect();
    assert_eq!(heard.iter().filter(|line| line.starts_with("EHLO")).count(), 2);
    assert_eq!(heard.iter().filter(|line| *line == "RSET").count(), 1);
    assert_eq!(heard.iter().filter(|line| *line == ".").count(), 2);
}

#[test]
fn the_next_server_is_asked_where_one_does_not_let_us_in() {
    // A port on which nobody listens, whatever else runs here.
    let silent = 1;
    let (refusing, _) = server(&[&["554 go away"]]);
    let (port, _) = server(&[&[GREETING, EHLO, OK, OK, GO_ON, "250 queued"]]);
    let relays = [silent, refusing, port].map(|port| relay(port, Security::None));
    let mut smtp = Smtp::new(sender(), relays[..2].to_vec());
    let handed = carry(&mut smtp, &parcel("dora@example.test"));
    assert_eq!(handed.fate, Fate::Postponed);
    assert!(handed.said.contains(&format!("localhost:{silent}")), "both are named: {handed:?}");
    let (refusing, _) = server(&[&["554 go away"]]);
    let relays = [silent, refusing, port].map(|port| relay(port, Security::None));
    let mut smtp = Smtp::new(sender(), relays.to_vec());
    assert_eq!(carry(&mut smtp, &parcel("dora@example.test")).fate, Fate::Accepted);
}

#[test]
fn a_server_that_takes_nothing_now_is_left_for_the_next_and_asked_last_for_a_while() {
    const FULL: &[Play] = &[&[GREETING, EHLO, "451 4.3.1 the queue is full"]];
    const DENIES: &[Play] = &[&[GREETING, EHLO, OK, "554 5.7.1 Relay access denied"]];
    for refusal in [FULL, DENIES] {
        let (first, asked) = server(refusal);
        let (second, _) =
            server(&[&[GREETING, EHLO, OK, OK, GO_ON, "250 queued", OK, OK, GO_ON, "250 queued"]]);
        let relays = [first, second].map(|port| relay(port, Security::None));
        let mut smtp = Smtp::new(sender(), relays.to_vec());
        let mut fate = || carry(&mut smtp, &parcel("dora@example.test")).fate;
        assert_eq!([fate(), fate()], [Fate::Accepted, Fate::Accepted], "{refusal:?}");
        let heard: Vec<String> = asked.try_iter().collect();
        let tried = heard.iter().filter(|line| line.starts_with("MAIL")).count();
        assert_eq!(tried, 1, "{heard:?}");
    }
}

#[test]
fn nothing_is_said_on_a_way_that_is_open_to_others() {
    let (port, lines) = server(&[&[GREETING, EHLO, OK, OK]]);
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::StartTls)]);
    let handed = carry(&mut smtp, &parcel("dora@example.test"));
    assert_eq!(handed.fate, Fate::Postponed, "{handed:?}");
    drop(smtp);
    let heard: Vec<String> = lines.iter().collect();
    assert!(heard.iter().all(|line| !line.starts_with("MAIL")), "{heard:?}");
}

#[test]
fn no_name_becomes_a_second_header_or_a_second_command() {
    let mut hostile = parcel("dora@example.test");
    hostile.title = "R-1\r\nBcc: everybody@example.test\r\n\r\nand a text of its own".into();
    hostile.text = "one\n.\nMAIL FROM:<a@b.test>\r.\r\ntwo\n.\r\n\0".into();
    let (port, lines) = server(&[&[GREETING, EHLO, OK, OK, GO_ON, "250 queued"]]);
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::None)]);
    assert_eq!(carry(&mut smtp, &hostile).fate, Fate::Accepted);
    for address in
        ["", "dora", "dora@", "a@b.test>\r\nRCPT TO:<c@d.test", "a@b.test, c@d.test", "a b@c.test"]
    {
        let handed = carry(&mut smtp, &parcel(address));
        assert_eq!(handed.fate, Fate::Refused, "{address:?} {handed:?}");
    }
    drop(smtp);
    let heard: Vec<String> = lines.iter().collect();
    assert!(heard.iter().all(|line| !line.starts_with("Bcc")), "{heard:#?}");
    assert_eq!(heard.iter().filter(|line| line.starts_with("RCPT")).count(), 1);
    assert_eq!(heard.iter().filter(|line| *line == ".").count(), 1, "{heard:#?}");
    assert!(heard.iter().all(|line| !line.contains('\r')), "no loose end: {heard:#?}");
}
