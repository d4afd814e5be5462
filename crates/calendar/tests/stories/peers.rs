//! Cases that other programs were seen to get wrong.

use crate::{assert_due, at, made, office, weekly, within};
use calendar::Calendar;
use kernel::Instant;

// 2026-06-22 is a Monday.

#[test]
fn two_hours_from_a_fridays_last_hour_end_on_monday() {
    let plain = made(&weekly("Mo-Fr 09:00-18:00"));
    assert_due(&plain, "2026-06-26T17:00:00+02:00", "2h", "2026-06-29T10:00:00+02:00");
}

#[test]
fn a_lunch_break_lengthens_and_never_goes_back() {
    let lunch = made(&weekly("Mo-Fr 09:00-13:00,14:00-18:00"));
    assert_due(&lunch, "2026-06-22T10:00:00+02:00", "5h", "2026-06-22T16:00:00+02:00");
    assert_due(&lunch, "2026-06-22T15:00:00+02:00", "2h", "2026-06-22T17:00:00+02:00");
}

#[test]
fn one_open_day_a_week_is_enough() {
    let tuesdays = made(&weekly("Tu 08:00-17:00"));
    assert_due(&tuesdays, "2026-06-24T10:00:00+02:00", "2h", "2026-06-30T10:00:00+02:00");
    assert_due(&tuesdays, "2026-06-23T16:00:00+02:00", "2h", "2026-06-30T09:00:00+02:00");
}

#[test]
fn two_windows_of_one_day_both_count() {
    let split = made(&weekly("Mo-Fr 08:00-12:00,14:00-18:00"));
    assert_due(&split, "2026-06-22T11:00:00+02:00", "2h", "2026-06-22T15:00:00+02:00");
    // The same two windows as two rules, the second of which adds to the first.
    let added = made(&weekly("Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00"));
    assert_due(&added, "2026-06-22T11:00:00+02:00", "2h", "2026-06-22T15:00:00+02:00");
}

#[test]
fn excluded_days_delay_and_never_hasten() {
    let plain = made(&weekly("Mo-Fr 09:00-18:00"));
    assert_due(&plain, "2026-06-26T10:00:00+02:00", "3bd", "2026-07-02T00:00:00+02:00");
    let every_day = made(&weekly("Mo-Su 09:00-18:00"));
    let start = at("2026-06-26T10:00:00+02:00");
    assert!(every_day.due(start, &within("3bd")).ok() < plain.due(start, &within("3bd")).ok());
}

#[test]
fn a_calendar_without_a_work_day_is_refused_at_once() {
    assert!(Calendar::new(&weekly("Mo-Su off")).is_err());
}

#[test]
fn three_days_of_nine_hours_are_twenty_seven_hours() {
    let plain = made(&weekly("Mo-Fr 09:00-18:00"));
    let (from, to) = (at("2026-06-22T09:00:00+02:00"), at("2026-06-24T18:00:00+02:00"));
    assert_eq!(plain.elapsed(from, to), Ok(27 * Instant::HOUR));
}

#[test]
fn a_pause_over_a_week_end_holds_no_open_time() {
    let office = made(&office());
    let (from, to) = (at("2026-06-26T18:00:00+02:00"), at("2026-06-29T08:30:00+02:00"));
    assert_eq!(office.elapsed(from, to), Ok(0));
    let outside = (at("2026-06-26T20:00:00+02:00"), at("2026-06-27T20:00:00+02:00"));
    assert_eq!(office.elapsed(outside.0, outside.1), Ok(0));
}

#[test]
fn a_part_of_a_target_is_due_inside_its_own_window() {
    // A warning at three quarters of ten hours falls into Tuesday's afternoon, not at midnight.
    let office = made(&office());
    let start = at("2026-06-22T14:00:00+02:00");
    let warning = office.due_after(start, 10 * Instant::HOUR * 3 / 4);
    assert_eq!(warning, Ok(at("2026-06-23T12:00:00+02:00")));
}

#[test]
fn names_of_days_that_are_no_public_holidays_stay_open() {
    let german = calendar::Definition {
        zone: "Europe/Berlin".into(),
        holidays: Some("DE".into()),
        ..office()
    };
    assert!(made(&german).is_business_day(jiff::civil::date(2026, 11, 11)), "St Martin's day");
}
