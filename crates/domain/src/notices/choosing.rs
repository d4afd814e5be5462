//! Which way a notice goes to one client, or why it does not: pure rules.

use super::{
    book::{Book, Notice},
    causing::Addressee,
    consents::Wishes,
};
use crate::messaging::{Category, Channel, Way};
use kernel::words;

words! {
    /// Why a notice was not sent to somebody.
    pub enum Reason {
        /// They do not want it, or never said that they do.
        NoConsent = "no_consent",
        /// They had as many offers this week as anybody gets.
        Capped = "capped",
        /// Nobody of ours carries messages by any of its channels.
        NoCarrier = "no_carrier",
        /// There is no address for any of its channels.
        NoAddress = "no_address",
        /// It has no words for any channel by which they could be reached.
        NoWords = "no_words",
    }
}

/// What is known of the client when it is decided.
pub(super) struct Known<'a> {
    /// What they want to hear.
    pub wishes: &'a Wishes,
    /// Offers they had in the last week.
    pub offers: i64,
    /// As many are allowed.
    pub offers_max: i64,
    /// The channels by which somebody of ours carries messages.
    pub carried: &'a [Channel],
}

/// A row of ways of which each is tried only where the one before it did not arrive.
pub(super) type Chain = Vec<Way>;

/// The chains in which the notice goes to this client, in the book's words.
///
/// # Errors
/// Why it does not.
pub(super) fn choose(
    book: &Book,
    notice: &Notice,
    to: &Addressee,
    known: &Known<'_>,
) -> Result<Vec<Chain>, Reason> {
    let is_offer = notice.category == Category::Offer;
    let wanted = |channel: &Channel| known.wishes.allow(notice, to, *channel);
    let carried = |channel: &Channel| known.carried.contains(channel);
    if !notice.ways.channels().any(|one| carried(&one)) {
        return Err(Reason::NoCarrier);
    }
    if !notice.ways.channels().any(|one| wanted(&one)) {
        return Err(Reason::NoConsent);
    }
    if is_offer && known.offers >= known.offers_max {
        return Err(Reason::Capped);
    }
    let (mut chains, mut addressed, mut any_wanted) = (Vec::new(), false, false);
    for step in &notice.ways.0 {
        let mut chain = Chain::new();
        for channel in step.iter().filter(|channel| carried(channel)) {
            let Some(address) = to.address(*channel) else { continue };
            addressed = true;
            if !wanted(channel) {
                continue;
            }
            any_wanted = true;
            if let Some(words) = book.words(&notice.code, *channel, to.language) {
                let template = Some(words.id.bytes());
                let quiet = notice.quiet;
                chain.push(Way { channel: *channel, to: address, template, quiet });
            }
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    match chains.is_empty() {
        false => Ok(chains),
        true if !addressed => Err(Reason::NoAddress),
        true if !any_wanted => Err(Reason::NoConsent),
        true => Err(Reason::NoWords),
    }
}
