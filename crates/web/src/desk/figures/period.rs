//! Which days are asked about, as the page's address says it.

use crate::{fields::Fields, visit::Visit};
use domain::{
    Fault,
    quality::measures::{By, Period, Question},
};
use jiff::{Span, civil::Weekday};
use kernel::{Date, TimeZone};

/// A question as it was asked, with what is wrong with it.
pub(in crate::desk) struct Asked {
    /// The question; of the last thirty days where it could not be read.
    pub question: Question,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// Days shown where nothing was asked for.
const DAYS: i64 = 30;

/// Reads `from`, `to` (its last day, included) and `by`.
pub(in crate::desk) fn read(visit: &Visit) -> Asked {
    let (query, zone) = (&visit.query, &visit.voice.zone);
    let mut faults = Vec::new();
    let today = visit.app.now().day(zone);
    let last = date(query, "to", &mut faults).unwrap_or(today);
    let first = date(query, "from", &mut faults).unwrap_or_else(|| back(last, DAYS - 1));
    let by = match query.given("by") {
        None => Some(By::Day),
        Some("none") => None,
        Some(word) => By::from_word(word).or_else(|| {
            faults.push(Fault::new("by", "fault-choice"));
            None
        }),
    };
    let until = last.saturating_add(Span::new().days(1));
    let period = Period::new(first, until, zone.clone()).unwrap_or_else(|_| {
        faults.push(Fault::new("to", "fault-before-from"));
        fallback(today, zone)
    });
    Asked { question: Question { period, by, only: query.only() }, faults }
}

fn fallback(today: Date, zone: &TimeZone) -> Period {
    let to = today.saturating_add(Span::new().days(1));
    Period { from: back(today, DAYS - 1), to, zone: zone.clone() }
}

fn date(query: &Fields, name: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = query.given(name)?;
    let date = text.parse().ok();
    if date.is_none() {
        faults.push(Fault::new(name, "fault-date"));
    }
    date
}

fn back(date: Date, days: i64) -> Date {
    date.saturating_sub(Span::new().days(days))
}

/// A question as an address asks it, without what it is split by.
pub(in crate::desk) fn fields(question: &Question) -> Fields {
    let days = Fields::default()
        .and("from", question.period.from.to_string())
        .and("to", last_day(&question.period).to_string());
    question.only.given().fold(days, |fields, (name, text)| fields.and(name, text))
}

/// The last day that a period includes.
pub(in crate::desk) fn last_day(period: &Period) -> Date {
    back(period.to, 1)
}

/// Periods people ask for: the key of their text, first and last day, and what they are split by.
pub(in crate::desk) fn presets(today: Date) -> Vec<(&'static str, Date, Date, &'static str)> {
    let monday = back(today, i64::from(today.weekday().since(Weekday::Monday)));
    let month = today.first_of_month();
    let before = back(month, 1);
    let quarter = month.saturating_sub(Span::new().months((today.month() - 1) % 3));
    let year = Date::new(today.year(), 1, 1).unwrap_or(today);
    let last_year = back(year, 1);
    vec![
        ("preset-today", today, today, "hour"),
        ("preset-week", monday, today, "day"),
        ("preset-month", month, today, "day"),
        ("preset-last-month", before.first_of_month(), before, "day"),
        ("preset-quarter", quarter, today, "week"),
        ("preset-year", year, today, "month"),
        ("preset-last-year", last_year.first_of_year(), last_year, "month"),
    ]
}
