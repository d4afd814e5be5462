//! A client with an address, a telephone and an area of their own.

use super::{House, until};
use domain::{
    contacts::{
        clients::{self, TimelineFilter, What},
        requests::{self, Answer, Incoming, Sender, WordKind},
    },
    messaging::State,
    notices::{self, Addressee, Cause, Event},
    parties::{Party, PointKind},
};
use kernel::{Id, Language};
use premura::{Centre, Channels, Letters, Mail, Manners, Relay, Security, Sms};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The real Postfix that `./test` starts: its port, and where it keeps everything.
fn postfix() -> Option<(u16, PathBuf)> {
    let place = env::var("PREMURA_TEST_POSTFIX").ok()?;
    let port = place.rsplit(':').next()?.parse().ok()?;
    Some((port, env::var("PREMURA_TEST_POSTFIX_ROOT").ok()?.into()))
}

/// The port of the real message centre that `./test` starts.
fn smsc() -> Option<u16> {
    env::var("PREMURA_TEST_SMSC").ok()?.split(',').next()?.parse().ok()
}

fn mail(port: u16, maildir: PathBuf) -> Mail {
    Mail {
        from: "Esempio <desk@example.test>".into(),
        relays: vec![Relay {
            host: "localhost".into(),
            port: Some(port),
            security: Security::None,
            user: None,
            password: None,
            trusted: None,
        }],
        folder: None,
        maildir: Some(maildir),
        mailbox: None,
        letters: Letters::Left,
        dkim: Vec::new(),
        connections: 1,
        delivered: false,
        tenant: None,
    }
}

fn texts(port: u16) -> Sms {
    Sms {
        from: "Esempio".into(),
        country: Some("39".into()),
        smpp: Some(Centre {
            host: "localhost".into(),
            port,
            tls: false,
            trusted: None,
            system_id: "premura".into(),
            password: "secret".into(),
            system_type: String::new(),
            per_second: 50,
            window: 10,
            manners: Manners::default(),
        }),
        http: None,
        folder: None,
        tenant: None,
    }
}

/// Dora, with an address of the real mailbox and a telephone that the centre knows.
fn dora(house: &House) -> Id<Party> {
    house.dora(&[(PointKind::Email, "dora@example.test"), (PointKind::Phone, "+39 333 123 45 67")])
}

fn asks(house: &House, party: Id<Party>) -> Id<requests::Request> {
    house.act(move |desk| {
        let incoming = Incoming {
            sender: Sender {
                name: "Dora Bruni".into(),
                email: Some("dora@example.test".into()),
                party: Some(party),
                ..Sender::default()
            },
            language: Language::It,
            text: "Il tetto è coperto?".into(),
            link: "a secret".into(),
            ..Incoming::default()
        };
        Ok(requests::receive(desk, &incoming)?.id)
    })
}

/// The letter with this in it, in a box.
fn letter_with(folder: &Path, part: &str) -> Option<String> {
    let files = fs::read_dir(folder.join("new")).into_iter().flatten().flatten();
    let mut letters = files.filter_map(|file| fs::read_to_string(file.path()).ok());
    letters.find(|letter| letter.contains(part))
}

#[test]
fn an_event_at_the_desk_reaches_the_mailbox_the_telephone_and_the_area_with_its_proof() {
    let (Some((port, root)), Some(centre)) = (postfix(), smsc()) else {
        eprintln!("skipped: no Postfix or no message centre");
        return;
    };
    House::each(|house| {
        fs::create_dir_all(house.own.join("new")).expect("a folder");
        let (mails, sms) = (mail(port, house.own.clone()), texts(centre));
        house.speak(Channels { mail: &[mails], sms: &[sms], ..Channels::default() });
        let party = dora(house);
        let request = asks(house, party);
        house.act(move |desk| {
            requests::answer(
                desk,
                request,
                &Answer { text: "Sì, è coperto.".into(), by_phone: false },
            )
        });
        let answer = house.message(("answer", "email"), |one| one.state == State::Sent);
        let lies =
            until("the letter", || letter_with(&root.join("boxes/dora"), &answer.id.to_string()));
        assert!(lies.contains("coperto"), "{lies}");
        house.message(("answer", "inbox"), |one| one.state == State::Delivered);

        house.act(move |desk| {
            let to = Addressee {
                name: "Dora".into(),
                party: Some(party),
                language: Language::It,
                ..Addressee::default()
            };
            let with = [("number".to_owned(), "S-7".into())].into_iter().collect();
            let event = Event::ClaimOpened;
            notices::cause(desk, &[Cause { event, subject: [9; 16], to, with }]).map(drop)
        });
        house.message(("claim_in_charge", "sms"), |one| one.state == State::Delivered);
        let filter = TimelineFilter { what: Some(What::Message), ..TimelineFilter::default() };
        let seen = house.act(move |desk| clients::timeline(desk, party, &filter));
        let proved = |text: &str, state: &str| {
            seen.iter().any(|one| one.text.starts_with(text) && one.state == state)
        };
        assert!(proved("sms +39", "delivered") && proved("email dora", "sent"), "{seen:#?}");
        assert!(proved("inbox", "delivered"), "{seen:#?}");

        replies(house, request, &answer.id.to_string());
    });
}

/// Dora answers the letter, and what she says stands with her request.
fn replies(house: &House, request: Id<requests::Request>, answered: &str) {
    let letter = format!(
        "From: Dora Bruni <dora@example.test>\r\nTo: desk@example.test\r\n\
         Message-ID: <{answered}-reply@example.test>\r\nIn-Reply-To: <{answered}@example.test>\r\n\
         Subject: Re: R-1\r\n\r\nGrazie mille!\r\n\r\n\
         Il 24 novembre Esempio ha scritto:\r\n> coperto\r\n"
    );
    fs::write(house.own.join("new/1.reply"), letter).expect("it can be written");
    let words = until("the answer", || {
        let words = house.act(move |desk| requests::words(desk, request));
        words.into_iter().find(|word| word.kind == WordKind::Reply)
    });
    assert_eq!(words.text, "Grazie mille!");
}
