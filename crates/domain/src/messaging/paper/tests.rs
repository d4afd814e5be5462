//! Letters on paper, told on each engine.

use super::{Fact, PaperState, Proof, Taken, envelope, of_hand, paper_told, papers};
use crate::{
    Refusal, Role, Who,
    house::{House, each_engine},
    messaging::{
        self, Category, Channel, Composing, Ended, Fate, Message, Parcel, Shown, State, Way,
        arrived, compose, ended, list, take, unreached,
    },
};
use kernel::{Id, Instant, Language};

const NOON: &str = "2026-05-04T12:00:00Z";
const LATER: &str = "2026-05-08T12:00:00Z";
const AGAIN: &str = "2026-05-09T12:00:00Z";

fn way(channel: Channel, to: &str) -> Way {
    Way { channel, to: to.into(), template: None, quiet: None }
}

/// A letter that the printer has, with another way behind it.
fn printed(house: &House, channel: Channel) -> Parcel {
    house.system(NOON, move |desk| {
        let now = desk.now();
        let message = Composing {
            subject: [9; 16],
            party: None,
            kind: "answer".into(),
            category: Category::Personal,
            way: way(channel, &envelope("Dora Bruni", "Via Roma 1, 28921 Verbania")),
            instead: vec![way(Channel::Email, "dora@example.test")],
            language: Language::It,
            title: "R-1".into(),
            text: "It is paid.".into(),
            send_at: now,
            expires_at: now + messaging::LASTS,
            campaign: None,
            sender: None,
        };
        compose(desk, &[message])
    });
    let parcel = house.system(NOON, move |desk| take(desk, channel, 10)).remove(0);
    let attempt = parcel.attempt;
    house.system(NOON, move |desk| {
        let reference = Some(attempt.to_string());
        ended(desk, &[Ended { reference, ..Ended::new(attempt, Fate::Accepted, "batch") }])
    });
    parcel
}

fn fact(parcel: &Parcel, state: PaperState, at: &str) -> Fact {
    Fact {
        reference: parcel.attempt.to_string(),
        state,
        at: at.parse().expect("an instant"),
        number: String::new(),
        note: String::new(),
    }
}

fn tells(house: &House, when: &str, fact: &Fact) -> Taken {
    let fact = fact.clone();
    house.system(when, move |desk| paper_told(desk, &fact))
}

fn message(house: &House, id: Id<Message>) -> Message {
    let all = house.system(LATER, |desk| list(desk, Shown::All, None));
    all.into_iter().find(|one| one.id == id).expect("it is there")
}

fn staff(role: Role) -> Who {
    let (id, language) = (Id::from_bytes([5; 16]), Language::It);
    Who::Staff { id, role, path: "/a/".into(), language }
}

#[test]
fn facts_of_a_letter_come_in_any_order_and_each_counts_once() {
    each_engine(|house| {
        let parcel = printed(house, Channel::Registered);
        let posted = Fact { number: "RR 1 IT".into(), ..fact(&parcel, PaperState::Posted, NOON) };
        let delivered = fact(&parcel, PaperState::Delivered, "2026-05-07T09:00:00Z");
        assert_eq!(tells(house, LATER, &delivered), Taken::Fresh);
        assert_eq!(tells(house, LATER, &posted), Taken::Fresh, "what was before comes after");
        for fact in [&posted, &delivered] {
            assert_eq!(tells(house, AGAIN, fact), Taken::Known);
        }
        assert_eq!(message(house, parcel.message).state, State::Delivered);
        let of = [parcel.message.bytes()];
        let paper = house.system(LATER, move |desk| papers(desk, &of)).remove(&of[0]);
        let paper = paper.expect("something is known");
        assert_eq!(paper.number.as_deref(), Some("RR1IT"));
        let states: Vec<PaperState> = paper.way.iter().map(|one| one.0).collect();
        assert_eq!(states, [PaperState::Posted, PaperState::Delivered], "in their own order");
        let arrived = house.system(LATER, move |desk| arrived(desk, &of));
        assert_eq!(arrived.get(&of[0]), Some(&delivered.at), "when it was, not when we heard");
    });
}

#[test]
fn a_letter_that_came_back_spares_its_address_only_where_nobody_is_reached_there() {
    each_engine(|house| {
        let spared = |channel| {
            let to = "dora bruni\nVia Roma 1\n28921 Verbania";
            house.system(LATER, move |desk| Ok(unreached(desk, channel, &[to])?.said(to).is_some()))
        };
        for state in [PaperState::Unclaimed, PaperState::Refused, PaperState::Returned] {
            let parcel = printed(house, Channel::Registered);
            assert!(!spared(Channel::Post), "before {}", state.word());
            assert_eq!(tells(house, LATER, &fact(&parcel, state, LATER)), Taken::Fresh);
            assert_eq!(message(house, parcel.message).state, State::Bounced);
            let delivered = fact(&parcel, PaperState::Delivered, NOON);
            tells(house, LATER, &delivered);
            assert_eq!(message(house, parcel.message).state, State::Bounced, "it came back");
        }
        assert!(spared(Channel::Post) && spared(Channel::Registered));
        let all = house.system(LATER, |desk| list(desk, Shown::All, None));
        let by_mail = all.iter().filter(|one| one.channel == "email").count();
        assert_eq!(by_mail, 3, "each went its next way, once");
    });
}

#[test]
fn what_is_no_letter_of_ours_or_has_not_happened_is_told() {
    each_engine(|house| {
        let parcel = printed(house, Channel::Post);
        let posted = fact(&parcel, PaperState::Posted, NOON);
        for reference in ["", "RR1IT", &Id::<Message>::from_bytes([3; 16]).to_string()] {
            let other = Fact { reference: reference.to_owned(), ..posted.clone() };
            assert_eq!(tells(house, LATER, &other), Taken::Unknown, "{reference}");
        }
        let early = fact(&parcel, PaperState::Posted, AGAIN);
        let refused = house.act(LATER, Who::System, move |desk| paper_told(desk, &early));
        assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
    });
}

#[test]
fn a_colleague_enters_the_receipt_of_a_registered_letter() {
    each_engine(|house| {
        let parcel = printed(house, Channel::Registered);
        let id = parcel.message;
        let day = |text: &str| Some(text.parse().expect("a day"));
        let proof = Proof {
            number: "RR1IT".into(),
            posted_on: day("2026-05-04"),
            delivered_on: day("2026-05-08"),
            note: "signed by D. Bruni".into(),
        };
        let enters = |who: Who, proof: &Proof| {
            let proof = proof.clone();
            house.act(LATER, who, move |desk| of_hand(desk, id, &proof))
        };
        let clerk = staff(Role::Administrator);
        assert_eq!(enters(clerk.clone(), &proof).expect("they may"), 2);
        assert_eq!(enters(clerk.clone(), &proof).expect("they may"), 0, "once");
        assert_eq!(message(house, id).state, State::Delivered);
        let tomorrow = Proof { delivered_on: day("2026-05-09"), ..proof.clone() };
        assert!(matches!(enters(clerk.clone(), &tomorrow), Err(Refusal::Invalid(_))));
        let empty = Proof { number: "RR1IT".into(), ..Proof::default() };
        assert!(matches!(enters(clerk, &empty), Err(Refusal::Invalid(_))));
        let auditor = staff(Role::Auditor);
        assert!(matches!(enters(auditor, &proof), Err(Refusal::Forbidden)));
        let at = house.system(LATER, move |desk| papers(desk, &[id.bytes()]));
        let noon: Instant = "2026-05-04T10:00:00Z".parse().expect("an instant");
        assert_eq!(at[&id.bytes()].at(PaperState::Posted), Some(noon), "noon in Rome");
    });
}
