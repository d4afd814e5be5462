//! Clients who come in, told on each engine.

mod devices;
mod keys;
mod limits;
mod roles;

use super::{
    Asker, Chance, Code, Opening, Registering, Role, Sent, ask_to_enter, by_link, close, end_all,
    enter, holdings, look_for, register, resume, sessions,
};
use crate::{
    Refusal, Who,
    house::{House, each_engine, holder},
    messaging::{self, Channel, Ended, Fate, Shown},
    notices,
    parties::{self, Party, PointKind},
};
use kernel::{Id, Instant, Language};

const NOON: &str = "2026-05-04T12:00:00Z";
const BORN: &str = "1980-02-03";
/// From where clients ask.
const FROM: &str = "192.0.2.7";

fn after(time: i64) -> String {
    (NOON.parse::<Instant>().expect("an instant") + time).to_string()
}

/// A client with a contract of this number, a day of birth, and these ways to be reached.
fn client(house: &House, name: &'static str, points: &[(PointKind, &str)]) -> Id<Party> {
    let points = points.iter().map(|(kind, at)| (*kind, (*at).to_owned())).collect();
    let born_on = Some(BORN.parse().expect("a day"));
    house.insured(parties::Told { born_on, ..holder(name, points) })
}

fn chance(digits: u64, when: &str) -> Chance {
    Chance { digits, link: format!("{digits}-{when}") }
}

fn typed(contract: &str, born_on: &str) -> Registering {
    Registering {
        contract: contract.into(),
        born_on: born_on.parse().ok(),
        by: Sent::ByMail,
        role: Role::Own,
        language: Language::En,
        account: None,
        from: FROM.into(),
    }
}

fn asker() -> Asker {
    Asker { from: FROM.into(), language: Language::En }
}

fn asks(house: &House, when: &str, one: Registering, digits: u64) -> Id<Code> {
    let chance = chance(digits, when);
    house.system(when, move |desk| register(desk, &one, &chance))
}

/// Guesses; answers whether it let them in.
fn guesses(house: &House, when: &str, code: Id<Code>, guess: &str) -> bool {
    let guess = guess.to_owned();
    house.system(when, move |desk| enter(desk, code, &guess, &opening())).is_some()
}

/// The same in a browser that will hold this token.
fn guesses_as(house: &House, when: &str, (code, guess): (Id<Code>, &str), token: &str) -> bool {
    let (guess, token) = (guess.to_owned(), token.to_owned());
    let entered = move |desk: &mut crate::Desk<'_>| {
        enter(desk, code, &guess, &Opening { token: &token, ..opening() })
    };
    house.system(when, entered).is_some()
}

fn opening() -> Opening<'static> {
    Opening {
        token: "token",
        browser: "a telephone",
        language: Language::En,
        inside: None,
        replaces: None,
    }
}

fn sent(house: &House) -> usize {
    house.system(NOON, |desk| messaging::list(desk, Shown::All, None)).len()
}

#[test]
fn whoever_holds_a_contract_comes_in_with_a_code_that_went_to_the_register() {
    each_engine(|house| {
        let ada = client(house, "ada", &[(PointKind::Email, "Ada@example.test")]);
        let code = asks(house, NOON, typed("C-ada", BORN), 7_000_042);
        let letter = house.system(NOON, |desk| {
            let taken = messaging::take(desk, Channel::Email, 5)?;
            notices::put_into_words(desk, taken)
        });
        assert_eq!(letter[0].recipient, "Ada@example.test");
        assert!(letter[0].title.contains("000042"), "{}", letter[0].title);
        let page = format!("https://7.test/me/enter/7000042-{NOON}");
        assert!(letter[0].text.contains(&page), "{}", letter[0].text);
        assert!(guesses(house, NOON, code, " 000 042 "));
        assert!(!guesses(house, NOON, code, "000042"), "a code opens once");
        let client = house.system(NOON, |desk| resume(desk, "token"));
        assert_eq!((client.party, client.name.as_str()), (ada, "ada"));
        let written_to = house.system(NOON, move |desk| notices::addressee(desk, ada)).language;
        assert_eq!(written_to, Language::En, "as she reads, since nobody said otherwise");
        let who = client.who();
        let act = |action: fn(&mut crate::Desk<'_>) -> crate::Result<()>| {
            house.act(NOON, who.clone(), action)
        };
        assert!(matches!(
            act(|desk| messaging::list(desk, Shown::All, None).map(drop)),
            Err(Refusal::Forbidden)
        ));
        act(end_all).expect("it is theirs");
        let resumed = house.act(NOON, Who::System, |desk| resume(desk, "token"));
        assert!(matches!(resumed, Err(Refusal::Unknown("session"))));
    });
}

#[test]
fn a_code_goes_to_an_address_at_which_somebody_is() {
    each_engine(|house| {
        let points = ["first@example.test", "second@example.test"];
        client(house, "ada", &points.map(|at| (PointKind::Email, at)));
        let goes_to = |when: &str| {
            asks(house, when, typed("C-ada", BORN), 7_000_042);
            house.system(when, |desk| {
                let taken = messaging::take(desk, Channel::Email, 1)?.remove(0);
                let nobody = Ended::new(taken.attempt, Fate::Unreachable, "550 5.1.1 nobody here");
                messaging::ended(desk, &[nobody])?;
                Ok(taken.recipient)
            })
        };
        let tried = [NOON.to_owned(), after(Instant::HOUR)].map(|when| goes_to(&when));
        assert_eq!(tried, points);
    });
}

#[test]
fn what_is_asked_for_in_vain_looks_the_same_and_nothing_is_sent() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Email, "ada@example.test")]);
        client(house, "bob", &[(PointKind::Phone, "+39 0323 555 012")]);
        let wrong = [("C-ada", "1980-02-04"), ("C-ada", ""), ("C-eve", BORN), ("C-bob", BORN)];
        for (contract, born_on) in wrong {
            let code = asks(house, NOON, typed(contract, born_on), 7_000_042);
            assert!(!guesses(house, NOON, code, "000042"));
        }
        let code = house.system(NOON, |desk| {
            ask_to_enter(desk, "eve@example.test", &asker(), &chance(1, NOON))
        });
        assert!(!guesses(house, NOON, code, "000001"));
        assert_eq!(sent(house), 0);
        let unknown =
            house.system(NOON, |desk| enter(desk, Id::from_bytes([1; 16]), "000000", &opening()));
        assert_eq!(unknown, None);
    });
}

#[test]
fn a_link_lets_in_once_and_its_letter_is_forgotten() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Email, "ada@example.test")]);
        asks(house, NOON, typed("C-ada", BORN), 42);
        let follow = || {
            house.system(NOON, |desk| by_link(desk, &chance(42, NOON).link, &opening())).is_some()
        };
        assert!(follow());
        assert!(!follow());
        let read = |when: &str| {
            house.system(when, |desk| {
                super::forget(desk)?;
                let mut found = messaging::list(desk, Shown::All, None)?;
                let kept = found[0].text.clone();
                notices::spoken(desk, &mut found)?;
                Ok((kept, found.remove(0)))
            })
        };
        let (kept, shown) = read(NOON);
        assert!(kept.contains("000042"), "it is still to be sent");
        assert!(!shown.text.contains("000042") && !shown.title.contains("000042"), "{shown:?}");
        assert!(!shown.text.contains(&chance(42, NOON).link), "{shown:?}");
        assert_eq!(read(&after(Instant::HOUR)).0, "{}");
    });
}

#[test]
fn one_person_comes_in_for_several_and_leaves() {
    each_engine(|house| {
        let mail = [(PointKind::Email, "ada@example.test")];
        let (ada, son) = (client(house, "ada", &mail), client(house, "son", &mail));
        let code = asks(house, NOON, typed("C-ada", BORN), 1);
        assert!(guesses(house, NOON, code, "000001"));
        let who = house.system(NOON, |desk| resume(desk, "token")).who();
        let family = Registering { role: Role::Family, ..typed("C-son", BORN) };
        let code = asks(house, &after(Instant::HOUR), family, 2);
        let other = Opening { token: "another", ..opening() };
        house
            .system(&after(Instant::HOUR), move |desk| enter(desk, code, "000002", &other))
            .expect("the same address, so the same account");
        let all = house.act(NOON, who.clone(), holdings).expect("they are theirs");
        let seen: Vec<_> = all.iter().map(|one| (one.name.as_str(), one.role)).collect();
        assert_eq!(seen, [("ada", Role::Own), ("son", Role::Family)]);
        let open = house.act(&after(Instant::HOUR), who.clone(), sessions).expect("theirs");
        assert_eq!(open.len(), 2);
        let session = house.system(NOON, |desk| resume(desk, "token")).session;
        house.act(NOON, who.clone(), move |desk| look_for(desk, session, son)).expect("theirs");
        let stranger = client(house, "eve", &[(PointKind::Email, "eve@example.test")]);
        let moved = house.act(NOON, who.clone(), move |desk| look_for(desk, session, stranger));
        assert!(matches!(moved, Err(Refusal::Unknown("party"))));
        let now = house.system(NOON, |desk| resume(desk, "token"));
        assert_eq!((now.party, now.who() == who), (son, false));
        assert_ne!(ada, son);
        house.act(NOON, who, close).expect("it is theirs");
        let code = house.system(&after(2 * Instant::HOUR), |desk| {
            ask_to_enter(desk, "ada@example.test", &asker(), &chance(3, NOON))
        });
        assert!(!guesses(house, &after(2 * Instant::HOUR), code, "000003"), "it is closed");
    });
}

#[test]
fn nobody_lets_a_stranger_into_their_contracts_by_a_code() {
    each_engine(|house| {
        client(house, "eve", &[(PointKind::Email, "eve@example.test")]);
        client(house, "ada", &[(PointKind::Email, "ada@example.test")]);
        let code = asks(house, NOON, typed("C-eve", BORN), 1);
        assert!(guesses(house, NOON, code, "000001"));
        let eve = house.system(NOON, |desk| resume(desk, "token"));
        let joining = Registering { account: Some(eve.account), ..typed("C-ada", BORN) };
        let code = asks(house, &after(1), joining, 2);
        let letters = house.system(&after(1), |desk| {
            let taken = messaging::take(desk, Channel::Email, 5)?;
            notices::put_into_words(desk, taken)
        });
        let letter = letters.iter().find(|one| one.recipient == "ada@example.test");
        let letter = letter.expect("the code goes to whose contract it is");
        assert!(!letter.text.contains("/me/enter/"), "no press joins anything: {}", letter.text);
        let other = Opening { token: "ada's", ..opening() };
        let entered = house.system(&after(2), move |desk| enter(desk, code, "000002", &other));
        assert_eq!(entered, None, "Ada's own browser opens nothing of Eve's");
        let joined = house.act(NOON, eve.who(), holdings).expect("theirs");
        assert_eq!(joined.len(), 1);
    });
}

#[test]
fn an_address_opens_nothing_that_the_register_does_not_know_of_the_holder() {
    each_engine(|house| {
        let mail = |at| [(PointKind::Email, at)];
        client(house, "ada", &mail("ada@example.test"));
        client(house, "firm", &mail("info@firm.test"));
        let code = asks(house, NOON, typed("C-ada", BORN), 1);
        assert!(guesses(house, NOON, code, "000001"));
        let ada = house.system(NOON, |desk| resume(desk, "token"));
        let firm = Registering {
            role: Role::Company,
            account: Some(ada.account),
            ..typed("C-firm", BORN)
        };
        let code = asks(house, &after(1), firm, 2);
        let inside = Opening { token: "more", inside: Some(ada.account), ..opening() };
        let joined = house.system(&after(2), move |desk| enter(desk, code, "000002", &inside));
        assert_eq!(joined, Some(ada.account));
        let asks_to_enter = |when: &str, typed: &'static str, digits| {
            let chance = chance(digits, when);
            house.system(when, move |desk| ask_to_enter(desk, typed, &asker(), &chance))
        };
        let when = after(Instant::HOUR);
        let code = asks_to_enter(&when, "info@firm.test", 3);
        assert!(!guesses(house, &when, code, "000003"), "everybody at the firm reads that");
        client(house, "ada", &mail("ada@new.test"));
        let when = after(2 * Instant::HOUR);
        let code = asks_to_enter(&when, "ada@example.test", 4);
        assert!(!guesses(house, &when, code, "000004"), "it is somebody else's by now");
    });
}
