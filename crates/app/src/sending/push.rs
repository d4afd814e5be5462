//! Bells at clients' devices: that there is a message in their area, and nothing of it.

use super::Crew;
use crate::{Place, Stop};
use domain::{
    Tenant,
    accounts::{self, Bell, Rung},
    identity::TenantRow,
};
use gateways::push::{self, Device, Hosts, KNOWN, Key};
use kernel::{Id, Instant};
use serde::Deserialize;
use std::{error::Error, fs, path::PathBuf, sync::Arc, thread, time::Duration};

/// Messages that wait for the end of quiet hours are looked for this often, and what nobody woke us
/// for.
const EVERY: Duration = Duration::from_secs(5);
/// After a failure of the database we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// Bells taken at once: so many are lost where the program dies.
const BELLS_AT_ONCE: i64 = 20;
/// Those who ring: a service that is slow holds one of them up.
const RINGERS: usize = 4;

/// Who we are to the makers of browsers, who ring at their clients' devices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// Whom they write to if we are a nuisance: `mailto:…` or `https:…`.
    pub subject: String,
    /// The file of our key; `premura push key FILE` makes one.
    pub key: PathBuf,
    /// The hosts that are spoken to; without it, the services of the browsers that are known.
    pub hosts: Option<Vec<String>>,
    /// A file of certificates that are trusted in place of the public ones.
    pub trusted: Option<PathBuf>,
}

impl Push {
    fn hosts(&self) -> Hosts {
        self.hosts.as_ref().map_or_else(|| Hosts::new(KNOWN), Hosts::new)
    }

    fn key(&self) -> Result<Key, Box<dyn Error>> {
        let pem = fs::read(&self.key)
            .map_err(|error| format!("cannot read {}: {error}", self.key.display()))?;
        Ok(Key::new(&pem, &self.subject)?)
    }

    fn opened(&self) -> Result<push::Push, Box<dyn Error>> {
        let trusted = self.trusted.as_ref().map(fs::read).transpose()?.unwrap_or_default();
        Ok(push::Push::new(self.key()?, self.hosts(), &trusted)?)
    }

    /// What the site has to know, so that browsers can be asked.
    ///
    /// # Errors
    /// Where the key cannot be read.
    pub fn told(&self) -> Result<web::Pushing, Box<dyn Error>> {
        let (key, hosts) = (self.key()?.public(), self.hosts());
        let takes = Arc::new(move |endpoint: &str| hosts.takes(endpoint));
        Ok(web::Pushing { key, takes })
    }
}

/// One who rings for every company.
struct Ringer {
    place: Place,
    push: push::Push,
}

impl Crew<'_> {
    /// Starts those who ring.
    pub(super) fn bells(&mut self, push: &Push) -> Result<(), Box<dyn Error>> {
        for _ in 0..RINGERS {
            let ringer = Ringer { place: self.place.clone(), push: push.opened()? };
            let (stop, thread) = (self.stop.clone(), thread::Builder::new().name("push".into()));
            self.threads.push(thread.spawn(move || ringer.run(&stop))?);
        }
        Ok(())
    }
}

impl Ringer {
    fn run(&self, stop: &Stop) {
        let wakes = self.place.db.subscribe(domain::messaging::TOPIC);
        while !stop.wait(Duration::ZERO) {
            match self.turn(stop) {
                Ok(true) => {}
                Ok(false) => {
                    wakes.wait(EVERY);
                }
                Err(error) => {
                    eprintln!("premura: push: {error}");
                    stop.wait(AFTER_FAILURE);
                }
            }
        }
    }

    /// Rings what is due in every company; answers whether there may be more.
    fn turn(&self, stop: &Stop) -> domain::Result<bool> {
        let mut more = false;
        for tenant in self.place.tenants()? {
            let take = |desk: &mut domain::Desk<'_>| accounts::bells(desk, BELLS_AT_ONCE);
            let (bells, left) = self.place.act(tenant.id, take)?;
            more |= left;
            if !bells.is_empty() {
                self.ring(&tenant, bells, stop)?;
            }
        }
        Ok(more)
    }

    fn ring(&self, tenant: &TenantRow, bells: Vec<Bell>, stop: &Stop) -> domain::Result<()> {
        let ring = |bell: Bell| {
            // Who is told to end puts the rest off: nothing was said yet.
            let rung = match stop.wait(Duration::ZERO) {
                true => Rung::Later(None),
                false => self.one(tenant, &bell),
            };
            (bell, rung)
        };
        let rung: Vec<(Bell, Rung)> = bells.into_iter().map(ring).collect();
        let id: Id<Tenant> = tenant.id;
        self.place.act(id, move |desk| accounts::rung(desk, &rung))
    }

    fn one(&self, tenant: &TenantRow, bell: &Bell) -> Rung {
        let now = self.place.clock.now();
        let lasts = (bell.expires_at - now) / Instant::SECOND;
        let lasts = u32::try_from(lasts).unwrap_or(0);
        let device = Device { endpoint: &bell.endpoint, key: &bell.key, secret: &bell.secret };
        let text = web::bell(&tenant.name, bell.language);
        match self.push.ring(&device, text.as_bytes(), (now, lasts)) {
            push::Rung::Taken => Rung::Taken,
            push::Rung::Gone => Rung::Gone,
            push::Rung::Later(wait) => {
                Rung::Later(wait.map(|seconds| i64::from(seconds) * Instant::SECOND))
            }
            push::Rung::Lost(why) => {
                eprintln!("premura: push: a bell was not rung: {why}");
                Rung::Lost
            }
        }
    }
}
