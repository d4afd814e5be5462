use std::fmt;

/// Why a question about time has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// `to` lies before `from`.
    #[error("the end is before the start")]
    Backwards,
    /// The due instant would lie more than [`DUE_DAYS_MAX`](crate::DUE_DAYS_MAX) days away.
    #[error("due more than 4000 days after the start")]
    TooFar,
    /// An instant lies outside [`YEARS`](crate::YEARS).
    #[error("outside the years 1970 to 2199")]
    OutsideYears,
    /// Days, weeks, business days and months were asked without a calendar.
    #[error("days, weeks, business days and months need a calendar")]
    NeedsCalendar,
    /// A target in open time was given where only one in days makes sense.
    #[error("only targets in days, weeks, business days or months move by days")]
    NotDays,
}

/// Everything wrong with a calendar file, at once. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<FieldFault>);

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(out, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// One thing wrong with one field of one calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The calendar's id; empty where the file as a whole is meant.
    pub calendar: String,
    /// The field as the file spells it, such as `closed[2]`; empty where the file is meant.
    pub field: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl fmt::Display for FieldFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.calendar, &self.field] {
            if !part.is_empty() {
                write!(out, "{part}: ")?;
            }
        }
        self.reason.fmt(out)
    }
}

/// What can be wrong with a field, so that a screen can say it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The file is not TOML, or not of this shape; the parser's own words.
    #[error("{0}")]
    Shape(String),
    /// Nothing there.
    #[error("empty")]
    Empty,
    /// A text, list or file is larger than its bound.
    #[error("longer than {0}")]
    TooLong(usize),
    /// Another calendar of the file, or another entry of the list, says the same.
    #[error("given twice")]
    Twice,
    /// No such zone among the bundled ones.
    #[error("no such time zone; a name such as Europe/Rome is wanted")]
    Zone,
    /// No such country in the holiday data.
    #[error("no such country; a code such as IT is wanted")]
    Country,
    /// The hours do not follow the syntax.
    #[error("not in OpenStreetMap's opening-hours syntax, such as Mo-Fr 08:30-12:30,14:00-18:00")]
    Hours,
    /// The hours follow the sun, have no end, or repeat: no clock can be kept by them.
    #[error("every window needs a clock time as start and as end")]
    NotClockTimes,
    /// The hours of one day are not a list of windows.
    #[error("not windows such as 09:00-12:00,14:00-16:00")]
    Windows,
    /// Not a date, or not a range of dates in order.
    #[error("not a date such as 2026-12-24, nor a range such as 2026-12-28/2026-12-31")]
    Dates,
    /// Not a day of every year, or not a range of them.
    #[error("not days of every year such as 08-01/08-31")]
    YearDays,
    /// No day of the reference years has any open time.
    #[error("this calendar never opens")]
    NeverOpens,
}
