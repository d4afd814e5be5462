//! Telephone services that are rented: what they write down of each call, as JSON.
//!
//! - [`Maker::Connect`]: contact records of Amazon Connect, each one leg of a call that is over.
//! - [`Maker::Genesys`]: conversations of Genesys Cloud, each a whole call with all its legs.
//! - [`Maker::Twilio`]: events of Twilio's TaskRouter, each one thing that happened.
//!
//! A record is read for itself and nothing is remembered between two: the same facts come of a
//! file and of a request, in any order and however often. Only calls that come in count. Other
//! channels, calls that the company makes, and events that tell nothing are counted by name.
//! `docs/services.md` says what becomes of which field, and whose documentation was followed.

mod batch;
mod connect;
mod genesys;
mod record;
mod signature;
#[cfg(test)]
mod tests;
mod twilio;

use self::record::Part;
use super::{Format, Rejected, Tally, Topics, caller, fingerprint, is_binary, key};
use crate::{
    Kind,
    contacts::calls::{Caller, Fact},
};
use kernel::{Instant, words};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

pub use batch::{Batch, read};
pub use signature::is_signed;

words! {
    /// Whose records they are.
    pub enum Maker {
        /// Amazon Connect.
        Connect = "connect",
        /// Genesys Cloud.
        Genesys = "genesys",
        /// Twilio TaskRouter.
        Twilio = "twilio",
    }
}

impl Maker {
    /// The log in which its records stand.
    pub fn format(self) -> Format {
        match self {
            Maker::Connect => Format::Connect,
            Maker::Genesys => Format::Genesys,
            Maker::Twilio => Format::Twilio,
        }
    }
}

/// Reads records of one service.
#[derive(Debug)]
pub struct Cloud {
    maker: Maker,
    source: String,
    aliases: BTreeMap<String, String>,
    topics: Topics,
    rows: u64,
    pub(super) unknown: Tally,
}

impl Cloud {
    /// A reader of the records of one service; `aliases` gives agents another name.
    pub fn new(maker: Maker, source: &str, aliases: BTreeMap<String, String>) -> Self {
        let (source, topics) = (source.to_owned(), Topics::default());
        Self { maker, source, aliases, topics, rows: 0, unknown: Tally::default() }
    }

    /// The same, told how its records say what a call was about.
    pub fn with_topics(self, topics: Topics) -> Self {
        Self { topics, ..self }
    }

    /// Reads one record, a JSON object.
    ///
    /// # Errors
    /// Where it is none, or a field that is needed is missing or not what it should be.
    pub fn take(&mut self, record: &[u8], facts: &mut Vec<Fact>) -> Result<(), Rejected> {
        if is_binary(record) {
            self.rows += 1;
            return Err(Rejected::whole("binary"));
        }
        match serde_json::from_slice(record) {
            Ok(object) => self.take_object(&object, facts),
            Err(_) => {
                self.rows += 1;
                Err(Rejected::whole("not_json"))
            }
        }
    }

    /// Reads one record that came as the fields of a form.
    ///
    /// # Errors
    /// As [`Cloud::take`].
    pub fn take_fields(
        &mut self,
        fields: impl IntoIterator<Item = (String, String)>,
        facts: &mut Vec<Fact>,
    ) -> Result<(), Rejected> {
        let object = fields.into_iter().map(|(name, text)| (name, Json::String(text))).collect();
        self.take_object(&object, facts)
    }

    fn take_object(
        &mut self,
        object: &Map<String, Json>,
        facts: &mut Vec<Fact>,
    ) -> Result<(), Rejected> {
        self.rows += 1;
        let record = Part::whole(object);
        let told = match self.maker {
            Maker::Connect => connect::read(record, self.topics.attribute.as_deref()),
            Maker::Genesys => genesys::read(record),
            Maker::Twilio => twilio::read(record, self.topics.attribute.as_deref()),
        }?;
        for name in &told.skipped {
            self.unknown.count(name);
        }
        for fact in told.facts {
            let agent = fact.agent.map(|agent| self.aliases.get(&agent).cloned().unwrap_or(agent));
            let (source, key) = (self.source.clone(), key(&fact.key));
            let topic = fact.topic.map(|said| self.topics.word(&said));
            facts.push(Fact { source, key, agent, topic, ..fact });
        }
        Ok(())
    }

    /// Records read so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

/// What a record comes to: facts with their identity as the key, and names of what was passed
/// over.
#[derive(Default)]
struct Told {
    facts: Vec<Fact>,
    skipped: Vec<String>,
}

impl Told {
    /// A record that tells nothing: what of it says so, and how that is called.
    fn nothing(what: &str, name: &str) -> Self {
        Self { facts: Vec::new(), skipped: vec![format!("{what} {name}")] }
    }
}

/// What all facts of one leg have in common.
#[derive(Clone, Copy)]
struct Leg<'a> {
    call: &'a str,
    leg: &'a str,
    queue: Option<&'a str>,
    agent: Option<&'a str>,
}

impl Leg<'_> {
    /// A fact of this leg. One of a kind is told of a leg, so that the kind makes its key.
    fn fact(&self, kind: Kind, at: Instant) -> Fact {
        Fact {
            key: format!("{}|{}|{}", self.call, self.leg, kind.word()),
            at,
            kind: Some(kind),
            call: self.call.to_owned(),
            leg: Some(self.leg.to_owned()),
            queue: self.queue.map(str::to_owned),
            agent: self.agent.map(str::to_owned),
            ..Fact::default()
        }
    }

    /// What this leg was about, as it was said at this time: it may be said anew.
    fn topic(&self, at: Instant, said: &str) -> Fact {
        let told = Leg { queue: None, agent: None, ..*self }.fact(Kind::CallWrappedUp, at);
        // What was said may be anything, and a key is kept as it is.
        let key = format!("{}|{}|{:016x}", told.key, at.micros(), fingerprint(said));
        Fact { key, topic: Some(said.to_owned()), ..told }
    }
}

/// Words for nobody's number, spelled on the keys of a telephone: anonymous, restricted, blocked,
/// unavailable, unknown. Carriers put them where a caller keeps the number back.
const SPELLED: &[&str] = &["266696687", "7378742833", "2562533", "86282452253", "8656696"];

/// Who is calling, from a number or an address such as `tel:+39…` or `sip:name@host;…`.
fn caller_of(address: &str) -> Caller {
    let bare = bare(address);
    if SPELLED.contains(&bare.trim_start_matches('+')) { Caller::Withheld } else { caller(bare) }
}

/// The number in an address.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let is_address = |scheme: &str| {
        let (begins, rest) = address.split_at_checked(scheme.len())?;
        begins.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = ["tel:", "sip:", "sips:"].into_iter().find_map(is_address);
    rest.map_or(address, |rest| rest.split(['@', ';']).next().unwrap_or(rest))
}
