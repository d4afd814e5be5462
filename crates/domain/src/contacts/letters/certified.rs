//! Receipts of certified mail: what a provider says became of a message, with the receipt as
//! evidence.

use super::kept::{Became, Keeping, is_known, keep};
use crate::{
    Desk, Result,
    messaging::{self, Channel, Heard, Message, Of, Receipt},
};
use kernel::{Id, Instant};

/// What a provider says of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its own name: the same twice is one.
    pub key: String,
    /// Of which message.
    pub message: Id<Message>,
    /// What it says; none where it proves nothing, and is only kept.
    pub heard: Option<Heard>,
    /// The recipient it is about, where it names one.
    pub recipient: Option<String>,
    /// In words: its kind, the provider, what went wrong.
    pub said: String,
    /// When the provider certified it.
    pub at: Instant,
    /// The provider.
    pub provider: String,
    /// The state of its signature, in a word.
    pub proof: String,
    /// All of it, as it came.
    pub original: Vec<u8>,
}

/// Takes a receipt of certified mail. One that proves nothing is kept and changes nothing. True
/// once it was taken; false for a message that is none of ours.
///
/// # Errors
/// Only when the database fails.
pub fn certified(desk: &mut Desk<'_>, certificate: &Certificate) -> Result<bool> {
    if is_known(desk, Channel::Pec, &certificate.key)? {
        return Ok(true);
    }
    let recipient: Option<String> = desk.optional(
        "select recipient from messages where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &certificate.message],
    )?;
    let Some(recipient) = recipient else { return Ok(false) };
    // What became of it at somebody else's says nothing of our client.
    let is_theirs = |named: &str| named.trim().eq_ignore_ascii_case(recipient.trim());
    let about = certificate.recipient.as_deref().is_none_or(is_theirs);
    if let Some(heard) = certificate.heard.filter(|_| about) {
        let receipt = Receipt {
            of: Of::Message(certificate.message),
            heard,
            nobody: Vec::new(),
            said: certificate.said.clone(),
        };
        messaging::heard(desk, &receipt)?;
    }
    let keeping = Keeping {
        channel: Channel::Pec,
        key: &certificate.key,
        at: certificate.at,
        sender: &certificate.provider,
        title: &certificate.said,
        became: Became::Receipt,
        proof: &certificate.proof,
        subject: Some(certificate.message.bytes()),
        original: &certificate.original,
    };
    keep(desk, &keeping)?;
    Ok(true)
}
