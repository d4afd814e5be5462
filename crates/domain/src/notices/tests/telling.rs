//! Which notices go, by which ways, in which words.

use super::{NOON, all, carry, say, taken, tell, told, wish};
use crate::{
    Refusal, Who,
    house::each_engine,
    messaging::{self, Category, Channel, Ended, Fate, Message, State},
    notices::{
        Change, Event, Notice, Purpose, Quiet, Reason, Tally, Writing, cause, changes, consents,
        forget, install, offer, pin, save, unsubscribe, withheld, write,
    },
    parties::PointKind,
};
use kernel::{Id, Instant, Language};

const NIGHT: &str = "2026-05-04T22:00:00Z";

#[test]
fn an_answer_goes_into_the_area_and_by_mail_in_the_words_of_a_person() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        let tally = tell(house, NOON, &told(Event::RequestAnswered, Some(bianca)));
        assert_eq!((tally.reached, tally.withheld.len()), (1, 0));
        let found = all(house);
        let seen = |one: &Message| (one.channel.clone(), one.state, one.title.clone());
        assert_eq!(
            found.iter().map(seen).collect::<Vec<_>>(),
            [
                ("email".into(), State::Waiting, "R-1 · Roof".into()),
                ("inbox".into(), State::Delivered, "R-1 · Roof".into()),
            ]
        );
        assert!(found.iter().all(|one| one.text == "It is covered.\n"));
        let parcels = taken(house, NOON, Channel::Email);
        assert_eq!(parcels.len(), 1);
        assert_eq!(parcels[0].category, Category::Personal);
        assert_eq!(parcels[0].unsubscribe, None);
    });
}

#[test]
fn a_name_is_a_name_whatever_stands_in_it() {
    each_engine(|house| {
        let mut one = told(Event::RequestReceived, None);
        one.with.insert("title".into(), "https://evil.test/win".into());
        tell(house, NOON, &one);
        let parcels = taken(house, NOON, Channel::Email);
        let said = &parcels[0].text;
        assert!(!said.contains("https://evil.test"), "a name is no link: {said}");
        assert!(said.contains("Good day Bianca {{7*7}}\nBcc: all@example.test,"), "{said}");
        assert!(!parcels[0].title.contains('\n'), "a heading is one line");
    });
}

#[test]
fn an_offer_goes_to_nobody_who_did_not_say_yes_and_not_too_often() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        let sell = |when: &str| {
            let one = [told(Event::OfferMade, Some(bianca))];
            house.system(when, move |desk| {
                let offered = pin(desk, "head_office_offer", None)?;
                offer(desk, &offered, [3; 16], &one)
            })
        };
        let none = |tally: &Tally| tally.withheld.keys().copied().collect::<Vec<_>>();
        assert_eq!(none(&sell(NOON)), [Reason::NoConsent]);
        say(house, bianca, &[wish("email", Purpose::Offer, true)]);
        assert_eq!(sell("2026-05-04T12:01:00Z").reached, 1);
        assert_eq!(sell("2026-05-05T12:00:00Z").reached, 1);
        assert_eq!(none(&sell("2026-05-06T12:00:00Z")), [Reason::Capped], "two a week");
        assert_eq!(sell("2026-05-11T12:02:00Z").reached, 1, "a week later");
        let why = house.system(NOON, |desk| withheld(desk, "head_office_offer"));
        assert!(why.iter().all(|one| one.name.as_deref() == Some("Bianca")), "{why:?}");
        let why: Vec<Reason> = why.into_iter().map(|one| one.reason).collect();
        assert_eq!(why, [Reason::Capped, Reason::NoConsent]);
        let parcels = taken(house, "2026-05-04T12:02:00Z", Channel::Email);
        let page = format!("https://7.test/u/{}", parcels[0].message);
        assert_eq!(parcels[0].unsubscribe.as_deref(), Some(page.as_str()));
        assert!(parcels[0].text.contains(&page), "{}", parcels[0].text);
        let message = parcels[0].message;
        for _ in 0..2 {
            house.system("2026-05-12T12:00:00Z", move |desk| {
                unsubscribe(desk, message, ("unsubscribe", "No more offers"))
            });
        }
        let stands = house.system(NOON, move |desk| consents(desk, bianca));
        assert_eq!(stands[0].wish, wish("email", Purpose::Offer, false));
        let history = house.system(NOON, move |desk| changes(desk, bianca, 10));
        let said = |one: &Change| (one.source.clone(), one.wish.given);
        assert_eq!(
            history.iter().map(said).collect::<Vec<_>>(),
            [("unsubscribe".into(), false), ("desk".into(), true)],
            "the same twice is one change"
        );
        assert_eq!(none(&sell("2026-06-01T12:00:00Z")), [Reason::NoConsent]);
    });
}

#[test]
fn nobody_unsubscribes_from_what_is_no_offer() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        tell(house, NOON, &told(Event::RequestAnswered, Some(bianca)));
        for message in [all(house)[0].id, Id::from_bytes([1; 16])] {
            house.system(NOON, move |desk| unsubscribe(desk, message, ("unsubscribe", "No")));
        }
        assert_eq!(house.system(NOON, move |desk| consents(desk, bianca)), []);
    });
}

#[test]
fn who_wants_no_messages_of_service_gets_answers_all_the_same() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        say(house, bianca, &["email", "sms"].map(|by| wish(by, Purpose::Service, false)));
        let receipt = tell(house, NOON, &told(Event::RequestReceived, Some(bianca)));
        assert_eq!(receipt.withheld.get(&Reason::NoConsent), Some(&1));
        assert_eq!(tell(house, NOON, &told(Event::RequestAnswered, Some(bianca))).reached, 1);
    });
}

#[test]
fn what_does_not_arrive_by_mail_goes_by_text_message_once() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        let mut one = told(Event::RequestAnswered, None);
        one.to.phone = Some("+39 347 555 01 23".into());
        tell(house, NOON, &one);
        assert_eq!(taken(house, NOON, Channel::Sms), [], "only where mail does not arrive");
        let parcel = taken(house, NOON, Channel::Email).remove(0);
        let (attempt, said) = (parcel.attempt, "550 5.1.1 nobody");
        house.system(NOON, move |desk| {
            messaging::ended(desk, &[Ended::new(attempt, Fate::Unreachable, said)])
        });
        let parcels = taken(house, NOON, Channel::Sms);
        assert_eq!(parcels.len(), 1);
        assert_eq!(parcels[0].recipient, "+393475550123");
        assert_eq!(
            parcels[0].text,
            "Assicurazioni Aurora: we have answered your request R-1. The answer is at \
             https://7.test/me"
        );
        let (attempt, id) = (parcels[0].attempt, parcel.message);
        house.system(NOON, move |desk| {
            messaging::ended(desk, &[Ended::new(attempt, Fate::Refused, "no")])?;
            messaging::again(desk, id)
        });
        let again = taken(house, NOON, Channel::Email).remove(0).attempt;
        house.system(NOON, move |desk| {
            messaging::ended(desk, &[Ended::new(again, Fate::Refused, "no")])
        });
        assert_eq!(taken(house, NOON, Channel::Sms), [], "it went that way before");
    });
}

#[test]
fn a_channel_that_nobody_carries_is_no_way() {
    each_engine(|house| {
        let mut one = told(Event::CallbackAttempted, None);
        one.to.phone = Some("+39 347 555 01 23".into());
        assert_eq!(tell(house, NOON, &one).withheld.get(&Reason::NoCarrier), Some(&1));
        carry(house, Channel::Sms);
        assert_eq!(tell(house, NOON, &one).reached, 1);
        one.to.phone = Some("+39 0323 555 012".into());
        assert_eq!(tell(house, NOON, &one).withheld.get(&Reason::NoAddress), Some(&1));
    });
}

#[test]
fn whom_a_notice_did_not_reach_is_known_for_a_year() {
    each_engine(|house| {
        tell(house, NOON, &told(Event::CallbackAttempted, None));
        let known = |when: &str| {
            house.system(when, |desk| {
                assert!(!forget(desk)?, "one is not many");
                Ok(withheld(desk, "callback_tried")?.len())
            })
        };
        assert_eq!(known("2027-05-04T11:59:59Z"), 1);
        assert_eq!(known("2027-05-04T12:00:00Z"), 0);
    });
}

#[test]
fn in_quiet_hours_a_message_waits_for_the_morning() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        tell(house, NIGHT, &told(Event::ContractExpiring, Some(bianca)));
        assert_eq!(taken(house, "2026-05-05T05:59:00Z", Channel::Email), []);
        assert_eq!(taken(house, "2026-05-05T06:00:00Z", Channel::Email).len(), 1);
    });
}

#[test]
fn what_goes_another_way_at_night_waits_for_the_morning_too() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        house.system(NOON, |desk| {
            let quiet = Some(Quiet { from: 21 * 60, to: 8 * 60 });
            let event = Event::ContractExpiring;
            let ways = "email>sms".parse().expect("ways");
            save(desk, &Notice { event, ways, quiet, ..own("deadline") })
        });
        let mut one = told(Event::ContractExpiring, None);
        one.to.phone = Some("+39 347 555 01 23".into());
        tell(house, NOON, &one);
        let attempt = taken(house, NOON, Channel::Email).remove(0).attempt;
        house.system(NIGHT, move |desk| {
            messaging::ended(desk, &[Ended::new(attempt, Fate::Unreachable, "550 5.1.1 nobody")])
        });
        assert_eq!(taken(house, "2026-05-05T05:59:00Z", Channel::Sms), []);
        assert_eq!(taken(house, "2026-05-05T06:00:00Z", Channel::Sms).len(), 1);
    });
}

fn own(code: &str) -> Notice {
    Notice {
        version: 0,
        code: code.into(),
        name: "Ours".into(),
        event: Event::RequestReceived,
        category: Category::Service,
        sender: None,
        ways: "email".parse().expect("a way"),
        quiet: None,
        lasts: 60,
        plan: true,
    }
}

#[test]
fn a_notice_of_the_companys_own_is_tried_out_before_it_is_saved() {
    each_engine(|house| {
        house.system(NOON, |desk| save(desk, &own("ours")));
        let writing = |title: &str, text: &str| Writing {
            notice: "ours".into(),
            channel: Channel::Email,
            language: Language::It,
            title: title.into(),
            text: text.into(),
        };
        let faults = |one: Writing| {
            let saved = house.act(NOON, Who::System, move |desk| write(desk, &one));
            match saved {
                Ok(()) => Vec::new(),
                Err(Refusal::Invalid(faults)) => {
                    faults.into_iter().map(|one| (one.field, one.reason)).collect()
                }
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(
            faults(writing("{{ surname }}", "La Sua polizza {{ number }}")),
            [("text".into(), "fault-insurance-word"), ("title".to_owned(), "fault-template"),]
        );
        assert_eq!(faults(writing("", "Ciao")), [("title".into(), "fault-required")]);
        assert_eq!(faults(writing("Numero {{ number }}", "Ciao {{ client }}")), []);
        let tally = tell(house, NOON, &told(Event::RequestReceived, None));
        assert_eq!(tally.reached, 2, "the standard one and ours");
        let ours = all(house).into_iter().find(|one| one.kind == "ours").expect("it is there");
        assert_eq!(ours.title, "Numero R-1", "in the only language that it has");
        assert_eq!(faults(writing("Altro {{ number }}", "Ciao")), []);
        let again = all(house).into_iter().find(|one| one.kind == "ours").expect("it is there");
        assert_eq!(again.title, "Numero R-1", "in the words of its time");
    });
}

#[test]
fn what_makes_no_sense_is_not_saved_and_nothing_is_installed_twice() {
    each_engine(|house| {
        let wrong = Notice {
            code: "No code".into(),
            name: " ".into(),
            category: Category::Offer,
            quiet: Some(Quiet { from: 0, to: 1_440 }),
            lasts: 0,
            ..own("x")
        };
        let saved = house.act(NOON, Who::System, move |desk| save(desk, &wrong));
        let Err(Refusal::Invalid(faults)) = saved else { panic!("it makes no sense") };
        let fields: Vec<&str> = faults.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["code", "name", "lasts", "quiet_from", "category"]);
        house.system(NOON, |desk| save(desk, &Notice { name: "Mine".into(), ..own("receipt") }));
        house.system(NOON, install);
        let names: Vec<String> = house.system(NOON, |desk| {
            desk.all(
                "select name from notices where tenant = $1 and code = 'receipt' and current",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(names, ["Mine"]);
        let lasts = house.system(NOON, |desk| {
            tell_all(desk)?;
            desk.one::<i64>(
                "select max(expires_at - send_at) from messages where tenant = $1",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(lasts, 60 * Instant::MINUTE);
    });
}

fn tell_all(desk: &mut crate::Desk<'_>) -> crate::Result<Tally> {
    cause(desk, &[told(Event::RequestReceived, None)])
}
