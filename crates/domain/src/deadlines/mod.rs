//! Deadline alerts: whoever's contract ends soon hears of it in time.
//!
//! How long before, is data: a [`Rule`] for each product, and one for all others. It names the days
//! on which clients are reminded, and by when the notice that the law wants must have gone; that
//! one goes by a margin earlier. A walk each hour finds the contracts whose time has come and has
//! not passed, and *causes* the notice ([`crate::notices`]); what became of each alert is kept, so
//! that each goes once. Whoever was not told for days, because the walk stood still or the contract
//! came late, gets one alert and not three: the nearest, and before it the legal notice.
//!
//! The legal notice is a promise with a clock of its own. Each end of a contract is a subject of
//! the kind `contract`:
//!
//! | what happens | when |
//! |---|---|
//! | `contract.notice_due` | the contract comes into the margin: the local day begins |
//! | `contract.notice_sent` | its message leaves, by a way on which the client is reached |
//! | `contract.notice_failed` | it came back, and counts as sent no more |
//! | `contract.notice_lapsed` | the contract does not end on that day any more |
//!
//! A commitment that starts with the first and stops with the second measures it. It is due when
//! the day begins by which the law wants the notice to have gone, whatever time the commitment
//! names and however wide our margin is. Where nobody can be reached, or the message fails, expires
//! or comes back on all its ways, the clock runs on, and is seen; once there is another address,
//! it goes there. A second job listens for what becomes of the messages ([`hear`]).

mod alerting;
mod hearing;
mod measuring;
mod model;
mod queries;
mod reaching;
mod saving;
#[cfg(test)]
mod tests;

pub use alerting::{ALERTING, alert};
pub use hearing::{HEARING, hear};
pub use measuring::measure;
pub use model::{Alert, Fate, Legal, Rule, Saving, Step};
pub use queries::{Ahead, Unreached, ahead, rules, unreached};
pub use saving::save;
