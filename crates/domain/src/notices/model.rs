//! What a notice is: what it is for, and the ways it goes.

use crate::{Fault, messaging::Channel};
use kernel::words;

words! {
    /// What the client's wish means for a notice.
    pub enum Purpose {
        /// It helps them along; it goes unless they want none.
        Service = "service",
        /// It sells; it never goes unless they said yes.
        Offer = "offer",
    }
}

/// By which channels a notice goes: steps that are all taken, each of which is a row of channels of
/// which the next is tried only where the one before cannot be, or does not arrive.
///
/// ```
/// use domain::notices::Ways;
/// let ways: Ways = "inbox+email>sms".parse().expect("it can be read");
/// assert_eq!(ways.0.len(), 2);
/// assert_eq!(ways.to_string(), "inbox+email>sms");
/// assert!("email+email".parse::<Ways>().is_err(), "each channel is taken once");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways(pub Vec<Vec<Channel>>);

impl std::str::FromStr for Ways {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::new("ways", "fault-ways").with(text);
        if text.is_empty() {
            return Ok(Self::default());
        }
        let channel = |word: &str| Channel::from_word(word).ok_or_else(wrong);
        let step = |step: &str| step.split('>').map(channel).collect::<Result<Vec<_>, _>>();
        let ways = Self(text.split('+').map(step).collect::<Result<_, _>>()?);
        let all: Vec<Channel> = ways.channels().collect();
        let is_twice = |at: usize| all[..at].contains(&all[at]);
        if (0..all.len()).any(is_twice) { Err(wrong()) } else { Ok(ways) }
    }
}

impl std::fmt::Display for Ways {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let step = |step: &Vec<Channel>| {
            step.iter().map(|channel| channel.word()).collect::<Vec<_>>().join(">")
        };
        out.write_str(&self.0.iter().map(step).collect::<Vec<_>>().join("+"))
    }
}

impl Ways {
    /// Every channel in it, each once.
    pub fn channels(&self) -> impl Iterator<Item = Channel> {
        self.0.iter().flatten().copied()
    }

    /// Whether it is one of them.
    pub fn goes_by(&self, channel: Channel) -> bool {
        self.channels().any(|one| one == channel)
    }
}

/// Minutes of a day.
pub const DAY: i64 = 24 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_that_make_no_sense_are_refused() {
        for wrong in ["+", "email+", "email>email", "email+sms>email", "letter", "email sms"] {
            assert!(wrong.parse::<Ways>().is_err(), "{wrong}");
        }
        assert_eq!("".parse::<Ways>().expect("nothing at all").channels().count(), 0);
    }
}
