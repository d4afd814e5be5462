use crate::dice::Dice;
use kernel::{Date, Instant, TimeZone};

/// Calls in a year, on average.
const A_YEAR: i64 = 71_000;

/// How many of a thousand calls of a week come on each day, Monday first.
const WEEK: [i64; 7] = [222, 196, 184, 178, 172, 48, 0];
/// How busy each month is, a thousand on average.
const MONTHS: [i64; 12] =
    [1_120, 1_020, 1_040, 980, 1_000, 1_010, 930, 640, 1_080, 1_090, 1_070, 1_020];
/// How many of a thousand calls of a weekday come in each hour from 8 to 18.
const HOURS: [i64; 11] = [46, 124, 142, 132, 88, 66, 92, 112, 96, 68, 34];
/// The first of those hours.
const FIRST_HOUR: i64 = 8;

/// How many calls arrive on a day. Holidays are quiet, the working day after them is not.
pub fn calls_on(day: Date, dice: &mut Dice) -> i64 {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(day.month() - 1).unwrap_or(0);
    if is_holiday(day) {
        return dice.below(6);
    }
    let mean = A_YEAR * WEEK[weekday] * MONTHS[month] / (52 * 1_000 * 1_000);
    let spread = mean / 6;
    (mean - spread + dice.below(2 * spread + 1)).max(0)
}

fn is_holiday(day: Date) -> bool {
    let fixed =
        [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)];
    fixed.contains(&(day.month(), day.day()))
}

/// An instant of that day at which a call arrives.
pub fn moment(day: Date, zone: &TimeZone, dice: &mut Dice) -> Instant {
    let mut at = dice.below(1_000);
    let mut hour = FIRST_HOUR;
    for weight in HOURS {
        if at < weight {
            break;
        }
        at -= weight;
        hour += 1;
    }
    let second = hour * 3_600 + dice.below(3_600);
    Instant::start_of(day, zone) + second * Instant::SECOND + dice.below(Instant::SECOND)
}
