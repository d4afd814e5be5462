//! Mailbox servers that break off, lie, or say more than anybody asked: each look ends, in bounds.

use gateways::mail::{Came, Imap, Login, Mailbox, Security};
use std::{
    io::{self, BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

/// What a server says to each line it hears, the greeting first; `TAG` stands for the line's tag.
type Play = &'static [&'static str];

fn imap(plays: Vec<Vec<String>>, security: Security) -> Imap {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for play in plays {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut lines = BufReader::new(stream.try_clone().expect("a handle")).lines();
            let mut tag = String::new();
            for (place, said) in play.iter().enumerate() {
                if place > 0 {
                    let Some(Ok(line)) = lines.next() else { break };
                    tag = line.split(' ').next().unwrap_or_default().to_owned();
                }
                if stream.write_all(said.replace("TAG", &tag).as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    let login = Login { user: "desk".into(), password: "secret".into() };
    let (host, folder) = ("localhost".into(), "INBOX".into());
    Imap::new(Mailbox { host, port, security, login, trusted: vec![], folder, done: None })
}

fn looked(play: Play) -> Result<Vec<Vec<u8>>, io::Error> {
    let play = play.iter().map(|said| (*said).to_owned()).collect();
    let mut seen = Vec::new();
    let mut imap = imap(vec![play], Security::None);
    imap.look(|Came { bytes, .. }| {
        seen.push(bytes.to_owned());
        Ok::<bool, io::Error>(true)
    })?;
    Ok(seen)
}

const GREETING: &str = "* OK hello\r\n";
const ABLE: &str = "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n";
const OK: &str = "TAG OK done\r\n";
const OPEN: &str = "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK open\r\n";
const NOUGHT: &str = "* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 0] odd\r\nTAG OK open\r\n";
const ONE: &str = "* SEARCH 5\r\nTAG OK found\r\n";
const SIZE: &str = "* 1 FETCH (UID 5 RFC822.SIZE 4)\r\nTAG OK done\r\n";
const WHOLE: &str = "* 2 FETCH (UID 6 BODY[] {3}\r\nno!)\r\n* 1 FETCH (BODY[] {4}\r\n\
    a\r\nb UID 5)\r\nTAG OK done\r\n";

#[test]
fn a_letter_is_what_the_server_gives_for_its_number() {
    let seen = looked(&[GREETING, ABLE, OK, ABLE, OPEN, ONE, SIZE, WHOLE, OK]);
    assert_eq!(seen.expect("it looks"), [b"a\r\nb".to_vec()]);
}

#[test]
fn whatever_a_server_says_a_look_ends() {
    let plays: &[Play] = &[
        &[],
        &["* BYE too many of you\r\n"],
        &["\0\0\0\0\r\n"],
        &[GREETING],
        &[GREETING, "TAG BAD what?\r\n"],
        &[GREETING, "* CAPABILITY LOGINDISABLED\r\nTAG OK done\r\n"],
        &[GREETING, "someone else's answer\r\n"],
        &[GREETING, ABLE, "TAG NO who are you?\r\n"],
        &[GREETING, ABLE, OK, ABLE, "* 1 EXISTS\r\nTAG OK no numbering\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, ONE, "* 1 FETCH (UID 5 RFC822.SIZE {99999999999}\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, ONE, SIZE, "* 1 FETCH (UID 5 BODY[] {35651585}\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, ONE, SIZE, "* 1 FETCH (UID 5 BODY[] {400}\r\nshort"],
    ];
    for play in plays {
        assert!(looked(play).is_err(), "{play:?}");
    }
    let left: &[Play] = &[
        &[GREETING, ABLE, OK, ABLE, OPEN, "* SEARCH\r\nTAG OK none\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, "* SEARCH x -1 99999999999\r\nTAG OK odd\r\n"],
        &[GREETING, ABLE, OK, ABLE, NOUGHT, "* SEARCH 0\r\nTAG OK odd\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, ONE, "TAG OK it is gone\r\n"],
        &[GREETING, ABLE, OK, ABLE, OPEN, ONE, "TAG NO it cannot be read\r\n"],
        &[
            GREETING,
            ABLE,
            OK,
            ABLE,
            OPEN,
            ONE,
            "* 1 FETCH (UID 5 RFC822.SIZE 99999999)\r\nTAG OK large\r\n",
        ],
    ];
    for play in left {
        assert_eq!(looked(play).expect("it looks"), Vec::<Vec<u8>>::new(), "{play:?}");
    }
}

#[test]
fn a_line_or_an_answer_without_an_end_is_not_waited_for() {
    let endless = vec![GREETING.to_owned(), "x".repeat(3 << 20)];
    let babble = vec![GREETING.to_owned(), "* 1 EXISTS\r\n".repeat(100_001)];
    for play in [endless, babble] {
        let looked = imap(vec![play], Security::None).look(|_| Ok::<bool, io::Error>(true));
        assert!(looked.is_err());
    }
}

#[test]
fn nothing_is_said_on_a_way_that_is_open_to_others() {
    let spoken = "TAG OK begin\r\n* OK this came before TLS\r\n";
    for play in [vec![GREETING, ABLE, "TAG NO no TLS here\r\n"], vec![GREETING, ABLE, spoken]] {
        let play = play.into_iter().map(str::to_owned).collect();
        let looked = imap(vec![play], Security::StartTls).look(|_| Ok::<bool, io::Error>(true));
        assert!(looked.is_err());
    }
}
