//! Targets in open time: daylight saving, lunch, week-ends, holidays, odd windows, bounds.

use crate::{assert_due, at, made, office, own_day, weekly, within};
use calendar::{Calendar, Fault, Reason, due_without_calendar, elapsed};
use kernel::Instant;

fn always(zone: &str) -> Calendar {
    Calendar::always(zone).expect("a bundled zone")
}

#[test]
fn forty_eight_hours_are_real_hours_over_both_changes_of_the_clock() {
    let rome = always("Europe/Rome");
    assert_due(&rome, "2026-03-28T12:00:00+01:00", "48h", "2026-03-30T13:00:00+02:00");
    assert_due(&rome, "2026-10-24T10:00:00+02:00", "24h", "2026-10-25T09:00:00+01:00");
    assert_due(&rome, "2026-10-24T10:00:00+02:00", "48h", "2026-10-26T09:00:00+01:00");
}

#[test]
fn the_hour_that_comes_twice_is_two_hours() {
    let rome = always("Europe/Rome");
    assert_due(&rome, "2026-10-25T00:30:00Z", "1h", "2026-10-25T01:30:00Z");
    let early = made(&weekly("Mo-Su 02:30-05:00"));
    assert_due(&early, "2026-10-24T20:00:00Z", "1h", "2026-10-25T01:30:00Z");
    let short = made(&weekly("Mo-Su 02:15-02:45"));
    assert_due(&short, "2026-10-24T20:00:00Z", "30m", "2026-10-25T00:45:00Z");
    assert!(!short.is_open(at("2026-10-25T01:30:00Z")), "the second pass stays closed");
}

#[test]
fn an_opening_hour_that_the_clock_skips_moves_forward_by_the_gap() {
    let early = made(&weekly("Mo-Su 02:30-05:00"));
    assert_due(&early, "2026-03-29T00:00:00+01:00", "10m", "2026-03-29T03:40:00+02:00");
    let inside = made(&weekly("Mo-Su 02:15-02:45"));
    assert_due(&inside, "2026-03-29T00:00:00+01:00", "30m", "2026-03-29T03:45:00+02:00");
    let whole = made(&weekly("Mo-Su 02:00-03:00"));
    assert!(!whole.is_business_day(jiff::civil::date(2026, 3, 29)), "nothing is left of it");
    assert_due(&whole, "2026-03-29T00:00:00+01:00", "30m", "2026-03-30T02:30:00+02:00");
}

#[test]
fn a_change_of_the_clock_on_a_closed_sunday_shifts_nothing() {
    let office = made(&office());
    assert_due(&office, "2026-03-27T17:00:00+01:00", "480m", "2026-03-30T17:00:00+02:00");
}

#[test]
fn holidays_and_week_ends_are_passed_over() {
    let office = made(&office());
    assert_due(&office, "2026-04-30T17:30:00+02:00", "60m", "2026-05-04T09:00:00+02:00");
    // Good Friday is no holiday in Italy, Easter Monday is.
    assert_due(&office, "2026-04-03T17:59:00+02:00", "2m", "2026-04-07T08:31:00+02:00");
}

#[test]
fn lunch_is_closed_and_nothing_is_due_before_it_began() {
    let office = made(&office());
    assert_due(&office, "2026-06-23T12:00:00+02:00", "120m", "2026-06-23T15:30:00+02:00");
    assert_due(&office, "2026-06-23T12:30:00+02:00", "60m", "2026-06-23T15:00:00+02:00");
    assert_due(&office, "2026-06-23T15:00:00+02:00", "120m", "2026-06-23T17:00:00+02:00");
}

#[test]
fn what_fills_the_day_is_due_at_its_closing_and_zero_at_its_start() {
    let office = made(&office());
    assert_due(&office, "2026-06-23T17:00:00+02:00", "60m", "2026-06-23T18:00:00+02:00");
    assert_due(&office, "2026-06-23T18:00:00+02:00", "0m", "2026-06-23T18:00:00+02:00");
    assert_due(&office, "2026-06-27T10:00:00+02:00", "0bd", "2026-06-27T10:00:00+02:00");
    assert_due(&office, "2026-06-23T18:00:00+02:00", "1s", "2026-06-24T08:30:01+02:00");
    assert_eq!(office.due_after(at("2026-06-23T17:59:59Z"), 0), Ok(at("2026-06-23T17:59:59Z")));
}

#[test]
fn a_target_under_an_hour_may_be_larger_than_the_rest_of_the_day() {
    let office = made(&office());
    assert_due(&office, "2026-06-23T17:15:00+02:00", "60m", "2026-06-24T08:45:00+02:00");
}

#[test]
fn long_closures_are_only_closures() {
    let tuesdays = made(&weekly("Tu 08:00-17:00"));
    assert_due(&tuesdays, "2026-06-24T10:00:00+02:00", "2h", "2026-06-30T10:00:00+02:00");
    let mut shut = weekly("Mo-Fr 09:00-17:00");
    shut.closed = vec!["2026-08-03/2026-08-23".into(), "2026-12-21/2027-01-08".into()];
    let shut = made(&shut);
    assert_due(&shut, "2026-07-31T16:00:00+02:00", "2h", "2026-08-24T10:00:00+02:00");
    assert_due(&shut, "2026-12-18T16:00:00+01:00", "2h", "2027-01-11T10:00:00+01:00");
}

#[test]
fn a_calendar_that_never_opens_is_refused() {
    let mut never = weekly("Mo-Fr 09:00-17:00");
    never.suspended = vec!["03-01/02-29".into()];
    for definition in [weekly("24/7 off"), weekly("2019 Mo-Fr 09:00-17:00"), never] {
        let faults = Calendar::new(&definition).expect_err("it never opens");
        assert_eq!(faults.0[0].reason, Reason::NeverOpens);
    }
}

#[test]
fn hours_that_ended_leave_nothing_due_and_no_opening() {
    let past = made(&weekly("2020 Mo-Fr 09:00-17:00"));
    let start = at("2026-01-01T00:00:00Z");
    assert_eq!(past.due(start, &within("1s")), Err(Fault::TooFar));
    assert_eq!(past.due(start, &within("1bd")), Err(Fault::TooFar));
    assert_eq!(past.opening_at_or_after(start), None);
    assert_eq!(past.elapsed(start, at("2030-01-01T00:00:00Z")), Ok(0));
}

#[test]
fn a_day_that_closes_at_midnight_has_its_last_minute() {
    let late = made(&weekly("Mo-Su 16:00-24:00"));
    assert_due(&late, "2026-06-23T20:00:00+02:00", "4h", "2026-06-24T00:00:00+02:00");
    let minute_short = made(&weekly("Mo-Su 16:00-23:59"));
    assert_due(&minute_short, "2026-06-23T20:00:00+02:00", "4h", "2026-06-24T16:01:00+02:00");
    let whole_days = made(&weekly("Mo-Su 00:00-24:00"));
    assert_due(&whole_days, "2026-06-23T20:00:00+02:00", "48h", "2026-06-25T20:00:00+02:00");
}

#[test]
fn windows_that_touch_have_no_second_twice_and_none_missing() {
    let touching = made(&weekly("Mo-Fr 08:00-12:00,12:00-16:00"));
    let (from, to) = (at("2026-06-23T00:00:00+02:00"), at("2026-06-24T00:00:00+02:00"));
    assert_eq!(touching.elapsed(from, to), Ok(8 * Instant::HOUR));
    assert_eq!(touching.open_intervals(from, to).count(), 1);
    assert_due(&touching, "2026-06-23T11:59:59+02:00", "2s", "2026-06-23T12:00:01+02:00");
    let quarters = made(&weekly("Mo-Fr 08:15-11:45"));
    assert_due(&quarters, "2026-06-23T08:00:00+02:00", "1h", "2026-06-23T09:15:00+02:00");
}

#[test]
fn half_days_stand_beside_holidays() {
    let mut half = office();
    half.open = vec![own_day("2026-12-24", "08:30-12:30"), own_day("2026-12-26", "09:00-10:00")];
    let half = made(&half);
    assert_due(&half, "2026-12-24T12:00:00+01:00", "60m", "2026-12-26T09:30:00+01:00");
}

#[test]
fn a_holiday_holds_from_the_year_of_its_law_and_a_patron_in_one_office() {
    let office = made(&office());
    assert!(office.is_business_day(jiff::civil::date(2023, 10, 4)));
    assert!(!office.is_business_day(jiff::civil::date(2027, 10, 4)));
    let milan = made(&calendar::Definition { closed: vec!["2026-12-07".into()], ..self::office() });
    assert!(office.is_business_day(jiff::civil::date(2026, 12, 7)));
    assert!(!milan.is_business_day(jiff::civil::date(2026, 12, 7)));
}

#[test]
fn a_zone_that_dropped_daylight_saving_keeps_its_hours() {
    let hours =
        calendar::Definition { zone: "Asia/Hong_Kong".into(), ..weekly("Mo-Fr 09:00-17:00") };
    let hong_kong = made(&hours);
    assert_due(&hong_kong, "1979-07-02T08:00:00+09:00", "1h", "1979-07-02T10:00:00+09:00");
    assert_due(&hong_kong, "2026-07-01T08:00:00+08:00", "1h", "2026-07-01T10:00:00+08:00");
}

#[test]
fn the_offset_a_start_is_written_with_changes_nothing() {
    let office = made(&office());
    assert_due(&office, "2026-04-30T10:30:00-05:00", "60m", "2026-05-04T07:00:00Z");
    let sundays_first = made(&weekly("Su-Mo 09:00-17:00"));
    assert_due(&sundays_first, "2026-06-21T16:00:00+02:00", "2h", "2026-06-22T10:00:00+02:00");
}

#[test]
fn parts_sum_to_the_whole_to_the_microsecond() {
    let office = made(&office());
    let (from, to) = (at("2026-06-22T10:00:00.123456Z"), at("2026-07-09T09:00:00.654321Z"));
    let middle = at("2026-06-29T06:30:00.000001Z");
    let parts = [office.elapsed(from, middle), office.elapsed(middle, to)];
    assert_eq!(parts.into_iter().sum::<Result<i64, Fault>>(), office.elapsed(from, to));
}

#[test]
fn a_target_beyond_four_thousand_days_is_refused_and_one_within_is_not() {
    let rome = always("Europe/Rome");
    let start = at("2026-01-01T00:00:00Z");
    assert!(rome.due(start, &within("96000h")).is_ok());
    assert_eq!(rome.due(start, &within("96001h")), Err(Fault::TooFar));
    for target in ["4001d", "999999999d", "999999999w", "999999999mo", "132mo", "999999999bd"] {
        assert_eq!(rome.due(start, &within(target)), Err(Fault::TooFar), "{target}");
    }
    assert_eq!(due_without_calendar(start, &within("96001h")), Err(Fault::TooFar));
    assert_eq!(rome.due_after(start, i64::MAX), Err(Fault::TooFar));
}

#[test]
fn years_without_a_calendar_are_a_fault() {
    let rome = always("Europe/Rome");
    for start in ["1969-12-31T22:00:00Z", "2200-01-01T00:00:00Z", "0001-01-02T00:00:00Z"] {
        assert_eq!(rome.due(at(start), &within("1h")), Err(Fault::OutsideYears), "{start}");
        assert_eq!(rome.due(at(start), &within("1d")), Err(Fault::OutsideYears), "{start}");
        assert!(!rome.is_open(at(start)));
    }
    let last = at("2199-12-31T12:00:00Z");
    assert_eq!(rome.due(last, &within("24h")), Err(Fault::OutsideYears));
    assert_eq!(rome.due(last, &within("2d")), Err(Fault::OutsideYears));
    assert_eq!(rome.open_intervals(Instant::from_micros(i64::MIN), last).count(), 1);
}

#[test]
fn without_a_calendar_time_is_real() {
    let (from, to) = (at("2026-03-28T12:00:00+01:00"), at("2026-03-30T13:00:00+02:00"));
    assert_eq!(due_without_calendar(from, &within("48h")), Ok(to));
    assert_eq!(elapsed(from, to), Ok(48 * Instant::HOUR));
    assert_eq!(elapsed(to, from), Err(Fault::Backwards));
    assert_eq!(due_without_calendar(from, &within("0d")), Err(Fault::NeedsCalendar));
}

#[test]
fn opening_and_closing_instants_are_told_apart() {
    let office = made(&office());
    let (opens, closes) = (at("2026-06-23T08:30:00+02:00"), at("2026-06-23T12:30:00+02:00"));
    assert!(office.is_open(opens) && !office.is_open(closes));
    assert_eq!(office.opening_at_or_after(opens), Some(opens));
    assert_eq!(office.opening_at_or_after(closes), Some(at("2026-06-23T14:00:00+02:00")));
    let year_end = always("Europe/Rome");
    assert_eq!(year_end.open_intervals(opens, opens + 400 * Instant::DAY).count(), 1);
    assert_eq!(office.open_intervals(closes, opens).count(), 0);
}

#[test]
fn a_window_that_passes_the_year_is_one_interval() {
    let new_year = made(&weekly("Mo-Su 22:00-02:00"));
    assert_due(&new_year, "2026-12-31T23:00:00+01:00", "2h", "2027-01-01T01:00:00+01:00");
    assert_due(&new_year, "2026-12-31T23:00:00+01:00", "1h", "2027-01-01T00:00:00+01:00");
    let (from, to) = (at("2026-12-31T12:00:00+01:00"), at("2027-01-01T12:00:00+01:00"));
    assert_eq!(new_year.open_intervals(from, to).count(), 1);
}
