//! Campaigns, told on each engine.

mod agency;
mod holding;

use super::{
    Audience, Campaign, Making, State, WORKING, count, find, make, pause, results, resume, start,
    stop, work,
};
use crate::{
    Refusal, Who,
    house::{House, each_engine},
    messaging,
    notices::{self, HEAD_OFFICE, Purpose, Reason, Wish},
    parties::{self, Party, PointKind},
    queue,
};
use kernel::{Id, Instant};

const NOON: &str = "2026-05-04T12:00:00Z";

fn after(time: i64) -> String {
    (NOON.parse::<Instant>().expect("an instant") + time).to_string()
}

/// A thousand clients, of whom every fourth wants offers by mail and every tenth has no address.
fn clients(house: &House) -> Vec<Id<Party>> {
    house.system(NOON, |desk| {
        let told: Vec<parties::Told> = (0..1_000).map(told).collect();
        let all = parties::tell(desk, &told)?;
        let yes = Wish {
            sender: HEAD_OFFICE,
            purpose: Purpose::Offer,
            channel: "email".into(),
            given: true,
        };
        for party in all.iter().step_by(4) {
            let wishes = [yes.clone()];
            notices::set_consents(desk, *party, &wishes, ("desk", "Offers by mail?"))?;
        }
        Ok(all)
    })
}

fn told(number: usize) -> parties::Told {
    let address = (PointKind::Email, format!("client-{number}@example.test"));
    parties::Told {
        source: "register".into(),
        key: number.to_string(),
        name: format!("Client {number}"),
        kind: if number.is_multiple_of(2) { "private".into() } else { "company".into() },
        born_on: None,
        points: if number.is_multiple_of(10) { vec![] } else { vec![address] },
    }
}

fn made(house: &House, audience: Audience, per_hour: i64) -> Id<Campaign> {
    let making =
        Making { name: "Spring".into(), notice: "head_office_offer".into(), audience, per_hour };
    house.system(NOON, move |desk| make(desk, &making))
}

/// Does the jobs that are due; answers how many.
fn jobs(house: &House, when: &str) -> usize {
    house.system(when, |desk| {
        let due = queue::claim(desk, 10)?;
        for job in &due {
            assert_eq!(job.kind, WORKING);
            work(desk, &job.facts)?;
            queue::finish(desk, job)?;
        }
        Ok(due.len())
    })
}

fn stands(house: &House, id: Id<Campaign>) -> Campaign {
    house.system(NOON, move |desk| find(desk, id))
}

#[test]
fn a_promotion_to_a_thousand_skips_those_who_did_not_say_yes() {
    each_engine(|house| {
        clients(house);
        let id = made(house, Audience::default(), 0);
        house.system(NOON, move |desk| count(desk, id));
        while jobs(house, NOON) > 0 {}
        let counted = stands(house, id);
        assert_eq!((counted.state, counted.counted.dry), (State::Draft, true));
        let told = |one: &Campaign| {
            let why = |reason| one.counted.withheld(reason);
            (one.counted.reached, why(Reason::NoConsent), why(Reason::NoAddress))
        };
        // Every fourth says yes; of those every fifth, the twentieths, has no address.
        assert_eq!(told(&counted), (200, 750, 50));
        let sent = house.system(NOON, move |desk| results(desk, id));
        assert_eq!(sent, [], "counting composes nothing");
        house.system(NOON, move |desk| start(desk, id));
        while jobs(house, NOON) > 0 {}
        let done = stands(house, id);
        assert_eq!((done.state, told(&done)), (State::Done, (200, 750, 50)));
        assert_eq!(done.counted.of, 1_000, "what was counted before says how far it is");
        let sent = house.system(NOON, move |desk| results(desk, id));
        assert_eq!(sent, [("waiting".to_owned(), 200)]);
        let again = house.act(NOON, Who::System, move |desk| start(desk, id));
        assert!(matches!(again, Err(Refusal::Conflict("conflict-campaign"))));
    });
}

#[test]
fn a_campaign_keeps_its_rate_pauses_and_is_stopped_for_good() {
    each_engine(|house| {
        clients(house);
        let companies = Audience { kind: "private".into(), ..Audience::default() };
        let id = made(house, companies, 6_000);
        house.system(NOON, move |desk| start(desk, id));
        assert_eq!(jobs(house, NOON), 1);
        assert_eq!(stands(house, id).counted.looked_at, 100, "a hundred a minute");
        assert_eq!(jobs(house, NOON), 0, "the next minute has not come");
        house.system(NOON, move |desk| pause(desk, id));
        assert_eq!(jobs(house, &after(Instant::MINUTE)), 1);
        assert_eq!(stands(house, id).counted.looked_at, 100, "it waits");
        house.system(&after(Instant::HOUR), move |desk| resume(desk, id));
        for _ in 0..3 {
            house.system(&after(Instant::HOUR), move |desk| pause(desk, id));
            house.system(&after(Instant::HOUR), move |desk| resume(desk, id));
        }
        assert_eq!(jobs(house, &after(Instant::HOUR)), 4, "of which one does anything");
        assert_eq!(stands(house, id).counted.looked_at, 200, "it goes on where it was");
        house.system(&after(Instant::HOUR), move |desk| stop(desk, id));
        jobs(house, &after(2 * Instant::HOUR));
        let stopped = stands(house, id);
        assert_eq!((stopped.state, stopped.counted.looked_at), (State::Stopped, 200));
        while house.system(&after(2 * Instant::HOUR), messaging::lost) {}
        let left = house.system(NOON, move |desk| results(desk, id));
        let states: Vec<&str> = left.iter().map(|(state, _)| state.as_str()).collect();
        assert_eq!(states, ["expired"], "what had not gone out is withdrawn");
    });
}

#[test]
fn an_audience_may_be_those_whose_contract_ends() {
    each_engine(|house| {
        house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        clients(house);
        let ends = |from: &str| Audience {
            product: "Home".into(),
            ends_from: from.parse().ok(),
            ..Audience::default()
        };
        for (audience, reached) in [
            (Audience { product: "Home".into(), ..Audience::default() }, 1),
            (ends("2026-01-01"), 0),
        ] {
            let id = made(house, audience, 0);
            house.system(NOON, move |desk| count(desk, id));
            while jobs(house, NOON) > 0 {}
            assert_eq!(stands(house, id).counted.looked_at, reached);
        }
    });
}
