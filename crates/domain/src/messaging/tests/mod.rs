//! Messages on their way, told on each engine.

mod addresses;
mod receipts;

use super::{
    Channel, Composing, Ended, Fate, Heard, Message, Of, Parcel, Receipt, Shown, State, again,
    attempts, compose, ended, list, lost, take,
};
use crate::{
    Refusal,
    house::{House, each_engine},
};
use kernel::{Id, Instant};

const NOON: &str = "2026-05-04T12:00:00Z";

/// So long after noon.
fn after(time: i64) -> String {
    (NOON.parse::<Instant>().expect("an instant") + time).to_string()
}

fn write(house: &House, names: &'static [&'static str]) {
    house.system(NOON, move |desk| {
        let now = desk.now();
        let message = |name: &&str| {
            let to = format!("{name}@example.test");
            Composing::plain(Channel::Email, to, ("R-1", "It is paid."), now)
        };
        compose(desk, &names.iter().map(message).collect::<Vec<_>>())
    });
}

fn taken(house: &House, when: &str, limit: i64) -> Vec<Parcel> {
    house.system(when, move |desk| take(desk, Channel::Email, limit))
}

fn ends(house: &House, when: &str, parcel: &Parcel, fate: Fate, said: &'static str) {
    let attempt = parcel.attempt;
    house.system(when, move |desk| ended(desk, &[Ended::new(attempt, fate, said)]));
}

/// A letter of which nobody knows whether it arrived.
fn broken_off(house: &House) -> Parcel {
    write(house, &["one"]);
    let parcel = taken(house, NOON, 1).remove(0);
    ends(house, NOON, &parcel, Fate::Unknown, "the connection broke");
    parcel
}

fn only(house: &House) -> Message {
    let all = house.system(NOON, |desk| list(desk, Shown::All, None));
    assert_eq!(all.len(), 1);
    all.into_iter().next().expect("it is there")
}

fn fates(house: &House, message: Id<Message>) -> Vec<Fate> {
    let all = house.system(NOON, move |desk| attempts(desk, message));
    all.into_iter().map(|one| one.fate).collect()
}

#[test]
fn a_message_is_taken_once_and_its_attempt_stands_before_it_is_made() {
    each_engine(|house| {
        write(house, &["one", "two", "three"]);
        let first = taken(house, NOON, 2);
        let second = taken(house, NOON, 2);
        assert_eq!((first.len(), second.len()), (2, 1));
        assert_eq!(fates(house, first[0].message), [Fate::UnderWay]);
        assert_eq!(taken(house, NOON, 2), [], "all of them are on their way");
        ends(house, NOON, &first[0], Fate::Accepted, "250 queued as 1");
        let all = house.system(NOON, |desk| list(desk, Shown::All, None));
        let state =
            |parcel: &Parcel| all.iter().find(|one| one.id == parcel.message).map(|one| one.state);
        assert_eq!(state(&first[0]), Some(State::Sent));
        assert_eq!(state(&first[1]), Some(State::Sending));
    });
}

#[test]
fn what_cannot_be_taken_now_waits_longer_each_time_and_then_for_a_person() {
    each_engine(|house| {
        write(house, &["one"]);
        let (mut when, mut tried) = (0, 0);
        while let [parcel] = &taken(house, &after(when), 1)[..] {
            tried += 1;
            ends(house, &after(when), parcel, Fate::Postponed, "451 try again later");
            let pause = super::model::pause(tried, 0);
            assert_eq!(taken(house, &after(when + pause - 1), 1), [], "not before its time");
            when += pause + pause / 4;
        }
        assert_eq!(tried, super::model::ATTEMPTS_MAX);
        let message = only(house);
        assert_eq!((message.state, message.said.as_str()), (State::Failed, "451 try again later"));
        assert!(when < 2 * Instant::DAY, "a person hears of it before it has expired");
    });
}

#[test]
fn what_nobody_knows_is_held_and_a_late_word_still_counts() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        house.system(&after(29 * Instant::MINUTE), lost);
        assert_eq!(only(house).state, State::Sending, "whoever has it may still tell");
        house.system(&after(30 * Instant::MINUTE), lost);
        assert_eq!(only(house).state, State::Held);
        assert_eq!(fates(house, parcel.message), [Fate::Unknown]);
        assert_eq!(taken(house, &after(Instant::HOUR), 1), [], "it is never sent by itself");
        ends(house, &after(Instant::HOUR), &parcel, Fate::Accepted, "250 queued");
        assert_eq!(only(house).state, State::Sent, "they had it after all");
        ends(house, &after(Instant::HOUR), &parcel, Fate::Refused, "550 no");
        assert_eq!(only(house).state, State::Sent, "what is known stays known");
    });
}

#[test]
fn a_person_sends_again_what_failed_and_nothing_else() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        let id = parcel.message;
        let send = || house.act(NOON, crate::Who::System, move |desk| again(desk, id));
        let on_its_way =
            |sent| matches!(sent, Err(Refusal::Conflict("conflict-message-on-its-way")));
        assert!(on_its_way(send()));
        ends(house, NOON, &parcel, Fate::Unknown, "the connection broke");
        let troubled = house.system(NOON, |desk| list(desk, Shown::Troubled, None));
        assert_eq!(troubled.len(), 1);
        send().expect("a person says so");
        let second = taken(house, NOON, 1).remove(0);
        ends(house, &after(1), &parcel, Fate::Postponed, "451 a late word of the first");
        assert_eq!(only(house).state, State::Sending, "the second is under way");
        ends(house, &after(2), &second, Fate::Refused, "550 no such user");
        let message = only(house);
        assert_eq!((message.state, message.said.as_str()), (State::Failed, "550 no such user"));
        assert_eq!(fates(house, id), [Fate::Postponed, Fate::Refused]);
        let none = house.act(NOON, crate::Who::System, |desk| again(desk, Id::from_bytes([1; 16])));
        assert!(matches!(none, Err(Refusal::Unknown("message"))));
    });
}

#[test]
fn where_nobody_is_reached_nothing_goes_until_a_person_says_so() {
    each_engine(|house| {
        write(house, &["one", "two"]);
        let first = taken(house, NOON, 10);
        let one = first.iter().find(|parcel| parcel.recipient.starts_with("one")).expect("it");
        ends(house, NOON, one, Fate::Unreachable, "550 5.1.1 no such user");
        write(house, &["ONE", "two"]);
        let second = taken(house, NOON, 10);
        let to: Vec<&str> = second.iter().map(|parcel| parcel.recipient.as_str()).collect();
        assert_eq!(to, ["two@example.test"], "large letters are no other address");
        let troubled = house.system(NOON, |desk| list(desk, Shown::Troubled, None));
        let told: Vec<(State, &str)> =
            troubled.iter().map(|one| (one.state, one.said.as_str())).collect();
        let expected = (State::Failed, "550 5.1.1 no such user");
        assert_eq!(told, [expected, expected], "why is said of both");
        let neighbour = house.neighbour();
        write(&neighbour, &["one"]);
        assert_eq!(taken(&neighbour, NOON, 10).len(), 1, "it is no matter of another company");
        let spared = troubled.iter().find(|one| one.recipient.starts_with("ONE")).expect("it").id;
        assert_eq!(fates(house, spared), [Fate::Spared]);
        house.system(&after(1), move |desk| again(desk, spared));
        let third = taken(house, &after(1), 10);
        assert_eq!(third.len(), 1, "a person says that the address is right");
        ends(house, &after(2), &third[0], Fate::Accepted, "250 queued");
        write(house, &["one"]);
        assert_eq!(taken(house, &after(3), 10).len(), 1);
    });
}

fn hears(house: &House, message: Id<Message>, heard: Heard, nobody: bool) {
    let said = "550 5.1.1 nobody here".to_owned();
    let whose = vec!["one@example.test".to_owned()];
    let receipt = Receipt { of: Of::Message(message), heard, whose, nobody, said };
    house.system(&after(60), move |desk| super::heard(desk, &receipt));
}

#[test]
fn what_came_back_is_shown_and_never_arrives_afterwards() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        ends(house, NOON, &parcel, Fate::Accepted, "250 queued");
        hears(house, parcel.message, Heard::Delayed, false);
        assert_eq!(only(house).state, State::Sent);
        for _ in 0..2 {
            hears(house, parcel.message, Heard::Bounced, true);
            hears(house, parcel.message, Heard::Delivered, false);
        }
        let message = only(house);
        assert_eq!(
            (message.state, message.said.as_str()),
            (State::Bounced, "550 5.1.1 nobody here")
        );
        let heard: i64 = house.system(NOON, |desk| {
            let of = [&desk.tenant.clone() as &dyn db::ToValue];
            desk.one("select count(*) from message_receipts where tenant = $1", &of)
        });
        assert_eq!(heard, 3, "the same twice is heard once");
        write(house, &["one"]);
        assert_eq!(taken(house, NOON, 1), [], "nobody is reached there");
        let strange = Receipt {
            of: Of::Message(Id::from_bytes([1; 16])),
            heard: Heard::Bounced,
            whose: Vec::new(),
            nobody: false,
            said: String::new(),
        };
        let none = house.act(NOON, crate::Who::System, move |desk| super::heard(desk, &strange));
        assert!(matches!(none, Err(Refusal::Unknown("message"))));
    });
}

#[test]
fn what_nobody_knew_of_was_sent_where_it_is_heard_of() {
    each_engine(|house| {
        let parcel = broken_off(house);
        hears(house, parcel.message, Heard::Delivered, false);
        assert_eq!(only(house).state, State::Delivered);
    });
}

#[test]
fn a_late_word_that_it_arrived_comes_before_it_is_taken_again() {
    each_engine(|house| {
        let parcel = broken_off(house);
        let id = parcel.message;
        house.system(NOON, move |desk| again(desk, id));
        ends(house, &after(1), &parcel, Fate::Accepted, "250 a late word");
        assert_eq!(only(house).state, State::Sent);
        assert_eq!(taken(house, &after(2), 1), [], "they have it");
    });
}

#[test]
fn an_attempt_of_a_clock_that_is_behind_is_the_last_one_all_the_same() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, &after(5 * Instant::SECOND), 1).remove(0);
        let id = parcel.message;
        ends(house, &after(6 * Instant::SECOND), &parcel, Fate::Unknown, "the connection broke");
        house.system(NOON, move |desk| again(desk, id));
        let second = taken(house, NOON, 1).remove(0);
        ends(house, NOON, &second, Fate::Accepted, "250 queued");
        assert_eq!(only(house).state, State::Sent);
    });
}

#[test]
fn what_came_back_before_the_server_was_heard_stays_so() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        hears(house, parcel.message, Heard::Bounced, true);
        ends(house, &after(61), &parcel, Fate::Accepted, "250 queued");
        assert_eq!(only(house).state, State::Bounced);
    });
}

#[test]
fn what_comes_back_a_second_time_is_heard_again() {
    each_engine(|house| {
        write(house, &["one"]);
        for hour in [0, 1] {
            let now = after(hour * Instant::HOUR);
            let parcel = taken(house, &now, 1).remove(0);
            let id = parcel.message;
            ends(house, &now, &parcel, Fate::Accepted, "250 queued\0");
            assert_eq!(only(house).said, "250 queued", "not what was said before");
            let said = "550 5.1.1\0 nobody here".to_owned();
            let (of, heard) = (Of::Message(id), Heard::Bounced);
            let whose = vec!["One@example.test".to_owned()];
            let receipt = Receipt { of, heard, whose, nobody: true, said };
            house.system(&after(hour * Instant::HOUR + 60), move |desk| {
                super::heard(desk, &receipt)
            });
            assert_eq!(only(house).state, State::Bounced);
            write(house, &["one"]);
            assert_eq!(taken(house, &now, 9), [], "nothing goes there");
            house.system(&now, move |desk| {
                desk.execute(
                    "delete from messages where tenant = $1 and id <> $2",
                    &[&desk.tenant.clone(), &id],
                )?;
                again(desk, id)
            });
        }
    });
}

#[test]
fn a_letter_that_was_passed_on_says_nothing_of_our_address() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        ends(house, NOON, &parcel, Fate::Accepted, "250 queued");
        let receipt = Receipt {
            of: Of::Message(parcel.message),
            heard: Heard::Bounced,
            whose: vec!["another@elsewhere.test".to_owned()],
            nobody: true,
            said: "550 5.1.1".to_owned(),
        };
        house.system(&after(60), move |desk| super::heard(desk, &receipt));
        assert_eq!(only(house).state, State::Bounced, "a person sees it");
        write(house, &["one"]);
        assert_eq!(taken(house, &after(61), 9).len(), 1);
    });
}

#[test]
fn a_code_does_not_wait_behind_what_may_wait() {
    each_engine(|house| {
        write(house, &["one", "two", "three"]);
        house.system(&after(Instant::SECOND), |desk| {
            let now = desk.now();
            let words = ("Your code", "000 042");
            let code = Composing::plain(Channel::Email, "code@example.test", words, now);
            compose(desk, &[Composing { expires_at: now + 5 * Instant::MINUTE, ..code }])
        });
        let first = taken(house, &after(Instant::SECOND), 2);
        let to: Vec<&str> = first.iter().map(|one| one.recipient.as_str()).collect();
        assert_eq!(to, ["code@example.test", "one@example.test"], "and it is said first");
        assert_eq!(taken(house, &after(Instant::SECOND), 9).len(), 2, "the others go after it");
    });
}

#[test]
fn a_batch_is_found_without_looking_at_all_that_is_due_at_its_moment() {
    struct Step(String);
    impl db::FromRow for Step {
        fn from_row(row: &db::Row) -> db::Result<Self> {
            Ok(Self(row.get("detail")?))
        }
    }
    each_engine(|house| {
        let steps: Vec<Step> = house.system(NOON, |desk| {
            // How PostgreSQL goes about it depends on what lies there.
            if !desk.skip_locked().is_empty() {
                return Ok(Vec::new());
            }
            desk.all(
                "explain query plan select id from messages
                  where tenant = $1 and state = 'waiting' and channel = $2 and send_at <= $3
                    and expires_at > $3 and campaign is null order by send_at, id limit 10",
                &[&desk.tenant.clone(), &Channel::Email.word(), &desk.now()],
            )
        });
        let sorts = steps.iter().any(|one| one.0.contains("TEMP B-TREE"));
        let named = steps.iter().any(|one| one.0.contains("messages_waiting"));
        assert!(steps.is_empty() || (named && !sorts));
    });
}

#[test]
fn what_makes_no_sense_any_more_is_not_sent() {
    each_engine(|house| {
        write(house, &["one"]);
        let late = after(5 * Instant::DAY);
        assert_eq!(taken(house, &late, 1), []);
        house.system(&late, lost);
        assert_eq!(only(house).state, State::Expired);
        let troubled = house.system(NOON, |desk| list(desk, Shown::Troubled, None));
        assert_eq!(troubled.len(), 1, "a person hears of it");
    });
}

#[test]
fn a_neighbour_sends_nothing_of_ours() {
    each_engine(|house| {
        write(house, &["one"]);
        let neighbour = house.neighbour();
        assert_eq!(taken(&neighbour, NOON, 10), []);
        let parcel = taken(house, NOON, 1).remove(0);
        ends(&neighbour, NOON, &parcel, Fate::Accepted, "250 said by a stranger");
        assert_eq!(only(house).state, State::Sending);
    });
}
