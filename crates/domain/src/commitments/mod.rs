//! Commitments: what the company promised, as data, and the clocks that measure it.
//!
//! A [`Commitment`] says what starts its clock, what stops, pauses, fails or voids it, within what
//! time, on which calendar, and which share is to be kept. Each save makes a new version; a clock
//! pins the versions of rule and calendar that made it.
//!
//! A clock is `running` or `paused` until it is `kept`, `breached` or `void`. It **follows from
//! history**: [`replay`] is a pure function of what happened, so events may arrive late, twice and
//! in any order, and a late event that shows a promise kept withdraws its breach by a recorded
//! correction. A breach happens at its due instant however late it is noticed; stopped at the due
//! instant is kept.

mod actions;
mod book;
mod calendars;
mod clocks;
mod legal;
mod model;
mod notes;
mod past;
mod queries;
mod recalculating;
mod replay;
#[cfg(test)]
mod tests;
mod ticking;

pub use actions::{Preview, end, import, preview, save};
pub use book::{Book, Shelved, Version};
pub use calendars::{
    CalendarVersion, all as calendars, find as calendar, save as save_calendar, written,
};
pub use clocks::{Dims, Matter, measure};
pub use legal::{LEGAL, install};
pub use model::{Basis, Commitment, Document, Reopening, Rule, Share, Texts};
pub use notes::{Note, note_of, notes, save_note};
pub use past::{Saved, calendar_saves, saves};
pub use queries::{ClockRow, all, find, of_subject, of_subjects, soon, versions};
pub use recalculating::{Slice, repin};
pub use replay::{Clock, Moment, State, replay};
pub use ticking::{Ticked, next_due, tick};
