//! A service that takes text messages by HTTP, as the configuration names it.

use super::Sms;
use domain::messaging::Heard;
use gateways::sms::{self, Body, Callback, Means, Provider, Signing, Verb};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, io, path::PathBuf, time::Duration};

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
    /// How it is asked.
    #[serde(default)]
    pub method: Verb,
    /// What its answers mean; the first that fits holds, and else what HTTP says of the status.
    #[serde(default)]
    pub answers: Vec<Verdict>,
    /// A file of certificates, which alone are trusted.
    pub trusted: Option<PathBuf>,
    /// Messages of which a text may consist.
    pub parts_max: Option<usize>,
    /// So long it may take to answer.
    pub answer_seconds: Option<u16>,
    /// How it reports what became of a message.
    pub reports: Option<Reports>,
}

/// What an answer means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The first and the last status for which it holds; without them, for all.
    pub status: Option<[u16; 2]>,
    /// Where in the answer one of the words must stand: `/status`.
    pub at: Option<String>,
    /// What must stand there.
    #[serde(default)]
    pub words: Vec<String>,
    /// What it means then.
    pub means: Means,
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
    pub(super) fn callback(&self) -> Callback {
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

impl Service {
    /// The service, for messages of this sender.
    ///
    /// # Errors
    /// Where certificates cannot be read.
    pub(super) fn provider(&self, sms: &Sms) -> io::Result<Provider> {
        let pairs = |all: &BTreeMap<String, String>| {
            all.iter().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        let body = match &self.json {
            Some(json) => Body::Json(json.clone()),
            None if self.form.is_empty() => Body::None,
            None => Body::Form(pairs(&self.form)),
        };
        let usual = Provider::new(&self.url, body, &sms.from);
        let seconds = |seconds: u16| Duration::from_secs(seconds.into());
        Ok(Provider {
            method: self.method,
            headers: pairs(&self.headers),
            country: sms.country.clone(),
            reference: self.reference.clone(),
            verdicts: self.answers.iter().map(Verdict::named).collect(),
            trusted: self.trusted.as_ref().map(fs::read).transpose()?.unwrap_or_default(),
            parts_max: self.parts_max.unwrap_or(usual.parts_max),
            answer_within: self.answer_seconds.map_or(usual.answer_within, seconds),
            ..usual
        })
    }
}

impl Verdict {
    fn named(&self) -> sms::Verdict {
        sms::Verdict {
            status: self.status.map(|[first, last]| first..=last),
            pointer: self.at.clone(),
            words: self.words.clone(),
            means: self.means,
        }
    }
}
