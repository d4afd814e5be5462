//! Letters on paper, as the configuration names who prints them, and what the printer tells.

mod bucket;
// A program without the press refuses letters on paper in words.
#[cfg_attr(not(feature = "press"), path = "unpressed.rs")]
mod pressing;
mod status;

use crate::Place;
pub use bucket::Bucket;
use domain::identity::TenantRow;
use gateways::{
    Carrier,
    post::{Kind, Printer, Tray},
};
use pressing::press;
use serde::Deserialize;
pub use status::{Report, Statuses, Wrong, take};
use std::{error::Error, path::PathBuf, time::Duration};

/// A printer, and the letterhead of what it prints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The letterhead: the sender's name, then the lines where they are reached.
    pub from: Vec<String>,
    /// Where letters are written.
    #[serde(default)]
    pub place: String,
    /// Where the printer's envelopes have their window.
    #[serde(default)]
    pub window: Window,
    /// The country of letters that name none, in two letters.
    #[serde(default = "italy")]
    pub country: String,
    /// What goes to this printer.
    #[serde(default = "both")]
    pub kinds: Vec<Sort>,
    /// The folder in which it finds batches.
    pub folder: Option<PathBuf>,
    /// The folder in which it leaves what it tells of letters.
    pub status: Option<PathBuf>,
    /// A bucket of an object store, in place of the two.
    pub bucket: Option<Bucket>,
    /// So long letters are gathered for a batch.
    #[serde(default = "hour")]
    pub every_minutes: u16,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
}

/// Where an envelope has its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// DIN 5008 form B.
    Left,
    /// DL, as in France, Italy and Belgium.
    #[default]
    Right,
}

/// How the post carries a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Like any other.
    Ordinary,
    /// With proof of posting and of delivery.
    Registered,
}

fn italy() -> String {
    "IT".to_owned()
}

fn both() -> Vec<Sort> {
    vec![Sort::Ordinary, Sort::Registered]
}

fn hour() -> u16 {
    60
}

/// A kind of letter with who hands it over.
type Carried = (Kind, Box<dyn Carrier>);

impl Post {
    /// Who hands its letters over, of each kind.
    ///
    /// # Errors
    /// Where it makes no sense, or this program was built without the press.
    pub(super) fn carriers(&self, tenant: &TenantRow) -> Result<Vec<Carried>, Box<dyn Error>> {
        self.check()?;
        let mut all: Vec<Carried> = Vec::new();
        for sort in &self.kinds {
            let kind = match sort {
                Sort::Ordinary => Kind::Ordinary,
                Sort::Registered => Kind::Registered,
            };
            let press = press(self, &tenant.zone)?;
            let (tray, country) = (self.batches()?, self.country.clone());
            all.push((kind, Box::new(Printer::new(tray, kind, country, press))));
        }
        Ok(all)
    }

    fn check(&self) -> Result<(), Box<dyn Error>> {
        let is_country =
            |text: &str| text.len() == 2 && text.bytes().all(|one| one.is_ascii_uppercase());
        if self.from.iter().all(|line| line.trim().is_empty()) {
            return Err("letters on paper have a sender: `from` is their letterhead".into());
        }
        if !is_country(&self.country) {
            return Err(format!("{:?} is no country in two capital letters", self.country).into());
        }
        let twice = |at: usize| self.kinds[..at].contains(&self.kinds[at]);
        if self.kinds.is_empty() || (0..self.kinds.len()).any(twice) {
            return Err("`kinds` names ordinary, registered, or both, each once".into());
        }
        Ok(())
    }

    /// So long letters are gathered for a batch.
    pub(super) fn gathers(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.every_minutes))
    }

    /// Where the printer finds batches.
    fn batches(&self) -> Result<Tray, Box<dyn Error>> {
        match (&self.folder, &self.bucket) {
            (Some(folder), None) => Ok(Tray::Folder(folder.clone())),
            (None, Some(bucket)) => bucket.tray(&bucket.batches),
            _ => Err("a printer has either a `folder` or a `bucket`".into()),
        }
    }

    /// Who reads what the printer tells, where it tells anything.
    ///
    /// # Errors
    /// Where its bucket makes no sense.
    pub(super) fn statuses(
        &self,
        place: &Place,
        tenant: &TenantRow,
    ) -> Result<Option<Statuses>, Box<dyn Error>> {
        let (tray, every) = match (&self.status, &self.bucket) {
            (Some(_), Some(_)) => return Err("`status` stands in the bucket's section".into()),
            (Some(folder), None) => (Tray::Folder(folder.clone()), status::EVERY),
            (None, Some(bucket)) => {
                let Some(prefix) = &bucket.status else { return Ok(None) };
                (bucket.tray(prefix)?, Duration::from_secs(bucket.every_seconds.into()))
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Statuses { place: place.clone(), tenant: tenant.id, tray, every }))
    }
}
