//! The way down from a figure to its calls: the list of calls with the same filter.

use super::period::{fields, last_day};
use domain::quality::measures::{By, Only, Period, Question};
use jiff::Span;
use kernel::Date;

/// The calls of one group of an answer; none where the list has no such filter.
pub(super) fn calls_of(question: &Question, name: &str) -> Option<String> {
    let period = &question.period;
    let whole = (period.from, last_day(period));
    let by = |field: &'static str| Some((whole, Some((field, name))));
    let found = match question.by {
        None => Some((whole, None)),
        Some(By::Number) => by("number"),
        Some(By::Queue) => by("queue"),
        Some(By::Kind) => by("kind"),
        Some(By::Unit) => by("unit"),
        Some(By::HourOfDay) => None,
        Some(by) => Some((days_of(by, name)?, None)),
    };
    let ((from, to), narrowed) = found?;
    let (from, to) = (from.max(whole.0), to.min(whole.1));
    let days = Period { from, to: to.saturating_add(Span::new().days(1)), ..period.clone() };
    let mut only = question.only.clone();
    match narrowed {
        Some(("number", name)) => only.number = Some(name.to_owned()),
        Some(("queue", name)) => only.queue = Some(name.to_owned()),
        Some(("unit", name)) => only.unit = Some(name.to_owned()),
        Some((_, name)) => only.kind = Some(name.to_owned()),
        None => {}
    }
    // The list of calls has no filter for what has no name.
    if only.given().any(|(_, name)| name == Only::NONE) {
        return None;
    }
    let asked = fields(&Question { period: days, by: None, only });
    Some(format!("/desk/calls?{}", asked.with("by", "")))
}

/// The first and last day of a named part of a period.
fn days_of(by: By, name: &str) -> Option<(Date, Date)> {
    let until = |from: Date, span: Span| {
        (from, from.saturating_add(span).saturating_sub(Span::new().days(1)))
    };
    match by {
        By::Day => name.parse().ok().map(|day| (day, day)),
        By::Hour => name.split_once('T')?.0.parse().ok().map(|day| (day, day)),
        By::Month => Some(until(format!("{name}-01").parse().ok()?, Span::new().months(1))),
        By::Year => Some(until(format!("{name}-01-01").parse().ok()?, Span::new().years(1))),
        By::Quarter => {
            let (year, quarter) = name.split_once("-Q")?;
            let month = (quarter.parse::<i8>().ok()? - 1) * 3 + 1;
            Some(until(Date::new(year.parse().ok()?, month, 1).ok()?, Span::new().months(3)))
        }
        By::Week => {
            let (year, week) = name.split_once("-W")?;
            let (year, week) = (year.parse().ok()?, week.parse().ok()?);
            let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday);
            Some(until(monday.ok()?.date(), Span::new().weeks(1)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::quality::measures::Period;
    use kernel::TimeZone;

    #[test]
    fn a_part_of_a_period_leads_to_its_own_days() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let period = Period { from: day("2026-01-01"), to: day("2027-01-01"), zone: TimeZone::UTC };
        let lead = |by, name| calls_of(&Question::of(period.clone(), Some(by)), name);
        let expected = |from: &str, to: &str| Some(format!("/desk/calls?from={from}&to={to}"));
        assert_eq!(lead(By::Month, "2026-02"), expected("2026-02-01", "2026-02-28"));
        assert_eq!(lead(By::Quarter, "2026-Q2"), expected("2026-04-01", "2026-06-30"));
        assert_eq!(lead(By::Week, "2026-W01"), expected("2026-01-01", "2026-01-04"));
        assert_eq!(lead(By::HourOfDay, "9"), None);
        assert_eq!(lead(By::Queue, "-"), None);
    }

    #[test]
    fn what_was_asked_for_alone_stays_so_on_the_way_down() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let period = Period { from: day("2026-01-01"), to: day("2026-02-01"), zone: TimeZone::UTC };
        let only = Only { queue: Some("claims".into()), ..Only::default() };
        let asked = Question { period, by: Some(By::Unit), only };
        let lead = calls_of(&asked, "Kantoor Utrecht").expect("it leads somewhere");
        let expected = "from=2026-01-01&to=2026-01-31&queue=claims&unit=Kantoor+Utrecht";
        assert_eq!(lead, format!("/desk/calls?{expected}"));
    }
}
