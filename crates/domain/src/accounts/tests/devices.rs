//! Devices that are told of messages.

use super::{BORN, NOON, after, asks, client, guesses, opening, typed};
use crate::{
    Refusal,
    accounts::{
        Bell, Client, DEVICES_MAX, Opening, Rung, Subscribing, bells, close, devices, end, end_all,
        enter, resume, rung, subscribe, unsubscribe,
    },
    house::{House, each_engine},
    messaging,
    notices::{self, Cause, Event},
    parties::PointKind,
};
use kernel::Instant;

/// Ada, who has just come in.
fn ada(house: &House) -> Client {
    client(house, "ada", &[(PointKind::Email, "ada@example.test")]);
    let code = asks(house, NOON, typed("C-ada", BORN), 1);
    assert!(guesses(house, NOON, code, "000001"));
    house.system(NOON, |desk| resume(desk, "token"))
}

fn device(name: &str) -> Subscribing {
    let mut key = vec![7; 65];
    key[0] = 4;
    Subscribing {
        endpoint: format!("https://push.example/{name}"),
        key,
        secret: vec![8; 16],
        browser: "a telephone".into(),
    }
}

fn subscribes(house: &House, who: &Client, one: Subscribing) -> crate::Result<()> {
    let session = who.session;
    house.act(NOON, who.who(), move |desk| subscribe(desk, session, &one))
}

/// A message comes into the area of this client.
fn message(house: &House, when: &str, who: &Client) {
    let party = who.party;
    house.system(when, move |desk| {
        let to = notices::addressee(desk, party)?;
        let with = [
            ("number".to_owned(), "R-1".into()),
            ("title".to_owned(), "Roof".into()),
            ("answer".to_owned(), "Yes.".into()),
            ("colleague".to_owned(), "Carla".into()),
        ];
        let with = with.into_iter().collect();
        let cause = Cause { event: Event::RequestAnswered, subject: [3; 16], to, with };
        notices::cause(desk, &[cause]).map(drop)
    });
}

fn rings(house: &House, when: &str) -> Vec<Bell> {
    house.system(when, |desk| bells(desk, 50)).0
}

fn names(bells: &[Bell]) -> Vec<&str> {
    bells.iter().map(|bell| bell.endpoint.rsplit('/').next().unwrap_or_default()).collect()
}

#[test]
fn a_message_in_the_area_rings_once_at_each_device() {
    each_engine(|house| {
        let ada = ada(house);
        message(house, NOON, &ada);
        assert!(rings(house, NOON).is_empty(), "she has no device");
        subscribes(house, &ada, device("phone")).expect("it is reached");
        subscribes(house, &ada, device("phone")).expect("the same again");
        subscribes(house, &ada, device("tablet")).expect("it is reached");
        assert!(rings(house, NOON).is_empty(), "what was there before does not ring");
        message(house, NOON, &ada);
        message(house, NOON, &ada);
        let rung = rings(house, NOON);
        assert_eq!(rung.len(), 2, "two messages are one bell: {rung:?}");
        assert!(rings(house, NOON).is_empty(), "once at the most");
    });
}

#[test]
fn what_was_read_or_is_old_rings_no_more() {
    each_engine(|house| {
        let ada = ada(house);
        subscribes(house, &ada, device("phone")).expect("it is reached");
        message(house, NOON, &ada);
        house
            .act(NOON, ada.who(), |desk| {
                let all = messaging::inbox(desk, 10)?;
                messaging::read(desk, all[0].id)
            })
            .expect("it is hers");
        assert!(rings(house, NOON).is_empty(), "she has read it");
        message(house, NOON, &ada);
        assert!(rings(house, &after(2 * Instant::DAY)).is_empty(), "it is old");
    });
}

#[test]
fn a_device_that_is_gone_is_forgotten_and_one_that_is_busy_rings_later() {
    each_engine(|house| {
        let ada = ada(house);
        for name in ["busy", "gone", "taken"] {
            subscribes(house, &ada, device(name)).expect("it is reached");
        }
        message(house, NOON, &ada);
        let all = rings(house, NOON);
        assert_eq!(all.len(), 3);
        let told: Vec<(Bell, Rung)> = all
            .into_iter()
            .map(|bell| {
                let rung = match names(std::slice::from_ref(&bell))[0] {
                    "busy" => Rung::Later(Some(2 * Instant::MINUTE)),
                    "gone" => Rung::Gone,
                    _ => Rung::Taken,
                };
                (bell, rung)
            })
            .collect();
        house.system(NOON, move |desk| rung(desk, &told));
        assert!(rings(house, &after(Instant::MINUTE)).is_empty());
        let again = rings(house, &after(2 * Instant::MINUTE));
        assert_eq!(names(&again), ["busy"]);
        let late = after(Instant::DAY - Instant::MINUTE);
        house.system(&late, move |desk| rung(desk, &[(again[0].clone(), Rung::Later(None))]));
        assert!(rings(house, &after(2 * Instant::DAY)).is_empty(), "it makes no sense any more");
        let left = house.act(NOON, ada.who(), devices).expect("hers");
        assert_eq!(left.len(), 2);
    });
}

#[test]
fn a_device_is_told_no_more_after_signing_out() {
    each_engine(|house| {
        let ada = ada(house);
        let count = |who: &Client| house.act(NOON, who.who(), devices).expect("hers").len();
        let session = ada.session;
        subscribes(house, &ada, device("phone")).expect("it is reached");
        let code = asks(house, NOON, typed("C-ada", BORN), 2);
        let anew = Opening { token: "anew", replaces: Some(session), ..opening() };
        house.system(NOON, move |desk| enter(desk, code, "000002", &anew)).expect("she is in");
        let ada = house.system(NOON, |desk| resume(desk, "anew"));
        assert_eq!(count(&ada), 1, "it is the same browser");
        let session = ada.session;
        house.act(NOON, ada.who(), move |desk| end(desk, session)).expect("hers");
        assert_eq!(count(&ada), 0);
        for leave in [end_all, close] {
            subscribes(house, &ada, device("phone")).expect("it is reached");
            message(house, NOON, &ada);
            house.act(NOON, ada.who(), leave).expect("hers");
            assert!(rings(house, NOON).is_empty());
        }
    });
}

#[test]
fn a_browser_in_which_somebody_else_comes_in_tells_the_first_one_nothing() {
    each_engine(|house| {
        let ada = ada(house);
        subscribes(house, &ada, device("phone")).expect("it is reached");
        client(house, "eve", &[(PointKind::Email, "eve@example.test")]);
        let code = asks(house, NOON, typed("C-eve", BORN), 2);
        let other = Opening { token: "eve's", replaces: Some(ada.session), ..opening() };
        house.system(NOON, move |desk| enter(desk, code, "000002", &other)).expect("she is in");
        message(house, NOON, &ada);
        assert!(rings(house, NOON).is_empty(), "it is Eve's browser by now");
    });
}

#[test]
fn a_client_has_ten_devices_and_an_address_is_one() {
    each_engine(|house| {
        let ada = ada(house);
        for number in 0..=DEVICES_MAX {
            subscribes(house, &ada, device(&format!("{number:02}"))).expect("it is reached");
        }
        let all = house.act(NOON, ada.who(), devices).expect("hers");
        assert_eq!(i64::try_from(all.len()), Ok(DEVICES_MAX));
        let id = all[0].id;
        let off = move |desk: &mut crate::Desk<'_>| unsubscribe(desk, id);
        house.act(NOON, ada.who(), off).expect("hers");
        let twice = house.act(NOON, ada.who(), off);
        assert!(matches!(twice, Err(Refusal::Unknown("device"))));
        let good = device("x");
        for wrong in [
            Subscribing { endpoint: "http://push.example/x".into(), ..good.clone() },
            Subscribing { endpoint: format!("https://{}", "x".repeat(1_000)), ..good.clone() },
            Subscribing { endpoint: "https://push.example/a b".into(), ..good.clone() },
            Subscribing { key: vec![4; 64], ..good.clone() },
            Subscribing { key: vec![2; 65], ..good.clone() },
            Subscribing { secret: vec![1; 15], ..good.clone() },
        ] {
            let refused = subscribes(house, &ada, wrong);
            assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
        }
    });
}
