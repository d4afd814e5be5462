//! Which way a notice goes to one client, or why it does not: pure rules.

use super::{
    book::{Book, Notice},
    causing::Addressee,
    consents::Wishes,
    points::{Points, Texted, Whereto},
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
        /// At none of the addresses that are known is anybody.
        Suppressed = "suppressed",
        /// The number is of a country to which strangers have nothing sent, or has had enough.
        NumberBarred = "number_barred",
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
    /// Where they are reached.
    pub points: &'a Points,
    /// How often their numbers had text messages.
    pub texted: &'a Texted,
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
    let mut why = None;
    let mut chains = Vec::new();
    for step in &notice.ways.0 {
        let mut chain = Chain::new();
        for channel in step.iter().filter(|channel| carried(channel)) {
            match way(book, (notice, *channel), to, known) {
                Ok(way) => chain.push(way),
                Err(reason) => why = why.max(Some((weight(reason), reason))),
            }
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    match why {
        _ if !chains.is_empty() => Ok(chains),
        Some((_, reason)) => Err(reason),
        None => Err(Reason::NoAddress),
    }
}

/// Which of several reasons is told: the one that came nearest to sending.
fn weight(reason: Reason) -> u8 {
    match reason {
        Reason::NoAddress => 0,
        Reason::Suppressed => 1,
        Reason::NumberBarred => 2,
        Reason::NoConsent | Reason::Capped | Reason::NoCarrier => 3,
        Reason::NoWords => 4,
    }
}

/// The way to this client by one channel.
fn way(
    book: &Book,
    (notice, channel): (&Notice, Channel),
    to: &Addressee,
    known: &Known<'_>,
) -> Result<Way, Reason> {
    let address = match known.points.whereto(to, channel) {
        Whereto::Address(address) => address,
        // What a person wrote is seen to fail, by whoever wrote it.
        Whereto::Spared(address) if notice.category == Category::Personal => address,
        Whereto::Spared(_) => return Err(Reason::Suppressed),
        Whereto::Nowhere => return Err(Reason::NoAddress),
    };
    if !known.wishes.allow(notice, to, channel) {
        return Err(Reason::NoConsent);
    }
    if channel == Channel::Sms && !known.texted.may(known.points, notice, (to, &address)) {
        return Err(Reason::NumberBarred);
    }
    let words = book.words(&notice.code, channel, to.language).ok_or(Reason::NoWords)?;
    let template = Some(words.id.bytes());
    Ok(Way { channel, to: address, template, quiet: notice.quiet })
}
