//! Campaigns of an agency: to its own clients, in its own name.

use super::{Audience, NOON, clients, jobs, made, stands};
use crate::{
    Desk, Refusal, Result, Role, Who,
    campaigns::{self, Making, count, find, make, start},
    house::{House, each_engine},
    identity::{self, Unit, UnitKind},
    messaging::{self, Channel},
    notices::{self, Book, Purpose, Wish, put_into_words},
    parties::Party,
};
use kernel::{Id, Language};

/// A unit below the company, who leads it, and a few of these clients who are its own.
fn unit(house: &House, kind: UnitKind, name: &'static str, own: &[Id<Party>]) -> (Id<Unit>, Who) {
    let (root, own) = (house.root, own.to_vec());
    house.system(NOON, move |desk| {
        let id = identity::add_unit(desk, root, kind, name)?;
        for party in &own {
            desk.execute(
                "update parties set unit = $3 where tenant = $1 and id = $2",
                &[&desk.tenant.clone(), party, &id],
            )?;
        }
        let path = identity::unit(desk, id)?.path;
        let (role, language) = (Role::Supervisor, Language::En);
        Ok((id, Who::Staff { id: Id::from_bytes([4; 16]), role, path, language }))
    })
}

fn spring(audience: Audience) -> Making {
    let notice = "head_office_offer".to_owned();
    Making { name: "Spring".into(), notice, audience, per_hour: 0 }
}

/// Words that say in whose name they come.
fn name_the_sender(desk: &mut Desk<'_>) -> Result<()> {
    for language in Language::ALL {
        let words = notices::Writing {
            notice: "head_office_offer".into(),
            channel: Channel::Email,
            language,
            title: "From {{ sender }}".into(),
            text: "Half the price.".into(),
        };
        notices::write(desk, &words)?;
    }
    Ok(())
}

#[test]
fn an_agency_offers_to_its_own_clients_in_its_own_name() {
    each_engine(|house| {
        let all = clients(house);
        let (agency, lead) = unit(house, UnitKind::Agency, "Verbania", &all[5..12]);
        let yes = Wish {
            sender: agency.bytes(),
            purpose: Purpose::Offer,
            channel: "email".into(),
            given: true,
        };
        let (own, foreign) = (all[6], all[20]);
        house.system(NOON, move |desk| {
            for party in [own, foreign] {
                let wishes = [yes.clone()];
                notices::set_consents(desk, party, &wishes, ("desk", "Offers by mail?"))?;
            }
            name_the_sender(desk)
        });
        let id = house
            .act(NOON, lead.clone(), |desk| make(desk, &spring(Audience::default())))
            .expect("an agency may");
        house.act(NOON, lead.clone(), move |desk| count(desk, id)).expect("it is theirs");
        while jobs(house, NOON) > 0 {}
        let counted = stands(house, id).counted;
        assert_eq!((counted.looked_at, counted.reached), (7, 1));
        house.act(NOON, lead, move |desk| start(desk, id)).expect("it is theirs");
        while jobs(house, NOON) > 0 {}
        let sent = house.system("2026-05-05T12:00:00Z", |desk| {
            let parcels = messaging::take(desk, Channel::Email, 10)?;
            put_into_words(desk, parcels)
        });
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].title, "From Verbania");
        let message = sent[0].message;
        house.system(NOON, move |desk| {
            notices::unsubscribe(desk, message, ("unsubscribe", "No more"))
        });
        let said = house.system(NOON, move |desk| notices::consents(desk, own));
        let of_agency = said.iter().find(|one| one.wish.sender == agency.bytes());
        assert_eq!(of_agency.map(|one| one.wish.given), Some(false));
    });
}

#[test]
fn an_agency_touches_nothing_of_the_head_office_and_who_is_of_none_makes_none() {
    each_engine(|house| {
        let all = clients(house);
        let (_, lead) = unit(house, UnitKind::Agency, "Verbania", &all[..5]);
        let (_, other) = unit(house, UnitKind::Outlet, "Calls", &[]);
        let id = made(house, Audience::default(), 0);
        let seen = house.act(NOON, lead.clone(), move |desk| find(desk, id));
        assert!(matches!(seen, Err(Refusal::Unknown("campaign"))));
        assert_eq!(house.act(NOON, lead.clone(), campaigns::all).expect("their own"), []);
        let notice = house.system(NOON, |desk| {
            Ok(Book::open(desk)?.notice("head_office_offer").expect("it is installed").clone())
        });
        let saved = house.act(NOON, lead.clone(), move |desk| notices::save(desk, &notice));
        assert!(matches!(saved, Err(Refusal::Forbidden)));
        let none = house.act(NOON, other, |desk| make(desk, &spring(Audience::default())));
        assert!(matches!(none, Err(Refusal::Forbidden)));
        let root = house.system(NOON, {
            let root = house.root;
            move |desk| Ok(identity::unit(desk, root)?.path)
        });
        let wide = Audience { unit: root, ..Audience::default() };
        let refused = house.act(NOON, lead, move |desk| make(desk, &spring(wide)));
        assert!(matches!(refused, Err(Refusal::Invalid(_))), "beyond their own");
    });
}

#[test]
fn the_head_office_may_mean_the_clients_of_a_unit() {
    each_engine(|house| {
        let all = clients(house);
        let (agency, _) = unit(house, UnitKind::Agency, "Verbania", &all[5..12]);
        let path = house.system(NOON, move |desk| Ok(identity::unit(desk, agency)?.path));
        let id = made(house, Audience { unit: path, ..Audience::default() }, 0);
        house.system(NOON, move |desk| count(desk, id));
        while jobs(house, NOON) > 0 {}
        assert_eq!(stands(house, id).counted.looked_at, 7);
    });
}
