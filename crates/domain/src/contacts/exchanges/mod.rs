//! Exchanges that are listened to while they work, and what the desk sees of it.
//!
//! A listener hears an exchange and hands over what it [`Heard`]: facts about calls and agents, in
//! the *live* voice where the exchange also keeps a log, and whose telephone rings. The log is the
//! record: once it has the end of a call, its own figures hold (see `calls/fold/voices.rs`).
//! An exchange tells nothing twice; so after a gap the listener asks who is still there, and the
//! [`Census`] closes what ended meanwhile until the log says how.
//!
//! One copy of the program listens to one exchange: it holds the [`lease`](take). How far the log
//! was read is written in the unit of work that tells what was read.
//!
//! A colleague may ask an exchange for something, an [`Order`]: to pause, or to keep something out
//! of a recording. It is said once at the most.
//!
//! [`reconcile`] holds our calls of a day against the exchange's own log, call by call.

mod census;
mod heard;
mod listening;
mod orders;

mod reconciling;
mod ringing;
#[cfg(test)]
mod tests;

pub use census::{lost_in_gap, lost_in_restart};
pub use heard::{Census, Heard, Ring, Telephone, Waiting};
pub use listening::{
    LEASE, Listening, connected, disconnected, listening, log_place, release, take, write_log_place,
};

pub use orders::{
    Answered, Asked, Fate, ORDERS, Order, PAUSES, Standing, Unsaid, WITHIN, ask_of_recording,
    ask_pause, ask_resume, last_order, orders_answered, take_orders,
};
pub use reconciling::{
    Difference, Extra, Field, Reconciled, Report, Totals, Why, has_calls, keep_reconciliation,
    reconcile, reconciliation, reconciliations, span,
};
pub use ringing::ring;
