//! Where clients are reached, and how often their numbers are.

use super::{NOON, all, carry, say, taken, tell, told, wish};
use crate::{
    house::{House, each_engine, holder},
    messaging::{self, Channel, Ended, Fate, TEXTS_A_DAY},
    notices::{Event, Purpose, Reason, offer, pin},
    parties::{Party, PointKind},
};
use kernel::Id;

fn with(house: &House, name: &str, points: &[(PointKind, &str)]) -> Id<Party> {
    let points = points.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect();
    house.insured(holder(name, points))
}

/// Rings a client, of whom this number was left, and reaches nobody.
fn rung(house: &House, when: &str, party: Option<Id<Party>>, phone: Option<&str>) -> Vec<Reason> {
    let mut one = told(Event::CallbackAttempted, party);
    one.to.phone = phone.map(str::to_owned);
    tell(house, when, &one).withheld.into_keys().collect()
}

#[test]
fn a_number_that_is_written_at_home_is_a_number() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        let bianca = with(house, "Bianca", &[(PointKind::Phone, "347 555 01 23")]);
        assert_eq!(rung(house, NOON, Some(bianca), None), []);
        assert_eq!(rung(house, NOON, None, Some("0039 347 555 01 24")), []);
        let to: Vec<String> =
            taken(house, NOON, Channel::Sms).into_iter().map(|one| one.recipient).collect();
        assert_eq!(to.len(), 2);
        assert!(to.contains(&"+393475550123".into()) && to.contains(&"+393475550124".into()));
    });
}

#[test]
fn a_stranger_has_few_messages_sent_to_a_number_and_none_abroad() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        let abroad = "+372 900 12 34";
        assert_eq!(rung(house, NOON, None, Some(abroad)), [Reason::NumberBarred]);
        let bianca = with(house, "Bianca", &[(PointKind::Phone, abroad)]);
        assert_eq!(rung(house, NOON, Some(bianca), Some(abroad)), [], "the register knows it");
        for number in 0..TEXTS_A_DAY {
            // However it is written.
            let phone = if number % 2 == 0 { "+39 347 555 01 23" } else { "3475550123" };
            assert_eq!(rung(house, NOON, None, Some(phone)), [], "{number}");
        }
        assert_eq!(rung(house, NOON, None, Some("347 555 01 23")), [Reason::NumberBarred]);
        assert_eq!(rung(house, "2026-05-05T12:00:01Z", None, Some("347 555 01 23")), []);
    });
}

#[test]
fn a_way_that_comes_after_another_is_bounded_too() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        for number in 0..TEXTS_A_DAY + 2 {
            let mut one = told(Event::RequestReceived, None);
            one.to.email = Some(format!("nobody-{number}@example.test"));
            one.to.phone = Some("+39 347 555 01 23".into());
            tell(house, NOON, &one);
        }
        loop {
            let parcels = taken(house, NOON, Channel::Email);
            if parcels.is_empty() {
                break;
            }
            house.system(NOON, move |desk| {
                let end = |attempt| Ended::new(attempt, Fate::Unreachable, "550 5.1.1 nobody");
                messaging::ended(
                    desk,
                    &parcels.iter().map(|one| end(one.attempt)).collect::<Vec<_>>(),
                )
            });
        }
        let texts = all(house).iter().filter(|one| one.channel == "sms").count();
        assert_eq!(i64::try_from(texts), Ok(TEXTS_A_DAY));
    });
}

#[test]
fn nothing_goes_to_where_nobody_is_as_long_as_there_is_another_address() {
    each_engine(|house| {
        let (first, second) = ("a-bianca@example.test", "b-bianca@example.test");
        let points = [(PointKind::Email, first), (PointKind::Email, second)];
        let bianca = with(house, "Bianca", &points);
        say(house, bianca, &[wish("email", Purpose::Offer, true)]);
        let sell = || {
            let mut one = told(Event::OfferMade, Some(bianca));
            one.to.email = None;
            house.system(NOON, move |desk| {
                let offered = pin(desk, "head_office_offer", None)?;
                offer(desk, &offered, [3; 16], &[one])
            })
        };
        let lose = |address: &str| {
            let parcels = taken(house, NOON, Channel::Email);
            assert_eq!(parcels[0].recipient, address);
            let attempt = parcels[0].attempt;
            house.system(NOON, move |desk| {
                messaging::ended(desk, &[Ended::new(attempt, Fate::Unreachable, "550 nobody")])
            });
        };
        sell();
        lose(first);
        sell();
        lose(second);
        assert_eq!(sell().withheld.get(&Reason::Suppressed), Some(&1));
    });
}

#[test]
fn an_offer_that_never_went_is_none_of_those_of_the_week() {
    each_engine(|house| {
        let bianca = with(house, "Bianca", &[(PointKind::Email, "bianca@example.test")]);
        let yes = wish("email", Purpose::Offer, true);
        say(house, bianca, std::slice::from_ref(&yes));
        let sell = |when: &str| {
            let one = told(Event::OfferMade, Some(bianca));
            house.system(when, move |desk| {
                let offered = pin(desk, "head_office_offer", None)?;
                offer(desk, &offered, [3; 16], &[one])
            })
        };
        for minute in 0..2 {
            assert_eq!(sell(&format!("2026-05-04T12:0{minute}:00Z")).reached, 1);
        }
        assert_eq!(sell(NOON).withheld.get(&Reason::Capped), Some(&1));
        house.system(NOON, |desk| messaging::stop(desk, [3; 16]));
        while house.system(NOON, messaging::lost) {}
        assert_eq!(sell("2026-05-04T12:05:00Z").reached, 1, "both were withdrawn");
    });
}
