//! Calls: from the instant the exchange takes one until it is over, queue by queue, leg by leg.
//!
//! Facts come from an exchange live, from its log files, or as whole records from another system;
//! in any order and more than once. A call is **folded** from all its facts: [`fold`] is a pure
//! function, and the rows in `calls` and `legs` are only its result kept at hand.
//!
//! The *wait of record* counts from joining the first queue (nothing where a call never queued) to
//! the answer, and takes the exchange's own figure for each queue wherever it gives one. The wait
//! from the exchange's answer, menu included, is kept beside it.
//!
//! A call ends `answered`, `abandoned`, `flowed_out`, `refused`, `left_before_queue` or, where the
//! exchange died meanwhile, `unknown`. A consultation leg that became part of another call is
//! `linked` into it and is no call of its own.

mod accounts;
pub mod agents;
mod at_desk;
mod callbacks;
mod fold;
mod lists;
mod model;
mod places;
mod queries;
mod rows;
mod telling;
#[cfg(test)]
mod tests;
mod watchdog;
mod writing;

/// Rung when a call, or what rings, has changed.
pub const CHANGED: &str = "calls";

pub use accounts::{Account, Stay, on_day, told};
pub use agents::show as show_agents;
pub use at_desk::{
    OwnDay, Seat, Stand, announce_recording, at_seat, going_on, own_day, seat, sit_at, stand,
    to_write_up,
};
pub use callbacks::{Answered, attach, missed_by, missed_withheld, rang_back, wrapped_up};
pub use fold::{Folded, Folding, RESTARTED, Recording, fold};
pub use lists::{EXPORT_MAX, Filter, PAGE, View, export, forget_view, list, save_view, views};
pub use model::{Call, Caller, Ending, Fact, Leg, Outcome, Recorded, Visit, Voice, is_link};
pub use places::{
    Naming, Place, Places, Unknown, all as places, digits, name_agent, name_number, name_queue,
};
pub use queries::{Live, Sheet, find, legs, live, name_of, sheet};
pub use telling::{Told, measure, tell};
pub use watchdog::close_lost;
