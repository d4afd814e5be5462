//! Notices, told on each engine.

mod changing;
mod hostile;
mod reaching;
mod telling;
mod trying;
mod withdrawn;

use super::{
    Addressee, Cause, Event, HEAD_OFFICE, Purpose, Tally, Wish, cause, put_into_words,
    set_consents, spoken,
};
use crate::{
    house::House,
    messaging::{self, Channel, Message, Parcel, Shown},
    parties::Party,
};
use kernel::{Id, Language};
use serde_json::json;

const NOON: &str = "2026-05-04T12:00:00Z";

fn told(event: Event, party: Option<Id<Party>>) -> Cause {
    let serde_json::Value::Object(with) = json!({
        "number": "R-1", "title": "Roof", "promise": "", "answer": "It is covered.",
        "colleague": "Carla", "phone": "+39 347 555 01 23", "product": "Home",
        "day": "31.05.2026", "days": "27",
    }) else {
        unreachable!("it is an object")
    };
    let to = Addressee {
        name: "Bianca {{7*7}}\r\nBcc: all@example.test".into(),
        party,
        language: Language::En,
        email: Some("bianca@example.test".into()),
        ..Addressee::default()
    };
    Cause { event, subject: [9; 16], to, with }
}

fn tell(house: &House, when: &str, one: &Cause) -> Tally {
    let causes = [one.clone()];
    house.system(when, move |desk| cause(desk, &causes))
}

fn all(house: &House) -> Vec<Message> {
    house.system(NOON, |desk| {
        let mut found = messaging::list(desk, Shown::All, None)?;
        spoken(desk, &mut found)?;
        found.sort_by(|one, other| one.channel.cmp(&other.channel).then(one.at.cmp(&other.at)));
        Ok(found)
    })
}

fn taken(house: &House, when: &str, channel: Channel) -> Vec<Parcel> {
    house.system(when, move |desk| {
        let parcels = messaging::take(desk, channel, 10)?;
        put_into_words(desk, parcels)
    })
}

fn carry(house: &House, channel: Channel) {
    house.system(NOON, move |desk| messaging::carry(desk, channel));
}

fn wish(channel: &str, purpose: Purpose, given: bool) -> Wish {
    Wish { sender: HEAD_OFFICE, purpose, channel: channel.into(), given }
}

fn say(house: &House, party: Id<Party>, wishes: &[Wish]) {
    let wishes = wishes.to_vec();
    house.system(NOON, move |desk| {
        set_consents(desk, party, &wishes, ("desk", "May we write to you about offers?"))
    });
}
