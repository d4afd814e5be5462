//! Between being decided and being sent.

use super::{NOON, all, carry, say, taken, told, wish};
use crate::{
    Desk, Shelf, Tenant, Who,
    campaigns::{self, Audience, Campaign, Making, State as Stands},
    house::{House, each_engine, numbered},
    messaging::{Channel, State},
    notices::{Event, HEAD_OFFICE, Purpose, Wish, offer, pin, set_consents},
    parties::{self, PointKind},
};
use db::{Db, Scope};
use kernel::{Id, World};
use serde_json::json;
use std::{sync::Arc, thread};

#[test]
fn an_offer_whose_consent_was_withdrawn_before_it_was_sent_is_not_sent() {
    each_engine(|house| {
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        let ada = house.client("Ada", (PointKind::Email, "ada@example.test"));
        for party in [bianca, ada] {
            say(house, party, &[wish("email", Purpose::Offer, true)]);
        }
        let both = [bianca, ada].map(|party| told(Event::OfferMade, Some(party)));
        house.system(NOON, move |desk| {
            let offered = pin(desk, "head_office_offer", None)?;
            offer(desk, &offered, [3; 16], &both)
        });
        say(house, bianca, &[wish("email", Purpose::Offer, false)]);
        let parcels = taken(house, NOON, Channel::Email);
        assert_eq!(parcels.len(), 1, "who still wants it gets it");
        let states = all(house).into_iter().map(|one| (one.party, one.state, one.said));
        let of_bianca = states.into_iter().find(|one| one.0 == Some(bianca.bytes()));
        let (_, state, said) = of_bianca.expect("it is there");
        assert_eq!(state, State::Failed);
        assert!(said.starts_with("no consent"), "{said}");
        assert_eq!(taken(house, "2026-05-04T14:00:00Z", Channel::Email), []);
    });
}

#[test]
fn a_yes_to_another_sender_or_by_another_channel_is_none() {
    each_engine(|house| {
        carry(house, Channel::Sms);
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        say(house, bianca, &[wish("email", Purpose::Offer, true)]);
        let one = [told(Event::OfferMade, Some(bianca))];
        house.system(NOON, move |desk| {
            let offered = pin(desk, "head_office_offer", None)?;
            offer(desk, &offered, [3; 16], &one)
        });
        let others = Wish { sender: [4; 16], ..wish("email", Purpose::Offer, true) };
        let service = wish("email", Purpose::Service, true);
        let now = [wish("email", Purpose::Offer, false), wish("sms", Purpose::Offer, true)];
        say(house, bianca, &now);
        say(house, bianca, &[others, service]);
        assert_eq!(taken(house, NOON, Channel::Email), []);
    });
}

const CLIENTS: usize = 300;

fn audience(house: &House) {
    house.system(NOON, |desk| {
        let all = parties::tell(desk, &(0..CLIENTS).map(numbered).collect::<Vec<_>>())?;
        let yes = [wish("email", Purpose::Offer, true)];
        assert_eq!(yes[0].sender, HEAD_OFFICE);
        all.iter().try_for_each(|party| set_consents(desk, *party, &yes, ("desk", "Offers?")))
    });
}

/// A worker with a shelf of its own, as a second copy of the program has one.
fn work(db: &Db, tenant: Id<Tenant>, campaign: Id<Campaign>, worker: u64) {
    let shelf = Arc::new(Shelf::default());
    for round in 0..3 {
        let (world, shelf) = (World::at(NOON, 9_000 + worker * 10 + round), Arc::clone(&shelf));
        let done: crate::Result<()> =
            db.write(Scope::of(tenant.bytes()).read_committed(), move |tx| {
                let mut world = world.clone();
                let mut desk = Desk::new(Who::System, tenant, tx, &mut world, &shelf);
                campaigns::work(&mut desk, &json!({ "campaign": campaign.to_string(), "turn": 1 }))
            });
        done.expect("it works");
    }
}

#[test]
fn workers_who_do_the_same_batch_at_once_write_to_nobody_twice() {
    each_engine(|house| {
        audience(house);
        let id = house.system(NOON, |desk| {
            let making = Making {
                name: "Spring".into(),
                notice: "head_office_offer".into(),
                audience: Audience::default(),
                per_hour: 0,
            };
            let id = campaigns::make(desk, &making)?;
            campaigns::start(desk, id)?;
            Ok(id)
        });
        let tenant = house.tenant;
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let db = house.db.again();
                thread::spawn(move || work(&db, tenant, id, worker))
            })
            .collect();
        for worker in workers {
            worker.join().expect("nobody fails");
        }
        let stands = house.system(NOON, move |desk| campaigns::find(desk, id));
        let clients = CLIENTS as i64;
        assert_eq!((stands.state, stands.counted.reached), (Stands::Done, clients));
        let messages: Vec<i64> = house.system(NOON, |desk| {
            desk.all(
                "select count(*) from messages where tenant = $1 union all
                 select count(distinct party) from messages where tenant = $1",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(messages, [clients, clients]);
    });
}
