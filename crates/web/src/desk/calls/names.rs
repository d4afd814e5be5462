use domain::{
    Desk, Result,
    contacts::calls::{Place, Places, places},
    identity,
    parties::{self, Kinds},
};
use std::collections::HashMap;

/// What numbers, queues and agents are called, by their ids, and kinds of client by their codes.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Names {
    /// Numbers that can be dialled.
    pub numbers: HashMap<[u8; 16], Place>,
    /// Queues.
    pub queues: HashMap<[u8; 16], Place>,
    /// Agents.
    pub agents: HashMap<[u8; 16], Place>,
    /// Kinds of client.
    pub kinds: Kinds,
}

fn by_id(places: HashMap<String, Place>) -> HashMap<[u8; 16], Place> {
    places.into_values().map(|place| (place.id, place)).collect()
}

impl Names {
    /// All of them, as they stand now.
    pub(in crate::desk) fn load(desk: &mut Desk<'_>) -> Result<Self> {
        let Places { numbers, queues, agents } = places(desk)?;
        Ok(Self {
            numbers: by_id(numbers),
            queues: by_id(queues),
            agents: by_id(agents),
            kinds: parties::kinds(desk)?,
        })
    }

    /// A number with what we call it.
    pub(in crate::desk) fn number(&self, id: Option<[u8; 16]>) -> String {
        let place = id.and_then(|id| self.numbers.get(&id));
        place.map_or_else(|| "–".to_owned(), titled)
    }

    /// What we call a number, where there is little room.
    pub(in crate::desk) fn number_name(&self, id: Option<[u8; 16]>) -> &str {
        let place = id.and_then(|id| self.numbers.get(&id));
        place.map_or("–", |place| {
            if place.name.is_empty() { place.code.as_str() } else { place.name.as_str() }
        })
    }

    /// What we call a queue.
    pub(in crate::desk) fn queue(&self, id: Option<[u8; 16]>) -> &str {
        id.and_then(|id| self.queues.get(&id)).map_or("–", |place| place.name.as_str())
    }

    /// What we call the number that the exchange writes so.
    pub(in crate::desk) fn number_called(&self, code: &str) -> String {
        let place = self.numbers.values().find(|place| place.code == code);
        place.map_or_else(|| code.to_owned(), titled)
    }

    /// What we call the queue that the exchange calls so.
    pub(in crate::desk) fn queue_called<'a>(&'a self, code: &'a str) -> &'a str {
        let place = self.queues.values().find(|place| place.code == code);
        place.map_or(code, |place| place.name.as_str())
    }

    /// What a kind of client is called.
    pub(in crate::desk) fn kind<'a>(&'a self, code: Option<&'a str>) -> &'a str {
        code.map_or("–", |code| self.kinds.name(code))
    }

    /// What an agent is called; the caller has made sure that it may be shown.
    pub(in crate::desk) fn agent(&self, id: Option<[u8; 16]>) -> &str {
        id.and_then(|id| self.agents.get(&id)).map_or("–", |place| place.name.as_str())
    }
}

/// What we call a number, with the number itself.
pub(in crate::desk) fn titled(place: &Place) -> String {
    if place.name == place.code || place.name.is_empty() {
        place.code.clone()
    } else {
        // A number stays on one line.
        format!("{} · {}", place.name, place.code.replace(' ', "\u{a0}"))
    }
}

/// The units within reach as options of a choice, by name, with "all" before them.
pub(in crate::desk) fn unit_choice(
    desk: &mut Desk<'_>,
    all: &str,
) -> Result<Vec<(String, String)>> {
    let units = identity::units(desk)?;
    let mut names: Vec<String> = units.into_iter().map(|unit| unit.name).collect();
    names.sort();
    names.dedup();
    let told = names.into_iter().map(|name| (name.clone(), name));
    Ok(std::iter::once((String::new(), all.to_owned())).chain(told).collect())
}

/// Kinds of client as options of a choice, by name, with "all" before them.
pub(in crate::desk) fn kind_options(all: String, kinds: &Kinds) -> Vec<(String, String)> {
    let told = |(code, name): (&str, &str)| (code.to_owned(), name.to_owned());
    let mut options: Vec<(String, String)> = kinds.iter().map(told).collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options.insert(0, (String::new(), all));
    options
}

/// Places as options of a choice, by name, with "all" before them.
pub(in crate::desk) fn options(
    all: String,
    places: &HashMap<[u8; 16], Place>,
) -> Vec<(String, String)> {
    let told = |place: &Place| (place.code.clone(), titled(place));
    let mut options: Vec<(String, String)> = places.values().map(told).collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options.insert(0, (String::new(), all));
    options
}
