use kernel::Instant;
use std::{fmt, str::FromStr};

/// A target: how much time there is, in a unit that says how it is counted.
///
/// Seconds, minutes and hours count open time of a calendar, or real time without one. The
/// others count whole local days and end at 24:00. The text is a number of at most nine digits
/// and `s m h d w bd mo`, and comes back as it was.
///
/// ```
/// use calendar::Within;
/// let target: Within = "10bd".parse()?;
/// assert_eq!(target, Within::BusinessDays(10));
/// assert_eq!(target.to_string(), "10bd");
/// assert!("ten days".parse::<Within>().is_err());
/// # Ok::<(), calendar::BadWithin>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// Open seconds, `s`.
    Seconds(u32),
    /// Open minutes, `m`.
    Minutes(u32),
    /// Open hours, `h`.
    Hours(u32),
    /// Calendar days, `d`.
    Days(u32),
    /// Weeks of seven calendar days, `w`.
    Weeks(u32),
    /// Days on which the calendar opens, `bd`.
    BusinessDays(u32),
    /// Months by the date, `mo`.
    Months(u32),
}

/// The text is not a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a target such as 60m, 48h, 2d, 1w, 10bd or 3mo")]
pub struct BadWithin;

/// The largest number of a target has this many digits, enough for 4,000 days in seconds.
const DIGITS_MAX: usize = 9;

impl Within {
    /// The microseconds of open time a target in seconds, minutes or hours asks for; `None` for
    /// targets in days.
    pub const fn open_micros(&self) -> Option<i64> {
        match *self {
            Within::Seconds(count) => Some(count as i64 * Instant::SECOND),
            Within::Minutes(count) => Some(count as i64 * Instant::MINUTE),
            Within::Hours(count) => Some(count as i64 * Instant::HOUR),
            _ => None,
        }
    }

    /// The number and the unit's letters.
    const fn parts(&self) -> (u32, &'static str) {
        match *self {
            Within::Seconds(count) => (count, "s"),
            Within::Minutes(count) => (count, "m"),
            Within::Hours(count) => (count, "h"),
            Within::Days(count) => (count, "d"),
            Within::Weeks(count) => (count, "w"),
            Within::BusinessDays(count) => (count, "bd"),
            Within::Months(count) => (count, "mo"),
        }
    }

    /// Whether it asks for no time at all, so that it is due at its start.
    pub const fn is_zero(&self) -> bool {
        self.parts().0 == 0
    }
}

impl fmt::Display for Within {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.parts();
        write!(out, "{count}{unit}")
    }
}

impl FromStr for Within {
    type Err = BadWithin;

    fn from_str(text: &str) -> Result<Self, BadWithin> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=DIGITS_MAX).contains(&digits) {
            return Err(BadWithin);
        }
        let (number, unit) = text.split_at(digits);
        let count = number.parse().map_err(|_| BadWithin)?;
        Ok(match unit {
            "s" => Within::Seconds(count),
            "m" => Within::Minutes(count),
            "h" => Within::Hours(count),
            "d" => Within::Days(count),
            "w" => Within::Weeks(count),
            "bd" => Within::BusinessDays(count),
            "mo" => Within::Months(count),
            _ => return Err(BadWithin),
        })
    }
}
