//! A service that takes short messages by HTTP, as the configuration describes it.

use serde::Deserialize;
use std::{ops::RangeInclusive, time::Duration};

/// A service that takes short messages by HTTP. In `url`, `headers` and `body` stand `{to}` (the
/// number with its country and a plus), `{digits}` (without the plus), `{text}`, `{from}` and
/// `{reference}` (our own name of the message, the same at every attempt).
#[derive(Clone, Debug)]
pub struct Provider {
    /// How it is asked.
    pub method: Verb,
    /// Its address. Only one on this machine may do without TLS.
    pub url: String,
    /// What is said besides, such as `Authorization`.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Body,
    /// From whom messages come.
    pub from: String,
    /// The country of numbers that are written without one: `39`. None: such a number is refused.
    pub country: Option<String>,
    /// Where its name of the message stands in the answer (JSON pointer, RFC 6901). An answer that
    /// should have one and has none says nothing, whatever its status.
    pub reference: Option<String>,
    /// What its answers mean; the first that fits holds, and where none fits, what HTTP itself says
    /// of the status.
    pub verdicts: Vec<Verdict>,
    /// Certificates that are trusted in place of the public ones, as PEM; empty: the public ones.
    pub trusted: Vec<u8>,
    /// Messages of which a text may consist; 10. A longer one is refused.
    pub parts_max: usize,
    /// So long it may take to answer; 30 seconds.
    pub answer_within: Duration,
}

/// How a service is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// With a body, as nearly all want it.
    #[default]
    Post,
    /// With a body too.
    Put,
    /// With everything in the address.
    Get,
}

/// What is sent to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON, in whose texts values are put in.
    Json(String),
    /// Fields of a form.
    Form(Vec<(String, String)>),
}

/// What an answer means.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// For which statuses it holds; none: for all.
    pub status: Option<RangeInclusive<u16>>,
    /// Where in the answer one of `words` must stand; none: anywhere is well.
    pub pointer: Option<String>,
    /// What must stand there.
    pub words: Vec<String>,
    /// What it means then.
    pub means: Means,
}

/// What a service says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// It has it.
    Accepted,
    /// Not now, or it speaks of us: credentials, money, the interface.
    Later,
    /// Never.
    Refused,
    /// There is nobody of this number.
    Nobody,
    /// It may have it or not.
    Unknown,
}

impl Provider {
    /// A service at this address that takes this body, with the usual limits.
    pub fn new(url: &str, body: Body, from: &str) -> Self {
        Self {
            method: Verb::Post,
            url: url.to_owned(),
            headers: Vec::new(),
            body,
            from: from.to_owned(),
            country: None,
            reference: None,
            verdicts: Vec::new(),
            trusted: Vec::new(),
            parts_max: 10,
            answer_within: Duration::from_secs(30),
        }
    }
}
