//! How often one asks and guesses, and that a stranger keeps nobody out.

use super::{
    BORN, FROM, NOON, after, asks, chance, client, guesses, guesses_as, opening, sent, typed,
};
use crate::{
    accounts::{Asker, Chance, Code, Opening, Registering, Sent, ask_to_enter, by_link},
    house::{House, each_engine},
    parties::PointKind,
};
use kernel::{Id, Instant, Language};

const ADA: &str = "ada@example.test";

/// Somebody at this place asks for a code to this address.
fn asks_from(house: &House, when: &str, (from, to): (&str, &str), digits: u64) -> Id<Code> {
    let asker = Asker { from: from.into(), language: Language::En };
    let to = to.to_owned();
    house.system(when, move |desk| {
        let link = desk.fresh_id::<Code>().to_string();
        ask_to_enter(desk, &to, &asker, &Chance { digits, link })
    })
}

/// Ada, who has an account.
fn ada(house: &House) {
    client(house, "ada", &[(PointKind::Email, ADA)]);
    let code = asks(house, NOON, typed("C-ada", BORN), 1);
    assert!(guesses(house, NOON, code, "000001"));
}

#[test]
fn a_code_is_guessed_at_five_times_and_an_address_seven_times_a_day_from_one_place() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Email, ADA)]);
        let code = asks(house, NOON, typed("C-ada", BORN), 42);
        for _ in 0..5 {
            assert!(!guesses(house, NOON, code, "999999"));
        }
        assert!(!guesses(house, NOON, code, "000042"), "the sixth is too late, and right");
        let when = after(Instant::HOUR);
        let code = asks(house, &when, typed("C-ada", BORN), 42);
        assert!(!guesses(house, &when, code, "999999"));
        assert!(!guesses(house, &when, code, "999999"));
        assert!(!guesses(house, &when, code, "000042"), "the eighth guess of the day");
        let when = after(26 * Instant::HOUR);
        let code = asks(house, &when, typed("C-ada", BORN), 42);
        assert!(guesses(house, &when, code, "000042"), "a day later");
    });
}

#[test]
fn an_address_is_guessed_at_fifteen_times_a_day_whoever_guesses() {
    each_engine(|house| {
        ada(house);
        let when = after(Instant::HOUR);
        for place in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            let code = asks_from(house, &when, (place, ADA), 42);
            for _ in 0..5 {
                assert!(!guesses(house, &when, code, "999999"));
            }
        }
        let code = asks(house, &when, typed("C-ada", BORN), 43);
        assert!(!guesses(house, &when, code, "000043"), "the sixteenth");
        let link = chance(43, &when).link;
        let again = Opening { token: "again", ..opening() };
        let entered = house.system(&when, move |desk| by_link(desk, &link, &again));
        assert!(entered.is_some(), "the link beside it is not guessed");
    });
}

#[test]
fn a_stranger_who_asks_and_guesses_keeps_the_client_out_of_nothing() {
    each_engine(|house| {
        ada(house);
        let (when, before) = (after(Instant::HOUR), sent(house));
        let stranger = "2001:db8:1:2::9";
        for _ in 0..6 {
            let code = asks_from(house, &when, (stranger, ADA), 7);
            for _ in 0..3 {
                assert!(!guesses(house, &when, code, "999999"));
            }
        }
        let neighbour = asks_from(house, &when, ("2001:db8:1:2:ffff::1", ADA), 7);
        assert!(!guesses(house, &when, neighbour, "000007"), "the same place by another number");
        assert_eq!(sent(house) - before, 3, "so many are sent to who asks from one place");
        let code = asks_from(house, &when, (FROM, ADA), 8);
        assert_eq!(sent(house) - before, 4);
        assert!(guesses_as(house, &when, (code, "000008"), "again"));
        for place in 1..20 {
            asks_from(house, &when, (&format!("198.51.100.{place}"), ADA), 9);
        }
        assert_eq!(sent(house) - before, 12, "nobody's box is filled");
    });
}

#[test]
fn who_asks_by_version_4_is_one_place_however_a_listener_writes_it() {
    each_engine(|house| {
        ada(house);
        let (when, before) = (after(Instant::HOUR), sent(house));
        for place in 1..4 {
            for _ in 0..3 {
                asks_from(house, &when, (&format!("::ffff:192.0.2.{place}"), ADA), 7);
            }
        }
        assert_eq!(sent(house) - before, 9, "three places, and three for each");
        asks_from(house, &when, ("192.0.2.1", ADA), 7);
        assert_eq!(sent(house) - before, 9, "the first place again");
    });
}

#[test]
fn a_code_is_old_after_five_minutes_and_the_fourth_in_ten_is_not_sent() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Email, ADA)]);
        let code = asks(house, NOON, typed("C-ada", BORN), 42);
        assert!(!guesses(house, &after(5 * Instant::MINUTE), code, "000042"));
        for minute in 1..5 {
            asks(house, &after(minute * Instant::MINUTE), typed("C-ada", BORN), 42);
        }
        assert_eq!(sent(house), 3);
    });
}

#[test]
fn a_number_without_its_country_is_one_of_the_companys_own() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Phone, "347 555 01 23")]);
        client(house, "luc", &[(PointKind::Phone, "+33 6 12 34 56 78")]);
        for (contract, digits) in [("C-ada", 1), ("C-luc", 2)] {
            let by_sms = Registering { by: Sent::BySms, ..typed(contract, BORN) };
            let code = asks(house, NOON, by_sms, digits);
            let guess = format!("{digits:06}");
            assert!(guesses_as(house, NOON, (code, &guess), contract), "{contract}");
        }
        let comes_in = |hour: i64, number: &str| {
            let when = after(hour * Instant::HOUR);
            let code = asks_from(house, &when, (FROM, number), 5);
            guesses_as(house, &when, (code, "000005"), number)
        };
        for (hour, number) in
            (1..).zip(["347 5550123", "+39 347 555 01 23", "0039 347 5550123", "39 347 5550123"])
        {
            assert!(comes_in(hour, number), "{number}");
        }
        assert!(comes_in(6, "+33612345678"));
        assert!(!comes_in(7, "06 12 34 56 78"), "it would be an Italian one");
        assert!(!comes_in(8, "347 5550124"));
    });
}

#[test]
fn days_of_birth_are_guessed_at_seven_times_a_day_from_one_place_and_thirty_times_by_all() {
    each_engine(|house| {
        client(house, "ada", &[(PointKind::Email, ADA)]);
        let asks_as = |when: &str, place: &str, born: &str| {
            let before = sent(house);
            asks(house, when, Registering { from: place.into(), ..typed("C-ada", born) }, 5);
            sent(house) > before
        };
        for day in 10..17 {
            assert!(!asks_as(&after(day), FROM, &format!("1980-02-{day}")));
        }
        assert!(!asks_as(&after(20), FROM, BORN), "the eighth, and right");
        assert!(asks_as(&after(21), "192.0.2.8", BORN), "from somewhere else");
        for place in 100..123 {
            assert!(!asks_as(&after(place), &format!("198.51.100.{place}"), "1980-02-04"));
        }
        let later = after(Instant::HOUR);
        assert!(!asks_as(&later, "203.0.113.9", BORN), "by all together");
        assert!(asks_as(&after(25 * Instant::HOUR), "203.0.113.9", BORN), "a day later");
    });
}
