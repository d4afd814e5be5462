//! Short messages by HTTP: services that each have an interface of their own, which the
//! configuration describes.

mod callback;
mod provider;
mod template;

use super::number;
use crate::{
    carrier::{Carrier, Handed, one_by_one},
    http::{self, Patience},
};
pub use callback::{Callback, Misread, Signing, read_callback};
use domain::messaging::{Fate, Parcel, segments};
pub use provider::{Body, Means, Provider, Verb, Verdict};
use serde_json::Value as Json;
use std::time::Duration;
use template::{Values, in_url};
use ureq::{
    Agent, Error,
    http::{Method, Request, Response, StatusCode, Uri},
};

/// A service that is described wrongly.
#[derive(Debug, thiserror::Error)]
pub enum WrongProvider {
    /// The body is no JSON.
    #[error("the body is no JSON")]
    Body(#[source] serde_json::Error),
    /// The address is none, or would tell everybody on the way what is said.
    #[error("{0} is no address that begins with https://")]
    Address(String),
    /// The certificates that are to be trusted cannot be read.
    #[error("the trusted certificates cannot be read")]
    Trusted(#[source] Error),
}

/// The longest answer that is read.
const ANSWER_MAX: u64 = 64 * 1024;
/// Letters of an answer that are kept.
const SAID_MAX: usize = 300;
/// A service that does not take a connection within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// A connection that was idle for longer is not used again.
const IDLE_MAX: Duration = Duration::from_secs(2);

/// Hands messages over to a service, one after the other.
pub struct Http {
    provider: Provider,
    json: Option<Json>,
    agent: Agent,
}

impl Http {
    /// Messages go to this service.
    ///
    /// # Errors
    /// [`WrongProvider`] where it is described wrongly.
    pub fn new(provider: Provider) -> Result<Self, WrongProvider> {
        let json = match &provider.body {
            Body::Json(text) => Some(serde_json::from_str(text).map_err(WrongProvider::Body)?),
            Body::None | Body::Form(_) => None,
        };
        let wrong = || WrongProvider::Address(provider.url.clone());
        let address = provider.url.replace(['{', '}'], "");
        let address: Uri = address.parse().map_err(|_| wrong())?;
        if !http::is_private(&address) {
            return Err(wrong());
        }
        let patience =
            Patience { connect: CONNECT_WITHIN, answer: provider.answer_within, idle: IDLE_MAX };
        let agent = http::agent(&provider.trusted, &patience).map_err(WrongProvider::Trusted)?;
        Ok(Self { provider, json, agent })
    }

    fn hand_over(&self, parcel: &Parcel) -> Handed {
        match self.request(parcel) {
            Ok(request) => match self.agent.run(request) {
                Ok(answer) => self.understood(answer),
                Err(error) => Handed::new(fate(&error), words(&error)),
            },
            Err(said) => Handed::new(Fate::Refused, said),
        }
    }

    fn request(&self, parcel: &Parcel) -> Result<Request<Vec<u8>>, String> {
        let Provider { method, url, headers, body, from, country, parts_max, .. } = &self.provider;
        let parts = segments(&parcel.text).parts.len();
        if parts > *parts_max {
            return Err(format!("it takes {parts} messages, {parts_max} at the most"));
        }
        let digits = number::digits(&parcel.recipient, country.as_deref())?;
        let values = Values {
            to: format!("+{digits}"),
            digits,
            text: parcel.text.clone(),
            from: from.clone(),
            reference: parcel.message.to_string(),
        };
        let method = match method {
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Get => Method::GET,
        };
        let mut request = Request::builder().method(method).uri(values.fill(url, in_url));
        for (name, value) in headers {
            request = request.header(name, values.fill(value, str::to_owned));
        }
        let (kind, body) = match (body, &self.json) {
            (Body::Form(fields), _) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &values.fill(value, str::to_owned));
                }
                (Some("application/x-www-form-urlencoded"), form.finish())
            }
            (Body::Json(_), Some(json)) => {
                (Some("application/json"), values.fill_json(json).to_string())
            }
            (Body::Json(_) | Body::None, _) => (None, String::new()),
        };
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        request.body(body.into_bytes()).map_err(|error| error.to_string())
    }

    fn understood(&self, mut answer: Response<ureq::Body>) -> Handed {
        let status = answer.status();
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
        let Ok(body) = body else {
            return Handed::new(Fate::Unknown, format!("{status}, and then it broke off"));
        };
        let json: Option<Json> = serde_json::from_slice(&body).ok();
        let at = |pointer: &str| json.as_ref().and_then(|json| word(json.pointer(pointer)?));
        let fits = |verdict: &&Verdict| {
            let Verdict { status: statuses, pointer, words, .. } = verdict;
            let is_status = statuses.as_ref().is_none_or(|all| all.contains(&status.as_u16()));
            let is_word = pointer
                .as_ref()
                .is_none_or(|pointer| at(pointer).is_some_and(|found| words.contains(&found)));
            is_status && is_word
        };
        let reference = self.provider.reference.as_deref().and_then(at);
        let is_named = reference.is_some() || self.provider.reference.is_none();
        let known = self.provider.verdicts.iter().find(fits).map(|verdict| verdict.means);
        let means = known.unwrap_or_else(|| match usual(status) {
            // Some say yes to everything, and in the answer why not.
            Means::Accepted if !is_named => Means::Unknown,
            usual => usual,
        });
        let fate = match means {
            Means::Accepted => Fate::Accepted,
            Means::Later => Fate::Postponed,
            Means::Refused => Fate::Refused,
            Means::Nobody => Fate::Unreachable,
            Means::Unknown => Fate::Unknown,
        };
        let said: String = String::from_utf8_lossy(&body).chars().take(SAID_MAX).collect();
        let reference = reference.filter(|_| fate == Fate::Accepted);
        Handed { fate, said: format!("{status}: {said}"), reference }
    }
}

impl Carrier for Http {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        one_by_one(parcels, ends, |parcel| self.hand_over(parcel))
    }

    /// Connections end by themselves after two seconds.
    fn rest(&mut self) {}
}

/// A text, number or truth as a word.
fn word(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// What a status means where nothing else is said (RFC 9110, 15). One that speaks of us is for us
/// to put right; a gateway that got no answer does not know whether somebody behind it has the
/// message.
fn usual(status: StatusCode) -> Means {
    match status.as_u16() {
        200..=299 => Means::Accepted,
        300..=399 | 401..=405 | 407 | 408 | 421 | 425 | 426 | 429 | 503 => Means::Later,
        400..=499 | 501 | 505 => Means::Refused,
        _ => Means::Unknown,
    }
}

/// What is known of a message where there was no answer.
fn fate(error: &Error) -> Fate {
    if http::is_unsaid(error) { Fate::Postponed } else { Fate::Unknown }
}

fn words(error: &Error) -> String {
    error.to_string().chars().take(SAID_MAX).collect()
}
