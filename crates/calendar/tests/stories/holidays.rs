//! Public holidays against an independent list of Italy's, France's and the Netherlands'.

use crate::{made, weekly};
use calendar::Definition;
use jiff::civil::Weekday;
use kernel::Date;
use std::{collections::BTreeSet, fs, path::PathBuf};

/// Where the shared reference data lies; it is not part of the source and may be absent.
fn reference() -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("PREMURA_TEST_DATA").map_or(beside.into(), PathBuf::from);
    fs::read_to_string(folder.join("reference/public_holidays_it_fr_nl_2010_2027.csv")).ok()
}

/// The national holidays that fall on a date in the list, for one country.
fn listed(text: &str, country: &str) -> BTreeSet<Date> {
    let rows = text.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[0] == country && row[1].is_empty() && row[4] == "1")
        .map(|row| row[2].parse().expect("the list's own dates"))
        .collect()
}

/// The dates on which a calendar that never closes but for holidays is closed.
fn ours(country: &str) -> BTreeSet<Date> {
    let calendar = made(&Definition { holidays: Some(country.into()), ..weekly("24/7") });
    let days = jiff::civil::date(2010, 1, 1).series(jiff::Span::new().days(1));
    days.take_while(|day| day.year() <= 2027)
        .filter(|day| !calendar.is_business_day(*day))
        .collect()
}

/// Where the bundled data is known to differ from the list, and why that is borne.
fn known(country: &str, day: Date) -> Option<&'static str> {
    let (month, weekday) = (day.month(), day.weekday());
    match country {
        "IT" if month == 11 && day.day() <= 7 && weekday == Weekday::Sunday => {
            Some("the day of national unity is kept on a Sunday, when offices are closed anyway")
        }
        "IT" if day == jiff::civil::date(2011, 3, 17) => {
            Some("Italy's 150th anniversary, once, before the product's first calendars")
        }
        "NL" if weekday == Weekday::Friday && [3, 4].contains(&month) => {
            Some("Good Friday is free by agreement, not by law: a closing where it is kept")
        }
        "NL" if (month, day.day()) == (5, 5) => {
            Some("Liberation Day is free every fifth year, and for few: a closing where it is kept")
        }
        "NL" if month == 4 && day.year() <= 2013 => {
            Some("the data has the King's day before there was a king again; years long past")
        }
        _ => None,
    }
}

#[test]
fn holidays_agree_with_the_list() {
    let Some(text) = reference() else {
        eprintln!("skipped: data not present");
        return;
    };
    for country in ["IT", "FR", "NL"] {
        let (listed, ours) = (listed(&text, country), ours(country));
        let differing = listed.symmetric_difference(&ours);
        let unknown: Vec<_> = differing.filter(|day| known(country, **day).is_none()).collect();
        assert!(unknown.is_empty(), "{country}: {unknown:?}");
    }
}
