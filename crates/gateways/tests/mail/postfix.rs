//! A real Postfix, which `./test` starts: what it takes lies in a real box.

use super::{carry, parcel, relay, sender};
use domain::messaging::{Fate, Heard, Of};
use gateways::{
    Carrier,
    mail::{Relay, Security, Sender, Smtp, read_report},
};
use kernel::Id;
use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// Where it answers, and the folder in which it keeps everything.
fn postfix() -> Option<(u16, PathBuf)> {
    let Ok(place) = env::var("PREMURA_TEST_POSTFIX") else {
        eprintln!("skipped: no Postfix");
        return None;
    };
    let port = place.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    Some((port, env::var("PREMURA_TEST_POSTFIX_ROOT").expect("its folder").into()))
}

/// The letter in this box that has this in it; it is waited for.
fn letter_with(boxed: &Path, mark: &str) -> String {
    let began = Instant::now();
    loop {
        let files = fs::read_dir(boxed.join("new")).into_iter().flatten().flatten();
        let letters = files.filter_map(|file| fs::read_to_string(file.path()).ok());
        if let Some(letter) = letters.into_iter().find(|letter| letter.contains(mark)) {
            return letter;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{mark} never came");
        thread::park_timeout(Duration::from_millis(20));
    }
}

#[test]
fn a_letter_lies_in_the_box_of_who_it_is_for() {
    let Some((port, root)) = postfix() else { return };
    let trusted = fs::read(root.join("etc/cert.pem")).expect("its certificate");
    let secured = Relay { trusted, ..relay(port, Security::StartTls) };
    for (mark, relay) in [(1, relay(port, Security::None)), (2, secured)] {
        let mut smtp = Smtp::new(sender(), vec![relay]);
        let mut letter = parcel("dora@example.test");
        letter.message = Id::from_bytes([mark; 16]);
        let handed = carry(&mut smtp, &letter);
        assert_eq!(handed.fate, Fate::Accepted, "{handed:?}");
        assert!(handed.said.starts_with("250 2.0.0 Ok: queued as "), "{handed:?}");
        let found = letter_with(&root.join("boxes/dora"), &letter.message.to_string());
        let encrypted = found.contains(" with ESMTPS ");
        assert_eq!(encrypted, mark == 2, "{found}");
        for part in [
            "Subject: Abbiamo ricevuto la sua richiesta R-1: =?utf-8?b?",
            "From: =?utf-8?b?",
            "To: dora@example.test",
            "Auto-Submitted: auto-generated",
            "Zo=C3=AB",
            "\n.un punto da solo:\n.\nFine\n",
        ] {
            assert!(found.contains(part), "{part}: {found}");
        }
        smtp.rest();
    }
}

#[test]
fn what_comes_back_is_read_as_a_report_of_its_letter() {
    let Some((port, root)) = postfix() else { return };
    let us = Sender::new("desk@example.test").expect("an address");
    let mut smtp = Smtp::new(us, vec![relay(port, Security::None)]);
    let mut letter = parcel("gone@example.test");
    letter.message = Id::from_bytes([3; 16]);
    assert_eq!(carry(&mut smtp, &letter).fate, Fate::Accepted, "it is taken first");
    let back = letter_with(&root.join("boxes/desk"), &letter.message.to_string());
    let receipt = read_report(back.as_bytes()).expect("Postfix reports");
    assert_eq!(receipt.of, Of::Message(letter.message));
    assert_eq!(receipt.heard, Heard::Bounced, "{receipt:?}");
    assert!(receipt.whose.contains(&"gone@example.test".to_owned()), "{receipt:?}");
    assert!(receipt.said.contains("moved away"), "{receipt:?}");
}

#[test]
fn a_letter_that_lies_in_its_box_is_reported_where_that_was_asked_for() {
    let Some((port, root)) = postfix() else { return };
    let us = Sender::new("desk@example.test").expect("an address");
    let mut smtp = Smtp::new(us, vec![relay(port, Security::None)]).asking(true);
    let mut letter = parcel("Dora@example.test");
    letter.message = Id::from_bytes([4; 16]);
    let handed = carry(&mut smtp, &letter);
    assert_eq!(handed.fate, Fate::Accepted, "{handed:?}");
    let back = letter_with(&root.join("boxes/desk"), &letter.message.to_string());
    let receipt = read_report(back.as_bytes()).expect("Postfix reports");
    assert_eq!((&receipt.of, receipt.heard), (&Of::Message(letter.message), Heard::Delivered));
    let named = "Dora@example.test".to_owned();
    assert!(receipt.whose.contains(&named), "{receipt:?}");
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing() {
    let Some((port, _)) = postfix() else { return };
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::StartTls)]);
    let handed = carry(&mut smtp, &parcel("dora@example.test"));
    assert_eq!(handed.fate, Fate::Postponed, "{handed:?}");
    assert!(handed.said.contains("certificate"), "{handed:?}");
}

#[test]
fn what_it_says_of_each_recipient_is_understood() {
    let Some((port, _)) = postfix() else { return };
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::None)]);
    let mut carry = |to: &str| carry(&mut smtp, &parcel(to));
    let unknown = carry("nobody@example.test");
    assert_eq!(unknown.fate, Fate::Unreachable);
    assert!(unknown.said.contains("User unknown"), "{unknown:?}");
    let full = carry("later@example.test");
    assert_eq!(full.fate, Fate::Postponed);
    assert!(full.said.contains("no room now"), "{full:?}");
    let strange = carry("dora@elsewhere.test");
    assert_eq!(strange.fate, Fate::Postponed, "a wrong relay says nothing of them: {strange:?}");
    let foreign = carry("zoë@example.test");
    assert_eq!(foreign.fate, Fate::Unreachable, "it knows such letters, and nobody: {foreign:?}");
}
