//! Targets in days, weeks, business days and months: counting, suspension, rolling, pauses.

use crate::{assert_due, at, made, office, own_day, weekly, within};
use calendar::{Definition, Fault};

#[test]
fn business_days_end_at_the_midnight_after_the_last() {
    let office = made(&office());
    assert_due(&office, "2026-04-02T10:00:00+02:00", "10bd", "2026-04-18T00:00:00+02:00");
    assert_due(&office, "2026-12-18T10:00:00+01:00", "10bd", "2027-01-06T00:00:00+01:00");
    assert_due(&office, "2026-04-24T10:00:00+02:00", "2bd", "2026-04-29T00:00:00+02:00");
    assert_due(&office, "2025-12-24T10:00:00+01:00", "1bd", "2025-12-30T00:00:00+01:00");
}

#[test]
fn the_day_of_the_start_is_day_zero_whatever_its_hour() {
    let office = made(&office());
    for start in
        ["2026-06-23T00:00:00+02:00", "2026-06-23T12:00:00+02:00", "2026-06-23T23:59:59+02:00"]
    {
        assert_due(&office, start, "1bd", "2026-06-25T00:00:00+02:00");
        assert_due(&office, start, "1d", "2026-06-25T00:00:00+02:00");
        assert_due(&office, start, "1w", "2026-07-01T00:00:00+02:00");
    }
    assert_due(&office, "2026-06-27T10:00:00+02:00", "1bd", "2026-06-30T00:00:00+02:00");
}

#[test]
fn a_month_is_the_same_date_or_the_months_last_day() {
    let office = made(&office());
    assert_due(&office, "2026-01-31T10:00:00+01:00", "1mo", "2026-03-01T00:00:00+01:00");
    assert_due(&office, "2028-01-31T10:00:00+01:00", "1mo", "2028-03-01T00:00:00+01:00");
    assert_due(&office, "2026-03-15T10:00:00+01:00", "3mo", "2026-06-16T00:00:00+02:00");
    assert_due(&office, "2026-08-31T10:00:00+02:00", "6mo", "2027-03-01T00:00:00+01:00");
}

#[test]
fn only_a_calendar_that_rolls_moves_an_end_to_the_next_open_day() {
    let fixed = made(&office());
    let rolling = made(&Definition { roll: true, ..office() });
    // 1 May 2026 is a holiday on a Friday; the next open day is Monday.
    for (start, target) in [
        ("2026-04-29T10:00:00+02:00", "2d"),
        ("2026-04-24T10:00:00+02:00", "1w"),
        ("2026-04-01T10:00:00+02:00", "1mo"),
    ] {
        assert_due(&fixed, start, target, "2026-05-02T00:00:00+02:00");
        assert_due(&rolling, start, target, "2026-05-05T00:00:00+02:00");
    }
    assert_due(&rolling, "2026-05-02T10:00:00+02:00", "0d", "2026-05-02T10:00:00+02:00");
    assert_due(&rolling, "2026-04-28T10:00:00+02:00", "2d", "2026-05-01T00:00:00+02:00");
}

#[test]
fn a_suspension_stops_every_kind_of_clock() {
    let august = made(&Definition { suspended: vec!["08-01/08-31".into()], ..office() });
    assert_due(&august, "2026-07-31T17:00:00+02:00", "2h", "2026-09-01T09:30:00+02:00");
    assert_due(&august, "2026-07-30T17:00:00+02:00", "2bd", "2026-09-02T00:00:00+02:00");
    assert_due(&august, "2026-07-30T17:00:00+02:00", "2d", "2026-09-02T00:00:00+02:00");
    assert_due(&august, "2026-07-30T17:00:00+02:00", "1w", "2026-09-07T00:00:00+02:00");
    // Three months to 30 October, lengthened by the 31 days of August.
    assert_due(&august, "2026-07-30T17:00:00+02:00", "3mo", "2026-12-01T00:00:00+01:00");
    // The end of one month lies inside: 30 August counts 30 days, which follow after the 31st.
    assert_due(&august, "2026-07-30T17:00:00+02:00", "1mo", "2026-10-01T00:00:00+02:00");
    assert_due(&august, "2026-08-10T10:00:00+02:00", "1d", "2026-09-02T00:00:00+02:00");
}

#[test]
fn a_suspension_wins_over_days_with_their_own_hours() {
    let august = Definition {
        suspended: vec!["08-01/08-31".into()],
        open: vec![own_day("2026-08-05", "09:00-12:00")],
        ..office()
    };
    assert!(!made(&august).is_open(at("2026-08-05T10:00:00+02:00")));
}

#[test]
fn a_suspension_may_pass_the_years_end_and_name_a_leap_day() {
    let winter = made(&Definition { suspended: vec!["12-20/01-06".into()], ..office() });
    assert_due(&winter, "2026-12-18T17:00:00+01:00", "2h", "2027-01-07T09:30:00+01:00");
    assert_due(&winter, "2026-12-19T10:00:00+01:00", "1d", "2027-01-08T00:00:00+01:00");
    let leap = made(&Definition { suspended: vec!["02-29".into()], ..weekly("24/7") });
    assert_due(&leap, "2028-02-28T23:00:00+01:00", "2h", "2028-03-01T01:00:00+01:00");
    assert_due(&leap, "2026-02-28T23:00:00+01:00", "2h", "2026-03-01T01:00:00+01:00");
    assert_due(&leap, "2028-02-28T10:00:00+01:00", "1d", "2028-03-02T00:00:00+01:00");
}

#[test]
fn days_end_at_midnights_that_daylight_saving_moves() {
    // Beirut skips 00:00 to 01:00; Havana has the hour from 00:00 twice.
    let beirut = calendar::Calendar::always("Asia/Beirut").expect("a bundled zone");
    assert_due(&beirut, "2026-03-27T10:00:00+02:00", "1d", "2026-03-29T01:00:00+03:00");
    let havana = calendar::Calendar::always("America/Havana").expect("a bundled zone");
    assert_due(&havana, "2024-11-01T10:00:00-04:00", "1d", "2024-11-03T00:00:00-04:00");
    assert_due(&havana, "2024-11-03T00:30:00-04:00", "1d", "2024-11-05T00:00:00-05:00");
    assert_due(&havana, "2024-11-03T00:30:00-05:00", "1d", "2024-11-05T00:00:00-05:00");
}

#[test]
fn a_pause_takes_the_days_whose_midnight_fell_inside() {
    let office = made(&office());
    let (friday, monday) = (at("2026-06-26T17:00:00+02:00"), at("2026-06-29T09:00:00+02:00"));
    assert_eq!(office.counted_days(friday, monday, &within("1bd")), Ok(1));
    assert_eq!(office.counted_days(friday, monday, &within("1d")), Ok(3));
    let midnight = at("2026-06-27T00:00:00+02:00");
    assert_eq!(office.counted_days(friday, midnight, &within("1mo")), Ok(1));
    assert_eq!(office.counted_days(midnight, monday, &within("1w")), Ok(2));
    assert_eq!(office.counted_days(friday, friday, &within("1w")), Ok(0));
    assert_eq!(office.counted_days(monday, friday, &within("1w")), Err(Fault::Backwards));
    assert_eq!(office.counted_days(friday, monday, &within("1h")), Err(Fault::NotDays));
}

#[test]
fn suspended_days_are_not_counted_for_a_pause() {
    let august = made(&Definition { suspended: vec!["08-01/08-31".into()], ..office() });
    let (from, to) = (at("2026-07-30T10:00:00+02:00"), at("2026-09-02T10:00:00+02:00"));
    assert_eq!(august.counted_days(from, to, &within("1d")), Ok(3));
    assert_eq!(august.counted_days(from, to, &within("1bd")), Ok(3));
}

#[test]
fn a_moved_target_counts_on_and_rolls_once() {
    let rolling = made(&Definition { roll: true, ..office() });
    let start = at("2026-04-29T10:00:00+02:00");
    let moved = |target: &str, further| rolling.extend_days(start, &within(target), further);
    assert_eq!(moved("2d", 0), rolling.due(start, &within("2d")));
    assert_eq!(moved("2d", 1), Ok(at("2026-05-05T00:00:00+02:00")));
    assert_eq!(moved("2d", 4), Ok(at("2026-05-06T00:00:00+02:00")));
    assert_eq!(moved("1bd", 2), rolling.due(start, &within("3bd")));
    assert_eq!(moved("1w", 3), rolling.due(start, &within("10d")));
    assert_eq!(moved("1mo", 5), Ok(at("2026-06-04T00:00:00+02:00")));
    assert_eq!(moved("1h", 2), Err(Fault::NotDays));
}
