//! The slots in which one can be called back: while somebody is at the telephone, and never in the
//! night.

use super::model::SLOT;
use crate::{Desk, Refusal, Result, commitments::Book, identity};
use calendar::Calendar;
use jiff::{SignedDuration, civil::Weekday, tz::TimeZone};
use kernel::{Date, Instant};

/// For how many days ahead slots are offered.
const DAYS_AHEAD: i64 = 7;
/// The hours of the day between which a client is rung, whatever the calendar says.
const AWAKE: (i8, i8) = (8, 20);
/// The beginnings of slots where no calendar says when somebody is there: on weekdays.
const HOURS: [i8; 4] = [9, 11, 14, 16];

/// The beginnings of the slots that clients may choose now, the next first: whole slots in the open
/// hours of the calendar on which it is promised that calls are answered.
///
/// # Errors
/// Only when the database fails.
pub fn slots(desk: &mut Desk<'_>) -> Result<Vec<Instant>> {
    let zone = identity::tenant(desk)?.zone;
    let book = Book::open(desk)?;
    let now = desk.now();
    let today = now.day(&zone);
    let days = (0..=DAYS_AHEAD)
        .filter_map(|ahead| today.checked_add(SignedDuration::from_hours(24 * ahead)).ok());
    let calendar = book.calendar_of_calls(None, None).map(|shelved| &*shelved.calendar);
    let all = days.flat_map(|day| match calendar {
        Some(calendar) => open_slots(calendar, day, &zone),
        None => weekday_slots(day, &zone),
    });
    Ok(all.filter(|from| *from > now).collect())
}

/// Refuses a slot during which nobody is at the telephone.
pub(super) fn offered(
    desk: &mut Desk<'_>,
    field: &'static str,
    slot: Option<Instant>,
) -> Result<()> {
    let Some(from) = slot else { return Ok(()) };
    let book = Book::open(desk)?;
    let calendar = book.calendar_of_calls(None, None);
    if calendar.is_none_or(|of| of.calendar.elapsed(from, from + SLOT) == Ok(SLOT)) {
        Ok(())
    } else {
        Err(Refusal::invalid(field, "fault-slot"))
    }
}

fn open_slots(calendar: &Calendar, day: Date, zone: &TimeZone) -> Vec<Instant> {
    let Some((from, to)) = hour(day, AWAKE.0, zone).zip(hour(day, AWAKE.1, zone)) else {
        return Vec::new();
    };
    let starts = |(opens, closes): (Instant, Instant)| {
        (0..).map(move |number| opens + number * SLOT).take_while(move |at| *at + SLOT <= closes)
    };
    calendar.open_intervals(from, to).flat_map(starts).collect()
}

fn weekday_slots(day: Date, zone: &TimeZone) -> Vec<Instant> {
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return Vec::new();
    }
    HOURS.into_iter().filter_map(|at| hour(day, at, zone)).collect()
}

fn hour(day: Date, hour: i8, zone: &TimeZone) -> Option<Instant> {
    let at = day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(Instant::from(at.timestamp()))
}
