//! Text messages, as the configuration names who takes them, and what comes back.

mod centre;
mod service;

use crate::Place;
pub use centre::{Centre, Manners};
use domain::{Tenant, contacts::letters, messaging};
use gateways::{
    Carrier,
    sms::{self, Folder, Http, Listener, Misread, News, Smpp},
};
use kernel::Id;
use serde::Deserialize;
pub use service::{Reports, Service};
use std::{error::Error, path::PathBuf, sync::Arc};
use web::{Report, Reporter};

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
                match sms::read_callback(&callback, header, body, now) {
                    Ok(receipt) => Report::Heard(receipt),
                    Err(Misread::UnknownState(_)) => Report::Nothing,
                    Err(why) => {
                        eprintln!("premura: a report of a text message: {why}");
                        Report::Wrong
                    }
                }
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
                let smsc = centre.smsc(self)?;
                Ok(Box::new(Smpp::open(smsc, listener(place.clone(), tenant))?))
            }
            (None, Some(service), None) => Ok(Box::new(Http::new(service.provider(self)?)?)),
            (None, None, Some(folder)) => Ok(Box::new(Folder::new(folder.clone()))),
            _ => Err("text messages go to a centre, to a service, or into a folder".into()),
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
