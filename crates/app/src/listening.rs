//! Telephone exchanges that the configuration names, each listened to by a thread of its own.

use crate::{Place, Stop};
use domain::contacts::calls::is_link;
use gateways::{Kind, Listened, Login, Manners, Site, listen};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    path::PathBuf,
    sync::Arc,
    thread::{self, JoinHandle},
};

/// An exchange, as the configuration names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What it is called; the source of its facts. That of earlier imports of its log.
    pub name: String,
    /// What it is.
    pub kind: Make,
    /// Where it answers: host and port.
    pub address: String,
    /// Who we are there; FreeSWITCH asks only for the password.
    #[serde(default)]
    pub user: String,
    /// The secret, or the password.
    pub secret: String,
    /// True where Asterisk's secret is sent as it is instead of answering a challenge.
    #[serde(default)]
    pub plain: bool,
    /// Asterisk's `queue_log`, where this machine can read it.
    pub log: Option<PathBuf>,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
    /// Contexts of the dial plan in which callers from outside arrive.
    #[serde(default)]
    pub inbound: Vec<String>,
    /// One name for agents of whom the exchange speaks under several.
    #[serde(default)]
    pub agents: BTreeMap<String, String>,
    /// Where recordings can be listened to: an address with `{call}` in it.
    pub recordings: Option<String>,
}

/// Makes of exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Make {
    /// Asterisk, by its manager interface.
    Asterisk,
    /// FreeSWITCH, by its event socket.
    FreeSwitch,
}

impl Exchange {
    fn listened(&self) -> Listened {
        let kind = match self.kind {
            Make::FreeSwitch => Kind::FreeSwitch(self.secret.clone()),
            Make::Asterisk => Kind::Asterisk(Login {
                user: self.user.clone(),
                secret: self.secret.clone(),
                plain: self.plain,
            }),
        };
        let manners = Manners {
            source: self.name.clone(),
            inbound: self.inbound.clone(),
            agents: self.agents.clone(),
            recordings: self.recordings.clone(),
        };
        Listened { kind, address: self.address.clone(), manners, log: self.log.clone() }
    }
}

/// Starts a listener for each; they end when they are told to stop.
///
/// # Errors
/// Where two have one name, a company is not known, or the machine gives no thread.
pub fn start(
    place: &Place,
    exchanges: &[Exchange],
    stop: &Stop,
) -> Result<Vec<JoinHandle<()>>, Box<dyn Error>> {
    let mut named = BTreeSet::new();
    let mut threads = Vec::new();
    for exchange in exchanges {
        let tenant = place.tenant(exchange.tenant.as_deref())?.id;
        if !named.insert((tenant, exchange.name.as_str())) || exchange.name.is_empty() {
            return Err("two exchanges have one name, or one has none".into());
        }
        if exchange.recordings.as_deref().is_some_and(|link| !names_the_call(link)) {
            return Err(
                "the address of recordings begins with https:// and has {call} in it".into()
            );
        }
        let clock = place.clone();
        let site = Site {
            db: place.db.clone(),
            tenant,
            clock: Arc::new(move || clock.world()),
            shelf: Arc::clone(&place.shelf),
        };
        let (listened, stop, name) = (exchange.listened(), stop.clone(), exchange.name.clone());
        let thread = thread::Builder::new().name("exchange".to_owned());
        threads.push(thread.spawn(move || {
            listen(&site, &listened, &stop, &|trouble| say(&name, trouble));
        })?);
    }
    Ok(threads)
}

fn names_the_call(link: &str) -> bool {
    is_link(link) && link.contains("{call}")
}

fn say(exchange: &str, trouble: &dyn Error) {
    let mut said = trouble.to_string();
    let mut cause = trouble.source();
    while let Some(below) = cause {
        said.push_str(&format!(", because {below}"));
        cause = below.source();
    }
    eprintln!("premura: exchange {exchange}: {said}");
}
