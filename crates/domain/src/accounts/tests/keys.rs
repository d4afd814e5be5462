//! Passkeys and passwords.

use super::{BORN, FROM, NOON, after, asks, client, guesses, guesses_as, opening, typed};
use crate::{
    Refusal, Who,
    accounts::{
        Challenge, Client, Made, Opening, PASSKEYS_MAX, Site, Try, Used, add_passkey,
        ask_for_passkey, ask_passkey, close, drop_password, enter_by_passkey, enter_by_password,
        keys::challenges::OPEN_MAX, passkeys, password_since, remove_passkey, resume, set_password,
        try_password,
    },
    history,
    house::{House, each_engine},
    messaging::{self, Channel},
    notices,
    parties::PointKind,
};
use ::passkeys::device::{Device, Kind, ORIGIN, SITE, client_with};
use kernel::{Id, Instant};

const CHALLENGE: [u8; 32] = [5; 32];

fn site() -> Site {
    Site { host: SITE.into(), origins: vec![ORIGIN.into()] }
}

/// Ada, who has just come in.
fn ada(house: &House) -> Client {
    client(house, "ada", &[(PointKind::Email, "ada@example.test")]);
    let code = asks(house, NOON, typed("C-ada", BORN), 1);
    assert!(guesses(house, NOON, code, "000001"));
    house.system(NOON, |desk| resume(desk, "token"))
}

fn asks_for_one(house: &House, when: &str, who: &Client) -> crate::Result<Id<Challenge>> {
    let session = who.session;
    house
        .act(when, who.who(), move |desk| ask_for_passkey(desk, session, FROM, &CHALLENGE))
        .map(|making| making.id)
}

fn makes(house: &House, when: &str, who: &Client, made: Made) -> crate::Result<bool> {
    let session = who.session;
    house.act(when, who.who(), move |desk| add_passkey(desk, session, &site(), &made))
}

fn made(challenge: Id<Challenge>, device: &Device) -> Made {
    Made {
        challenge,
        client: client_with("webauthn.create", &CHALLENGE, ORIGIN),
        attestation: device.makes(),
        name: " Ada’s phone ".into(),
    }
}

/// Comes in with what this device answers to this challenge; answers whether it let them in.
fn comes_in(house: &House, when: &str, challenge: Id<Challenge>, used: Used) -> bool {
    let used = Used { challenge, ..used };
    let other = Opening { token: "by passkey", ..opening() };
    house.system(when, move |desk| enter_by_passkey(desk, &site(), &used, &other)).is_some()
}

fn answer(who: &Client, device: &Device) -> Used {
    let client = client_with("webauthn.get", &CHALLENGE, ORIGIN);
    let authenticator = device.says(0x05, device.counter);
    Used {
        challenge: Id::from_bytes([0; 16]),
        credential: device.credential.clone(),
        account: who.account.bytes().to_vec(),
        signature: device.signs(&client, &authenticator),
        client,
        authenticator,
    }
}

fn asks_to_come_in(house: &House, when: &str) -> Id<Challenge> {
    house.system(when, |desk| ask_passkey(desk, FROM, &CHALLENGE))
}

#[test]
fn who_has_just_come_in_makes_a_passkey_and_is_told_and_comes_in_with_it() {
    each_engine(|house| {
        let (ada, mut device) = (ada(house), Device::new(Kind::P256));
        let challenge = asks_for_one(house, NOON, &ada).expect("she has just come in");
        house.system(NOON, |desk| messaging::take(desk, Channel::Email, 5));
        assert!(makes(house, NOON, &ada, made(challenge, &device)).expect("it is made"));
        assert!(!makes(house, NOON, &ada, made(challenge, &device)).expect("asked once"));
        let letters = house.system(NOON, |desk| {
            let taken = messaging::take(desk, Channel::Email, 5)?;
            notices::put_into_words(desk, taken)
        });
        assert_eq!(letters[0].recipient, "ada@example.test");
        assert!(letters[0].text.contains("Ada’s phone"), "{}", letters[0].text);
        let later = after(Instant::DAY);
        device.counter = 1;
        let challenge = asks_to_come_in(house, &later);
        assert!(comes_in(house, &later, challenge, answer(&ada, &device)));
        assert!(!comes_in(house, &later, challenge, answer(&ada, &device)), "a challenge is once");
        let again = house.system(&later, |desk| resume(desk, "by passkey"));
        assert_eq!((again.account, again.party), (ada.account, ada.party));
        let all = house.act(&later, ada.who(), passkeys).expect("they are hers");
        assert_eq!((all[0].name.as_str(), all[0].is_kept), ("Ada’s phone", false));
        assert_eq!(all[0].used_at.map(|at| at.to_string()), Some(later.clone()));
        let id = all[0].id;
        house.act(&later, ada.who(), move |desk| remove_passkey(desk, id)).expect("it is hers");
        device.counter = 2;
        let challenge = asks_to_come_in(house, &later);
        assert!(!comes_in(house, &later, challenge, answer(&ada, &device)), "it is removed");
    });
}

#[test]
fn a_passkey_lets_nobody_in_as_somebody_else_or_late_or_copied() {
    each_engine(|house| {
        let (ada, mut device) = (ada(house), Device::new(Kind::Ed25519));
        let challenge = asks_for_one(house, NOON, &ada).expect("she has just come in");
        assert!(makes(house, NOON, &ada, made(challenge, &device)).expect("it is made"));
        device.counter = 7;
        let tried = |used: Used| comes_in(house, NOON, asks_to_come_in(house, NOON), used);
        assert!(!tried(Used { account: vec![1; 16], ..answer(&ada, &device) }));
        assert!(!tried(Used { credential: vec![9; 16], ..answer(&ada, &device) }));
        assert!(!tried(Used { signature: vec![1; 64], ..answer(&ada, &device) }));
        let making = asks_for_one(house, NOON, &ada).expect("she has just come in");
        assert!(!comes_in(house, NOON, making, answer(&ada, &device)), "asked for something else");
        let asked = asks_to_come_in(house, NOON);
        let late = after(5 * Instant::MINUTE);
        assert!(!comes_in(house, &late, asked, answer(&ada, &device)), "it is too late");
        assert!(tried(answer(&ada, &device)));
        assert!(!tried(answer(&ada, &device)), "it does not count on");
        let copied = house.system(NOON, move |desk| history::of(desk, &[ada.account.bytes()]));
        assert!(copied.iter().any(|one| one.facts["passkey"] == "copied"), "{copied:?}");
    });
}

#[test]
fn only_who_has_just_come_in_changes_how_they_come_in() {
    each_engine(|house| {
        let (ada, device) = (ada(house), Device::new(Kind::P256));
        let late = after(10 * Instant::MINUTE);
        let stale = |result| matches!(result, Err(Refusal::Conflict("conflict-not-fresh")));
        assert!(stale(asks_for_one(house, &late, &ada).map(drop)));
        let asked = asks_for_one(house, &after(9 * Instant::MINUTE), &ada).expect("she is fresh");
        assert!(stale(makes(house, &late, &ada, made(asked, &device)).map(drop)));
        let session = ada.session;
        let set = move |desk: &mut crate::Desk<'_>| set_password(desk, session, "hash", "Password");
        assert!(stale(house.act(&late, ada.who(), set)));
        assert!(stale(house.act(&late, ada.who(), move |desk| drop_password(desk, session))));
        let stranger = house
            .act(NOON, Who::System, move |desk| ask_for_passkey(desk, session, FROM, &CHALLENGE));
        assert!(matches!(stranger, Err(Refusal::Forbidden)));
    });
}

#[test]
fn an_account_has_ten_passkeys_at_the_most_and_a_passkey_one_account() {
    each_engine(|house| {
        let ada = ada(house);
        for number in 0..PASSKEYS_MAX {
            let mut device = Device::new(Kind::P256);
            device.credential = vec![u8::try_from(number).expect("a few"); 16];
            let challenge = asks_for_one(house, NOON, &ada).expect("there is room");
            assert!(makes(house, NOON, &ada, made(challenge, &device)).expect("it is made"));
        }
        let full = asks_for_one(house, NOON, &ada);
        assert!(matches!(full, Err(Refusal::Conflict("conflict-passkeys-many"))));
        let id = house.act(NOON, ada.who(), passkeys).expect("hers")[3].id;
        house.act(NOON, ada.who(), move |desk| remove_passkey(desk, id)).expect("hers");
        let mut device = Device::new(Kind::P256);
        device.credential = vec![0; 16];
        let challenge = asks_for_one(house, NOON, &ada).expect("there is room");
        let known = makes(house, NOON, &ada, made(challenge, &device));
        assert!(matches!(known, Err(Refusal::Conflict("conflict-passkey-known"))));
    });
}

#[test]
fn so_many_challenges_are_open_at_a_place_and_unanswered_ones_are_forgotten() {
    each_engine(|house| {
        let first = asks_to_come_in(house, NOON);
        house.system(&after(Instant::SECOND), |desk| {
            for _ in 0..=OPEN_MAX {
                ask_passkey(desk, FROM, &CHALLENGE)?;
            }
            Ok(())
        });
        let count = |when: &str| -> i64 {
            house.system(when, |desk| {
                super::super::forget(desk)?;
                let tenant = desk.tenant;
                desk.one("select count(*) from account_challenges where tenant = $1", &[&tenant])
            })
        };
        assert_eq!(count(NOON), OPEN_MAX);
        let gone =
            house.system(NOON, move |desk| super::super::keys::challenges::take(desk, first, None));
        assert_eq!(gone, None, "the oldest gave way");
        assert_eq!(count(&after(6 * Instant::MINUTE)), 0);
    });
}

fn tries(house: &House, when: &str, email: &'static str) -> Option<Try> {
    house.system(when, move |desk| try_password(desk, email))
}

fn enters(house: &House, when: &str, tried: Try) -> bool {
    let other = Opening { token: "by password", ..opening() };
    house.system(when, move |desk| enter_by_password(desk, &tried, &other)).is_some()
}

#[test]
fn a_password_is_set_changed_and_dropped_and_other_sessions_end() {
    each_engine(|house| {
        let ada = ada(house);
        assert_eq!(tries(house, NOON, "ada@example.test"), None, "she has none");
        assert_eq!(tries(house, NOON, "eve@example.test"), None, "there is nobody");
        let (session, who) = (ada.session, ada.who());
        let set = |hash: &'static str| {
            house.act(NOON, who.clone(), move |desk| set_password(desk, session, hash, "Password"))
        };
        set("one").expect("she has just come in");
        let tried = tries(house, NOON, " Ada@Example.test ").expect("it may be compared");
        assert_eq!(tried.hash, "one");
        assert!(enters(house, NOON, tried.clone()));
        set("two").expect("she has just come in");
        let ended = house.act(NOON, Who::System, |desk| resume(desk, "by password"));
        assert!(matches!(ended, Err(Refusal::Unknown("session"))));
        assert!(!enters(house, NOON, tried), "it is another one by now");
        let since = house.act(NOON, who.clone(), password_since).expect("hers");
        assert_eq!(since.map(|at| at.to_string()).as_deref(), Some(NOON));
        house.act(NOON, who.clone(), move |desk| drop_password(desk, session)).expect("fresh");
        assert_eq!(tries(house, NOON, "ada@example.test"), None);
    });
}

#[test]
fn five_wrong_passwords_shut_that_way_for_a_while_and_no_other() {
    each_engine(|house| {
        let ada = ada(house);
        let (session, who) = (ada.session, ada.who());
        house
            .act(NOON, who.clone(), move |desk| set_password(desk, session, "one", "Password"))
            .expect("she has just come in");
        for _ in 0..5 {
            assert!(tries(house, NOON, "ada@example.test").is_some());
        }
        assert_eq!(tries(house, NOON, "ada@example.test"), None, "it is shut");
        let code = asks(house, &after(Instant::MINUTE), typed("C-ada", BORN), 9);
        let entered = guesses_as(house, &after(Instant::MINUTE), (code, "000009"), "by code");
        assert!(entered, "a code lets her in");
        let later = after(16 * Instant::MINUTE);
        let tried = tries(house, &later, "ada@example.test").expect("it is open again");
        assert_eq!(
            tries(house, &later, "ada@example.test"),
            None,
            "one at a time until it is right"
        );
        assert!(enters(house, &later, tried));
        assert!(tries(house, &later, "ada@example.test").is_some());
    });
}

#[test]
fn what_let_a_client_in_goes_with_their_account() {
    each_engine(|house| {
        let (ada, mut device) = (ada(house), Device::new(Kind::P256));
        let challenge = asks_for_one(house, NOON, &ada).expect("she has just come in");
        assert!(makes(house, NOON, &ada, made(challenge, &device)).expect("it is made"));
        let (session, who) = (ada.session, ada.who());
        house
            .act(NOON, who.clone(), move |desk| set_password(desk, session, "one", "Password"))
            .expect("she has just come in");
        let tried = tries(house, NOON, "ada@example.test").expect("it may be compared");
        house.act(NOON, who, close).expect("it is hers");
        device.counter = 1;
        let challenge = asks_to_come_in(house, NOON);
        assert!(!comes_in(house, NOON, challenge, answer(&ada, &device)));
        assert!(!enters(house, NOON, tried));
        assert_eq!(tries(house, NOON, "ada@example.test"), None);
    });
}

#[test]
fn a_try_at_a_password_writes_the_same_whoever_it_is_about_and_is_forgotten() {
    each_engine(|house| {
        ada(house);
        let count = |when: &str| -> i64 {
            house.system(when, |desk| {
                super::super::forget(desk)?;
                let tenant = desk.tenant;
                desk.one("select count(*) from account_tries where tenant = $1", &[&tenant])
            })
        };
        assert_eq!(tries(house, NOON, "ada@example.test"), None);
        assert_eq!(count(NOON), 1, "she has none");
        assert_eq!(tries(house, NOON, "eve@example.test"), None);
        assert_eq!(count(NOON), 2, "there is nobody");
        assert_eq!(count(&after(25 * Instant::HOUR)), 0);
    });
}
