use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use std::{fmt, ops, str::FromStr};

/// A moment, in whole microseconds since 1970-01-01 00:00 UTC.
///
/// It has no zone: a local day exists only with one. Parsing wants an offset, because an hour
/// without one is not a moment.
///
/// ```
/// use kernel::Instant;
/// let lunch: Instant = "2026-04-30T12:30:00+02:00".parse()?;
/// assert_eq!(lunch.to_string(), "2026-04-30T10:30:00Z");
/// assert_eq!((lunch + Instant::SECOND).micros() - lunch.micros(), 1_000_000);
/// assert!("2026-04-30T12:30:00".parse::<Instant>().is_err());
/// # Ok::<(), kernel::BadInstant>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// The text is not a moment: no offset, or no such date.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an instant with its offset, such as 2026-04-30T17:30:00+02:00")]
pub struct BadInstant;

impl Instant {
    /// Microseconds in a second.
    pub const SECOND: i64 = 1_000_000;
    /// Microseconds in a minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// Microseconds in an hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Microseconds in a day of 24 hours.
    pub const DAY: i64 = 24 * Self::HOUR;
    /// The furthest instants that have a calendar date: the years -9999 and 9999.
    const FURTHEST: i64 = 253_402_200_000_000_000;

    /// The moment so many microseconds after the epoch, kept within the years that have a date.
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros > Self::FURTHEST {
            Self::FURTHEST
        } else if micros < -Self::FURTHEST {
            -Self::FURTHEST
        } else {
            micros
        })
    }

    /// The moment so many seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(Self::SECOND))
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The wall clock in `zone` at this moment.
    pub fn in_zone(self, zone: &TimeZone) -> Zoned {
        self.timestamp().to_zoned(zone.clone())
    }

    /// The day it is in `zone`.
    pub fn day(self, zone: &TimeZone) -> Date {
        self.in_zone(zone).date()
    }

    /// The first moment of `day` in `zone`; a midnight that daylight saving skips is the first
    /// moment after the gap.
    pub fn start_of(day: Date, zone: &TimeZone) -> Self {
        zone.to_ambiguous_zoned(day.to_datetime(jiff::civil::Time::midnight()))
            .compatible()
            .map_or(Self::from_micros(Self::FURTHEST), |zoned| zoned.timestamp().into())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).expect("from_micros keeps to years with a date")
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_micros(timestamp.as_microsecond())
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        instant.timestamp()
    }
}

impl ops::Add<i64> for Instant {
    type Output = Self;
    fn add(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }
}

impl ops::Sub<i64> for Instant {
    type Output = Self;
    fn sub(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_sub(micros))
    }
}

impl ops::Sub for Instant {
    type Output = i64;
    /// Microseconds from `earlier` to `self`.
    fn sub(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(out)
    }
}

impl FromStr for Instant {
    type Err = BadInstant;
    fn from_str(text: &str) -> Result<Self, BadInstant> {
        text.trim().parse::<Timestamp>().map(Into::into).map_err(|_| BadInstant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_own_midnight() {
        let rome = TimeZone::get("Europe/Rome").expect("bundled");
        let day = jiff::civil::date(2026, 3, 29);
        assert_eq!(Instant::start_of(day, &rome).to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(Instant::start_of(day, &rome).day(&rome), day);
    }

    #[test]
    fn the_furthest_instants_still_have_a_date() {
        assert!(Instant::from_micros(i64::MAX).to_string().starts_with("9999-12-3"));
        assert!((Instant::from_micros(i64::MIN) - i64::MAX).to_string().starts_with("-00"));
    }
}
