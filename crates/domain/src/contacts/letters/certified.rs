//! Receipts of certified mail: what a provider says became of a message, with the receipt as
//! evidence.

use super::{
    kept::{Became, Keeping, Kept, is_known, keep},
    standing::{Standing, Step, standing},
};
use crate::{
    Desk, Result,
    messaging::{self, Channel, Message, Of, Receipt},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};

/// What a provider says of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its own name: the same twice is one.
    pub key: String,
    /// Of which message.
    pub message: Id<Message>,
    /// What became of it.
    pub step: Step,
    /// Whether it proves that; what does not is only kept.
    pub proves: bool,
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
    if certificate.proves && about {
        let receipt = Receipt {
            of: Of::Message(certificate.message),
            heard: certificate.step.heard(),
            whose: Vec::new(),
            nobody: false,
            said: certificate.said.clone(),
        };
        messaging::heard(desk, &receipt)?;
    }
    write(desk, certificate, about)?;
    Ok(true)
}

fn write(desk: &mut Desk<'_>, certificate: &Certificate, about: bool) -> Result<()> {
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
    let letter = keep(desk, &keeping)?;
    desk.execute(
        "insert into certified_receipts
            (tenant, letter, message, step, recipient, at, provider, proves)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &desk.tenant.clone(),
            &letter,
            &certificate.message,
            &certificate.step.word(),
            &certificate.recipient,
            &certificate.at,
            &certificate.provider,
            &(certificate.proves && about),
        ],
    )?;
    Ok(())
}

/// What a provider said of a message, and where the receipt is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The receipt as it came.
    pub letter: Id<Kept>,
    /// What became of the message.
    pub step: Step,
    /// The recipient it is about, where it names one.
    pub recipient: Option<String>,
    /// When the provider certified it.
    pub at: Instant,
    /// The provider.
    pub provider: String,
    /// Whether it counts: it proves what it says, about our recipient.
    pub proves: bool,
}

impl FromRow for Proved {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            letter: row.get("letter")?,
            step: row.word("step")?,
            recipient: row.get("recipient")?,
            at: row.get("at")?,
            provider: row.get("provider")?,
            proves: row.get("proves")?,
        })
    }
}

/// Receipts of one message that are read: there are seven kinds.
const RECEIPTS_MAX: i64 = 100;

/// What providers said of a certified message, the first receipt first, and how it stands by those
/// that prove it.
///
/// # Errors
/// As [`messaging::message`].
pub fn proved(desk: &mut Desk<'_>, message: Id<Message>) -> Result<(Standing, Vec<Proved>)> {
    messaging::theirs_to_see(desk, message)?;
    let all: Vec<Proved> = desk.all(
        "select letter, step, recipient, at, provider, proves from certified_receipts
          where tenant = $1 and message = $2 order by at, letter limit $3",
        &[&desk.tenant.clone(), &message, &RECEIPTS_MAX],
    )?;
    let counted = all.iter().filter(|one| one.proves).map(|one| (one.step, one.at));
    Ok((standing(counted), all))
}

/// A provider says within a day whether a message came to lie in its box (RFC 6109; D.M. 2 November
/// 2005: a warning after twelve hours, the error after twenty-four); an hour is ours.
const SILENT_AFTER: i64 = 25 * Instant::HOUR;
/// What stands at a message of which nothing final was heard.
const SILENT: &str = "no receipt of delivery within a day";

/// Holds for a person what was sent by certified mail and of which no provider said in time how it
/// ended. One that is heard of later is known after all. Answers whether there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn hold_silent(desk: &mut Desk<'_>) -> Result<bool> {
    let before = desk.now() + -SILENT_AFTER;
    messaging::hold_silent(desk, Channel::Pec, before, SILENT)
}
