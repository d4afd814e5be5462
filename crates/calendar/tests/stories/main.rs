//! What the calendars promise, as sentences that could be false, by subject.

mod days;
mod file;
mod holidays;
mod night;
mod nonsense;
mod open_time;
mod peers;
mod protocol;

use calendar::{Calendar, Definition, OpenDay, Within};
use kernel::Instant;

/// The office of most stories: two windows a day, Italian holidays.
fn office() -> Definition {
    Definition {
        id: "it-office".into(),
        zone: "Europe/Rome".into(),
        hours: "Mo-Fr 08:30-12:30,14:00-18:00".into(),
        holidays: Some("IT".into()),
        ..Definition::default()
    }
}

/// Weekly hours in Rome, without holidays.
fn weekly(hours: &str) -> Definition {
    Definition { hours: hours.into(), holidays: None, ..office() }
}

fn made(definition: &Definition) -> Calendar {
    Calendar::new(definition).unwrap_or_else(|faults| panic!("{faults}"))
}

fn own_day(date: &str, hours: &str) -> OpenDay {
    OpenDay { date: date.into(), hours: hours.into() }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn within(text: &str) -> Within {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// Checks a due instant, written with the calendar's offset.
#[track_caller]
fn assert_due(calendar: &Calendar, start: &str, target: &str, expected: &str) {
    let due = calendar.due(at(start), &within(target));
    assert_eq!(due, Ok(at(expected)), "{target} from {start} in {}", calendar.definition().hours);
    let elapsed = calendar.elapsed(at(start), at(expected));
    if let Some(micros) = within(target).open_micros() {
        assert_eq!(elapsed, Ok(micros), "the open time up to a due instant is the target");
    }
}
