use super::{asked, furnish, hired, question};
use crate::{
    Refusal, Role, Who,
    contacts::requests::{self, Assigning, Filter, Passing, Queueing, receive},
    house::{House, each_engine},
};
use kernel::{Id, Language};

/// A queue as it is without any wish, but for `change`.
pub(super) fn queue(
    house: &House,
    code: &'static str,
    change: fn(&mut Queueing),
) -> Id<requests::Queue> {
    house.system("2026-02-01T00:00:00Z", move |desk| {
        let mut queueing = Queueing {
            code: code.into(),
            name: code.into(),
            level: 1,
            unit: None,
            position: 5,
            topics: Vec::new(),
            languages: Vec::new(),
            skill: None,
            assigning: Assigning::ByHand,
        };
        change(&mut queueing);
        requests::save_queue(desk, &queueing)
    })
}

fn id_of(who: &Who) -> Id<Role> {
    match who {
        Who::Staff { id, .. } => *id,
        _ => panic!("a colleague"),
    }
}

#[test]
fn a_request_goes_where_its_topic_and_language_are_taken() {
    each_engine(|house| {
        furnish(house);
        let dutch = queue(house, "dutch", |queue| {
            queue.languages = vec!["nl".into()];
            queue.position = 1;
        });
        let refunds = queue(house, "refunds", |queue| {
            queue.topics = vec!["refund".into()];
            queue.position = 2;
        });
        let rest = queue(house, "rest", |queue| queue.position = 3);
        let of = |topic: &'static str, language: Language| {
            house.system("2026-05-04T12:00:00Z", move |desk| {
                let mut incoming = question("Where?");
                incoming.language = language;
                incoming.topic = Some(topic.into());
                incoming.fields.insert("amount".into(), "1".into());
                incoming.fields.insert("paid".into(), "no".into());
                let received = receive(desk, &incoming)?;
                Ok(requests::find(desk, received.id)?.queue)
            })
        };
        assert_eq!(of("refund", Language::Nl), Some(dutch));
        assert_eq!(of("refund", Language::It), Some(refunds));
        assert_eq!(of("question", Language::It), Some(rest));
    });
}

#[test]
fn by_rule_the_one_who_can_and_has_the_fewest_gets_it() {
    each_engine(|house| {
        furnish(house);
        let (ada, bruno) = (hired(house, "Ada", Role::Agent), hired(house, "Bruno", Role::Agent));
        hired(house, "Unskilled", Role::Agent);
        queue(house, "legal", |queue| {
            queue.skill = Some("law".into());
            queue.assigning = Assigning::FewestOpen;
        });
        for who in [&ada, &bruno] {
            let id = id_of(who);
            house.system("2026-02-01T00:00:01Z", move |desk| {
                requests::save_skills(desk, id, &["law".into()])
            });
        }
        let owners: Vec<Option<Id<Role>>> = ["one", "two", "three", "four"]
            .into_iter()
            .map(|text| {
                let id = asked(house, "2026-05-04T12:00:00Z", text).id;
                house
                    .system("2026-05-04T12:00:01Z", move |desk| Ok(requests::find(desk, id)?.owner))
            })
            .collect();
        let mut each = [id_of(&ada), id_of(&bruno)];
        each.sort_unstable();
        assert_eq!(owners, [Some(each[0]), Some(each[1]), Some(each[0]), Some(each[1])]);
    });
}

#[test]
fn two_who_take_the_same_request_do_not_both_have_it() {
    each_engine(|house| {
        furnish(house);
        let (ada, bruno) = (hired(house, "Ada", Role::Agent), hired(house, "Bruno", Role::Agent));
        let id = asked(house, "2026-05-04T12:00:00Z", "Mine?").id;
        let take = |who: &Who, from: Option<Id<Role>>| {
            house.act("2026-05-04T12:01:00Z", who.clone(), move |desk| {
                requests::take(desk, id, from)
            })
        };
        assert!(take(&ada, None).is_ok());
        assert!(matches!(take(&bruno, None), Err(Refusal::Conflict("conflict-request-taken"))));
        assert!(take(&bruno, Some(id_of(&ada))).is_ok(), "knowingly it can be taken over");
    });
}

#[test]
fn what_goes_to_the_second_level_was_not_solved_at_the_first() {
    each_engine(|house| {
        furnish(house);
        queue(house, "first", |_| {});
        let second = queue(house, "second", |queue| queue.level = 2);
        let agent = hired(house, "Ada", Role::Agent);
        let id = asked(house, "2026-05-04T12:00:00Z", "Hard").id;
        let pass = |reason: &'static str| {
            house.act("2026-05-04T12:01:00Z", agent.clone(), move |desk| {
                let passing =
                    Passing { queue: second, reason: reason.into(), note: "Please look".into() };
                requests::pass_on(desk, id, &passing)
            })
        };
        assert!(matches!(pass("because"), Err(Refusal::Invalid(_))));
        pass("expertise").expect("it is passed on");
        let passed = house.system("2026-05-04T12:02:00Z", move |desk| requests::find(desk, id));
        assert_eq!((passed.level, passed.queue), (2, Some(second)));
        let solved: Option<bool> = house.system("2026-05-04T12:02:00Z", move |desk| {
            let answer = requests::Answer { text: "Solved.".into(), by_phone: false };
            requests::answer(desk, id, &answer)?;
            desk.one("select solved from requests where id = $1", &[&id])
        });
        assert_eq!(solved, Some(false));
    });
}

#[test]
fn the_list_is_sorted_by_the_next_deadline_page_after_page() {
    each_engine(|house| {
        furnish(house);
        let hours = [9, 7, 8, 6];
        for hour in hours {
            let when = format!("2026-05-04T0{hour}:00:00Z");
            asked(house, &when, "A question");
        }
        let all = house.system("2026-05-04T12:00:00Z", |desk| {
            requests::list(desk, &Filter { live: true, ..Filter::default() })
        });
        let received: Vec<String> = all.iter().map(|one| one.received_at.to_string()).collect();
        let mut sorted = received.clone();
        sorted.sort();
        assert_eq!(received, sorted);
        let (at, id) = (all[1].due_at, all[1].id);
        let rest = house.system("2026-05-04T12:00:00Z", move |desk| {
            let filter = Filter { live: true, after: Some((at, id)), ..Filter::default() };
            requests::list(desk, &filter)
        });
        assert_eq!(rest, all[2..]);
    });
}

#[test]
fn mine_in_one_queue_are_neither_all_of_mine_nor_all_of_the_queue() {
    each_engine(|house| {
        furnish(house);
        let first = queue(house, "first", |queue| queue.topics = vec!["question".into()]);
        let other = queue(house, "other", |queue| queue.position = 9);
        let ada = hired(house, "ada", Role::Agent);
        let hour = "2026-05-04T09:00:00Z";
        let mine = asked(house, hour, "One that I take").id;
        let elsewhere = asked(house, hour, "One that I take and pass on").id;
        asked(house, hour, "One that nobody has");
        let reason = "workload".to_owned();
        let passing = Passing { queue: other, reason, note: String::new() };
        let pass = move |desk: &mut crate::Desk<'_>| requests::pass_on(desk, elsewhere, &passing);
        house.act(hour, ada.clone(), pass).expect("it goes on");
        for id in [mine, elsewhere] {
            let take = move |desk: &mut crate::Desk<'_>| requests::take(desk, id, None);
            house.act(hour, ada.clone(), take).expect("it is free");
        }
        let owner = Some(id_of(&ada));
        let found = house.system(hour, move |desk| {
            let filter = Filter { live: true, queue: Some(first), owner, ..Filter::default() };
            requests::list(desk, &filter)
        });
        let found: Vec<_> = found.iter().map(|one| one.id).collect();
        assert_eq!(found, [mine]);
    });
}
