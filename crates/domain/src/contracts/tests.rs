use super::*;
use crate::{house::each_engine, parties};

fn policy(number: &str) -> Told {
    Told {
        holder: parties::Told {
            source: "policies".into(),
            key: "1".into(),
            name: "Ada D'Angelo".into(),
            kind: "private".into(),
            born_on: None,
            points: Vec::new(),
        },
        number: number.into(),
        product: "Tutela legale".into(),
        starts_on: Date::constant(2026, 1, 1),
        ends_on: Some(Date::constant(2027, 1, 1)),
    }
}

#[test]
fn contracts_come_in_with_their_holder_once() {
    each_engine(|house| {
        let now = "2026-05-04T08:00:00Z";
        let told = |desk: &mut Desk<'_>| tell(desk, &[policy("P1"), policy("P2")]);
        assert_eq!(house.system(now, told), house.system(now, told));
        let contracts = house.system(now, |desk| {
            let holders = parties::tell(desk, &[policy("P1").holder])?;
            of_party(desk, holders[0])
        });
        assert_eq!(contracts.len(), 2);
    });
}

#[test]
fn a_contract_that_ends_before_it_begins_is_refused() {
    each_engine(|house| {
        let refused = house.act("2026-05-04T08:00:00Z", crate::Who::System, |desk| {
            tell(desk, &[Told { ends_on: Some(Date::constant(2025, 1, 1)), ..policy("P1") }])
        });
        assert!(matches!(refused, Err(Refusal::Invalid(_))));
    });
}

#[test]
fn products_are_told_once_in_their_order() {
    each_engine(|house| {
        let now = "2026-05-04T08:00:00Z";
        let of = |number: &str, product: &str| Told { product: product.into(), ..policy(number) };
        assert_eq!(house.system(now, products), Vec::<String>::new());
        house.system(now, move |desk| {
            tell(desk, &[of("P1", "Viaggio"), of("P2", "Auto"), of("P3", "Viaggio")])
        });
        assert_eq!(house.system(now, products), ["Auto", "Viaggio"]);
    });
}
