//! Hours in which clients are left alone.

use kernel::{Instant, TimeZone};
use serde::{Deserialize, Serialize};

/// Minutes of the day between which a message waits; it may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first minute, counted from midnight.
    pub from: i64,
    /// The minute at which it goes out again.
    pub to: i64,
}

impl Quiet {
    /// When something of this moment goes out: now, or when the quiet hours are over.
    ///
    /// ```
    /// use domain::notices::Quiet;
    /// let rome = kernel::TimeZone::get("Europe/Rome").expect("it is known");
    /// let night = Quiet { from: 21 * 60, to: 8 * 60 };
    /// let out = |at: &str| night.over(at.parse().expect("an instant"), &rome).to_string();
    /// assert_eq!(out("2026-05-04T12:00:00Z"), "2026-05-04T12:00:00Z");
    /// assert_eq!(out("2026-05-04T20:00:00Z"), "2026-05-05T06:00:00Z");
    /// assert_eq!(out("2026-05-05T03:00:00Z"), "2026-05-05T06:00:00Z");
    /// ```
    pub fn over(self, now: Instant, zone: &TimeZone) -> Instant {
        let local = now.in_zone(zone);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let is_quiet = if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        };
        if !is_quiet {
            return now;
        }
        let today = now.day(zone);
        let day = if minute < self.to { today } else { today.tomorrow().unwrap_or(today) };
        at_minute(day, self.to, zone).unwrap_or(now)
    }
}

/// A minute of a day; an hour that a clock leaves out is the one after it.
fn at_minute(day: kernel::Date, minute: i64, zone: &TimeZone) -> Option<Instant> {
    let hour = i8::try_from(minute / 60).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let local = day.at(hour.min(23), minute, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(local.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_goes_over_midnight_and_a_rest_does_not() {
        let zone = TimeZone::get("Europe/Rome").expect("it is known");
        let out = |quiet: Quiet, at: &str| {
            let now: Instant = at.parse().expect("an instant");
            quiet.over(now, &zone).micros() - now.micros()
        };
        let (night, rest) = (Quiet { from: 21 * 60, to: 8 * 60 }, Quiet { from: 780, to: 840 });
        assert_eq!(out(night, "2026-05-04T06:00:00Z"), 0, "it is eight");
        assert_eq!(out(night, "2026-05-04T05:59:00Z"), Instant::MINUTE);
        assert_eq!(out(rest, "2026-05-04T11:30:00Z"), 30 * Instant::MINUTE);
        assert_eq!(out(rest, "2026-05-04T12:00:00Z"), 0);
        assert_eq!(out(Quiet { from: 0, to: 0 }, "2026-05-04T12:00:00Z"), 0, "none");
        // The night in which the clock goes forward: 02:30 is left out.
        let early = Quiet { from: 0, to: 150 };
        assert_eq!(out(early, "2026-03-29T00:00:00Z"), 90 * Instant::MINUTE);
    }
}
