//! What forms of the desk choose from: topics, queues, colleagues, slots of call-backs.

use crate::{public::slot_options, visit::Visit};
use domain::{
    Desk, Result, Role,
    contacts::{
        callbacks,
        requests::{self, Queue},
        topics::{self, Topic},
    },
    identity,
};
use kernel::{Id, Instant};
use std::collections::HashMap;

/// All that can be chosen, as it stands now.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Choices {
    /// What clients ask about.
    pub topics: Vec<Topic>,
    /// Where requests wait.
    pub queues: Vec<Queue>,
    /// What colleagues are called.
    pub names: HashMap<Id<Role>, String>,
    /// When a client can be called back.
    pub slots: Vec<Instant>,
}

impl Choices {
    /// All of them.
    pub(in crate::desk) fn load(desk: &mut Desk<'_>) -> Result<Self> {
        Ok(Self {
            topics: topics::all(desk)?,
            queues: requests::queues(desk)?,
            names: identity::names(desk)?,
            slots: callbacks::slots(desk)?,
        })
    }

    /// What a topic is called.
    pub(in crate::desk) fn topic<'a>(&'a self, visit: &Visit, code: Option<&'a str>) -> &'a str {
        let Some(code) = code else { return "–" };
        let topic = self.topics.iter().find(|topic| topic.code == code);
        topic.map_or(code, |topic| topic.name.in_language(visit.voice.language))
    }

    /// What a queue is called.
    pub(in crate::desk) fn queue(&self, id: Option<Id<Queue>>) -> &str {
        let queue = self.queues.iter().find(|queue| Some(queue.id) == id);
        queue.map_or("–", |queue| queue.name.as_str())
    }

    /// What a colleague is called.
    pub(in crate::desk) fn colleague(&self, id: Option<Id<Role>>) -> &str {
        id.and_then(|id| self.names.get(&id)).map_or("–", String::as_str)
    }

    /// Topics as options, with a first one that is none of them.
    pub(in crate::desk) fn topic_options(
        &self,
        visit: &Visit,
        first: &str,
    ) -> Vec<(String, String)> {
        let language = visit.voice.language;
        let told =
            |topic: &Topic| (topic.code.clone(), topic.name.in_language(language).to_owned());
        let none = (String::new(), visit.say(first));
        std::iter::once(none).chain(self.topics.iter().map(told)).collect()
    }

    /// Queues as options, with a first one that is none of them.
    pub(in crate::desk) fn queue_options(
        &self,
        visit: &Visit,
        first: &str,
    ) -> Vec<(String, String)> {
        let told = |queue: &Queue| {
            let level = format!("{} {}", visit.say("level"), queue.level);
            (queue.id.to_string(), format!("{} · {level}", queue.name))
        };
        let none = (String::new(), visit.say(first));
        std::iter::once(none).chain(self.queues.iter().map(told)).collect()
    }

    /// Slots as options, "as soon as possible" first.
    pub(in crate::desk) fn slot_options(&self, visit: &Visit) -> Vec<(String, String)> {
        slot_options(visit, &self.slots)
    }
}
