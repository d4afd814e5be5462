//! A message centre, as the configuration names it.

use super::Sms;
use gateways::sms::{Binding, Coding, Joining, ReceiptIds, Security, Smsc, Source};
use serde::Deserialize;
use std::{error::Error, fs, path::PathBuf, time::Duration};

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
    /// What is contracted with its operator besides.
    #[serde(default)]
    pub manners: Manners,
}

/// How a centre wants to be spoken to, where it is not as most are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manners {
    /// By which sessions we are there.
    pub binding: Option<Binding>,
    /// What it reads where the data coding says "default alphabet".
    pub coding: Option<Coding>,
    /// How the parts of a long message say that they belong together.
    pub joining: Option<Joining>,
    /// How its receipts name a message.
    pub receipt_ids: Option<ReceiptIds>,
    /// Type and plan of the sender's number, as SMPP counts them.
    pub source: Option<[u8; 2]>,
    /// Messages of which a text may consist.
    pub parts_max: Option<usize>,
    /// For how many hours it tries to reach a telephone; nought: as long as it likes.
    pub validity_hours: Option<u16>,
    /// So long it may take to answer.
    pub answer_seconds: Option<u16>,
    /// After so much silence it is asked whether it is still there.
    pub enquire_seconds: Option<u16>,
    /// Statuses besides the known ones that mean "try later".
    #[serde(default)]
    pub later: Vec<u32>,
    /// Statuses besides the known one that mean "there is nobody of this number".
    #[serde(default)]
    pub nobody: Vec<u32>,
    /// What stands behind `err:` in its receipts where there is nobody of that number.
    #[serde(default)]
    pub nobody_errors: Vec<String>,
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

impl Centre {
    /// The centre, for messages of this sender.
    ///
    /// # Errors
    /// Where the sender is none, or certificates cannot be read.
    pub(super) fn smsc(&self, sms: &Sms) -> Result<Smsc, Box<dyn Error>> {
        let trusted = self.trusted.as_ref().map(fs::read).transpose()?;
        let smsc = Smsc {
            security: if self.tls { Security::Tls } else { Security::None },
            trusted: trusted.unwrap_or_default(),
            system_id: self.system_id.clone(),
            password: self.password.clone(),
            system_type: self.system_type.clone(),
            country: sms.country.clone(),
            per_second: self.per_second,
            window: self.window,
            ..Smsc::new(&self.host, self.port, Source::new(&sms.from)?)
        };
        Ok(self.manners.of(smsc))
    }
}

impl Manners {
    /// The centre with these manners; where they say nothing it is as most are.
    fn of(&self, usual: Smsc) -> Smsc {
        let seconds = |seconds: u16| Duration::from_secs(seconds.into());
        let validity = |hours: u16| (hours > 0).then(|| seconds(hours) * 3_600);
        let source = usual.source.clone();
        Smsc {
            binding: self.binding.unwrap_or(usual.binding),
            coding: self.coding.unwrap_or(usual.coding),
            joining: self.joining.unwrap_or(usual.joining),
            receipt_ids: self.receipt_ids.unwrap_or(usual.receipt_ids),
            source: match self.source {
                Some([ton, npi]) => source.numbered(ton, npi),
                None => source,
            },
            parts_max: self.parts_max.unwrap_or(usual.parts_max),
            validity: self.validity_hours.map_or(usual.validity, validity),
            answer_within: self.answer_seconds.map_or(usual.answer_within, seconds),
            enquire_after: self.enquire_seconds.map_or(usual.enquire_after, seconds),
            later: self.later.clone(),
            nobody: self.nobody.clone(),
            nobody_errors: self.nobody_errors.clone(),
            ..usual
        }
    }
}
