//! How many people the telephone needs, half hour by half hour, and what that buys.
//!
//! [`Week::of`] looks ahead: the slow part, which depends on the past alone. [`Week::plan`] staffs
//! what it saw under some [`Settings`], fast enough to follow a slider. [`plan`] does both. What
//! comes out is whole numbers: thousandths, minutes, microseconds.
//!
//! From calls to people: the fewest agents who keep the promise ([`queue`](crate::queue)), at
//! least the minimum; more where some of them are on a break; more on the roster, because people
//! are also ill, away or in a meeting.

mod csv;
mod faults;
mod icalendar;
mod line;
mod need;
mod prices;
mod settings;
mod week;

pub use csv::csv;
pub use faults::{Fault, Faults, LINES_MAX};
pub use icalendar::{Publisher, Run, icalendar, runs};
pub use line::{Hours, Line};
pub use need::{Aim, Between, HalfHour, Kept, LinePlan, Team};
pub use prices::{PROMISES, Price};
pub use settings::{Breaks, Patience, Promise, Settings};
pub use week::{DAYS, Plan, Week, plan};
