use domain::{
    Desk, Result,
    contacts::calls::{Place, Places, places},
};
use std::collections::HashMap;

/// What numbers, queues and agents are called, by their ids.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Names {
    /// Numbers that can be dialled.
    pub numbers: HashMap<[u8; 16], Place>,
    /// Queues.
    pub queues: HashMap<[u8; 16], Place>,
    /// Agents.
    pub agents: HashMap<[u8; 16], Place>,
}

fn by_id(places: HashMap<String, Place>) -> HashMap<[u8; 16], Place> {
    places.into_values().map(|place| (place.id, place)).collect()
}

impl Names {
    /// All of them, as they stand now.
    pub(in crate::desk) fn load(desk: &mut Desk<'_>) -> Result<Self> {
        let Places { numbers, queues, agents } = places(desk)?;
        Ok(Self { numbers: by_id(numbers), queues: by_id(queues), agents: by_id(agents) })
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

/// Places as options of a choice, by name, with "all" before them.
pub(super) fn options(all: String, places: &HashMap<[u8; 16], Place>) -> Vec<(String, String)> {
    let told = |place: &Place| (place.code.clone(), titled(place));
    let mut options: Vec<(String, String)> = places.values().map(told).collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options.insert(0, (String::new(), all));
    options
}
