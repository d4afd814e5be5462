//! Certified electronic mail (PEC; RFC 6109, D.P.R. 68/2005): registered letters of Italian law.
//!
//! Between two certified boxes every step of a message is receipted by a provider, who signs what
//! it says. Three things arrive in such a box:
//!
//! | what | headers | in it |
//! |---|---|---|
//! | a receipt | `X-Ricevuta` | `daticert.xml`, perhaps the message |
//! | a certified message | `X-Trasporto: posta-certificata` | `daticert.xml`, `postacert.eml` |
//! | ordinary mail | `X-Trasporto: errore` | the letter as it came: an *anomaly* |
//!
//! Headers are not signed; `daticert.xml` is. So what it says counts, and where a header says
//! otherwise, that is told: it is a sign of forgery.
//!
//! Acceptance, and refusal, are of a message; delivery is of one of its recipients, each with a
//! receipt of its own. They arrive in any order, twice or never:
//! [`standing`](domain::contacts::letters::standing) folds them.
//! [`mail::Pec`](crate::mail::Pec) hands letters over.

mod daticert;
mod kind;

pub use daticert::{Box, Daticert, Recipient, daticert};
pub use kind::{Form, Kind};

use crate::{
    mail::{Part, Reading, parts, reading},
    smime::{self, Anchors, Seal, Signature},
};
use daticert::bare;
use domain::messaging::Message;
use kernel::{Id, Instant};

/// Something that came through certified mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// What it is.
    pub what: What,
    /// What the provider certifies; none where it brings no `daticert.xml` that can be read.
    pub daticert: Option<Daticert>,
    /// The `Message-ID` that its writer gave the message it is about, without brackets.
    pub message: Option<String>,
    /// Whether it is as the provider signed it.
    pub signature: Signature,
    /// Where it disagrees with itself.
    pub disagreements: Vec<Disagreement>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A provider says what became of a message.
    Receipt(Kind),
    /// A certified message to us, and its letter where it brings one.
    Message(Option<Original>),
    /// Ordinary mail to a certified box: nothing certifies its sender.
    Anomaly(Option<Original>),
}

/// The letter within an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// All of it, as it came.
    pub bytes: Vec<u8>,
    /// As somebody reads it.
    pub reading: Reading,
}

/// In what a thing disagrees with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// Its header names another kind of thing than is certified.
    Kind,
    /// Its header names another message than is certified.
    Message,
    /// Its header names another form of receipt than is certified.
    Form,
    /// Its header says otherwise whether it was found harmful than is certified.
    Security,
    /// It is from another address than those for which its signer stands.
    Signer,
    /// It brings more than one `daticert.xml`: no provider's does.
    Daticert,
    /// It brings a letter from another sender than is certified.
    Sender,
}

impl Certified {
    /// Whether it proves what it says: signed by a provider that we believe, and of one voice. The
    /// anchors must be authorities that certify providers and nobody else, as AgID's do: one that
    /// also sells certificates to persons would make a provider of each of them.
    pub fn proves(&self) -> bool {
        self.signature.seal == Seal::Valid && self.disagreements.is_empty()
    }

    /// When it was certified.
    pub fn at(&self) -> Option<Instant> {
        self.daticert.as_ref().and_then(|said| said.at)
    }

    /// The message of ours that a receipt is about, where its name is one of ours.
    pub fn ours(&self) -> Option<Id<Message>> {
        self.message.as_deref()?.split('@').next()?.parse().ok()
    }

    /// Whether a receipt is about this recipient: that of a delivery names one, that of a taking in
    /// charge some, that of an acceptance is about all.
    pub fn is_about(&self, recipient: &str) -> bool {
        let (What::Receipt(kind), Some(said)) = (&self.what, &self.daticert) else { return false };
        let is_them = |address: &str| address.eq_ignore_ascii_case(recipient.trim());
        match (kind, &said.delivery) {
            (Kind::Accepted | Kind::NotAccepted, _) => true,
            (Kind::TakenInCharge, _) if !said.taken.is_empty() => {
                said.taken.iter().any(|address| is_them(address))
            }
            (_, Some(address)) => is_them(address),
            _ => said.recipients.iter().any(|one| is_them(&one.address)),
        }
    }
}

/// What came through certified mail; none for a letter that did not.
pub fn read(bytes: &[u8], anchors: &Anchors) -> Option<Certified> {
    let letter = parts(bytes);
    let top = letter.first()?;
    let headers = Headers::of(top);
    if headers.receipt.is_none() && headers.transport.is_none() {
        return None;
    }
    let halves = smime::halves(top);
    // What stands beside the signed part nobody signed; it is not looked at.
    let signed = halves.as_ref().map(|halves| parts(halves.signed));
    let inside = signed.as_deref().unwrap_or(&letter);
    let mut certificates = inside.iter().filter(|part| is_named(part, "daticert.xml"));
    let said = certificates.next().and_then(|part| daticert(&part.content()));
    let at = said.as_ref().and_then(|said| said.at);
    let signature = match &halves {
        Some(halves) => smime::check(halves, anchors, at),
        None => smime::verify(&[], anchors, at),
    };
    let what = what(&headers, said.as_ref(), inside)?;
    let mut found = Certified {
        message: said.as_ref().map(|said| said.message.clone()).filter(|id| !id.is_empty()),
        what,
        daticert: said,
        signature,
        disagreements: Vec::new(),
    };
    found.disagreements.extend(certificates.next().map(|_| Disagreement::Daticert));
    found.disagreements.extend(disagreements(&found, &headers, top));
    found.message = found.message.or(headers.message);
    Some(found)
}

/// What the headers say; nobody signed them.
struct Headers {
    receipt: Option<String>,
    transport: Option<String>,
    form: Option<Form>,
    message: Option<String>,
    security: Option<String>,
}

impl Headers {
    fn of(top: &Part<'_>) -> Self {
        let small = |name| top.words(name).map(|words| words.to_ascii_lowercase());
        Self {
            receipt: small("X-Ricevuta"),
            transport: small("X-Trasporto"),
            form: small("X-TipoRicevuta").as_deref().and_then(Form::of),
            message: top.words("X-Riferimento-Message-ID").map(|id| bare(&id).to_owned()),
            security: small("X-VerificaSicurezza"),
        }
    }

    /// The word for what it is.
    fn kind(&self) -> Option<&str> {
        self.receipt.as_deref().or(self.transport.as_deref())
    }
}

fn is_named(part: &Part<'_>, name: &str) -> bool {
    part.name().is_some_and(|found| found.eq_ignore_ascii_case(name))
}

/// What it is: as it is certified, and as its headers say where nothing is.
fn what(headers: &Headers, said: Option<&Daticert>, inside: &[Part<'_>]) -> Option<What> {
    let certified = said.map(|said| said.kind.as_str()).filter(|kind| !kind.is_empty());
    let word = certified.or(headers.kind())?;
    let form = said.and_then(|said| said.form).or(headers.form);
    if let Some(kind) = Kind::of(word, form) {
        let words = said.map(|said| said.error_words.as_str()).unwrap_or_default();
        return Some(What::Receipt(really(kind, words)));
    }
    match word {
        "posta-certificata" => Some(What::Message(original(inside))),
        "errore" => Some(What::Anomaly(original(inside))),
        _ => None,
    }
}

/// Some providers call the failure after a day a warning; its number tells (5.4.1: "not delivered
/// within the following twenty-four hours").
fn really(kind: Kind, words: &str) -> Kind {
    let is_late = kind == Kind::DeliveryWarning && words.trim_start().starts_with("5.4.1");
    if is_late { Kind::DeliveryError } else { kind }
}

/// The letter within an envelope: `postacert.eml`, or the only letter there is.
fn original(inside: &[Part<'_>]) -> Option<Original> {
    let named = inside.iter().find(|part| is_named(part, "postacert.eml"));
    let part = named.or(inside.iter().find(|part| part.kind() == "message/rfc822"))?;
    let bytes = part.content().into_owned();
    Some(Original { reading: reading(&bytes), bytes })
}

fn disagreements(found: &Certified, headers: &Headers, top: &Part<'_>) -> Vec<Disagreement> {
    let mut all = Vec::new();
    let mut unless = |is_so: bool, what| all.extend((!is_so).then_some(what));
    if let Some(said) = &found.daticert {
        let is_same = |header: &Option<String>, said: &str| {
            header.as_deref().is_none_or(|header| said.is_empty() || header == said)
        };
        unless(headers.kind() == Some(said.kind.to_ascii_lowercase().as_str()), Disagreement::Kind);
        unless(is_same(&headers.message, &said.message), Disagreement::Message);
        let form = headers.form.is_none() || said.form.is_none() || headers.form == said.form;
        unless(form, Disagreement::Form);
        let harmful = headers.security.as_deref() == Some("errore");
        unless(!harmful || said.error == "virus", Disagreement::Security);
        if let What::Message(Some(letter)) = &found.what
            && let Some(from) = &letter.reading.from
        {
            unless(from.eq_ignore_ascii_case(&said.sender), Disagreement::Sender);
        }
    }
    let signers = &found.signature.signers;
    let from = reading_of(top);
    let is_theirs =
        from.is_some_and(|from| signers.iter().any(|one| one.eq_ignore_ascii_case(&from)));
    // A certificate of no address proves nobody's letter; where there is none, nothing does.
    let is_nobodys = signers.is_empty() && found.signature.seal != Seal::Valid;
    unless(is_theirs || is_nobodys, Disagreement::Signer);
    all
}

/// The address that a letter says it is from.
fn reading_of(top: &Part<'_>) -> Option<String> {
    let from = top.head()?.from()?.first()?.address()?;
    Some(from.to_owned())
}
