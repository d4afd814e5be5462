//! What needs no method, to show what one is worth.

use super::{History, SpecialDays, history::later};
use kernel::Date;

/// Weeks that are looked back for a day that was counted and is like others.
const BACK_MAX: i32 = 8;

/// The calls of the same half hour on the last same weekday that was counted and no special day,
/// a week back at the least.
pub(super) fn last_week(
    history: &History,
    special: &SpecialDays,
    date: Date,
    half: usize,
) -> Option<f64> {
    same_weekdays(history, special, date, half).next()
}

/// The mean of the last four such weekdays, of fewer where there are no four.
pub(super) fn mean_of_four(
    history: &History,
    special: &SpecialDays,
    date: Date,
    half: usize,
) -> Option<f64> {
    let last: Vec<f64> = same_weekdays(history, special, date, half).take(4).collect();
    (!last.is_empty()).then(|| last.iter().sum::<f64>() / last.len() as f64)
}

fn same_weekdays(
    history: &History,
    special: &SpecialDays,
    date: Date,
    half: usize,
) -> impl Iterator<Item = f64> {
    let before = (1..=BACK_MAX).map(move |weeks| later(date, -7 * weeks));
    before
        .filter(|day| !special.contains_key(day))
        .filter_map(move |day| history.day(day)?[half])
        .map(f64::from)
}
