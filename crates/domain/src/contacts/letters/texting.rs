//! Text messages from telephones: STOP ends offers that way, anything else is a question.

use super::{
    kept::{Became, Keeping, is_known, keep},
    taking::{Becomes, Letter, take_in},
};
use crate::{Desk, Result, messaging::Channel, notices};
use kernel::{Instant, fold};

/// What ends offers, folded: the whole text is one of these.
const STOP: [&str; 14] = [
    "stop",
    "basta",
    "ferma",
    "disdici",
    "cancella",
    "annulla",
    "arret",
    "desabonner",
    "afmelden",
    "uitschrijven",
    "unsubscribe",
    "end",
    "quit",
    "cancel",
];

/// Whether a text ends offers.
///
/// ```
/// use domain::contacts::letters::is_stop;
/// assert!(is_stop(" Arrêt! ") && is_stop("STOP"));
/// assert!(!is_stop("When does it stop raining?"));
/// ```
pub fn is_stop(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_matches(|one: char| !one.is_alphanumeric());
    STOP.contains(&word)
}

/// The same text of the same telephone within so long is one: centres say them again, and give them
/// no name.
const AGAIN: i64 = 10 * Instant::MINUTE;

/// Takes a text message of a telephone in.
///
/// # Errors
/// As [`take_in`].
pub fn texted(desk: &mut Desk<'_>, from: &str, text: &str) -> Result<bool> {
    let (now, text) = (desk.now(), &notices::plain(text));
    let key = format!("{from} {} {}", now.micros() / AGAIN, kernel::fold(text));
    if !is_stop(text) {
        let letter = Letter {
            channel: Channel::Sms,
            key: digest(&key),
            at: now,
            from: from.to_owned(),
            name: from.to_owned(),
            title: String::new(),
            text: text.to_owned(),
            files: Vec::new(),
            answers: None,
            becomes: Becomes::Request,
            proof: String::new(),
            original: text.as_bytes().to_vec(),
        };
        return take_in(desk, &letter);
    }
    let key = digest(&key);
    if is_known(desk, Channel::Sms, &key)? {
        return Ok(true);
    }
    notices::stop(desk, from, text)?;
    let keeping = Keeping {
        channel: Channel::Sms,
        key: &key,
        at: now,
        sender: from,
        title: "",
        became: Became::Stop,
        proof: "",
        subject: None,
        original: text.as_bytes(),
    };
    keep(desk, &keeping)?;
    Ok(true)
}

fn digest(key: &str) -> String {
    use crate::identity::secrets::{hash_token, hex};
    hex(&hash_token(key))
}
