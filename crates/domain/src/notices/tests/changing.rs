//! What a notice becomes, its words must fit.

use super::{NOON, all, taken, tell, told};
use crate::{
    Refusal, Who,
    house::{House, each_engine},
    messaging::{Channel, State},
    notices::{Book, Event, Notice, create, save},
};

fn standing(house: &House, code: &'static str) -> Notice {
    house.system(NOON, move |desk| {
        Ok(Book::open(desk)?.notice(code).expect("it is installed").clone())
    })
}

fn faults(said: crate::Result<()>) -> Vec<(String, &'static str)> {
    match said {
        Ok(()) => Vec::new(),
        Err(Refusal::Invalid(faults)) => {
            faults.into_iter().map(|one| (one.field, one.reason)).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_new_notice_does_not_take_the_code_of_another() {
    each_engine(|house| {
        let other = Notice { name: "Other".into(), ..standing(house, "receipt") };
        let made = house.act(NOON, Who::System, move |desk| create(desk, &other));
        assert_eq!(faults(made), [("code".into(), "fault-notice-known")]);
        assert_eq!(standing(house, "receipt").version, 1);
        let own = Notice { code: "ours".into(), ..standing(house, "receipt") };
        house.system(NOON, move |desk| create(desk, &own));
    });
}

#[test]
fn what_causes_a_notice_changes_only_where_its_words_fit() {
    each_engine(|house| {
        let saved =
            |one: Notice| faults(house.act(NOON, Who::System, move |desk| save(desk, &one)));
        let other = Notice { event: Event::CallbackAttempted, ..standing(house, "receipt") };
        let wrong = saved(other);
        assert!(wrong.len() >= 4, "each of its texts is told: {wrong:?}");
        assert!(wrong.iter().all(|(field, why)| field == "event" && *why == "fault-words"));
        assert_eq!(standing(house, "receipt").version, 1, "nothing is saved");
        assert_eq!(saved(Notice { lasts: 5, ..standing(house, "receipt") }), []);
        // Words that speak of insurance are no plan's.
        let plan = Notice { plan: true, ..standing(house, "claim_in_charge") };
        let wrong = saved(plan);
        assert!(wrong.contains(&("plan".into(), "fault-words")), "{wrong:?}");
    });
}

#[test]
fn a_plan_names_no_product_that_is_an_insurance() {
    each_engine(|house| {
        let plan = Notice { plan: true, ..standing(house, "deadline") };
        house.system(NOON, move |desk| save(desk, &plan));
        for product in ["Piano casa", "Insurance of homes"] {
            let mut one = told(Event::ContractExpiring, None);
            one.with.insert("product".into(), product.into());
            tell(house, NOON, &one);
        }
        assert_eq!(
            taken(house, NOON, Channel::Email).len(),
            1,
            "the company’s own name is no word"
        );
        let failed: Vec<String> = all(house)
            .into_iter()
            .filter(|one| one.state == State::Failed)
            .map(|one| one.said)
            .collect();
        assert_eq!(failed.len(), 1);
    });
}
