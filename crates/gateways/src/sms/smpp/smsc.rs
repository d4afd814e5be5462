//! A short message centre (SMSC), and how it wants to be spoken to.

use domain::messaging::septets;
use serde::Deserialize;
use std::time::Duration;

/// A short message centre that takes what we send. What is contracted with its operator says most
/// of it; [`Smsc::new`] has what nearly all of them take.
#[derive(Clone, Debug)]
pub struct Smsc {
    /// Its host name, which its certificate must bear where there is TLS.
    pub host: String,
    /// Its port; 2775 is usual, 3550 with TLS.
    pub port: u16,
    /// Whether TLS keeps the way to it from others, from the first byte on.
    pub security: Security,
    /// Certificates that are trusted besides the public ones, as PEM; empty: none.
    pub trusted: Vec<u8>,
    /// Who we are there; 15 letters at the most.
    pub system_id: String,
    /// The password; 8 letters at the most, though many take longer ones.
    pub password: String,
    /// The kind of system we are, where it wants to be told; empty.
    pub system_type: String,
    /// By which sessions we are there; one for both ways.
    pub binding: Binding,
    /// From whom messages come.
    pub source: Source,
    /// The country of numbers that are written without one: `39`. None: such a number is refused.
    pub country: Option<String>,
    /// What it reads where the data coding says "default alphabet"; [`Coding::Gsm`].
    pub coding: Coding,
    /// How the parts of a long message say that they belong together; [`Joining::Udh`].
    pub joining: Joining,
    /// Messages of which a text may consist; 10. A longer one is refused.
    pub parts_max: usize,
    /// For how long it tries to reach a telephone; two days. None: for as long as it likes.
    pub validity: Option<Duration>,
    /// Messages that may be without an answer at the same time; 50, of 1 to 1,000.
    pub window: usize,
    /// Messages said in a second at the most; 50, of 1 to 100,000.
    pub per_second: u32,
    /// After so much silence it is asked whether it is still there; 30 seconds.
    pub enquire_after: Duration,
    /// So long it may take to answer; 30 seconds. A message without an answer by then may be there
    /// or not, and the session is ended.
    pub answer_within: Duration,
    /// How its receipts name a message.
    pub receipt_ids: ReceiptIds,
    /// Statuses besides the known ones that mean "try later", as an operator's own "no credit".
    pub later: Vec<u32>,
    /// Statuses besides 0x0B that mean "there is nobody of this number".
    pub nobody: Vec<u32>,
    /// What stands behind `err:` in its receipts where there is nobody of that number.
    pub nobody_errors: Vec<String>,
}

/// Whether others on the way can read what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// Nothing: for a private line or a tunnel.
    None,
}

/// By which sessions we are at an SMSC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// One for both ways (`bind_transceiver`).
    Transceiver,
    /// Two: one says (`bind_transmitter`), the other hears (`bind_receiver`).
    Separate,
    /// One that says; nothing is heard of what becomes of a message.
    Transmitter,
}

/// What an SMSC reads where the data coding is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coding {
    /// The GSM default alphabet, a septet in each byte.
    Gsm,
    /// Latin-1. It turns it into the GSM alphabet itself; what is not in both goes as UCS-2.
    Latin1,
    /// Nobody knows: everything goes as UCS-2, which says so.
    Ucs2,
}

/// How the parts of a long message say that they belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Joining {
    /// By a header in the text itself (3GPP TS 23.040, 9.2.3.24.1).
    Udh,
    /// By the optional parameters `sar_*`: the SMSC writes the header.
    Sar,
    /// Not at all: the SMSC gets all of it in `message_payload`, and cuts it.
    Payload,
}

/// How receipts name a message in their text. Some SMSCs answer with a hexadecimal number and name
/// the same in decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptIds {
    /// As it was named when it was taken.
    Same,
    /// In decimal, what was a hexadecimal number when it was taken.
    Decimal,
    /// In hexadecimal, what was a decimal number when it was taken.
    Hexadecimal,
}

impl Smsc {
    /// An SMSC as most are: without TLS, one session for both ways, and the limits that each field
    /// names.
    pub fn new(host: &str, port: u16, source: Source) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security: Security::None,
            trusted: Vec::new(),
            system_id: String::new(),
            password: String::new(),
            system_type: String::new(),
            binding: Binding::Transceiver,
            source,
            country: None,
            coding: Coding::Gsm,
            joining: Joining::Udh,
            parts_max: 10,
            validity: Some(Duration::from_secs(2 * 24 * 3_600)),
            window: 50,
            per_second: 50,
            enquire_after: Duration::from_secs(30),
            answer_within: Duration::from_secs(30),
            receipt_ids: ReceiptIds::Same,
            later: Vec::new(),
            nobody: Vec::new(),
            nobody_errors: Vec::new(),
        }
    }

    /// Where it is, for reports.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// From whom messages come: a name, a number, or a short code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The type of number (SMPP 3.4, 5.2.5).
    pub(super) ton: u8,
    /// The numbering plan (5.2.6).
    pub(super) npi: u8,
    pub(super) address: String,
}

/// A source that is none.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0} is neither a name of 1 to 11 letters of the GSM alphabet nor a number of 3 to 15 digits"
)]
pub struct WrongSource(String);

impl Source {
    /// The source that is written so: `Aurora`, `+390115550100`, or a short code as `40404`. It is
    /// a name (type 5), an international number (type 1), or one that only the network knows
    /// (type 3).
    ///
    /// ```
    /// use gateways::sms::Source;
    /// assert!(Source::new("Aurora").is_ok() && Source::new("+390115550100").is_ok());
    /// assert!(Source::new("Aurora Assicurazioni").is_err());
    /// ```
    ///
    /// # Errors
    /// [`WrongSource`] for what is none of these.
    pub fn new(written: &str) -> Result<Self, WrongSource> {
        let wrong = || WrongSource(written.to_owned());
        let digits = written.strip_prefix('+').unwrap_or(written);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let (ton, npi) = match (is_number, digits.len() < written.len()) {
            (true, _) if !(3..=15).contains(&digits.len()) => return Err(wrong()),
            (true, true) => (1, 1),
            (true, false) => (3, 0),
            (false, _) => (5, 0),
        };
        let fits =
            written.is_ascii() && !written.starts_with('+') && !written.contains(char::is_control);
        let is_name = fits && septets(written).is_some_and(|name| (1..=11).contains(&name.len()));
        if !is_number && !is_name {
            return Err(wrong());
        }
        Ok(Self { ton, npi, address: digits.to_owned() })
    }

    /// The same with another type of number and numbering plan, where the operator wants them.
    #[must_use]
    pub fn numbered(mut self, ton: u8, npi: u8) -> Self {
        (self.ton, self.npi) = (ton, npi);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn a_source_is_a_name_a_number_or_a_short_code() {
        for (written, found) in [
            ("Aurora", Some((5, 0, "Aurora"))),
            ("A&B 24/7", Some((5, 0, "A&B 24/7"))),
            ("+390115550100", Some((1, 1, "390115550100"))),
            ("40404", Some((3, 0, "40404"))),
            ("12345678901", Some((3, 0, "12345678901"))),
            ("123456789012a", None),
            ("AuroraAurora", None),
            ("[Aurora]ab", None),
            ("Città", None),
            ("+12", None),
            ("", None),
            ("+", None),
            ("a\nb", None),
        ] {
            let source = Source::new(written).ok();
            let said = source.as_ref().map(|one| (one.ton, one.npi, one.address.as_str()));
            assert_eq!(said, found, "{written:?}");
        }
    }
}
