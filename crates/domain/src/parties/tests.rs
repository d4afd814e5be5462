use super::*;
use crate::{Role, Who, house::each_engine};
use kernel::Language;

fn ada(key: &str) -> Told {
    Told {
        source: "policies".into(),
        key: key.into(),
        name: "Àda  D'Angelo".into(),
        kind: "private".into(),
        born_on: "1980-02-29".parse().ok(),
        points: vec![
            (PointKind::Phone, "+39 000 555 01".into()),
            (PointKind::Email, "Ada@example.org".into()),
            (PointKind::Email, "ada@example.org".into()),
        ],
    }
}

#[test]
fn the_same_file_twice_changes_nothing_and_a_changed_row_changes_the_party() {
    each_engine(|house| {
        let now = "2026-05-04T08:00:00Z";
        let first = house.system(now, |desk| tell(desk, &[ada("1"), ada("1")]));
        assert_eq!(first[0], first[1]);
        let moved = Told { points: vec![(PointKind::Phone, "0005552".into())], ..ada("1") };
        let second = house.system(now, move |desk| tell(desk, &[moved]));
        assert_eq!(first[0], second[0]);
        let reached = |number: &'static str| {
            house.system(now, move |desk| reached_at(desk, PointKind::Phone, number)).len()
        };
        assert_eq!((reached("39 000 555 01"), reached("000 5552")), (0, 1));
    });
}

#[test]
fn a_number_may_be_that_of_a_family() {
    each_engine(|house| {
        let now = "2026-05-04T08:00:00Z";
        house.system(now, |desk| tell(desk, &[ada("1"), ada("2")]));
        let found =
            house.system(now, |desk| reached_at(desk, PointKind::Email, " ADA@example.org "));
        assert_eq!(found.len(), 2);
    });
}

#[test]
fn a_partner_sees_no_register() {
    each_engine(|house| {
        let partner = Who::Staff {
            id: Id::from_bytes([3; 16]),
            role: Role::Partner,
            path: "/a/b/".into(),
            language: Language::It,
        };
        let peeked = house
            .act("2026-05-04T08:00:00Z", partner, |desk| reached_at(desk, PointKind::Phone, "1"));
        assert!(matches!(peeked, Err(Refusal::Forbidden)));
    });
}

#[test]
fn a_kind_is_called_what_the_company_calls_it_and_each_company_has_its_own() {
    each_engine(|house| {
        let now = "2026-05-04T08:00:00Z";
        house.system(now, |desk| name_kind(desk, "private", "Private clients"));
        house.system(now, |desk| name_kind(desk, "private", "Families"));
        let kinds = house.system(now, kinds);
        assert_eq!(kinds.name("private"), "Families");
        assert_eq!(kinds.name("business"), "business");
        assert_eq!(house.neighbour().system(now, super::kinds).iter().count(), 0);
        let nameless = house.act(now, Who::System, |desk| name_kind(desk, "private", " "));
        assert!(matches!(nameless, Err(Refusal::Invalid(_))));
        let auditor = Who::Staff {
            id: Id::from_bytes([1; 16]),
            role: Role::Auditor,
            path: "/".into(),
            language: Language::En,
        };
        let theirs = house.act(now, auditor, |desk| name_kind(desk, "private", "Mine"));
        assert!(matches!(theirs, Err(Refusal::Forbidden)));
    });
}
