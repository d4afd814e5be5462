//! A calendar's days as staffing plans them: by half hours of the wall clock.

use calendar::Calendar;
use domain::quality::arrivals::QUARTER;
use kernel::{Date, Instant, TimeZone};
use staffing::{
    forecast::{HALVES, Halves, Special, SpecialDays},
    plan::Hours,
};

/// When a calendar is open on these days of a zone, and which of them are not like others.
///
/// Each day has its own half hours, so that days with other hours, seasons and nights are planned
/// as they are. Days without any are closed: nobody is expected then. Public holidays on which it
/// is open are holidays.
pub(super) fn of(
    calendar: &Calendar,
    zone: &TimeZone,
    days: impl Iterator<Item = Date>,
) -> (Hours, SpecialDays) {
    let (mut hours, mut special) = (Hours::NEVER, SpecialDays::new());
    for day in days {
        let halves = open_halves(calendar, zone, day);
        if !halves.contains(&true) {
            special.insert(day, Special::Closed);
        } else if calendar.is_public_holiday(day) {
            special.insert(day, Special::Holiday);
        }
        hours.days.insert(day, halves);
    }
    (hours, special)
}

/// The half hours of a day in which the calendar is open at all. It may keep another zone's clock.
fn open_halves(calendar: &Calendar, zone: &TimeZone, day: Date) -> Halves<bool> {
    let mut halves = [false; HALVES];
    let next = day.tomorrow().unwrap_or(day);
    let (from, to) = (Instant::start_of(day, zone), Instant::start_of(next, zone));
    for (opens, closes) in calendar.open_intervals(from, to) {
        let mut quarter = opens.micros().div_euclid(QUARTER) * QUARTER;
        while quarter < closes.micros() {
            halves[half_of(Instant::from_micros(quarter).max(opens), zone)] = true;
            quarter += QUARTER;
        }
    }
    halves
}

/// The half hour of its local day that an instant lies in.
pub(super) fn half_of(at: Instant, zone: &TimeZone) -> usize {
    let local = at.in_zone(zone);
    usize::from(local.hour().unsigned_abs()) * 2 + usize::from(local.minute() >= 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Definition, OpenDay};

    fn rome() -> TimeZone {
        TimeZone::get("Europe/Rome").expect("a zone")
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn open(calendar: &Calendar, of: &str) -> Vec<usize> {
        let halves = open_halves(calendar, &rome(), day(of));
        (0..HALVES).filter(|half| halves[*half]).collect()
    }

    fn made(hours: &str, change: impl Fn(&mut Definition)) -> Calendar {
        let mut definition = Definition {
            id: "office".into(),
            zone: "Europe/Rome".into(),
            hours: hours.into(),
            ..Definition::default()
        };
        change(&mut definition);
        Calendar::new(&definition).expect("a calendar")
    }

    #[test]
    fn a_half_hour_open_in_part_is_open_and_a_closed_one_is_not() {
        let calendar = made("Mo-Fr 08:40-12:20,14:00-15:00", |_| {});
        assert_eq!(open(&calendar, "2026-06-01"), (17..25).chain(28..30).collect::<Vec<_>>());
        assert_eq!(open(&calendar, "2026-06-06"), [0; 0]);
    }

    #[test]
    fn nights_go_over_midnight_and_another_zone_is_moved_into_ours() {
        let night = made("Mo 23:00-24:00; Tu 00:00-01:00", |_| {});
        assert_eq!(
            (open(&night, "2026-06-01"), open(&night, "2026-06-02")),
            (vec![46, 47], vec![0, 1])
        );
        let london = made("Mo 09:00-10:00", |one| one.zone = "Europe/London".into());
        assert_eq!(open(&london, "2026-06-01"), [20, 21]);
    }

    #[test]
    fn the_hour_that_comes_twice_is_one_and_the_one_that_is_skipped_none() {
        let always = made("24/7", |_| {});
        assert_eq!(open(&always, "2026-10-25"), (0..HALVES).collect::<Vec<_>>());
        let skipped: Vec<usize> = (0..HALVES).filter(|half| ![4, 5].contains(half)).collect();
        assert_eq!(open(&always, "2026-03-29"), skipped);
    }

    #[test]
    fn closed_days_are_closed_and_only_holidays_with_hours_are_holidays() {
        let calendar = made("Mo-Fr 09:00-10:00; PH 11:00-12:00", |one| {
            one.holidays = Some("IT".into());
            one.closed = vec!["2026-06-03".into()];
            one.open = vec![OpenDay { date: "2026-06-06".into(), hours: "09:00-09:30".into() }];
        });
        let days = (1..8).map(|date| day("2026-06-01").with().day(date).build().expect("a date"));
        let (hours, special) = of(&calendar, &rome(), days);
        let told = [
            (day("2026-06-02"), Special::Holiday),
            (day("2026-06-03"), Special::Closed),
            (day("2026-06-07"), Special::Closed),
        ];
        assert_eq!(special, told.into());
        let open = |of: &str| hours.days[&day(of)].iter().filter(|half| **half).count();
        assert_eq!((open("2026-06-02"), open("2026-06-06"), open("2026-06-05")), (2, 1, 2));
    }
}
