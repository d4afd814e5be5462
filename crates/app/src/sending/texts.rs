//! Text messages, as the configuration names who takes them, and what comes back.

use crate::Place;
use domain::{
    Tenant,
    contacts::letters,
    messaging::{self, Heard},
};
use gateways::{
    Carrier,
    sms::{
        self, Body, Callback, Folder, Http, Listener, News, Provider, Signing, Smpp, Smsc, Source,
    },
};
use kernel::Id;
use serde::Deserialize;
use std::{collections::BTreeMap, error::Error, path::PathBuf, sync::Arc};
use web::Reporter;

/// In whose name text messages go, and who takes them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// From whom they come: a name of up to eleven letters, a number, or a short code.
    pub from: String,
    /// The country of numbers that are written without one: `39`.
    pub country: Option<String>,
    /// A message centre, by SMPP.
    pub smpp: Option<Centre>,
    /// A service, by HTTP.
    pub http: Option<Service>,
    /// A folder that takes them, for development.
    pub folder: Option<PathBuf>,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
}

/// A message centre.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// Its host name.
    pub host: String,
    /// Its port.
    #[serde(default = "port")]
    pub port: u16,
    /// Whether TLS keeps the way to it from others.
    #[serde(default)]
    pub tls: bool,
    /// A file of certificates that are trusted besides the public ones.
    pub trusted: Option<PathBuf>,
    /// Who we are there.
    pub system_id: String,
    /// The password.
    pub password: String,
    /// The kind of system we are, where it wants to be told.
    #[serde(default)]
    pub system_type: String,
    /// Messages said in a second at the most.
    #[serde(default = "fifty")]
    pub per_second: u32,
    /// Messages that may be without an answer.
    #[serde(default = "window")]
    pub window: usize,
}

fn port() -> u16 {
    2775
}

fn fifty() -> u32 {
    50
}

fn window() -> usize {
    50
}

/// A service by HTTP. In its address, headers and body stand `{to}`, `{digits}`, `{text}`, `{from}`
/// and `{reference}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its address.
    pub url: String,
    /// What is said besides, such as `Authorization`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, as JSON.
    pub json: Option<String>,
    /// The body, as fields of a form.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Where its name of the message stands in the answer: `/id`.
    pub reference: Option<String>,
    /// How it reports what became of a message.
    pub reports: Option<Reports>,
}

/// How a service reports what became of a message: it calls `/api/v1/messages/reports/<name>`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reports {
    /// What it is called in the address.
    pub name: String,
    /// The secret with which it signs: `whsec_…` as Standard Webhooks have it, or any other over
    /// the body.
    pub secret: String,
    /// The header of the signature over the body; without it, as Standard Webhooks have it.
    pub header: Option<String>,
    /// Where its name of the message stands: `/id`.
    pub reference: String,
    /// Where stands what became of it: `/status`.
    pub state: String,
    /// Its words for a message that arrived.
    pub delivered: Vec<String>,
    /// Its words for one that did not.
    pub bounced: Vec<String>,
    /// Its words for one that is still on its way.
    #[serde(default)]
    pub delayed: Vec<String>,
    /// Where stands why, if anywhere.
    pub reason: Option<String>,
}

impl Reports {
    fn callback(&self) -> Callback {
        let secret = self.secret.clone();
        let signing = match &self.header {
            Some(header) => Signing::Body { header: header.clone(), secret },
            None => Signing::StandardWebhooks { secret },
        };
        let of =
            |words: &[String], heard| words.iter().map(move |word| (word.clone(), heard)).collect();
        let mut states: Vec<(String, Heard)> = of(&self.delivered, Heard::Delivered);
        states.extend::<Vec<_>>(of(&self.bounced, Heard::Bounced));
        states.extend::<Vec<_>>(of(&self.delayed, Heard::Delayed));
        Callback {
            signing,
            reference: self.reference.clone(),
            state: self.state.clone(),
            states,
            reason: self.reason.clone(),
        }
    }
}

/// The services whose reports the site takes.
///
/// # Errors
/// Where a company is not known.
pub fn reporters(place: &Place, all: &[Sms]) -> Result<Vec<Reporter>, Box<dyn Error>> {
    let mut reporters = Vec::new();
    for sms in all {
        let Some(reports) = sms.http.as_ref().and_then(|http| http.reports.as_ref()) else {
            continue;
        };
        let callback = reports.callback();
        reporters.push(Reporter {
            tenant: place.tenant(sms.tenant.as_deref())?.id,
            name: reports.name.clone(),
            read: Arc::new(move |header, body, now| {
                sms::read_callback(&callback, header, body, now)
                    .inspect_err(|why| eprintln!("premura: a report of a text message: {why}"))
                    .ok()
            }),
        });
    }
    Ok(reporters)
}

impl Sms {
    /// Who hands its messages over.
    ///
    /// # Errors
    /// Where it names nobody or two, or what it names makes no sense.
    pub(super) fn carrier(
        &self,
        place: &Place,
        tenant: Id<Tenant>,
    ) -> Result<Box<dyn Carrier>, Box<dyn Error>> {
        match (&self.smpp, &self.http, &self.folder) {
            (Some(centre), None, None) => {
                let smsc = self.smsc(centre)?;
                Ok(Box::new(Smpp::open(smsc, listener(place.clone(), tenant))?))
            }
            (None, Some(service), None) => Ok(Box::new(Http::new(self.provider(service))?)),
            (None, None, Some(folder)) => Ok(Box::new(Folder::new(folder.clone()))),
            _ => Err("text messages go to a centre, to a service, or into a folder".into()),
        }
    }

    fn smsc(&self, centre: &Centre) -> Result<Smsc, Box<dyn Error>> {
        let trusted = centre.trusted.as_ref().map(std::fs::read).transpose()?;
        Ok(Smsc {
            security: if centre.tls { sms::Security::Tls } else { sms::Security::None },
            trusted: trusted.unwrap_or_default(),
            system_id: centre.system_id.clone(),
            password: centre.password.clone(),
            system_type: centre.system_type.clone(),
            country: self.country.clone(),
            per_second: centre.per_second,
            window: centre.window,
            ..Smsc::new(&centre.host, centre.port, Source::new(&self.from)?)
        })
    }

    fn provider(&self, service: &Service) -> Provider {
        let pairs = |all: &BTreeMap<String, String>| {
            all.iter().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        let body = match &service.json {
            Some(json) => Body::Json(json.clone()),
            None if service.form.is_empty() => Body::None,
            None => Body::Form(pairs(&service.form)),
        };
        Provider {
            headers: pairs(&service.headers),
            country: self.country.clone(),
            reference: service.reference.clone(),
            ..Provider::new(&service.url, body, &self.from)
        }
    }
}

/// Writes down what a centre tells: all of it in one unit of work, or it is told again.
fn listener(place: Place, tenant: Id<Tenant>) -> Listener {
    Arc::new(move |news: Vec<News>| {
        let written = place.act(tenant, move |desk| {
            let (mut receipts, mut texts) = (Vec::new(), Vec::new());
            for one in &news {
                match one {
                    News::Receipt(receipt) => receipts.push(receipt.clone()),
                    News::Coming(coming) => texts.push(coming),
                }
            }
            messaging::heard_all(desk, &receipts)?;
            texts.iter().try_for_each(|one| texted(desk, &one.from, &one.text))
        });
        match written {
            Ok(()) => true,
            Err(error) => {
                eprintln!("premura: text messages heard: {error}");
                false
            }
        }
    })
}

/// A text of a sender who is no telephone cannot be answered, and is none of a client's.
fn texted(desk: &mut domain::Desk<'_>, from: &str, text: &str) -> domain::Result<()> {
    let digits = from.chars().filter(char::is_ascii_digit).count();
    if !(5..=18).contains(&digits) {
        return Ok(());
    }
    // Centres name telephones by their digits with the country, without a plus.
    let is_bare = digits >= 9 && from.chars().all(|one| one.is_ascii_digit());
    let from = if is_bare { format!("+{}", from.trim_start_matches('0')) } else { from.to_owned() };
    letters::texted(desk, &from, text).map(drop)
}
