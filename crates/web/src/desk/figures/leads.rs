//! The way down from a figure to its calls: the list of calls with the same filter.

use super::period::last_day;
use crate::fields::Fields;
use domain::quality::measures::{By, Question};
use jiff::Span;
use kernel::Date;

/// The calls of one group of an answer; none where the list has no such filter.
pub(super) fn calls_of(question: &Question, name: &str) -> Option<String> {
    let period = &question.period;
    let whole = (period.from, last_day(period));
    let by = |field: &str| Some((whole, Some((field.to_owned(), name.to_owned()))));
    let found = match question.by {
        None => Some((whole, None)),
        Some(By::Number) => by("number"),
        Some(By::Queue) => by("queue"),
        Some(By::Kind) => by("kind"),
        Some(By::Unit | By::HourOfDay) => None,
        Some(by) => Some((days_of(by, name)?, None)),
    };
    let ((from, to), narrowed) = found?;
    let (from, to) = (from.max(whole.0), to.min(whole.1));
    let mut fields = Fields::default().and("from", from.to_string()).and("to", to.to_string());
    if let Some((field, value)) = narrowed.filter(|(_, value)| value != "-") {
        fields = fields.and(&field, value);
    }
    Some(format!("/desk/calls?{}", fields.with("by", "")))
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
        let lead = |by, name| calls_of(&Question { period: period.clone(), by: Some(by) }, name);
        let expected = |from: &str, to: &str| Some(format!("/desk/calls?from={from}&to={to}"));
        assert_eq!(lead(By::Month, "2026-02"), expected("2026-02-01", "2026-02-28"));
        assert_eq!(lead(By::Quarter, "2026-Q2"), expected("2026-04-01", "2026-06-30"));
        assert_eq!(lead(By::Week, "2026-W01"), expected("2026-01-01", "2026-01-04"));
        assert_eq!(lead(By::HourOfDay, "9"), None);
    }
}
