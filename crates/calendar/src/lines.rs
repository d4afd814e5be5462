//! Questions and answers as lines of JSON, for `premura calendar due` and `elapsed`.
//!
//! One line in, one line out, in the same order. A line that cannot be answered is answered in
//! its place by `{"line":3,"error":"…"}`, and the run goes on.
//!
//! ```
//! use calendar::{Calendars, lines::{Question, answer}};
//! let line = r#"{"at":"2026-04-30T17:30:00+02:00","within":"60m"}"#;
//! let (answer, ok) = answer(Question::Due, &Calendars::default(), 1, line);
//! assert_eq!((answer.as_str(), ok), (r#"{"due":"2026-04-30T16:30:00Z"}"#, true));
//! ```

use crate::{Calendar, Calendars, Fault, Within, due_without_calendar, elapsed};
use jiff::Timestamp;
use kernel::Instant;
use serde::Deserialize;
use std::sync::Arc;

/// A line longer than this is refused: a question needs some hundred bytes.
pub const LINE_BYTES_MAX: usize = 10_000;

/// An instant or target longer than this is refused unread.
const FIELD_BYTES_MAX: usize = 100;

/// What the lines ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// `{"calendar":"it-office","at":"2026-04-30T17:30:00+02:00","within":"60m"}` is answered by
    /// `{"due":"2026-05-04T09:00:00+02:00"}`, with the calendar's offset, `Z` without a calendar.
    Due,
    /// `{"calendar":"it-office","from":"…","to":"…"}` is answered by `{"seconds":3600}`, whole
    /// open seconds, rounded down.
    Elapsed,
}

/// Why a line has no answer.
#[derive(Debug, thiserror::Error)]
enum BadLine {
    #[error("longer than {LINE_BYTES_MAX} bytes")]
    TooLong,
    #[error("{0}")]
    Shape(String),
    #[error("no calendar called {0}")]
    NoSuchCalendar(String),
    #[error("{0}: not an instant with its offset, such as 2026-04-30T17:30:00+02:00")]
    Instant(&'static str),
    #[error("within: {0}")]
    Within(#[from] crate::BadWithin),
    #[error("{0}")]
    Fault(#[from] Fault),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DueLine {
    calendar: Option<String>,
    at: String,
    within: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ElapsedLine {
    calendar: Option<String>,
    from: String,
    to: String,
}

/// Answers one line, without its line end, and says whether it could be answered.
///
/// A calendar that is absent or null means real time. Line numbers count from 1 and stand in
/// error answers only. Any text is safe to give.
pub fn answer(
    question: Question,
    calendars: &Calendars,
    line_number: usize,
    line: &str,
) -> (String, bool) {
    let answer = match question {
        _ if line.len() > LINE_BYTES_MAX => Err(BadLine::TooLong),
        Question::Due => due(calendars, line),
        Question::Elapsed => open_seconds(calendars, line),
    };
    match answer {
        Ok(answer) => (answer, true),
        Err(fault) => {
            let words = serde_json::Value::from(fault.to_string());
            (format!(r#"{{"line":{line_number},"error":{words}}}"#), false)
        }
    }
}

fn due(calendars: &Calendars, line: &str) -> Result<String, BadLine> {
    let line: DueLine = read(line)?;
    let calendar = find(calendars, line.calendar)?;
    let start = instant("at", &line.at)?;
    let within: Within = line.within.parse()?;
    let due = match calendar {
        Some(calendar) => written(calendar.due(start, &within)?, calendar),
        None => due_without_calendar(start, &within)?.to_string(),
    };
    Ok(format!(r#"{{"due":"{due}"}}"#))
}

fn open_seconds(calendars: &Calendars, line: &str) -> Result<String, BadLine> {
    let line: ElapsedLine = read(line)?;
    let calendar = find(calendars, line.calendar)?;
    let (from, to) = (instant("from", &line.from)?, instant("to", &line.to)?);
    let micros = match calendar {
        Some(calendar) => calendar.elapsed(from, to)?,
        None => elapsed(from, to)?,
    };
    Ok(format!(r#"{{"seconds":{}}}"#, micros / Instant::SECOND))
}

fn read<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, BadLine> {
    serde_json::from_str(line).map_err(|fault| BadLine::Shape(fault.to_string()))
}

fn find(calendars: &Calendars, id: Option<String>) -> Result<Option<&Arc<Calendar>>, BadLine> {
    match id {
        None => Ok(None),
        Some(id) => calendars.get(&id).map(Some).ok_or(BadLine::NoSuchCalendar(id)),
    }
}

fn instant(field: &'static str, text: &str) -> Result<Instant, BadLine> {
    if text.len() > FIELD_BYTES_MAX {
        return Err(BadLine::Instant(field));
    }
    text.parse().map_err(|_| BadLine::Instant(field))
}

/// RFC 3339 with the offset the calendar has at that instant.
fn written(at: Instant, calendar: &Calendar) -> String {
    let offset = at.in_zone(calendar.zone()).offset();
    Timestamp::from(at).display_with_offset(offset).to_string()
}
