//! Recordings that go on at an exchange, call by call.

use domain::{Kind, contacts::calls::Fact};
use kernel::Instant;
use std::collections::BTreeMap;

/// Recordings remembered at once; where there are more, the first by their ids go.
const REMEMBERED_MAX: usize = 20_000;
/// What is held back of one call at the most.
const HELD_MAX: usize = 8;

/// What an exchange records now. A recording can begin, and be announced, before the call is one
/// of ours: that is held back, and told once the call is known.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    link: Option<String>,
    of: BTreeMap<String, Recorded>,
}

#[derive(Debug, Default)]
struct Recorded {
    place: Option<String>,
    held: Vec<(Kind, Instant)>,
}

impl Recordings {
    /// None yet. In the link `{call}` stands for the exchange's id of a call.
    pub(crate) fn new(link: Option<String>) -> Self {
        Self { link, of: BTreeMap::new() }
    }

    /// Something happened to the recording of this call, and is held until it is taken.
    pub(crate) fn hold(&mut self, call: &str, kind: Kind, at: Instant) {
        let recorded = self.recorded(call);
        if recorded.held.len() < HELD_MAX {
            recorded.held.push((kind, at));
        }
    }

    /// What the exchange needs to find the recording of this call again: a channel, a file.
    pub(crate) fn put(&mut self, call: &str, place: &str) {
        self.recorded(call).place = Some(place.to_owned());
    }

    /// The same, as it was put.
    pub(crate) fn place(&self, call: &str) -> Option<&str> {
        self.of.get(call)?.place.as_deref()
    }

    /// Takes what was held of this call, as facts: the beginning says where the recording can be
    /// listened to, if the site has said so.
    pub(crate) fn take(&mut self, call: &str) -> Vec<Fact> {
        let held = self.of.get_mut(call).map(|recorded| std::mem::take(&mut recorded.held));
        let fact = |(kind, at)| {
            let link = (kind == Kind::CallRecordingStarted).then(|| self.link(call)).flatten();
            Fact { call: call.to_owned(), at, kind: Some(kind), link, ..Fact::default() }
        };
        held.into_iter().flatten().map(fact).collect()
    }

    pub(crate) fn forget(&mut self, call: &str) {
        self.of.remove(call);
    }

    fn recorded(&mut self, call: &str) -> &mut Recorded {
        if self.of.len() >= REMEMBERED_MAX && !self.of.contains_key(call) {
            self.of.pop_first();
        }
        self.of.entry(call.to_owned()).or_default()
    }

    fn link(&self, call: &str) -> Option<String> {
        let call: String = form_urlencoded::byte_serialize(call.as_bytes()).collect();
        self.link.as_ref().map(|link| link.replace("{call}", &call))
    }
}
