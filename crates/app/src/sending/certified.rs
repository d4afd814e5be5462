//! Certified mail (PEC): a provider that takes letters and answers for them, and the box in which
//! its receipts and certified letters arrive.

use super::{
    boxes::Incoming,
    config::{Letters, Mailbox, Relay},
    hearing::{Reader, Trouble, known, ordinary},
};
use domain::{
    contacts::letters::{self, Certificate, Letter},
    identity::secrets::{hash_token, hex},
    messaging::Channel,
};
use gateways::{
    Carrier,
    mail::{self, Came, Pec as Certifier, read_reply},
    pec::{self, Certified, Form, Kind, What},
    smime::{Anchors, Seal},
};
use serde::Deserialize;
use std::{error::Error, path::PathBuf};

/// A certified account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pec {
    /// Whose letters they are: the account's own address, with a name before it.
    pub from: String,
    /// The provider's servers that take letters.
    #[serde(rename = "relay", default)]
    pub relays: Vec<Relay>,
    /// How much of a letter receipts of delivery return.
    #[serde(default)]
    pub receipts: Receipts,
    /// The maildir in which receipts and letters arrive.
    pub maildir: Option<PathBuf>,
    /// Its box on the provider's server, in place of a maildir.
    #[serde(rename = "box")]
    pub mailbox: Option<Mailbox>,
    /// What certified letters become that answer none of ours.
    #[serde(default)]
    pub letters: Letters,
    /// A file or folder of certificates of those who certify providers. Without it nothing is
    /// proved.
    pub anchors: Option<PathBuf>,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
}

/// How much of a letter a receipt of delivery returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Receipts {
    /// All of it.
    #[default]
    Complete,
    /// Its attachments as digests.
    Brief,
    /// Nothing.
    Synthetic,
}

impl Pec {
    /// Who hands its letters over; none where it only reads.
    ///
    /// # Errors
    /// Where the address is none, or certificates cannot be read.
    pub(super) fn carrier(&self) -> Result<Option<Box<dyn Carrier>>, Box<dyn Error>> {
        if self.relays.is_empty() {
            return Ok(None);
        }
        let sender = mail::Sender::new(&self.from)?;
        let relays = self.relays.iter().map(Relay::opened).collect::<Result<Vec<_>, _>>()?;
        let form = match self.receipts {
            Receipts::Complete => Form::Complete,
            Receipts::Brief => Form::Brief,
            Receipts::Synthetic => Form::Synthetic,
        };
        Ok(Some(Box::new(Certifier::new(sender, &self.account(), form, relays)?)))
    }

    /// The account itself: the address without the name before it.
    pub(super) fn account(&self) -> String {
        let address = self.from.rsplit(['<', ' ']).next().unwrap_or_default();
        address.trim_end_matches('>').to_owned()
    }

    /// The box it reads.
    ///
    /// # Errors
    /// As [`Incoming::named`].
    pub(super) fn incoming(&self) -> Result<Option<Incoming>, Box<dyn Error>> {
        Incoming::named(self.maildir.as_ref(), self.mailbox.as_ref())
    }

    /// Those whom it believes.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(super) fn anchors(&self) -> Result<Anchors, Box<dyn Error>> {
        match &self.anchors {
            Some(path) => Ok(Anchors::read(path)?),
            None => Ok(Anchors::default()),
        }
    }
}

/// Takes a letter of a certified box; false where it is left for people.
pub(super) fn take(
    (reader, account): (&Reader, &str),
    anchors: &Anchors,
    lay: Came<'_>,
) -> Result<bool, Trouble> {
    let Some(came) = pec::read(lay.bytes, anchors) else { return reader.take(lay) };
    match &came.what {
        What::Receipt(kind) => receipt((reader, account), &came, *kind, lay.bytes),
        What::Message(_) => reader.take_in(letter(reader, &came, lay)),
        // Nobody certifies who wrote it: ordinary mail, kept with the envelope in which it came.
        What::Anomaly(Some(original)) => {
            reader.take_enveloped(Came { bytes: &original.bytes, ..lay }, lay.bytes)
        }
        What::Anomaly(None) => Ok(false),
    }
}

/// The state of a signature, in a word.
fn proof(came: &Certified) -> &'static str {
    match came.signature.seal {
        Seal::Valid if came.disagreements.is_empty() => "valid",
        Seal::Valid => "disagrees",
        Seal::Altered => "altered",
        Seal::UntrustedIssuer => "untrusted",
        Seal::Expired => "expired",
        Seal::Unreadable => "unreadable",
        Seal::Absent => "absent",
    }
}

fn name_of(came: &Certified, bytes: &[u8]) -> String {
    let named = came.daticert.as_ref().map(|said| said.id.clone()).filter(|id| !id.is_empty());
    // A name counts only where it is proved: else somebody could take another's.
    let named = named.filter(|_| came.proves());
    named.unwrap_or_else(|| hex(&hash_token(&String::from_utf8_lossy(bytes))))
}

fn receipt(
    (reader, account): (&Reader, &str),
    came: &Certified,
    kind: Kind,
    bytes: &[u8],
) -> Result<bool, Trouble> {
    let Some(message) = came.ours() else { return Ok(false) };
    let said = came.daticert.as_ref();
    // Somebody else may send a certified letter under the name of one of ours.
    let is_ours = said.is_some_and(|said| said.sender.eq_ignore_ascii_case(account));
    let words = said.map(|said| said.error_words.clone()).unwrap_or_default();
    let certificate = Certificate {
        key: format!("{} {}", kind.word(), name_of(came, bytes)),
        message,
        step: kind.step(),
        proves: came.proves() && is_ours,
        recipient: said.and_then(|said| said.delivery.clone()),
        said: format!("{} {} {words}", kind.code(), kind.word()).trim().to_owned(),
        at: came.at().unwrap_or_else(|| reader.place.clock.now()),
        provider: said.map(|said| said.provider.clone()).unwrap_or_default(),
        proof: proof(came).to_owned(),
        original: bytes.to_vec(),
    };
    known(reader.place.act(reader.tenant, move |desk| letters::certified(desk, &certificate)))
}

/// A certified letter: it was received when its provider certified that it lay in the box, where
/// that is proved, or since when it lies there as the box says. The earlier one holds.
fn letter(reader: &Reader, came: &Certified, lay: Came<'_>) -> Letter {
    let since = reader.since(lay);
    let (What::Message(original), proves) = (&came.what, came.proves()) else {
        unreachable!("only messages come here")
    };
    let reading = original.as_ref().map(|one| one.reading.clone()).unwrap_or_default();
    let reply = original.as_ref().map(|one| read_reply(&one.bytes));
    let plain = ordinary(reading, lay.bytes, since);
    let certified = came.at().filter(|_| proves);
    let sender = came.daticert.as_ref().map(|said| said.sender.clone()).filter(|_| proves);
    Letter {
        channel: Channel::Pec,
        key: name_of(came, lay.bytes),
        at: certified.map_or(since, |at| at.min(since)),
        from: sender.filter(|sender| !sender.is_empty()).unwrap_or_else(|| plain.from.clone()),
        answers: reply.and_then(|reply| reply.message),
        becomes: reader.letters.become_so(),
        proof: proof(came).to_owned(),
        ..plain
    }
}
