//! Two weeks of contacts, counted by hand and by the house, on each engine.

use super::{NOBODY, Narrowed, Pass, ask, season};
use crate::{
    Kind,
    contacts::{
        calls::{self, Caller, Fact, Unknown},
        requests::{self, Assigning, Channel, Incoming, Queueing, Sender},
        topics,
        wrap_ups::{self, WrapUp},
    },
    house::{House, each_engine},
    parties::{Party, PointKind},
    quality::measures::Period,
    reactions,
};
use kernel::{Id, Instant, TimeZone};

const TOPICS: &str = "[[topic]]\ncode = \"claim\"\n[topic.name]\nen = \"A claim\"\n\
                      [[topic]]\ncode = \"law\"\n[topic.name]\nen = \"Law\"\n";

fn furnish(house: &House) -> (Id<Party>, Id<requests::Queue>) {
    let dora = house.client("Dora", (PointKind::Phone, "+39 011 555 0102"));
    let lawyers = house.system("2026-01-02T00:00:00Z", |desk| {
        topics::save(desk, &topics::Document::read(TOPICS)?)?;
        let queue = |code: &str, level: i64, topics: Vec<String>| Queueing {
            code: code.into(),
            name: format!("The {code}"),
            level,
            unit: None,
            position: 3 - level,
            topics,
            languages: Vec::new(),
            skill: None,
            assigning: Assigning::ByHand,
        };
        requests::save_queue(desk, &queue("first", 1, Vec::new()))?;
        requests::save_queue(desk, &queue("lawyers", 2, vec!["law".into()]))
    });
    (dora, lawyers)
}

/// An answered call that begins at this hour.
/// The number to which the calls of the 6th came.
const GREEN: &str = "+39800000001";

fn call(house: &House, when: &'static str) -> Id<calls::Call> {
    house.system("2026-05-30T10:00:00Z", move |desk| {
        let at: Instant = when.parse().expect("an instant");
        let fact = |name: &str, kind: Kind, after: i64| Fact {
            source: "pbx".into(),
            key: format!("{when}.{name}"),
            at: at + after * Instant::SECOND,
            kind: Some(kind),
            call: when.into(),
            queue: Some("clients".into()),
            number: when.contains("-06T").then(|| GREEN.into()),
            agent: (kind == Kind::CallAnswered).then(|| "op-1".into()),
            caller: Caller::Known("+390115550102".into()),
            ..Fact::default()
        };
        let facts = [
            fact("1", Kind::CallQueued, 0),
            fact("2", Kind::CallAnswered, 5),
            fact("3", Kind::CallEnded, 65),
        ];
        reactions::calls_told(desk, &facts, Unknown::Create)?;
        desk.one(
            "select id from calls where tenant = $1 and key = $2",
            &[&desk.tenant.clone(), &when],
        )
    })
}

fn written_up(house: &House, when: &'static str, wrap_up: WrapUp) {
    let id = call(house, when);
    house.system("2026-05-30T10:00:00Z", move |desk| {
        let topic = Some("claim".into());
        let note = "Said so".into();
        wrap_ups::write_up(desk, id, &WrapUp { topic, note, ..wrap_up })
    });
}

fn asked(house: &House, when: &'static str, topic: &'static str, party: Option<Id<Party>>) {
    house.system("2026-05-30T10:00:00Z", move |desk| {
        let incoming = Incoming {
            channel: Some(Channel::Email),
            topic: Some(topic.into()),
            sender: Sender {
                name: "Dora".into(),
                email: Some(format!("dora-{when}@example.test")),
                party,
                ..Sender::default()
            },
            text: "Where does it stand?".into(),
            link: format!("secret {when}"),
            received_at: when.parse().ok(),
            ..Incoming::default()
        };
        requests::receive(desk, &incoming)
    });
}

fn answered(house: &House, when: &'static str) {
    house.system("2026-05-30T11:00:00Z", move |desk| {
        let request = requests::by_link(desk, &format!("secret {when}"))?;
        let answer = requests::Answer { text: "Here.".into(), by_phone: false };
        requests::answer(desk, request.id, &answer)
    });
}

/// Dora calls, calls again two days later, and writes two weeks after that; somebody's call goes
/// on to the lawyers, who know more; a question of law goes there because only they may answer it;
/// a call is not written up; a mail waits.
fn live(house: &House) {
    let (dora, lawyers) = furnish(house);
    let solved = || WrapUp { party: Some(dora), solved: Some(true), ..WrapUp::default() };
    written_up(house, "2026-05-04T08:30:00Z", solved());
    written_up(house, "2026-05-06T08:40:00Z", solved());
    let passed = WrapUp {
        passed_to: Some(lawyers),
        reason: Some("expertise".into()),
        link: "secret of the call".into(),
        ..WrapUp::default()
    };
    written_up(house, "2026-05-05T12:00:00Z", passed);
    call(house, "2026-05-07T09:00:00Z");
    asked(house, "2026-05-20T09:00:00Z", "claim", Some(dora));
    answered(house, "2026-05-20T09:00:00Z");
    asked(house, "2026-05-21T09:00:00Z", "law", None);
    house.system("2026-05-30T10:30:00Z", move |desk| {
        let request = requests::by_link(desk, "secret 2026-05-21T09:00:00Z")?;
        let reason = "authority".into();
        let passing = requests::Passing { queue: lawyers, reason, note: String::new() };
        requests::pass_on(desk, request.id, &passing)
    });
    answered(house, "2026-05-21T09:00:00Z");
    asked(house, "2026-05-28T09:00:00Z", "claim", None);
}

fn may() -> Period {
    let day = |text: &str| text.parse().expect("a day");
    let zone = TimeZone::get("Europe/Rome").expect("a zone");
    Period::new(day("2026-05-01"), day("2026-06-01"), zone).expect("a period")
}

#[test]
fn what_the_first_level_solved_is_told_by_flag_and_by_repeats_gross_and_net() {
    each_engine(|house| {
        live(house);
        let found =
            house.system("2026-06-20T10:00:00Z", |desk| ask(desk, &may(), &Narrowed::default()));
        let whole = found.whole;
        assert_eq!((whole.contacts, whole.unanswered), (6, 1), "{whole:?}");
        assert_eq!(whole.gross(), (4, 6), "two of Dora's calls, her mail, the one nobody wrote up");
        assert_eq!(whole.net(), (4, 5), "the question of law was never theirs to solve");
        assert_eq!(whole.gross_without_repeats(), (3, 6), "her first call was not enough");
        assert_eq!(whole.net_without_repeats(), (3, 5));
        assert_eq!((whole.passed, whole.repeats, whole.unsettled), (2, 1, 0));
        let pass = |topic: &str, reason: &str| Pass {
            topic: topic.into(),
            to: "The lawyers".into(),
            reason: reason.into(),
        };
        let passed: Vec<(Pass, i64)> = found.passed.into_iter().collect();
        assert_eq!(passed, [(pass("claim", "expertise"), 1), (pass("law", "authority"), 1)]);
        assert_eq!(found.channels["phone"].contacts, 4);
        let at = |code: &'static str| {
            let places = house.system("2026-06-20T10:00:00Z", calls::places);
            let of = places.numbers.into_values().find(|place| place.code == code);
            found.numbers[&of.expect("calls came to it").id]
        };
        let green = at(GREEN);
        assert_eq!((green.contacts, green.gross()), (1, (1, 1)), "of the 6th: {green:?}");
        assert_eq!(found.numbers[&NOBODY].contacts, 5, "of the others the exchange told none");
    });
}

#[test]
fn a_mail_repeats_the_call_before_it_and_not_only_an_older_mail() {
    each_engine(|house| {
        let (dora, lawyers) = furnish(house);
        asked(house, "2026-05-04T08:00:00Z", "claim", Some(dora));
        answered(house, "2026-05-04T08:00:00Z");
        let solved = WrapUp { party: Some(dora), solved: Some(true), ..WrapUp::default() };
        written_up(house, "2026-05-07T08:00:00Z", solved);
        asked(house, "2026-05-08T08:00:00Z", "claim", Some(dora));
        answered(house, "2026-05-08T08:00:00Z");
        // Passed on, a call becomes a request of the same instant: it repeats what came before.
        let passed = WrapUp {
            party: Some(dora),
            passed_to: Some(lawyers),
            link: "secret of the call".into(),
            ..WrapUp::default()
        };
        written_up(house, "2026-05-20T08:00:00Z", passed);
        let found =
            house.system("2026-06-20T10:00:00Z", |desk| ask(desk, &may(), &Narrowed::default()));
        assert_eq!((found.whole.solved, found.whole.came_again), (3, 2), "the mail and the call");
        let repeated: Option<[u8; 16]> = house.system("2026-06-20T10:00:00Z", |desk| {
            let id = requests::by_link(desk, "secret of the call")?.id;
            Ok(requests::find(desk, id)?.repeat_of)
        });
        assert_eq!(repeated, None, "no request repeats the call that it is");
    });
}

#[test]
fn a_reason_has_its_volume_and_its_peaks() {
    each_engine(|house| {
        live(house);
        let found =
            house.system("2026-05-30T12:00:00Z", |desk| ask(desk, &may(), &Narrowed::default()));
        let volumes: Vec<(&str, i64)> =
            found.by_volume().iter().map(|(code, reason)| (*code, reason.volume())).collect();
        assert_eq!(volumes, [("claim", 5), ("", 1), ("law", 1)]);
        let claim = &found.topics["claim"];
        assert_eq!(claim.busiest_day().map(|(_, count)| count), Some(1));
        let hour = claim.busiest_hour();
        assert_eq!(hour, Some((0, 10, 1)), "Monday at ten in Rome is the earliest of equals");
        let early = house.system("2026-05-13T08:35:00Z", |desk| {
            ask(desk, &may(), &Narrowed { topic: Some("claim".into()), ..Narrowed::default() })
        });
        assert_eq!(early.whole.unsettled, 2, "seven days after the 6th, and of the mail to come");
        let only = Narrowed { topic: Some("law".into()), ..Narrowed::default() };
        let law = house.system("2026-05-30T12:00:00Z", move |desk| ask(desk, &may(), &only));
        assert_eq!(law.whole.contacts, 1);
        let seasons = house.system("2026-05-30T12:00:00Z", |desk| {
            season(desk, "2026-05-30".parse().expect("a day"), &TimeZone::UTC)
        });
        assert!(seasons.is_empty(), "less than a year is no season");
    });
}

/// The same call, of which the exchange says what it was about.
fn said(house: &House, when: &'static str, word: &'static str) {
    call(house, when);
    house.system("2026-05-30T10:00:00Z", move |desk| {
        let fact = Fact {
            source: "pbx".into(),
            key: format!("{when}.about"),
            at: when.parse().expect("an instant"),
            kind: Some(Kind::CallWrappedUp),
            call: when.into(),
            topic: Some(word.into()),
            ..Fact::default()
        };
        reactions::calls_told(desk, &[fact], Unknown::Create)
    });
}

#[test]
fn what_the_exchange_says_is_a_reason_and_what_an_agent_wrote_stands_before_it() {
    each_engine(|house| {
        furnish(house);
        said(house, "2026-05-04T08:00:00Z", "law");
        said(house, "2026-05-05T08:00:00Z", "Law");
        said(house, "2026-05-14T08:00:00Z", "law");
        said(house, "2026-05-15T08:00:00Z", "claim");
        said(house, "2026-05-16T08:00:00Z", "the weather");
        said(house, "2026-05-20T08:00:00Z", "law");
        let nobody = WrapUp { solved: Some(true), ..WrapUp::default() };
        written_up(house, "2026-05-20T08:00:00Z", nobody);
        let found =
            house.system("2026-06-20T10:00:00Z", |desk| ask(desk, &may(), &Narrowed::default()));
        let volumes: Vec<(&str, i64)> =
            found.by_volume().iter().map(|(code, reason)| (*code, reason.volume())).collect();
        assert_eq!(volumes, [("law", 3), ("claim", 2), ("", 1)]);
        // The second about the law repeats the first; the third comes nine days later. What was
        // written up on the 20th repeats the claim of the 15th, which nobody wrote up.
        assert_eq!((found.whole.repeats, found.whole.came_again), (2, 2), "{:?}", found.whole);
        let only = Narrowed { topic: Some("law".into()), ..Narrowed::default() };
        let law = house.system("2026-06-20T10:00:00Z", move |desk| ask(desk, &may(), &only));
        assert_eq!((law.whole.contacts, law.whole.repeats), (3, 1));
        said(house, "2026-06-20T08:00:00Z", "law");
        let season = house.system("2027-08-20T10:00:00Z", |desk| {
            season(desk, "2027-08-20".parse().expect("a day"), &TimeZone::UTC)
        });
        let months: Vec<usize> = (0..12).filter(|month| season["law"][*month] > 0).collect();
        assert_eq!(months, [5], "all of it in June: {season:?}");
    });
}
