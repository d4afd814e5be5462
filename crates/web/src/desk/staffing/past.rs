//! From the calls of the past to a plan: read in one snapshot, computed beside the request.

use super::{
    ask::{self, Asked, Opening},
    hours,
};
use crate::{
    problem::{Answer, Problem},
    visit::Visit,
};
use domain::{
    Fault, Refusal,
    quality::arrivals::{self, Arrivals, Past},
};
use kernel::{Date, Instant, TimeZone};
use staffing::{
    forecast::{History, Special, SpecialDays},
    plan::{self, DAYS, Hours, Line, Plan},
};

/// A plan, and whose hours each of its numbers has.
#[derive(Debug)]
pub(super) struct Ahead {
    pub(super) plan: Plan,
    pub(super) hours_of: Vec<HoursOf>,
}

/// Whose hours a number is planned in.
#[derive(Clone, Debug)]
pub(super) enum HoursOf {
    /// The calendar's of this id.
    Calendar(String),
    /// What was typed, because no promise on its calls names a calendar.
    NoCalendar,
    /// What was typed, because somebody asks what if.
    Typed,
}

/// A plan, or what is wrong with what was asked; none where no call was ever counted.
pub(super) type Planned = Result<Option<Ahead>, Vec<Fault>>;

/// Plans the week that the visitor's address asks for.
pub(super) async fn plan(visit: &Visit) -> Answer<Planned> {
    let tomorrow = tomorrow(visit.app.now(), &visit.voice.zone);
    let asked = match ask::read(&visit.query, tomorrow) {
        Ok(asked) => asked,
        Err(faults) => return Ok(Err(faults)),
    };
    let past = visit.look(arrivals::past).await?;
    if past.lines.is_empty() {
        return Ok(Ok(None));
    }
    let today = visit.app.now().day(&past.zone);
    let planned = tokio::task::spawn_blocking(move || plan_of(&past, &asked, today)).await;
    planned.map_err(|_| Problem::Refused(Refusal::Broken(db::Error::Crashed)))
}

fn tomorrow(now: Instant, zone: &TimeZone) -> Date {
    let today = now.day(zone);
    today.tomorrow().unwrap_or(today)
}

fn plan_of(past: &Past, asked: &Asked, today: Date) -> Planned {
    let lines: Vec<Line> = past.lines.iter().map(|one| line(one, past, asked, today)).collect();
    let hours_of = |one: &Arrivals| match (&one.calendar, asked.opening) {
        (_, Opening::Typed) => HoursOf::Typed,
        (Some(calendar), _) => HoursOf::Calendar(calendar.id().to_owned()),
        (None, _) => HoursOf::NoCalendar,
    };
    let hours_of = past.lines.iter().map(hours_of).collect();
    plan::plan(&lines, asked.from, &asked.settings)
        .map(|plan| Some(Ahead { plan, hours_of }))
        .map_err(|faults| faults.0.iter().map(fault).collect())
}

fn fault(fault: &plan::Fault) -> Fault {
    Fault::new("settings", "fault-settings").with(fault.to_string())
}

/// A number with its calls by local day and half hour. Days between its first and yesterday were
/// counted, whether somebody called or not; today is not over.
fn line(one: &Arrivals, past: &Past, asked: &Asked, today: Date) -> Line {
    let zone = &past.zone;
    let mut history = History::default();
    let first = one.quarters.first().map_or(today, |first| first.0.day(zone));
    days(first, today).for_each(|day| history.watch(day));
    for (at, calls) in &one.quarters {
        let day = at.day(zone);
        if day < today {
            history.add(day, hours::half_of(*at, zone), *calls);
        }
    }
    let (hours, special) = opening(one, past, asked, first, today);
    Line {
        id: one.code.clone(),
        name: one.name.clone(),
        history,
        hours,
        special,
        handling: one.handling_us.max(Instant::SECOND),
        patience: one.patience_us.map(|micros| micros.clamp(Instant::SECOND, Instant::DAY)),
    }
}

/// When a number is answered: as its calendar says, or where it has none, or somebody asks what
/// if, as it was typed, closed on the company's holidays.
fn opening(
    one: &Arrivals,
    past: &Past,
    asked: &Asked,
    first: Date,
    today: Date,
) -> (Hours, SpecialDays) {
    match (&one.calendar, asked.opening) {
        (Some(calendar), Opening::Calendars) => {
            // The day before tells whether the first one follows a break.
            let eve = asked.from.yesterday().unwrap_or(asked.from);
            let end = asked.from.saturating_add(jiff::Span::new().days(DAYS as i64));
            hours::of(calendar, &past.zone, days(first, today).chain(days(eve, end)))
        }
        _ => {
            let holidays = past.holidays.iter().map(|day| (*day, Special::Holiday));
            (asked.hours.clone(), holidays.collect())
        }
    }
}

/// The days from one up to another.
fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1)).take_while(move |day| *day < to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Fields;
    use calendar::{Calendar, Definition};
    use std::sync::Arc;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn calendar(hours: &str, closed: &[&str]) -> Option<Arc<Calendar>> {
        let definition = Definition {
            id: hours.into(),
            zone: "Europe/Rome".into(),
            hours: hours.into(),
            closed: closed.iter().map(|day| (*day).to_owned()).collect(),
            ..Definition::default()
        };
        Some(Arc::new(Calendar::new(&definition).expect("a calendar")))
    }

    /// Ten calls in the second half of each half hour of sixteen weeks.
    fn number(code: &str, calendar: Option<Arc<Calendar>>) -> Arrivals {
        let first: Instant = "2026-02-08T23:15:00Z".parse().expect("an instant");
        Arrivals {
            code: code.into(),
            name: code.into(),
            quarters: (0..112 * 48).map(|half| (first + half * 30 * Instant::MINUTE, 10)).collect(),
            handling_us: 240 * Instant::SECOND,
            calendar,
            patience_us: None,
        }
    }

    /// The half hours in which each number is staffed in the week from Monday, 1 June.
    fn staffed(lines: Vec<Arrivals>, query: &str) -> Vec<Vec<(Date, u8)>> {
        let zone = TimeZone::get("Europe/Rome").expect("a zone");
        let past = Past { zone, lines, holidays: vec![day("2026-06-02")] };
        let asked = ask::read(&Fields::read(query.as_bytes()), day("2026-06-01"));
        let asked = asked.expect("what can be planned");
        let ahead = plan_of(&past, &asked, day("2026-06-01")).expect("a plan").expect("calls");
        let halves = |line: &plan::LinePlan| {
            assert!(line.halves.iter().all(|half| half.careful.agents > 2), "{line:?}");
            line.halves.iter().map(|half| (half.date, half.half)).collect()
        };
        ahead.plan.lines.iter().map(halves).collect()
    }

    #[test]
    fn each_number_is_staffed_in_the_hours_of_its_calendar() {
        let lines = vec![
            number("saturdays", calendar("Sa 09:00-12:00", &[])),
            number("office", calendar("Mo-Fr 09:00-10:00", &["2026-06-03"])),
            number("none", None),
        ];
        let staffed = staffed(lines, "opens=8&closes=9&days=5");
        let saturday: Vec<(Date, u8)> = (18..24).map(|half| (day("2026-06-06"), half)).collect();
        assert_eq!(staffed[0], saturday);
        let days: Vec<Date> = staffed[1].iter().step_by(2).map(|half| half.0).collect();
        let open = ["2026-06-01", "2026-06-02", "2026-06-04", "2026-06-05"].map(day);
        assert_eq!(days, open, "its own closed day, not the company's holiday");
        let typed: Vec<u8> = staffed[2].iter().map(|half| half.1).collect();
        assert_eq!(typed, [16, 17].repeat(4), "without a calendar as typed");
    }

    #[test]
    fn what_was_typed_counts_for_every_number_where_somebody_asks_what_if() {
        let lines =
            vec![number("saturdays", calendar("Sa 09:00-12:00", &[])), number("none", None)];
        let staffed = staffed(lines, "opening=typed&opens=8&closes=9&days=5");
        assert_eq!(staffed[0], staffed[1]);
        assert_eq!(staffed[0].len(), 2 * 4);
    }
}
