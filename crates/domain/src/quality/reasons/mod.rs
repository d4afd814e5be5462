//! Why clients come to us, whether the first level solves it, and what it passes on.
//!
//! A *contact* is an answered call, or a request that did not come out of a call; its *reason* is
//! the topic that a colleague or the form gave it. Whether the first level solved it is counted in
//! two ways, which stand side by side: by the *flag*, the word of who answered, and by *repeats*,
//! where it also holds that the same person did not come about the same within seven days, over
//! all channels. Each is told *gross*, of all contacts, and *net*, of those that the first level
//! may solve: without what came to the second at once, or goes there for want of authority.
//!
//! What an agent wrote down stands before what the exchange told of a call's topic. A call that
//! nobody wrote up has no party; its repeats are told by the caller's number (`ringing`).

mod passing;
mod reading;
mod ringing;
mod season;
mod tally;
#[cfg(test)]
mod tests;

pub use reading::{Narrowed, ask};
pub use season::{Season, season};
pub use tally::{Contacts, NOBODY, Pass, Reason, Tally};
