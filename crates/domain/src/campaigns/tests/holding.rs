//! What holds a campaign: pause, stop, its rate, and the offer as it stood at its beginning.

use super::{Audience, NOON, State, after, clients, jobs, made, stands};
use crate::{
    campaigns::{pause, results, resume, start, stop},
    house::{House, each_engine},
    identity::Unit,
    messaging::{self, Category, Channel, Composing, Parcel},
    notices::{self, Book, Notice, Quiet, Writing, put_into_words},
};
use kernel::{Id, Instant, Language};

fn taken(house: &House, when: &str) -> Vec<Parcel> {
    house.system(when, |desk| {
        let parcels = messaging::take(desk, Channel::Email, 150)?;
        put_into_words(desk, parcels)
    })
}

fn offer(house: &House) -> Notice {
    house.system(NOON, |desk| {
        let book = Book::open(desk)?;
        Ok(book.notice("head_office_offer").expect("it is installed").clone())
    })
}

fn save(house: &House, notice: Notice) {
    house.system(NOON, move |desk| notices::save(desk, &notice));
}

#[test]
fn a_pause_holds_what_is_composed_and_nothing_else() {
    each_engine(|house| {
        clients(house);
        let id = made(house, Audience::default(), 0);
        house.system(NOON, move |desk| start(desk, id));
        while jobs(house, NOON) > 0 {}
        assert_eq!(stands(house, id).state, State::Done);
        assert_eq!(taken(house, NOON).len(), 150);
        house.system(NOON, move |desk| pause(desk, id));
        house.system(NOON, |desk| {
            let now = desk.now();
            let own = Composing::plain(Channel::Email, "ada@example.test", ("R", "It is"), now);
            messaging::compose(desk, &[own])
        });
        assert_eq!(taken(house, NOON).len(), 1, "an answer goes");
        house.system(NOON, move |desk| resume(desk, id));
        while jobs(house, NOON) > 0 {}
        assert_eq!(stands(house, id).state, State::Done);
        assert_eq!(taken(house, NOON).len(), 50, "the rest goes on");
    });
}

#[test]
fn what_a_stopped_campaign_has_not_sent_expires_though_all_is_composed() {
    each_engine(|house| {
        clients(house);
        let id = made(house, Audience::default(), 0);
        house.system(NOON, move |desk| start(desk, id));
        while jobs(house, NOON) > 0 {}
        let in_hand = taken(house, NOON).len() as i64;
        house.system(NOON, move |desk| stop(desk, id));
        assert_eq!(taken(house, NOON), []);
        while house.system(NOON, messaging::lost) {}
        let left = house.system(NOON, move |desk| results(desk, id));
        let expected = [("expired".to_owned(), 200 - in_hand), ("sending".to_owned(), in_hand)];
        assert_eq!(left, expected, "what a worker has in its hands may have left");
    });
}

#[test]
fn what_waits_for_the_morning_does_not_go_all_at_once() {
    each_engine(|house| {
        clients(house);
        save(house, Notice { quiet: Some(Quiet { from: 20 * 60, to: 9 * 60 }), ..offer(house) });
        let id = made(house, Audience::default(), 6_000);
        let evening = "2026-05-04T18:00:00Z";
        house.system(evening, move |desk| start(desk, id));
        for hour in 0..13 {
            let when = "2026-05-04T18:00:00Z".parse::<Instant>().expect("an instant");
            jobs(house, &(when + hour * Instant::HOUR).to_string());
        }
        assert_eq!(stands(house, id).counted.looked_at, 0, "it waits with them");
        for minute in 0..3 {
            let nine = "2026-05-05T07:00:00Z".parse::<Instant>().expect("an instant");
            jobs(house, &(nine + minute * Instant::MINUTE).to_string());
        }
        assert_eq!(stands(house, id).counted.looked_at, 300, "a hundred a minute");
    });
}

#[test]
fn what_is_edited_meanwhile_changes_nothing_of_a_campaign() {
    each_engine(|house| {
        let all = clients(house);
        let id = made(house, Audience::default(), 6_000);
        house.system(NOON, move |desk| start(desk, id));
        jobs(house, NOON);
        let before = taken(house, NOON);
        let agency: Id<Unit> = house.root;
        save(house, Notice { sender: Some(agency), ..offer(house) });
        for language in Language::ALL {
            let words = Writing {
                notice: "head_office_offer".into(),
                channel: Channel::Email,
                language,
                title: "Other".into(),
                text: "Other words".into(),
            };
            house.system(NOON, move |desk| notices::write(desk, &words));
        }
        jobs(house, &after(Instant::MINUTE));
        let later = taken(house, &after(Instant::MINUTE));
        assert!(!later.is_empty(), "the consent is that of the sender");
        assert_eq!(before[0].title, later[0].title, "everybody reads the same");
        assert_ne!(later[0].title, "Other");
        // Neither does a notice that becomes something else let its job fail.
        let event = notices::Event::RequestReceived;
        save(house, Notice { category: Category::Service, event, ..offer(house) });
        assert_eq!(jobs(house, &after(2 * Instant::MINUTE)), 1);
        assert_eq!(stands(house, id).counted.looked_at, 300);
        // One click on an old letter says no to who sent it.
        let message = before[0].message;
        house.system(NOON, move |desk| {
            notices::unsubscribe(desk, message, ("unsubscribe", "No more"))
        });
        let number: String = before[0].recipient.chars().filter(char::is_ascii_digit).collect();
        let party = all[number.parse::<usize>().expect("a number")];
        let wishes = house.system(NOON, move |desk| notices::consents(desk, party));
        let said: Vec<_> = wishes.iter().map(|one| (one.wish.sender, one.wish.given)).collect();
        assert_eq!(said, [(notices::HEAD_OFFICE, false)]);
    });
}
