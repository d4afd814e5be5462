//! What is learned of addresses, and where a message goes that did not arrive.

use super::{NOON, after, broken_off, ends, hears, taken, write};
use crate::{
    house::{House, each_engine},
    messaging::{
        Category, Channel, Composing, Ended, Fate, Heard, Message, Of, Receipt, Shown, State, Way,
        again, compose, ended, heard, list, objected,
    },
};
use kernel::{Id, Instant};

fn compose_with(house: &House, category: Category, instead: &'static [Channel]) {
    house.system(NOON, move |desk| {
        let words = ("R-1", "It is paid.");
        let letter = Composing::plain(Channel::Email, "one@example.test", words, desk.now());
        let way = |channel: &Channel| Way {
            channel: *channel,
            to: "+39347".into(),
            template: None,
            quiet: None,
        };
        let instead = instead.iter().map(way).collect();
        compose(desk, &[Composing { category, instead, ..letter }])
    });
}

fn states(house: &House) -> Vec<(String, State)> {
    let all = house.system(NOON, |desk| list(desk, Shown::All, None));
    let mut all: Vec<_> = all.into_iter().map(|one| (one.channel, one.state)).collect();
    all.sort();
    all
}

#[test]
fn an_address_that_is_refused_again_and_again_is_not_used_any_more() {
    each_engine(|house| {
        let refused = |day: i64| {
            write(house, &["one"]);
            let when = after(day * Instant::DAY);
            // Letters of NOON make sense for some days.
            let parcels = taken(house, &when, 1);
            for parcel in &parcels {
                ends(house, &when, parcel, Fate::Refused, "550 user unknown");
            }
            parcels.len()
        };
        assert_eq!([refused(0), refused(1)], [1, 1]);
        let arrives = taken_of(house, after(2 * Instant::DAY));
        hears(house, arrives, Heard::Delivered, false);
        assert_eq!([refused(2), refused(3), refused(3)], [1, 1, 1], "counted from the beginning");
        assert_eq!(refused(3), 0, "three in a row say that nobody is there");
    });
}

fn taken_of(house: &House, when: String) -> Id<Message> {
    write(house, &["one"]);
    let parcel = taken(house, &when, 1).remove(0);
    ends(house, &when, &parcel, Fate::Accepted, "250 queued");
    parcel.message
}

#[test]
fn whoever_objected_still_gets_what_is_owed_to_them() {
    each_engine(|house| {
        compose_with(house, Category::Offer, &[]);
        let offer = taken(house, NOON, 1).remove(0);
        ends(house, NOON, &offer, Fate::Accepted, "250 queued");
        let of = offer.message;
        assert!(house.system(&after(60), move |desk| objected(desk, of)));
        for category in [Category::Offer, Category::Service] {
            compose_with(house, category, &[]);
            assert_eq!(taken(house, &after(61), 9), [], "{category:?}");
        }
        for category in [Category::Contractual, Category::Personal] {
            compose_with(house, category, &[]);
            let parcels = taken(house, &after(62), 9);
            assert_eq!(parcels.len(), 1, "{category:?}");
            ends(house, &after(62), &parcels[0], Fate::Unreachable, "550 5.1.1 nobody here");
            let id = parcels[0].message;
            if category == Category::Contractual {
                house.system(&after(63), move |desk| again(desk, id));
                assert_eq!(taken(house, &after(64), 9).len(), 1, "a person says it is right");
            }
        }
        assert!(house.system(&after(70), move |desk| objected(desk, of)));
        compose_with(house, Category::Personal, &[]);
        assert_eq!(taken(house, &after(71), 9), [], "nobody is there, whoever objected");
    });
}

#[test]
fn what_came_back_from_elsewhere_goes_no_other_way() {
    each_engine(|house| {
        for (whose, next) in [("another@elsewhere.test", None), ("One@example.test", Some("sms"))] {
            compose_with(house, Category::Personal, &[Channel::Sms]);
            let parcel = taken(house, NOON, 1).remove(0);
            ends(house, NOON, &parcel, Fate::Accepted, "250 queued");
            let receipt = Receipt {
                of: Of::Message(parcel.message),
                heard: Heard::Bounced,
                whose: vec![whose.to_owned()],
                nobody: false,
                said: "550 no".to_owned(),
            };
            house.system(&after(60), move |desk| heard(desk, &receipt));
            let sms = states(house).into_iter().find(|(channel, _)| channel == "sms");
            assert_eq!(sms.map(|(channel, _)| channel).as_deref(), next, "{whose}");
        }
    });
}

#[test]
fn what_arrived_never_comes_back_and_goes_no_other_way() {
    each_engine(|house| {
        compose_with(house, Category::Personal, &[Channel::Sms]);
        let parcel = taken(house, NOON, 1).remove(0);
        ends(house, NOON, &parcel, Fate::Accepted, "250 queued");
        hears(house, parcel.message, Heard::Delivered, false);
        hears(house, parcel.message, Heard::Bounced, true);
        assert_eq!(states(house), [("email".to_owned(), State::Delivered)]);
    });
}

#[test]
fn that_it_arrived_counts_while_it_waits_to_be_sent_again() {
    each_engine(|house| {
        let id = broken_off(house).message;
        house.system(NOON, move |desk| again(desk, id));
        hears(house, id, Heard::Delivered, false);
        assert_eq!(states(house), [("email".to_owned(), State::Delivered)]);
        assert_eq!(taken(house, &after(Instant::HOUR), 1), [], "they have it");
    });
}

#[test]
fn what_was_not_begun_does_not_count_and_what_is_given_up_goes_its_next_way() {
    each_engine(|house| {
        compose_with(house, Category::Personal, &[Channel::Sms]);
        let mut when = 0;
        let mut once = |begun: bool| {
            let Some(parcel) = taken(house, &after(when), 1).pop() else { return false };
            let end = Ended::new(parcel.attempt, Fate::Postponed, "not now");
            let end = Ended { begun, ..end };
            house.system(&after(when), move |desk| ended(desk, std::slice::from_ref(&end)));
            when += if begun { 5 * Instant::HOUR } else { 0 };
            true
        };
        for _ in 0..20 {
            assert!(once(false), "it is due at once, however often");
        }
        let tried = (0..20).take_while(|_| once(true)).count();
        assert_eq!(i64::try_from(tried), Ok(crate::messaging::model::ATTEMPTS_MAX));
        let waits = ("sms".to_owned(), State::Waiting);
        assert_eq!(states(house), [("email".to_owned(), State::Failed), waits]);
    });
}
