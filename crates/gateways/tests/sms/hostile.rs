//! Centres that throttle, say nothing, break off or lie: after each it is known whether they can
//! have the message.

use super::{
    carry,
    centre::{
        ANSWER, BIND, DELIVER, ENQUIRE, Play, SUBMIT, Session, centre, delivery, piece, text,
    },
    next, open, smsc,
};
use domain::messaging::{Channel, Fate, Heard, Of, Parcel};
use gateways::{
    Carrier, Handed,
    sms::{News, Smpp, Smsc},
};
use std::{
    sync::{Arc, mpsc::channel},
    thread,
    time::{Duration, Instant},
};
use testkit::message::parcel;

fn ours(port: u16) -> Smsc {
    let answer_within = Duration::from_millis(600);
    Smsc { answer_within, ..smsc(port, "premura") }
}

fn parcels(texts: &[&str]) -> Vec<Parcel> {
    texts.iter().map(|text| parcel("+393331234567", text)).collect()
}

fn carried(plays: Vec<Play>, texts: &[&str]) -> Vec<Handed> {
    let (mut smpp, _news) = open(ours(centre(plays)));
    carry(&mut smpp, &parcels(texts))
}

fn fates(handed: &[Handed]) -> Vec<Fate> {
    handed.iter().map(|one| one.fate).collect()
}

#[test]
fn only_an_answer_says_whether_they_have_what_was_written() {
    let silent = |session: &mut Session| {
        session.let_in();
        while session.submit().is_some() {}
    };
    let breaks_off = |session: &mut Session| {
        session.let_in();
        session.submit();
    };
    let mumbles = |session: &mut Session| {
        session.let_in();
        let submit = session.submit().expect("it is said");
        session.raw(&piece(SUBMIT | ANSWER, 0, submit.sequence, b"m1\0")[..9]);
    };
    let babbles = |session: &mut Session| {
        session.let_in();
        session.submit();
        session.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    };
    let answers_another = |session: &mut Session| {
        session.let_in();
        let submit = session.submit().expect("it is said");
        session.say(SUBMIT | ANSWER, 0, submit.sequence + 1, b"m1\0");
        session.submit();
    };
    let plays: [Play; 5] = [
        Box::new(silent),
        Box::new(breaks_off),
        Box::new(mumbles),
        Box::new(babbles),
        Box::new(answers_another),
    ];
    for (number, play) in plays.into_iter().enumerate() {
        let handed = carried(vec![play], &["one"]);
        assert_eq!(fates(&handed), [Fate::Unknown], "{number}: {handed:?}");
        assert!(!handed[0].said.is_empty() && handed[0].reference.is_none());
    }
}

#[test]
fn who_lets_nobody_in_has_nothing() {
    let closed = |_: &mut Session| {};
    let garbage = |session: &mut Session| session.raw(&[0xff; 400]);
    let endless = |session: &mut Session| session.raw(&[0x7f, 0xff, 0xff, 0xff]);
    let refusing = |session: &mut Session| {
        let bind = session.hear().expect("somebody binds");
        session.say(BIND | ANSWER, 0x0f, bind.sequence, &[]);
    };
    let plays: [(Play, &str); 4] = [
        (Box::new(closed), "clos"),
        (Box::new(garbage), "no SMPP"),
        (Box::new(endless), "no SMPP"),
        (Box::new(refusing), "ESME_RINVSYSID (0x0F)"),
    ];
    let tries = plays.map(|(play, said)| {
        thread::spawn(move || {
            let handed = carried(vec![play], &["one", "two"]);
            assert_eq!(fates(&handed), [Fate::Postponed; 2]);
            let words = handed[0].said.replace("reset by peer", "closed");
            assert!(words.contains(said), "{said}: {handed:?}");
        })
    });
    tries.into_iter().for_each(|one| one.join().expect("it is as it should be"));
}

#[test]
fn a_session_that_ends_in_the_middle_leaves_only_what_was_under_way_in_doubt() {
    let first: Play = Box::new(|session| {
        session.let_in();
        let first = session.submit().expect("the first");
        session.take(&first);
        session.submit();
        session.submit();
    });
    let second: Play = Box::new(|session| {
        session.let_in();
        session.take_all();
    });
    let mut ours = ours(centre(vec![first, second]));
    ours.window = 2;
    let (mut smpp, _news) = open(ours);
    let handed = carry(&mut smpp, &parcels(&["one", "two", "three", "four", "five"]));
    use Fate::{Accepted, Unknown};
    assert_eq!(fates(&handed), [Accepted, Unknown, Unknown, Accepted, Accepted], "{handed:#?}");
}

#[test]
fn answers_may_come_in_any_order_and_the_window_is_kept() {
    let (sender, seen) = channel();
    let play: Play = Box::new(move |session| {
        session.let_in();
        let three: Vec<_> = (0..3).map(|_| session.submit().expect("one of three")).collect();
        sender.send(three.iter().map(text).collect::<Vec<_>>()).expect("the test listens");
        for submit in three.iter().rev() {
            session.take(submit);
        }
        session.take_all();
    });
    let mut ours = ours(centre(vec![play]));
    ours.window = 3;
    let (mut smpp, _news) = open(ours);
    let handed = carry(&mut smpp, &parcels(&["one", "two", "three", "four"]));
    assert_eq!(fates(&handed), [Fate::Accepted; 4]);
    let names: Vec<&str> = handed.iter().filter_map(|one| one.reference.as_deref()).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted, "each has its own name");
    assert_eq!(seen.recv().expect("it was said"), ["one", "two", "three"]);
}

#[test]
fn who_is_too_fast_slows_down_and_a_long_message_is_not_left_in_pieces() {
    let play: Play = Box::new(|session| {
        session.let_in();
        let first = session.submit().expect("a part");
        session.take(&first);
        let second = session.submit().expect("another");
        session.say(SUBMIT | ANSWER, 0x58, second.sequence, &[]);
        session.take_all();
    });
    let (mut smpp, _news) = open(ours(centre(vec![play])));
    let began = Instant::now();
    let handed = carry(&mut smpp, &parcels(&["a".repeat(200).as_str()]));
    assert_eq!(fates(&handed), [Fate::Accepted], "{handed:?}");
    assert!(began.elapsed() >= Duration::from_millis(900), "after a pause");
}

#[test]
fn a_message_that_is_there_in_part_is_for_a_person() {
    let refuses: Play = Box::new(|session| {
        session.let_in();
        let first = session.submit().expect("a part");
        session.take(&first);
        let second = session.submit().expect("another");
        session.say(SUBMIT | ANSWER, 0x45 + 0x400, second.sequence, &[]);
        session.take_all();
    });
    let breaks_off: Play = Box::new(|session| {
        session.let_in();
        let first = session.submit().expect("a part");
        session.take(&first);
        session.submit();
    });
    for play in [refuses, breaks_off] {
        let handed = carried(vec![play], &["a".repeat(200).as_str()]);
        assert_eq!(fates(&handed), [Fate::Unknown], "{handed:?}");
        assert!(handed[0].said.starts_with("1 of 2 were taken"), "{handed:?}");
    }
    let refuses_first: Play = Box::new(|session| {
        session.let_in();
        for _ in 0..2 {
            let part = session.submit().expect("a part");
            session.say(SUBMIT | ANSWER, 0x0b, part.sequence, &[]);
        }
        session.take_all();
    });
    let handed = carried(vec![refuses_first], &["a".repeat(200).as_str()]);
    assert_eq!(fates(&handed), [Fate::Unreachable], "nothing of it is there");
}

#[test]
fn a_receipt_may_come_before_the_answer_and_twice() {
    let (sender, answers) = channel();
    let play: Play = Box::new(move |session| {
        session.let_in();
        let submit = session.submit().expect("it is said");
        let receipt = delivery(4, 0, format!("id:m{} stat:DELIVRD", submit.sequence).as_bytes());
        session.say(DELIVER, 0, 900, &receipt);
        session.say(DELIVER, 0, 901, &receipt);
        session.take(&submit);
        // Half of one, then the rest.
        let late = piece(DELIVER, 0, 902, &receipt);
        session.raw(&late[..30]);
        session.raw(&late[30..]);
        while let Some(heard) = session.hear() {
            if heard.command == DELIVER | ANSWER {
                sender.send((heard.sequence, heard.status)).expect("the test listens");
            }
        }
    });
    let (mut smpp, news) = open(ours(centre(vec![play])));
    let handed = carry(&mut smpp, &parcels(&["one"]));
    assert_eq!(fates(&handed), [Fate::Accepted]);
    let id = handed[0].reference.clone().expect("it has a name there");
    for sequence in [900, 901, 902] {
        let News::Receipt(receipt) = next(&news) else { panic!("it is a receipt") };
        assert_eq!(receipt.of, Of::Reference(Channel::Sms, id.clone()));
        assert_eq!(receipt.heard, Heard::Delivered);
        let answer = answers.recv_timeout(Duration::from_secs(10)).expect("it is answered");
        assert_eq!(answer, (sequence, 0));
    }
}

#[test]
fn what_cannot_be_read_is_refused_and_what_says_nothing_is_passed_over() {
    let (sender, answers) = channel();
    let bodies: Vec<(Vec<u8>, u32)> = vec![
        (Vec::new(), 0x65),
        (delivery(0, 0, b"ciao")[..20].to_vec(), 0x65),
        ([&delivery(0, 0, b"")[..], b"\x04\x24\xff\xff12"].concat(), 0),
        // A header longer than its text, a part beyond its number, a picture, a receipt of
        // nothing.
        (delivery(0x40, 0, b"\x20\0\x03"), 0),
        (delivery(0x40, 0, b"\x05\0\x03\x01\x02\x03x"), 0),
        (delivery(0, 4, b"\x89PNG"), 0),
        (delivery(4, 0, b"who knows"), 0),
        // A telephone that writes what looks like a receipt: a message like any other.
        (delivery(0, 0, b"id:m1 stat:DELIVRD"), 0),
    ];
    let expected: Vec<u32> = bodies.iter().map(|(_, status)| *status).collect();
    let play: Play = Box::new(move |session| {
        session.let_in();
        for (number, (body, _)) in (0..).zip(&bodies) {
            session.say(DELIVER, 0, number, body);
            // A request that nobody knows is answered too, and changes nothing.
            session.say(0x7777, 0, number, body);
        }
        while let Some(heard) = session.hear() {
            if heard.command == DELIVER | ANSWER {
                sender.send((heard.sequence, heard.status)).expect("the test listens");
            }
        }
    });
    let (_smpp, news) = open(ours(centre(vec![play])));
    let mut heard: Vec<(u32, u32)> = (0..expected.len())
        .map(|_| answers.recv_timeout(Duration::from_secs(10)).expect("it is answered"))
        .collect();
    heard.sort_unstable();
    assert_eq!(heard.iter().map(|(_, status)| *status).collect::<Vec<_>>(), expected);
    let text = |one| match one {
        News::Coming(coming) => coming.text,
        News::Receipt(receipt) => panic!("nobody may say so: {receipt:?}"),
    };
    let texts: Vec<String> = news.try_iter().map(text).collect();
    assert_eq!(texts, ["", "id:m1 stat:DELIVRD"]);
}

#[test]
fn more_than_can_be_kept_is_to_be_said_again_and_messages_go_on_meanwhile() {
    const ALL: u32 = 11_000;
    let (sender, answers) = channel();
    let play: Play = Box::new(move |session| {
        session.let_in();
        let receipt = delivery(4, 0, b"id:m1 stat:DELIVRD");
        for sequence in 0..ALL {
            session.say(DELIVER, 0, sequence, &receipt);
        }
        while let Some(heard) = session.hear() {
            match heard.command {
                SUBMIT => session.take(&heard),
                _ => sender.send(heard.status).expect("the test listens"),
            }
        }
    });
    let (release, released) = channel::<()>();
    let released = std::sync::Mutex::new(released);
    let slow = move |news: Vec<News>| {
        // It is stuck until it is let go.
        released.lock().map(|one| one.recv().is_ok()).unwrap_or_default() || !news.is_empty()
    };
    let ours = ours(centre(vec![play]));
    let mut smpp = Smpp::open(ours, Arc::new(slow)).expect("a thread");
    let again = answers.recv_timeout(Duration::from_secs(20)).expect("it is answered");
    assert_eq!(again, 0x64, "ESME_RX_T_APPN");
    assert_eq!(fates(&carry(&mut smpp, &parcels(&["one"]))), [Fate::Accepted]);
    drop(release);
    let next = || answers.recv_timeout(Duration::from_secs(20)).expect("it is answered");
    let rest: Vec<u32> = (1..ALL).map(|_| next()).collect();
    let again = rest.iter().filter(|status| **status == 0x64).count();
    assert!((1..=1_000).contains(&again) && rest.iter().all(|one| [0, 0x64].contains(one)));
}

#[test]
fn a_silent_centre_is_asked_and_left_and_comes_back() {
    let (sender, asked) = channel();
    let deaf: Play = Box::new(move |session| {
        session.let_in();
        while let Some(heard) = session.hear() {
            sender.send(heard.command).expect("the test listens");
        }
    });
    let well: Play = Box::new(|session| {
        session.let_in();
        session.take_all();
    });
    let mut ours = ours(centre(vec![deaf, well]));
    ours.enquire_after = Duration::from_millis(100);
    let (mut smpp, _news) = open(ours);
    assert_eq!(asked.recv_timeout(Duration::from_secs(10)), Ok(ENQUIRE));
    // It is left, and a new session begins.
    assert!(asked.recv_timeout(Duration::from_secs(10)).is_err(), "it hung up");
    assert_eq!(fates(&carry(&mut smpp, &parcels(&["one"]))), [Fate::Accepted]);
}

#[test]
fn nothing_is_begun_once_it_has_to_end() {
    let play: Play = Box::new(|session| {
        session.let_in();
        session.take_all();
    });
    let (mut smpp, _news) = open(ours(centre(vec![play])));
    let texts = ["a".repeat(400), "two".into(), "three".into()];
    let parcels: Vec<Parcel> = texts.iter().map(|text| parcel("+393331234567", text)).collect();
    let asked = std::cell::Cell::new(0);
    let ends = || asked.replace(asked.get() + 1) > 0;
    let handed = smpp.carry(&parcels, &ends);
    use Fate::{Accepted, Postponed};
    assert_eq!(fates(&handed), [Accepted, Postponed, Postponed], "what is begun is ended");
    assert_eq!(handed[1].said, "not begun");
}

#[test]
fn a_number_that_is_none_holds_no_other_up() {
    let play: Play = Box::new(|session| {
        session.let_in();
        session.take_all();
    });
    let (mut smpp, _news) = open(ours(centre(vec![play])));
    let mut parcels = parcels(&["one", "two"]);
    parcels[0].recipient = "dora@example.test".into();
    assert_eq!(fates(&carry(&mut smpp, &parcels)), [Fate::Refused, Fate::Accepted]);
}
