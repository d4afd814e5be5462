//! A campaign over every client of a large company: whom it reaches is counted, then it is decided
//! and queued, each client once.

use crate::{House, desk, machine, row};
use db::{ToValue, Value};
use domain::{
    campaigns::{self, Audience, Campaign, Making, State},
    messaging::{Category, Channel},
    notices::{self, Event, Notice, Ways},
    queue, reactions,
};
use kernel::Id;
use std::{
    error::Error,
    time::{Duration, Instant},
};

type Outcome = Result<(), Box<dyn Error>>;

/// Clients, as one insurer counts its own.
const CLIENTS: u64 = 642_141;
/// Of so many one never said that they want offers.
const SILENT_EVERY: u64 = 4;
/// Parcels put into words at once.
const AT_ONCE: i64 = 200;
/// Parcels put into words in all.
const SPOKEN: u64 = 20_000;
const KIND: u8 = 5;
const OFFER: &str = "head_office_offer";

/// Counting, deciding and queueing, and the words.
pub fn campaign(house: &House) -> Outcome {
    bring(house)?;
    let id = house.place.act(house.tenant, |desk| {
        notices::save(desk, &offer())?;
        let making = Making {
            name: "Spring".into(),
            notice: OFFER.into(),
            audience: Audience::default(),
            per_hour: 0,
        };
        campaigns::make(desk, &making)
    })?;
    house.place.act(house.tenant, move |desk| campaigns::count(desk, id))?;
    walk(house, id, "an offer to {} clients counted", State::Draft)?;
    house.place.act(house.tenant, move |desk| campaigns::start(desk, id))?;
    walk(house, id, "an offer to {} clients decided and queued", State::Done)?;
    speak(house)
}

/// The standard offer without its quiet hours: it is measured at any hour.
fn offer() -> Notice {
    Notice {
        version: 0,
        code: OFFER.into(),
        name: "Offer".into(),
        event: Event::OfferMade,
        category: Category::Offer,
        sender: None,
        ways: Ways(vec![vec![Channel::Email]]),
        quiet: None,
        lasts: 1_440,
        plan: false,
    }
}

/// Clients with an address and a language, most of whom want offers by mail.
fn bring(house: &House) -> Outcome {
    let parties = "parties (tenant, id, name, folded, kind, source, key, language, updated_at)";
    desk::fill(house, (parties, CLIENTS), |desk, number| {
        let language = ["it", "fr", "nl", "en"].get(usize::try_from(number % 5).unwrap_or(4));
        vec![
            desk.tenant.to_value(),
            desk::uuid(KIND, number),
            format!("Client {number}").to_value(),
            format!("client {number}").to_value(),
            "private".to_value(),
            "bench".to_value(),
            number.to_string().to_value(),
            language.map(|code| (*code).to_owned()).to_value(),
            0_i64.to_value(),
        ]
    })?;
    let points = "contact_points (tenant, party, kind, value, folded)";
    desk::fill(house, (points, CLIENTS), |desk, number| {
        let address = format!("client-{number}@example.test").to_value();
        let party = desk::uuid(KIND, number);
        vec![desk.tenant.to_value(), party, "email".to_value(), address.clone(), address]
    })?;
    let consents = "consents (tenant, party, sender, purpose, channel, given, at)";
    desk::fill(house, (consents, CLIENTS), |desk, number| {
        let given = number % SILENT_EVERY != 0;
        vec![
            desk.tenant.to_value(),
            desk::uuid(KIND, number),
            Value::Uuid(notices::HEAD_OFFICE),
            "offer".to_value(),
            "email".to_value(),
            given.to_value(),
            0_i64.to_value(),
        ]
    })
}

/// Does the campaign's jobs until it stands as it ends.
fn walk(house: &House, id: Id<Campaign>, what: &str, end: State) -> Outcome {
    let (before, began) = (machine::resident_max()?, Instant::now());
    let (processor, mut longest) = (machine::processor_time()?, Duration::ZERO);
    let found = loop {
        let unit = Instant::now();
        let done = house.place.act(house.tenant, |desk| {
            let jobs = queue::claim(desk, 10)?;
            let ours = jobs.iter().filter(|job| job.kind == campaigns::WORKING);
            ours.map(|job| reactions::run(desk, job)).collect::<domain::Result<Vec<()>>>()
        })?;
        longest = longest.max(unit.elapsed());
        if done.is_empty() {
            break house.place.look(house.tenant, move |desk| campaigns::find(desk, id))?;
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    if found.state != end || found.counted.looked_at != i64::try_from(CLIENTS)? {
        return Err(format!("it does not stand as it ends: {found:?}").into());
    }
    let processor = (machine::processor_time()? - processor).as_secs_f64();
    let text = format!(
        "{seconds:.1} s ({processor:.1} s of processor), {} reached; the longest unit of work {} ms; \
         at most {before} MiB resident before, {} after",
        found.counted.reached,
        longest.as_millis(),
        machine::resident_max()?
    );
    row(&what.replace("{}", &CLIENTS.to_string()), house.engine, &text);
    Ok(())
}

/// Takes messages that wait and puts them into words.
fn speak(house: &House) -> Outcome {
    let (began, mut spoken) = (Instant::now(), 0);
    while spoken < SPOKEN {
        let parcels = house
            .place
            .act(house.tenant, |desk| reactions::take_messages(desk, Channel::Email, AT_ONCE))?;
        if parcels.is_empty() {
            return Err("nothing waits to be sent".into());
        }
        spoken += u64::try_from(parcels.len())?;
    }
    let rate = spoken as f64 / began.elapsed().as_secs_f64();
    let what = format!("{SPOKEN} of them taken and put into words, {AT_ONCE} at once");
    row(&what, house.engine, &format!("{rate:.0}/s, each attempt durable"));
    Ok(())
}
