//! The calendar file: read, refused, written again.

use crate::{office, own_day, weekly};
use calendar::{Calendar, Calendars, Definition, Faults, File, Reason, Within};

const TEXT: &str = r#"
[[calendar]]
id = "it-office"
zone = "Europe/Rome"
hours = "Mo-Fr 08:30-12:30,14:00-18:00"
holidays = "IT"
closed = ["2026-12-24", "2026-12-28/2026-12-31"]
open = [{ date = "2026-12-19", hours = "09:00-12:00" }]
suspended = ["08-01/08-31"]
roll = true

[[calendar]]
id = "always"
zone = "UTC"
hours = "24/7"
"#;

fn reasons(definition: &Definition) -> Vec<(String, Reason)> {
    let Faults(faults) = Calendar::new(definition).expect_err("a fault");
    faults.into_iter().map(|fault| (fault.field, fault.reason)).collect()
}

#[test]
fn a_file_comes_back_as_it_was() {
    let file = File::parse(TEXT).expect("a good file");
    assert_eq!(file.calendar.len(), 2);
    assert!(file.calendar[0].roll && !file.calendar[1].roll);
    assert_eq!(File::parse(&file.to_toml()), Ok(file.clone()));
    let calendars = Calendars::new(&file).expect("good calendars");
    assert_eq!(calendars.ids().collect::<Vec<_>>(), ["always", "it-office"]);
}

#[test]
fn the_unit_of_a_calendar_is_kept_and_changes_no_answer() {
    let owned = TEXT.replace("id = \"it-office\"", "id = \"it-office@milan\"\nunit = \"Milan\"");
    let file = File::parse(&owned).expect("a good file");
    assert_eq!(file.calendar[0].unit.as_deref(), Some("Milan"));
    assert_eq!(File::parse(&file.to_toml()), Ok(file.clone()));
    let (own, plain) = (Calendars::new(&file), Calendars::new(&File::parse(TEXT).expect("good")));
    let start = "2026-04-30T17:30:00+02:00".parse().expect("an instant");
    let due = |calendars: Result<Calendars, Faults>, id: &str| {
        let within: Within = "60m".parse().expect("a time");
        calendars.expect("good calendars").get(id).expect("it is there").due(start, &within)
    };
    assert_eq!(due(own, "it-office@milan"), due(plain, "it-office"));
}

#[test]
fn an_unknown_or_missing_field_and_a_second_id_are_refused() {
    let bad = [
        TEXT.replace("roll = true", "rolls = true"),
        TEXT.replace("zone = \"UTC\"", ""),
        TEXT.replace("\"always\"", "\"it-office\""),
        TEXT.replace("holidays = \"IT\"", "holidays = 3"),
        "x".repeat(2 << 20),
    ];
    assert!(bad.iter().all(|text| File::parse(text).is_err()));
}

#[test]
fn every_fault_is_named_at_once() {
    let definition = Definition {
        id: "x".into(),
        unit: None,
        zone: "Europe/Roma".into(),
        hours: "Monday to Friday".into(),
        holidays: Some("Italy".into()),
        closed: vec!["2026-12-24".into(), "24/12/2026".into(), "2026-12-31/2026-12-28".into()],
        open: vec![own_day("2026-02-30", "9-12"), own_day("2026-12-19", "off")],
        suspended: vec!["02-30".into(), "08-01/08-31/09-01".into()],
        roll: false,
    };
    let fields: Vec<_> = reasons(&definition).into_iter().map(|(field, _)| field).collect();
    let expected = [
        "zone",
        "holidays",
        "hours",
        "closed[1]",
        "closed[2]",
        "open[0]",
        "open[1]",
        "suspended[0]",
        "suspended[1]",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn hours_that_no_clock_can_be_kept_by_are_refused() {
    for hours in ["sunrise-sunset", "10:00+", "10:00-16:00/01:30", "(sunset+23:00)-30:00"] {
        let refused = Calendar::new(&weekly(hours)).expect_err(hours);
        assert_eq!(refused.0[0].reason, Reason::NotClockTimes, "{hours}");
    }
}

#[test]
fn texts_and_lists_have_bounds() {
    let long = |length: usize| "x".repeat(length);
    let cases = [
        (Definition { id: long(101), ..office() }, "id"),
        (Definition { id: " ".into(), ..office() }, "id"),
        (Definition { zone: long(101), ..office() }, "zone"),
        (weekly(&"Mo 10:00-12:00; ".repeat(100)), "hours"),
        (Definition { closed: vec!["2026-12-24".into(); 1_001], ..office() }, "closed"),
        (Definition { suspended: vec!["12-24".into(); 1_001], ..office() }, "suspended"),
        (Definition { open: vec![own_day("2026-12-24", "09:00-10:00"); 2], ..office() }, "open[1]"),
    ];
    for (definition, field) in cases {
        assert_eq!(reasons(&definition)[0].0, field);
    }
}

#[test]
fn own_hours_are_windows_of_a_clock() {
    for hours in [
        "",
        "9",
        "09:00",
        "09:00-9",
        "09:60-10:00",
        "24:00-25:00",
        "09:00-49:00",
        "+9:00-10:00",
        "09:00-10:00,",
        "09:00–10:00",
        "²:00-10:00",
    ] {
        let definition = Definition { open: vec![own_day("2026-12-19", hours)], ..office() };
        let expected = [("open[0]".to_owned(), Reason::Windows)];
        assert_eq!(reasons(&definition), expected, "{hours}");
    }
    let relaxed =
        Definition { open: vec![own_day("2026-12-19", "9:00-12:00, 13:00-24:00")], ..office() };
    assert!(Calendar::new(&relaxed).is_ok());
}

#[test]
fn targets_come_back_as_they_were_and_nothing_else_is_one() {
    for text in ["60m", "10bd", "2d", "1w", "3mo", "48h", "10s", "0m", "999999999s"] {
        assert_eq!(text.parse::<Within>().map(|within| within.to_string()), Ok(text.to_owned()));
    }
    for text in ["", "m", "60", "60 m", "-1m", "+1m", "1.5h", "60M", "1000000000s", "٣d", "1y"] {
        assert!(text.parse::<Within>().is_err(), "{text}");
    }
}
