//! A bucket of an object store, as the configuration names it.

use gateways::post::{Bucket as Opened, Reached, Tray};
use serde::Deserialize;
use std::{error::Error, fs, path::PathBuf};

/// A bucket that we and the printer both see.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// The store's address.
    pub endpoint: String,
    /// The region it says it is in.
    #[serde(default = "region")]
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// Who we are there.
    pub key: String,
    /// By what we prove it.
    pub secret: String,
    /// Whether the name stands in the path of addresses, and not in the host's name.
    #[serde(default)]
    pub in_path: bool,
    /// A file of certificates, which alone are trusted.
    pub trusted: Option<PathBuf>,
    /// How names of batches begin.
    #[serde(default = "batches")]
    pub batches: String,
    /// How names of files begin that tell of letters.
    pub status: Option<String>,
    /// It is asked this often what there is.
    #[serde(default = "minute")]
    pub every_seconds: u16,
}

fn minute() -> u16 {
    60
}

fn region() -> String {
    "us-east-1".to_owned()
}

fn batches() -> String {
    "batches/".to_owned()
}

impl Bucket {
    /// What is below this prefix.
    ///
    /// # Errors
    /// Where it makes no sense.
    pub(super) fn tray(&self, prefix: &str) -> Result<Tray, Box<dyn Error>> {
        if prefix.starts_with('/') || !(prefix.is_empty() || prefix.ends_with('/')) {
            return Err(format!("{prefix:?} ends with a stroke and begins with none").into());
        }
        let trusted = self.trusted.as_ref().map(fs::read).transpose()?.unwrap_or_default();
        let Self { endpoint, region, name, key, secret, in_path, .. } = self.clone();
        let opened =
            Opened::new(Reached { endpoint, region, name, key, secret, in_path, trusted })?;
        Ok(Tray::Bucket(Box::new(opened), prefix.to_owned()))
    }
}
