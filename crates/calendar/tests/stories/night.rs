//! Windows over midnight, and what an exception on either day does to them.

use crate::{assert_due, at, made, own_day, weekly};
use calendar::Definition;
use kernel::Instant;

/// Nights from Monday to Friday, 22:00 to 06:00. 2026-06-24 is a Wednesday.
fn nights() -> Definition {
    weekly("Mo-Fr 22:00-06:00")
}

fn hours_of(definition: &Definition, day: &str) -> i64 {
    let from = at(&format!("{day}T00:00:00+02:00"));
    let open = made(definition).elapsed(from, from + Instant::DAY);
    open.expect("within the years") / Instant::HOUR
}

#[test]
fn hours_after_midnight_are_open_time_of_the_next_date() {
    let nights = made(&nights());
    assert_due(&nights, "2026-06-22T23:00:00+02:00", "2h", "2026-06-23T01:00:00+02:00");
    assert_due(&nights, "2026-06-26T23:00:00+02:00", "8h", "2026-06-29T23:00:00+02:00");
}

#[test]
fn the_date_a_night_ends_on_is_no_business_day_for_it() {
    let nights = made(&nights());
    assert!(nights.is_open(at("2026-06-27T05:00:00+02:00")), "Saturday morning is Friday's night");
    assert!(!nights.is_business_day(jiff::civil::date(2026, 6, 27)));
    assert_due(&nights, "2026-06-26T23:00:00+02:00", "1bd", "2026-06-30T00:00:00+02:00");
}

#[test]
fn a_closing_takes_the_nights_that_start_on_it_and_no_others() {
    let closed = Definition { closed: vec!["2026-06-24".into()], ..nights() };
    let by_day = ["2026-06-23", "2026-06-24", "2026-06-25"].map(|day| hours_of(&closed, day));
    assert_eq!(by_day, [8, 6, 2]);
    let two = Definition { closed: vec!["2026-06-24/2026-06-25".into()], ..nights() };
    assert_eq!(hours_of(&two, "2026-06-25"), 0);
}

#[test]
fn a_holiday_closes_nights_alike_whoever_says_so() {
    // 2 June 2026 is a Tuesday and a holiday in Italy.
    let ours = Definition { holidays: Some("IT".into()), ..nights() };
    let theirs = Definition { hours: "Mo-Fr 22:00-06:00; PH off".into(), ..ours.clone() };
    for day in ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"] {
        assert_eq!(hours_of(&ours, day), hours_of(&theirs, day), "{day}");
    }
    assert_eq!(hours_of(&ours, "2026-06-03"), 2);
}

#[test]
fn a_later_rule_of_the_hours_replaces_the_night_it_starts_on() {
    let mixed = weekly("Mo-Fr 22:00-06:00; We 10:00-12:00");
    let by_day = ["2026-06-23", "2026-06-24", "2026-06-25"].map(|day| hours_of(&mixed, day));
    assert_eq!(by_day, [8, 8, 2]);
    let added = weekly("Mo-Fr 22:00-06:00, We 10:00-12:00");
    assert_eq!(hours_of(&added, "2026-06-25"), 8);
}

#[test]
fn own_hours_replace_a_night_by_another() {
    let short = Definition { open: vec![own_day("2026-06-24", "20:00-02:00")], ..nights() };
    let by_day = ["2026-06-24", "2026-06-25"].map(|day| hours_of(&short, day));
    assert_eq!(by_day, [10, 4]);
    let extended = Definition { open: vec![own_day("2026-06-24", "20:00-26:00")], ..nights() };
    assert_eq!(hours_of(&extended, "2026-06-25"), 4);
}

#[test]
fn a_suspension_masks_dates_from_midnight_to_midnight() {
    let masked = Definition { suspended: vec!["06-24".into()], ..nights() };
    let by_day = ["2026-06-23", "2026-06-24", "2026-06-25"].map(|day| hours_of(&masked, day));
    assert_eq!(by_day, [8, 0, 8]);
}

#[test]
fn a_window_of_more_than_a_day_is_whole() {
    let long = weekly("Mo 20:00-44:00");
    assert_eq!(hours_of(&long, "2026-06-22"), 4);
    assert_eq!(hours_of(&long, "2026-06-23"), 20);
    let round = weekly("Mo-Su 08:00-08:00");
    assert_eq!(hours_of(&round, "2026-06-23"), 24);
}
