//! How many calls the coming half hours bring, learned from those of the past.
//!
//! A day's calls are its weekday's, times what the trend, the season, the time of the month and
//! the days before it make of them (`fit`), times how the last weeks ran against that
//! (`level`). A profile spreads them over the half hours (`profile`). How far past weeks came
//! out from what would have been said a week before them gives each number its interval
//! (`spread`). [`accuracy`] holds weeks back and compares with what needs no method at all.
//!
//! Days of a local calendar, half hours of the wall clock: on the day on which the hour comes
//! twice, its half hours hold the calls of both.

mod accuracy;
mod days;
mod fit;
mod history;
mod level;
mod naive;
mod outlook;
mod profile;
mod solve;
mod spread;

pub use accuracy::{Accuracy, Error, Past, TRIAL_WEEKS, accuracy};
pub use days::{Special, SpecialDays};
pub(crate) use history::later;
pub use history::{CALLS_MAX, HALVES, HISTORY_DAYS_MAX, Halves, History};
pub use outlook::{HISTORY_DAYS_MIN, Outlook};
pub use spread::Expected;
