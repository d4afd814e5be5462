//! What clients write without a form, told on each engine.

mod paper;

use super::{
    Became, Becomes, Certificate, Letter, Proved, Stage, Step, certified, hold_silent, objected,
    original, proved, recent, take_in, texted,
};
use crate::{
    contacts::{
        complaints,
        requests::{self, Answer, Incoming, Sender, State, WordKind},
    },
    house::{House, each_engine},
    messaging::{self, Channel, Composing, Ended, Fate, Message, Shown},
    notices::{self, HEAD_OFFICE, Purpose, Wish},
    parties::PointKind,
};
use kernel::{Id, Instant};

const NOON: &str = "2026-05-04T12:00:00Z";
const LATER: &str = "2026-05-04T13:00:00Z";

fn letter(key: &str, text: &str) -> Letter {
    Letter {
        channel: Channel::Email,
        key: key.into(),
        at: NOON.parse().expect("an instant"),
        from: "dora@example.test".into(),
        name: "Dora Bruni".into(),
        title: "Re: R-1".into(),
        text: text.into(),
        files: Vec::new(),
        answers: None,
        becomes: Becomes::Nothing,
        proof: String::new(),
        original: format!("Subject: Re: R-1\r\n\r\n{text}").into_bytes(),
    }
}

fn takes(house: &House, letter: &Letter) -> bool {
    let letter = letter.clone();
    house.system(LATER, move |desk| take_in(desk, &letter))
}

/// A request that was answered, and the letter that answered it.
fn answered(house: &House) -> (Id<requests::Request>, Id<Message>) {
    let id = house.system(NOON, |desk| {
        let incoming = Incoming {
            sender: Sender {
                name: "Dora Bruni".into(),
                email: Some("dora@example.test".into()),
                ..Sender::default()
            },
            text: "Is it covered?".into(),
            link: "secret".into(),
            ..Incoming::default()
        };
        let id = requests::receive(desk, &incoming)?.id;
        requests::answer(desk, id, &Answer { text: "When?".into(), by_phone: false })?;
        Ok(id)
    });
    let all = house.system(NOON, |desk| messaging::list(desk, Shown::All, None));
    let answer = all.iter().find(|one| one.kind == "answer").expect("it was sent");
    (id, answer.id)
}

#[test]
fn an_answer_is_said_about_its_request_once_and_kept_as_it_came() {
    each_engine(|house| {
        let (request, message) = answered(house);
        let reply = Letter { answers: Some(message), ..letter("one@mx", "Last Monday.") };
        for _ in 0..2 {
            assert!(takes(house, &reply));
        }
        let words = house.system(LATER, move |desk| requests::words(desk, request));
        let said: Vec<_> = words.iter().filter(|one| one.kind == WordKind::Reply).collect();
        assert_eq!(said.len(), 1, "read twice is said once");
        assert_eq!((said[0].text.as_str(), said[0].channel.as_str()), ("Last Monday.", "email"));
        let kept = house.system(LATER, recent);
        assert_eq!((kept.len(), kept[0].became), (1, Became::Reply));
        let id = kept[0].id;
        let bytes = house.system(LATER, move |desk| original(desk, id));
        assert_eq!(bytes, reply.original);
    });
}

#[test]
fn a_letter_that_answers_nothing_becomes_what_its_box_is_for() {
    each_engine(|house| {
        assert!(!takes(house, &letter("one", "Hello")), "it is left for people");
        let question = Letter { becomes: Becomes::Request, ..letter("two", "Is it covered?") };
        assert!(takes(house, &question));
        let kept = house.system(LATER, recent);
        assert_eq!(kept.len(), 1);
        let id: Id<requests::Request> = Id::from_bytes(kept[0].subject.expect("a request"));
        let request = house.system(LATER, move |desk| requests::find(desk, id));
        assert_eq!((request.state, request.channel), (State::Open, requests::Channel::Email));
        assert_eq!(request.received_at, NOON.parse().expect("an instant"));
        assert_eq!(request.sender.party, None, "who writes a letter writes its sender");
        let unknown = Letter { answers: Some(Id::from_bytes([1; 16])), ..letter("three", "Eh?") };
        assert!(!takes(house, &unknown), "a message that there is not");
    });
}

#[test]
fn a_certified_complaint_is_numbered_and_its_clocks_run_from_when_it_lay_in_the_box() {
    each_engine(|house| {
        let complaint = Letter {
            channel: Channel::Pec,
            becomes: Becomes::Complaint,
            proof: "valid".into(),
            ..letter("pec-1", "Nobody answered me for a month.")
        };
        assert!(takes(house, &complaint) && takes(house, &complaint));
        let kept = house.system(LATER, recent);
        assert_eq!(
            (kept.len(), kept[0].became, kept[0].proof.as_str()),
            (1, Became::Complaint, "valid")
        );
        let id: Id<complaints::Complaint> = Id::from_bytes(kept[0].subject.expect("one"));
        house.system(LATER, |desk| complaints::give_numbers(desk).map(drop));
        let found = house.system(LATER, move |desk| complaints::find(desk, id));
        assert_eq!((found.number, found.channel.as_str()), (Some(1), "pec"));
        assert_eq!(found.received_at, NOON.parse::<Instant>().expect("an instant"));
        house.system(LATER, |desk| messaging::carry(desk, Channel::Pec));
        house.system(LATER, move |desk| complaints::acknowledge(desk, id));
        let sent = house.system(LATER, |desk| messaging::list(desk, Shown::All, None));
        let ways: Vec<_> =
            sent.iter().map(|one| (one.kind.as_str(), one.channel.as_str())).collect();
        assert!(ways.contains(&("complaint_acknowledged", "pec")), "the way it came: {ways:?}");
    });
}

#[test]
fn an_odd_letter_is_taken_all_the_same() {
    each_engine(|house| {
        let odd = Letter {
            becomes: Becomes::Request,
            from: "nobody".into(),
            name: "\u{202e}\r\nBcc: x".repeat(300),
            title: "t\0".repeat(5_000),
            text: "\0".into(),
            files: vec![requests::Upload { name: "a.exe".into(), bytes: b"MZ\x90\0".to_vec() }],
            ..letter(&"k".repeat(5_000), "")
        };
        let taken = house.act(LATER, crate::Who::System, move |desk| take_in(desk, &odd));
        assert!(matches!(taken, Err(crate::Refusal::Invalid(_))), "there is no way back");
        let odd = Letter {
            becomes: Becomes::Request,
            name: String::new(),
            title: String::new(),
            text: String::new(),
            ..letter("empty", "")
        };
        assert!(takes(house, &odd));
    });
}

#[test]
fn a_receipt_that_proves_nothing_is_kept_and_changes_nothing() {
    each_engine(|house| {
        let (_, message) = answered(house);
        let parcel = house.system(NOON, |desk| messaging::take(desk, Channel::Email, 5));
        let ends: Vec<_> =
            parcel.iter().map(|one| Ended::new(one.attempt, Fate::Accepted, "250")).collect();
        house.system(NOON, move |desk| messaging::ended(desk, &ends));
        let state = || {
            let all = house.system(NOON, |desk| messaging::list(desk, Shown::All, None));
            all.into_iter().find(|one| one.id == message).expect("it is there").state
        };
        let receipt = |key: &str, (step, proves): (Step, bool)| Certificate {
            key: key.into(),
            message,
            step,
            proves,
            recipient: Some("Dora@example.test".into()),
            said: "C003 avvenuta-consegna".into(),
            at: NOON.parse().expect("an instant"),
            provider: "pec.example.test".into(),
            proof: if proves { "valid".into() } else { "altered".into() },
            original: b"a receipt".to_vec(),
        };
        let takes = |one: Certificate| house.system(LATER, move |desk| certified(desk, &one));
        assert!(takes(receipt("one", (Step::Delivered, false))));
        assert_eq!(state(), messaging::State::Sent);
        assert!(takes(receipt("two", (Step::Delivered, true))));
        assert_eq!(state(), messaging::State::Delivered);
        let kept = house.system(LATER, recent);
        assert_eq!(kept.len(), 2, "both are evidence");
        let elsewhere = Certificate {
            recipient: Some("another@pec.test".into()),
            ..receipt("four", (Step::Failed, true))
        };
        assert!(takes(elsewhere));
        assert_eq!(state(), messaging::State::Delivered, "it is about somebody else");
        let strange = Certificate {
            message: Id::from_bytes([1; 16]),
            ..receipt("three", (Step::Delivered, true))
        };
        assert!(!takes(strange));
        let (stands, all) = house.system(LATER, move |desk| proved(desk, message));
        assert_eq!((stands.stage, stands.since), (Stage::Delivered, NOON.parse().ok()));
        let counted = |one: &Proved| (one.step, one.proves);
        let counted: Vec<_> = all.iter().map(counted).collect();
        assert_eq!(counted.len(), 3, "the stranger's message is none of ours");
        assert!(counted.contains(&(Step::Delivered, false)), "what proves nothing is kept");
        assert!(counted.contains(&(Step::Failed, false)), "it is about somebody else");
    });
}

#[test]
fn of_what_no_provider_speaks_within_a_day_a_person_is_asked() {
    each_engine(|house| {
        house.system(NOON, |desk| {
            let now = desk.now();
            let words = ("R-1", "It is covered.");
            let message = Composing::plain(Channel::Pec, "dora@pec.test", words, now);
            messaging::compose(desk, &[message])?;
            let parcels = messaging::take(desk, Channel::Pec, 5)?;
            messaging::ended(desk, &[Ended::new(parcels[0].attempt, Fate::Accepted, "250")])
        });
        let stands = |when: &str| {
            house.system(when, |desk| {
                assert!(!hold_silent(desk)?, "one is not many");
                messaging::list(desk, Shown::All, None)
            })
        };
        assert_eq!(stands("2026-05-05T12:59:59Z")[0].state, messaging::State::Sent);
        let held = stands("2026-05-05T13:00:00Z").remove(0);
        assert_eq!(held.state, messaging::State::Held);
        assert_eq!(held.said, "no receipt of delivery within a day");
        let late = Certificate {
            key: "late".into(),
            message: held.id,
            step: Step::Delivered,
            proves: true,
            recipient: Some("dora@pec.test".into()),
            said: "C003 avvenuta-consegna".into(),
            at: NOON.parse().expect("an instant"),
            provider: "pec.example.test".into(),
            proof: "valid".into(),
            original: b"a receipt".to_vec(),
        };
        assert!(house.system("2026-05-06T12:00:00Z", move |desk| certified(desk, &late)));
        let known = stands("2026-05-06T12:00:00Z").remove(0);
        assert_eq!(known.state, messaging::State::Delivered, "it is known after all");
    });
}

#[test]
fn stop_ends_offers_by_text_message_and_anything_else_is_a_question() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Phone, "+39 347 555 01 23"));
        house.system(NOON, move |desk| {
            let yes = |sender| Wish {
                sender,
                purpose: Purpose::Offer,
                channel: "sms".into(),
                given: true,
            };
            let wishes = [yes(HEAD_OFFICE), yes([4; 16])];
            notices::set_consents(desk, bianca, &wishes, ("desk", "Offers by SMS?"))
        });
        for _ in 0..2 {
            assert!(house.system(LATER, |desk| texted(desk, "+393475550123", "Arrêt!")));
        }
        let stands = house.system(LATER, move |desk| notices::consents(desk, bianca));
        assert!(stands.iter().all(|one| !one.wish.given), "{stands:?}");
        let changes = house.system(LATER, move |desk| notices::changes(desk, bianca, 10));
        assert_eq!(changes.iter().filter(|one| one.source == "stop").count(), 2);
        assert!(house.system(LATER, |desk| texted(desk, "+393475550123", "When do you open?")));
        let kept = house.system(LATER, recent);
        let became: Vec<Became> = kept.iter().map(|one| one.became).collect();
        assert_eq!(became.len(), 2);
        assert!(became.contains(&Became::Stop) && became.contains(&Became::Request));
        let asked = kept.iter().find(|one| one.became == Became::Request).expect("a request");
        let id: Id<requests::Request> = Id::from_bytes(asked.subject.expect("a request"));
        let request = house.system(LATER, move |desk| requests::find(desk, id));
        assert_eq!(request.sender.party, Some(bianca), "it is her telephone alone");
    });
}

#[test]
fn who_reports_a_letter_as_unwanted_gets_none_any_more() {
    each_engine(|house| {
        let (_, message) = answered(house);
        for _ in 0..2 {
            assert!(house.system(LATER, move |desk| objected(desk, message, ("arf", b"a report"))));
        }
        let spared = house.system(LATER, |desk| {
            messaging::unreached(desk, Channel::Email, &["dora@example.test"])
        });
        assert_eq!(spared.said("dora@example.test"), Some("reported as unwanted"));
        let none = Id::from_bytes([1; 16]);
        assert!(!house.system(LATER, move |desk| objected(desk, none, ("other", b""))));
    });
}
