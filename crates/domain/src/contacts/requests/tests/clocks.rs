//! What stops, pauses and restarts the promise of an answer.

use super::{asked, clocks, furnish, hired};
use crate::{
    Refusal, Role,
    commitments::State as ClockState,
    contacts::requests::{self, Answer, ClosedAs, NEVER},
    house::{House, each_engine},
};
use kernel::Id;

const NOON: &str = "2026-05-04T12:00:00Z";

fn states(house: &House, when: &str, id: Id<requests::Request>) -> Vec<ClockState> {
    clocks(house, when, id).iter().map(|row| row.clock.state).collect()
}

fn reply(text: &str) -> Answer {
    Answer { text: text.into(), by_phone: false }
}

#[test]
fn only_a_persons_reply_to_the_client_is_an_answer() {
    each_engine(|house| {
        furnish(house);
        let agent = hired(house, "Ada", Role::Agent);
        let id = asked(house, NOON, "Am I covered?").id;
        let act = |when: &str, action: fn(&mut crate::Desk<'_>, Id<requests::Request>) -> _| {
            house.act(when, agent.clone(), move |desk| action(desk, id)).expect("it can be done");
        };
        act("2026-05-04T13:00:00Z", |desk, id| requests::note(desk, id, "Ask legal"));
        act("2026-05-04T13:01:00Z", |desk, id| requests::take(desk, id, None));
        assert_eq!(states(house, "2026-05-04T14:00:00Z", id), [ClockState::Running]);
        act("2026-05-04T15:00:00Z", |desk, id| {
            requests::answer(desk, id, &reply("You are, {{ client }}."))
        });
        assert_eq!(states(house, "2026-05-04T16:00:00Z", id), [ClockState::Kept]);
        let words = house.system("2026-05-04T16:00:00Z", move |desk| requests::words(desk, id));
        assert_eq!(words.last().map(|word| word.text.as_str()), Some("You are, Bianca Sereni."));
        let for_client =
            house.system("2026-05-04T16:00:00Z", move |desk| requests::words_for_client(desk, id));
        assert!(for_client.iter().all(|word| word.text != "Ask legal"));
    });
}

#[test]
fn the_clock_stands_still_while_we_wait_for_the_client() {
    each_engine(|house| {
        furnish(house);
        let id = asked(house, NOON, "Am I covered?").id;
        house.system("2026-05-05T12:00:00Z", move |desk| {
            requests::ask_client(desk, id, "Which contract is it?")
        });
        let waiting = house.system("2026-05-09T12:00:00Z", move |desk| requests::find(desk, id));
        assert_eq!((waiting.state.word(), waiting.due_at), ("waiting", NEVER));
        house.system("2026-05-09T12:00:00Z", move |desk| {
            requests::client_wrote(desk, id, "The second one.", "web")
        });
        let going = house.system("2026-05-09T12:00:00Z", move |desk| requests::find(desk, id));
        // A day had run; a day is left.
        assert_eq!((going.state.word(), going.unread), ("open", true));
        assert_eq!(going.due_at.to_string(), "2026-05-10T12:00:00Z");
    });
}

#[test]
fn what_reached_us_earlier_than_it_is_read_runs_the_clock_since_then() {
    each_engine(|house| {
        furnish(house);
        for (at, due) in [
            ("2026-05-07T12:00:00Z", "2026-05-08T12:00:00Z"),
            // Before we asked: it is no answer to that.
            ("2026-05-04T20:00:00Z", "2026-05-06T12:00:00Z"),
        ] {
            let id = asked(house, NOON, "Am I covered?").id;
            house.system("2026-05-05T12:00:00Z", move |desk| {
                requests::ask_client(desk, id, "Which contract is it?")
            });
            let at = at.parse().expect("an instant");
            house.system("2026-05-09T12:00:00Z", move |desk| {
                requests::client_wrote_at(desk, id, "The second one.", "email", at)
            });
            let found = house.system("2026-05-09T12:00:00Z", move |desk| requests::find(desk, id));
            assert_eq!(found.due_at.to_string(), due);
        }
    });
}

#[test]
fn thanks_start_no_clock_and_a_new_question_counts_from_when_it_was_written() {
    each_engine(|house| {
        furnish(house);
        let id = asked(house, NOON, "Am I covered?").id;
        house
            .system("2026-05-04T13:00:00Z", move |desk| requests::answer(desk, id, &reply("Yes.")));
        house.system("2026-05-04T14:00:00Z", move |desk| {
            requests::client_wrote(desk, id, "Thank you!", "web")
        });
        assert_eq!(states(house, "2026-05-08T14:00:00Z", id), [ClockState::Kept]);
        let unread = house.system("2026-05-08T14:00:00Z", move |desk| requests::find(desk, id));
        assert!(unread.unread && unread.is_live(), "a colleague still looks at it");
        house.system("2026-05-08T14:00:00Z", move |desk| requests::reopen(desk, id));
        let again = clocks(house, "2026-05-08T14:00:00Z", id);
        assert_eq!(again.len(), 2);
        assert_eq!(again[1].clock.started_at.to_string(), "2026-05-04T14:00:00Z");
    });
}

#[test]
fn what_nobody_answered_is_not_closed_as_answered() {
    each_engine(|house| {
        furnish(house);
        let id = asked(house, NOON, "Am I covered?").id;
        let closed = house.act("2026-05-04T13:00:00Z", crate::Who::System, move |desk| {
            requests::close(desk, id, ClosedAs::Answered)
        });
        assert!(matches!(closed, Err(Refusal::Conflict("conflict-request-unanswered"))));
    });
}

#[test]
fn a_closing_undone_at_once_never_was() {
    each_engine(|house| {
        furnish(house);
        let id = asked(house, NOON, "Buy gold now").id;
        let close = |when: &str| {
            house.system(when, move |desk| requests::close(desk, id, ClosedAs::Spam));
        };
        close("2026-05-04T13:00:00Z");
        assert_eq!(states(house, "2026-05-04T13:00:10Z", id), [ClockState::Void]);
        house.system("2026-05-04T13:00:20Z", move |desk| requests::undo_closing(desk, id));
        assert_eq!(states(house, "2026-05-04T13:00:20Z", id), [ClockState::Running]);
        let open = house.system("2026-05-04T13:00:21Z", move |desk| requests::find(desk, id));
        assert_eq!(open.due_at.to_string(), "2026-05-06T12:00:00Z");
        close("2026-05-04T13:01:00Z");
        let late = house.act("2026-05-04T13:01:31Z", crate::Who::System, move |desk| {
            requests::undo_closing(desk, id)
        });
        assert!(matches!(late, Err(Refusal::Conflict("conflict-undo-late"))));
    });
}

#[test]
fn the_second_of_two_who_close_at_once_hears_that_it_is_closed() {
    each_engine(|house| {
        furnish(house);
        let id = asked(house, NOON, "Never mind").id;
        let close = || {
            house.act("2026-05-04T13:00:00Z", crate::Who::System, move |desk| {
                requests::close(desk, id, ClosedAs::Withdrawn)
            })
        };
        assert!(close().is_ok());
        assert!(matches!(close(), Err(Refusal::Conflict("conflict-request-closed"))));
    });
}
