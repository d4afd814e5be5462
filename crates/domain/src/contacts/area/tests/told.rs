//! What other systems tell of claims and contracts, and whom of that clients hear.

use super::{LATER, NOON, claims, fact};
use crate::{
    Kind, Refusal, Who,
    contracts::{self, Told},
    house::{House, each_engine, holder},
    messaging,
    parties::{self, Party},
    reactions,
    subjects::Outside,
};
use kernel::Id;

/// Somebody of a system, with a contract there.
fn holds(house: &House, name: &'static str, source: &str, number: &str) -> (Id<Party>, Who) {
    let holder = parties::Told { source: source.into(), ..holder(name, vec![]) };
    let contract = Told { number: number.into(), ..crate::house::contract(holder.clone()) };
    let party = house.system(NOON, move |desk| {
        contracts::tell(desk, &[contract])?;
        Ok(parties::tell(desk, &[holder])?[0])
    });
    (party, Who::Client { account: party.bytes(), party: party.bytes() })
}

fn hear(house: &House, facts: &[Outside]) {
    let facts = facts.to_vec();
    house.system(LATER, move |desk| reactions::subjects_told(desk, &facts).map(drop));
}

fn heard(house: &House, who: &Who) -> usize {
    house.act(LATER, who.clone(), |desk| messaging::inbox(desk, 10)).expect("theirs").len()
}

#[test]
fn a_claim_is_told_once_when_it_is_known_whose_it_is() {
    each_engine(|house| {
        let (_, bianca) = holds(house, "Bianca", "register", "C-1");
        hear(house, &[fact("1", Kind::ClaimOpened, NOON, None)]);
        assert_eq!(heard(house, &bianca), 0);
        hear(house, &[fact("2", Kind::ClaimReported, NOON, Some("C-1"))]);
        assert_eq!(heard(house, &bianca), 1, "now it is known");
        hear(house, &[fact("3", Kind::ClaimContacted, LATER, Some("C-1"))]);
        hear(house, &[fact("4", Kind::ClaimOpened, LATER, Some("C-1"))]);
        assert_eq!(heard(house, &bianca), 1, "once for each claim");
    });
}

#[test]
fn what_was_long_ago_or_is_over_is_no_news() {
    each_engine(|house| {
        let (_, bianca) = holds(house, "Bianca", "register", "C-1");
        hear(house, &[fact("1", Kind::ClaimOpened, "2025-06-04T12:00:00Z", Some("C-1"))]);
        let over = |key: &str, kind| Outside {
            number: "S-8".into(),
            ..fact(key, kind, NOON, Some("C-1"))
        };
        hear(house, &[over("2", Kind::ClaimOpened), over("3", Kind::ClaimClosed)]);
        assert_eq!(heard(house, &bianca), 0);
    });
}

#[test]
fn a_number_that_two_systems_have_shows_nobody_the_claims_of_another() {
    each_engine(|house| {
        let (_, ada) = holds(house, "Ada", "motor", "1001");
        let (_, bruno) = holds(house, "Bruno", "homes", "1001");
        hear(house, &[fact("1", Kind::ClaimOpened, NOON, Some("1001"))]);
        let own =
            Outside { source: "homes".into(), ..fact("1", Kind::ClaimOpened, NOON, Some("1001")) };
        hear(house, &[own]);
        let seen = |who: &Who| house.act(LATER, who.clone(), claims).expect("theirs");
        assert_eq!((heard(house, &ada), seen(&ada).len()), (0, 0));
        assert_eq!(heard(house, &bruno), 1, "its own system tells of it");
        assert_eq!(
            seen(&bruno).iter().map(|one| one.source.as_str()).collect::<Vec<_>>(),
            ["homes"]
        );
    });
}

#[test]
fn whoever_holds_a_contract_hears_that_its_documents_are_ready() {
    each_engine(|house| {
        let (_, bianca) = holds(house, "Bianca", "register", "C-1");
        let ready = |key: &str, number: &str, at: &str| Outside {
            number: number.into(),
            ..fact(key, Kind::ContractDocuments, at, None)
        };
        for _ in 0..2 {
            hear(house, &[ready("1", "C-1", NOON)]);
        }
        assert_eq!(heard(house, &bianca), 1, "told twice is told once");
        hear(house, &[ready("2", "C-1", "2025-06-04T12:00:00Z")]);
        assert_eq!(heard(house, &bianca), 1, "of last year nobody is told");
        let unknown = [ready("3", "C-2", NOON)];
        let refused =
            house.act(NOON, Who::System, move |desk| reactions::subjects_told(desk, &unknown));
        let Err(Refusal::Invalid(faults)) = refused else { panic!("there is none") };
        assert_eq!(faults[0].reason, "fault-no-such-contract");
    });
}
