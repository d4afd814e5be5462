//! The client's own area, told on each engine.

mod told;

use super::{
    Asked, Outcome, Question, agencies, ask, ask_for, attention, call_me, claims, consent,
    consents, export, finish, me, my_procedures, my_request, my_requests, procedures, write,
};
use crate::{
    Kind, Refusal, Who,
    contacts::{
        callbacks::Wish as CallWish,
        clients::{self, TimelineFilter, What},
        letters,
        requests::{self, Answer, State},
    },
    house::{House, each_engine},
    identity::{self, UnitKind},
    messaging,
    notices::{self, Book, HEAD_OFFICE, Notice, Purpose, Wish},
    parties::{Party, PointKind},
    reactions,
    subjects::Outside,
};
use kernel::{Id, Language};

const NOON: &str = "2026-05-04T12:00:00Z";
const LATER: &str = "2026-05-04T13:00:00Z";

fn bianca(house: &House) -> (Id<Party>, Who) {
    let party = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
    (party, Who::Client { account: [5; 16], party: party.bytes() })
}

fn enea(house: &House) -> Who {
    let party = house.client("Enea", (PointKind::Email, "enea@example.test"));
    Who::Client { account: [6; 16], party: party.bytes() }
}

fn question(key: &str) -> Question {
    Question {
        key: Some(key.into()),
        language: Language::En,
        text: "Is the roof covered?".into(),
        link: format!("secret {key}"),
        ..Question::default()
    }
}

#[test]
fn a_question_of_a_client_is_answered_in_the_area_and_by_mail() {
    each_engine(|house| {
        let (party, who) = bianca(house);
        let asked = house.act(NOON, who.clone(), |desk| ask(desk, &question("one")));
        let id = asked.expect("clients may ask").id;
        let again = house.act(NOON, who.clone(), |desk| ask(desk, &question("one")));
        assert!(!again.expect("it is the same").fresh);
        house.system(LATER, move |desk| {
            let answer = Answer { text: "It is.".into(), by_phone: false };
            requests::answer(desk, id, &answer)
        });
        let (request, words) =
            house.act(NOON, who.clone(), move |desk| my_request(desk, id)).expect("it is theirs");
        assert_eq!((request.state, request.sender.party), (State::Answered, Some(party)));
        assert_eq!(request.sender.email.as_deref(), Some("bianca@example.test"));
        assert_eq!(words.last().map(|word| word.text.as_str()), Some("It is."));
        let inbox =
            house.act(NOON, who.clone(), |desk| messaging::inbox(desk, 10)).expect("it is theirs");
        assert_eq!(inbox.len(), 1, "the answer, and no receipt");
        let (unread, first) = (|| house.act(NOON, who.clone(), messaging::unread), inbox[0].id);
        assert_eq!(unread().expect("theirs"), 1);
        house.act(NOON, who.clone(), move |desk| messaging::read(desk, first)).expect("theirs");
        assert_eq!(unread().expect("theirs"), 0);
        house.act(NOON, who, move |desk| write(desk, id, "Thank you")).expect("theirs");
        let filter = TimelineFilter { what: Some(What::Message), ..TimelineFilter::default() };
        let seen = house.system(NOON, move |desk| clients::timeline(desk, party, &filter));
        assert_eq!(seen.len(), 3, "receipt and answer by mail, answer in the area: {seen:?}");
    });
}

#[test]
fn what_is_another_clients_does_not_exist() {
    each_engine(|house| {
        let (_, who) = bianca(house);
        let other = enea(house);
        let id =
            house.act(NOON, who.clone(), |desk| ask(desk, &question("one"))).expect("asked").id;
        house.system(NOON, move |desk| {
            let answer = Answer { text: "It is.".into(), by_phone: false };
            requests::answer(desk, id, &answer)
        });
        let message =
            house.act(NOON, who, |desk| messaging::inbox(desk, 10)).expect("theirs")[0].id;
        let unknown = |done: crate::Result<()>| matches!(done, Err(Refusal::Unknown(_)));
        let act = |action: fn(&mut crate::Desk<'_>, Id<requests::Request>) -> crate::Result<()>| {
            house.act(NOON, other.clone(), move |desk| action(desk, id))
        };
        assert!(unknown(act(|desk, id| my_request(desk, id).map(drop))));
        assert!(unknown(act(|desk, id| write(desk, id, "Mine?"))));
        let read = house.act(NOON, other.clone(), move |desk| messaging::read(desk, message));
        assert!(unknown(read));
        let own = house.act(NOON, other.clone(), my_requests).expect("theirs");
        assert_eq!(own, []);
        let staff = house.act(NOON, other, move |desk| requests::find(desk, id).map(drop));
        assert!(matches!(staff, Err(Refusal::Forbidden)), "a client has no right of a colleague");
        let system = house.act(NOON, Who::System, |desk| me(desk).map(drop));
        assert!(matches!(system, Err(Refusal::Forbidden)), "and nobody else is a client");
    });
}

#[test]
fn a_client_is_called_back_and_says_what_they_want_to_hear() {
    each_engine(|house| {
        let (party, who) = bianca(house);
        let wish = CallWish { phone: "+39 347 555 01 23".into(), ..CallWish::default() };
        house.act(NOON, who.clone(), move |desk| call_me(desk, &wish)).expect("they may");
        let said = Wish {
            sender: HEAD_OFFICE,
            purpose: Purpose::Offer,
            channel: "phone".into(),
            given: true,
        };
        let wishes = [said.clone()];
        house
            .act(NOON, who.clone(), move |desk| consent(desk, &wishes, "Offers by telephone?"))
            .expect("they may");
        let stands = house.act(NOON, who, consents).expect("theirs");
        assert_eq!(stands[0].wish, said);
        let changes = house.system(NOON, move |desk| notices::changes(desk, party, 10));
        assert_eq!(
            (changes[0].source.as_str(), changes[0].actor.split(':').next()),
            ("me", Some("client"))
        );
    });
}

#[test]
fn a_client_is_asked_about_agencies_that_make_offers_or_ever_made_them() {
    each_engine(|house| {
        let (_, who) = bianca(house);
        let (rossi, lyon) = house.system(NOON, |desk| {
            let head = identity::units(desk)?[0].id;
            let mut agency = |name: &str| identity::add_unit(desk, head, UnitKind::Agency, name);
            Ok((agency("Agenzia Rossi")?, agency("Bureau de Lyon")?))
        });
        let asked = || house.act(NOON, who.clone(), agencies).expect("theirs");
        assert_eq!(asked(), []);
        let wish = Wish {
            sender: lyon.bytes(),
            purpose: Purpose::Offer,
            channel: "email".into(),
            given: true,
        };
        house.act(NOON, who.clone(), move |desk| consent(desk, &[wish], "Offers?")).expect("so");
        house.system(NOON, move |desk| {
            let notice = Book::open(desk)?.notice("agency_offer").cloned().expect("it is there");
            notices::save(desk, &Notice { sender: Some(rossi), ..notice })
        });
        let names: Vec<String> = asked().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Agenzia Rossi", "Bureau de Lyon"]);
    });
}

#[test]
fn what_the_law_gives_a_client_is_a_procedure_with_an_end() {
    each_engine(|house| {
        let (party, who) = bianca(house);
        for _ in 0..2 {
            house.act(NOON, who.clone(), |desk| ask_for(desk, Asked::Erasure)).expect("they may");
        }
        let all = house.system(NOON, procedures);
        assert_eq!(all.len(), 1, "asked twice is asked once");
        assert_eq!((all[0].party, all[0].ended), (party, None));
        let id = all[0].id;
        let end = |reason: &'static str| {
            house.act(NOON, Who::System, move |desk| finish(desk, id, Outcome::Partly, reason))
        };
        assert!(matches!(end(" "), Err(Refusal::Invalid(_))));
        end("Contracts are kept for ten years.").expect("it runs");
        assert!(matches!(end("Again"), Err(Refusal::Conflict(_))));
        let mine = house.act(NOON, who, my_procedures).expect("theirs");
        assert_eq!(mine[0].reason, "Contracts are kept for ten years.");
    });
}

fn offers_by_mail(desk: &mut crate::Desk<'_>) -> crate::Result<()> {
    let channel = "email".to_owned();
    let wish = Wish { sender: HEAD_OFFICE, purpose: Purpose::Offer, channel, given: true };
    consent(desk, &[wish], "Offers by mail?")
}

#[test]
fn a_letter_that_came_in_is_told_to_whom_it_is_about() {
    each_engine(|house| {
        let ((party, who), other) = (bianca(house), enea(house));
        let scan = letters::Scan {
            received_on: "2026-05-04".parse().expect("a day"),
            party: Some(party),
            name: "Bianca".into(),
            address: "Via Roma 1, 28922 Verbania".into(),
            language: Language::It,
            becomes: letters::Became::Request,
            title: "Roof".into(),
            text: "Please look at my roof.".into(),
            file: requests::Upload {
                name: "roof.pdf".into(),
                bytes: b"%PDF-1.7 a letter %%EOF".to_vec(),
            },
        };
        house.system(LATER, move |desk| letters::scanned(desk, &scan).map(drop));
        let told = |who: Who| house.act(LATER, who, export).expect("theirs")["letters"].clone();
        assert_eq!(told(who.clone())[0]["channel"], "post");
        assert_eq!(told(other), serde_json::json!([]));
        let all = house.act(LATER, who, export).expect("theirs");
        assert_eq!(all["requests"][0]["files"][0], "roof.pdf");
    });
}

#[test]
fn a_company_has_the_clock_of_the_law_from_its_first_day_and_who_asked_hears_the_outcome() {
    each_engine(|house| {
        let (_, who) = bianca(house);
        for _ in 0..2 {
            house.system("2026-03-02T08:00:00Z", reactions::set_up);
        }
        house.act(NOON, who.clone(), |desk| ask_for(desk, Asked::Erasure)).expect("they may");
        let asked = house.system(NOON, procedures).remove(0);
        let due = asked.due_at.map(|at| at.to_string());
        assert_eq!(due.as_deref(), Some("2026-06-04T22:00:00Z"), "a month, to its last day's end");
        house.system(LATER, move |desk| {
            finish(desk, asked.id, Outcome::Partly, "Contracts are kept for ten years.")
        });
        assert_eq!(house.system(LATER, procedures)[0].due_at, None);
        let letters = house.system(LATER, |desk| {
            let taken = messaging::take(desk, messaging::Channel::Email, 5)?;
            notices::put_into_words(desk, taken)
        });
        assert_eq!(letters[0].recipient, "bianca@example.test", "with an account or without one");
        for said in ["cancellazione dei suoi dati", "in parte", "kept for ten years"] {
            assert!(letters[0].text.contains(said), "{said}: {}", letters[0].text);
        }
        let inbox = house.act(LATER, who, |desk| messaging::inbox(desk, 10)).expect("theirs");
        assert_eq!(inbox[0].kind, "data_answered");
    });
}

#[test]
fn everything_about_a_client_can_be_taken_away_and_nothing_of_others() {
    each_engine(|house| {
        let (party, who) = bianca(house);
        let other = enea(house);
        house.act(NOON, other, |desk| ask(desk, &question("of another"))).expect("they may");
        let id =
            house.act(NOON, who.clone(), |desk| ask(desk, &question("one"))).expect("asked").id;
        house.system(NOON, move |desk| {
            requests::note(desk, id, "Seems worried.")?;
            let answer = Answer { text: "It is.".into(), by_phone: false };
            requests::answer(desk, id, &answer)?;
            clients::note(desk, party, "A kind person.").map(drop)
        });
        house.act(NOON, who.clone(), offers_by_mail).expect("they may");
        let all = house.act(NOON, who.clone(), export).expect("theirs").to_string();
        for part in [
            "\"channel\":\"email\",\"read_at\":null,\"state\":\"waiting\",\"text\":\"It is.",
            "\"sender\":\"Assicurazioni Aurora\"",
            "\"state\":\"running\"",
            "\"files\":[]",
            "\"claims\":[]",
            "C-Bianca",
            "Is the roof covered?",
            "It is.",
            "Seems worried.",
            "A kind person.",
            "bianca@example.test",
            "\"channel\":\"inbox\"",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert!(!all.contains("Enea"), "{all}");
        let home = house.act(NOON, who, attention).expect("theirs");
        assert_eq!((home.unread, home.waiting.len(), home.ending.len()), (1, 0, 0));
    });
}

/// What a system of claims says of one.
fn fact(key: &str, kind: Kind, at: &str, contract: Option<&str>) -> Outside {
    Outside {
        source: "claims".into(),
        key: key.into(),
        at: at.parse().expect("an instant"),
        kind,
        number: "S-7".into(),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: None,
        contract: contract.map(str::to_owned),
    }
}

#[test]
fn a_claim_of_another_system_is_told_to_whose_contract_it_is_about() {
    each_engine(|house| {
        let (_, who) = bianca(house);
        let other = enea(house);
        let facts = [
            fact("1", Kind::ClaimReported, NOON, Some("C-Bianca")),
            fact("2", Kind::ClaimOpened, NOON, None),
        ];
        for _ in 0..2 {
            let facts = facts.clone();
            house.system(NOON, move |desk| reactions::subjects_told(desk, &facts));
        }
        let about = || Question {
            claim: Some(("Claim".into(), "S-7".into())),
            ..question("about a claim")
        };
        let stranger = house.act(NOON, other.clone(), move |desk| ask(desk, &about()));
        assert!(matches!(stranger, Err(Refusal::Unknown("claim"))), "it is not theirs");
        let id = house.act(NOON, who.clone(), move |desk| ask(desk, &about())).expect("hers").id;
        let asked = house.act(NOON, who.clone(), move |desk| my_request(desk, id)).expect("hers").0;
        let filled = asked.fields.last().map(|one| (one.label.as_str(), one.value.as_str()));
        assert_eq!((asked.contract_number.as_str(), filled), ("C-Bianca", Some(("Claim", "S-7"))));
        let claims_of = |who: &Who| house.act(NOON, who.clone(), claims).expect("theirs");
        assert_eq!(claims_of(&who).len(), 1);
        assert_eq!(claims_of(&who)[0].number, "S-7");
        assert_eq!(claims_of(&other), []);
        let inbox = house.act(NOON, who, |desk| messaging::inbox(desk, 10)).expect("theirs");
        assert_eq!(inbox.len(), 1, "told twice is told once");
        assert_eq!(inbox[0].kind, "claim_in_charge");
        let kept: i64 = house.system(NOON, |desk| {
            desk.one(
                "select count(*) from history where tenant = $1 and facts like '%C-Bianca%'",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(kept, 0, "history names no contract of anybody");
    });
}
