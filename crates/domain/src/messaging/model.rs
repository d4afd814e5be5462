//! What a message can be, and how long it is tried.

use kernel::{Instant, words};

words! {
    /// By what a message goes.
    pub enum Channel {
        /// Electronic mail.
        Email = "email",
        /// A text message to a mobile telephone.
        Sms = "sms",
        /// Certified electronic mail: a provider answers for when it was handed over and arrived.
        Pec = "pec",
        /// The client's own area.
        Inbox = "inbox",
        /// A letter on paper.
        Post = "post",
        /// A letter on paper of which the post proves that it was sent and handed over:
        /// raccomandata, lettre recommandée, aangetekend.
        Registered = "registered",
    }
}

impl Channel {
    /// Whether its messages go on paper.
    pub const fn is_on_paper(self) -> bool {
        matches!(self, Self::Post | Self::Registered)
    }
}

words! {
    /// What a message is for.
    pub enum Category {
        /// A person wrote it to this one client.
        Personal = "personal",
        /// Law or contract asks for it.
        Contractual = "contractual",
        /// It helps the client along.
        Service = "service",
        /// It sells something.
        Offer = "offer",
    }
}

words! {
    /// How a message stands.
    pub enum State {
        /// It is to be sent.
        Waiting = "waiting",
        /// Somebody is sending it.
        Sending = "sending",
        /// The other side has taken it.
        Sent = "sent",
        /// It is where the client reads it, as the other side says.
        Delivered = "delivered",
        /// It came back.
        Bounced = "bounced",
        /// It was refused for ever.
        Failed = "failed",
        /// A person must say what becomes of it.
        Held = "held",
        /// Nobody could send it while it made sense.
        Expired = "expired",
    }
}

words! {
    /// How an attempt ended.
    pub enum Fate {
        /// It has not ended, or whoever made it died.
        UnderWay = "under_way",
        /// The other side took the message.
        Accepted = "accepted",
        /// It cannot take it now, or was not reached: surely it does not have it.
        Postponed = "postponed",
        /// It will never take it.
        Refused = "refused",
        /// It says that there is nobody at this address.
        Unreachable = "unreachable",
        /// It was not asked: nobody is reached at this address, or the client wants none.
        Spared = "spared",
        /// It may have it or not.
        Unknown = "unknown",
    }
}

words! {
    /// What is heard of a message after it was handed over.
    pub enum Heard {
        /// It is where the client reads it.
        Delivered = "delivered",
        /// It is on its way still.
        Delayed = "delayed",
        /// It came back.
        Bounced = "bounced",
    }
}

/// Letters of an answer that are kept.
const SAID_MAX: usize = 1_000;

/// What the other side said, as it is kept: no text of a database holds a nought.
pub(super) fn kept(said: &str) -> String {
    said.chars().filter(|one| *one != '\0').take(SAID_MAX).collect()
}

/// The pause after the first attempt; it doubles with each.
const PAUSE: i64 = Instant::MINUTE;
/// The longest pause.
const PAUSE_MAX: i64 = 4 * Instant::HOUR;
/// After so many attempts a message waits for a person.
pub(super) const ATTEMPTS_MAX: i64 = 12;

/// The pause after so many attempts: longer each time, and up to a quarter longer still by
/// `chance`, so that what failed together does not come again together.
pub(super) fn pause(attempts: i64, chance: u8) -> i64 {
    let doubled = PAUSE.saturating_mul(1 << (attempts - 1).clamp(0, 20)).min(PAUSE_MAX);
    doubled + doubled / 4 * i64::from(chance) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_and_has_an_end() {
        let all: Vec<i64> = (1..=ATTEMPTS_MAX).map(|one| pause(one, 0) / Instant::MINUTE).collect();
        assert_eq!(all, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]);
        assert_eq!(pause(1, 255), 75 * Instant::SECOND);
        assert!(all.iter().sum::<i64>() < 24 * 60, "within a day a person hears of it");
    }
}
