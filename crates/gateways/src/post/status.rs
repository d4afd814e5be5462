//! What a printer tells of letters: a table with a line for each thing that happened.

use csv::{ReaderBuilder, StringRecord};
use domain::messaging::{Fact, PaperState, of_day};
use kernel::{Date, Instant, TimeZone};

/// Bytes of a table; a larger one is not read.
pub const STATUS_MAX: usize = 32 << 20;
/// Lines of a table that are read.
const LINES_MAX: usize = 500_000;
/// Lines that are named as wrong; of a table that is another's every one is.
const WRONG_MAX: usize = 1_000;

/// What a table tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Facts, each with the line it stands in.
    pub facts: Vec<(u64, Fact)>,
    /// Lines that tell nothing.
    pub wrong: Vec<WrongLine>,
}

/// A line that tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongLine {
    /// Which, counted from 1; the heading is the first.
    pub line: u64,
    /// Why, in words.
    pub said: String,
}

/// A table of which nothing can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than any printer's.
    #[error("it is larger than {STATUS_MAX} bytes")]
    Large,
    /// It has no heading, or another one.
    #[error("its first line names no column {0:?}")]
    NoColumn(&'static str),
}

/// Where each column stands.
struct Columns {
    reference: usize,
    state: usize,
    at: usize,
    number: Option<usize>,
    note: Option<usize>,
}

/// Reads a table: `reference`, `state` and `at`, and where they are there `number` and `note`, in
/// any order, with commas or semicolons between. A day without an hour is one in this zone.
///
/// # Errors
/// [`Unreadable`] where it is no such table.
pub fn read_status(bytes: &[u8], zone: &TimeZone, now: Instant) -> Result<Status, Unreadable> {
    if bytes.len() > STATUS_MAX {
        return Err(Unreadable::Large);
    }
    let text = String::from_utf8_lossy(bytes);
    // Lines are counted by their line feeds alone.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains(';') { b';' } else { b',' };
    let mut table = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = table.records().take(LINES_MAX + 1);
    let heading = records.next().and_then(Result::ok).unwrap_or_default();
    let columns = columns(&heading)?;
    let mut status = Status::default();
    for record in records {
        let (line, read) = match &record {
            Ok(record) => (line_of(record), fact(record, &columns, (zone, now))),
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
        };
        match read {
            Ok(fact) => status.facts.push((line, fact)),
            Err(said) if status.wrong.len() < WRONG_MAX => {
                status.wrong.push(WrongLine { line, said });
            }
            Err(_) => {}
        }
    }
    Ok(status)
}

fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn columns(heading: &StringRecord) -> Result<Columns, Unreadable> {
    let place = |name: &str| heading.iter().position(|one| one.trim().eq_ignore_ascii_case(name));
    let needed = |name| place(name).ok_or(Unreadable::NoColumn(name));
    Ok(Columns {
        reference: needed("reference")?,
        state: needed("state")?,
        at: needed("at")?,
        number: place("number"),
        note: place("note"),
    })
}

fn fact(
    record: &StringRecord,
    columns: &Columns,
    (zone, now): (&TimeZone, Instant),
) -> Result<Fact, String> {
    let cell = |at: usize| record.get(at).unwrap_or_default().trim();
    let other = |at: Option<usize>| at.map(cell).unwrap_or_default().to_owned();
    let reference = cell(columns.reference);
    if reference.is_empty() {
        return Err("it names no letter".into());
    }
    let word = cell(columns.state).to_lowercase();
    let state = PaperState::from_word(&word).ok_or_else(|| format!("no state is {word:?}"))?;
    let written = cell(columns.at);
    let at = match (written.parse::<Instant>(), written.parse::<Date>()) {
        (Ok(instant), _) => instant,
        (_, Ok(day)) => of_day(day, zone, now),
        _ => return Err(format!("{written:?} is neither a moment with its offset nor a day")),
    };
    if at > now {
        return Err(format!("{written} lies in the future"));
    }
    let (number, note) = (other(columns.number), other(columns.note));
    Ok(Fact { reference: reference.to_owned(), state, at, number, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Status, Unreadable> {
        let now = "2026-05-04T09:00:00Z".parse().expect("an instant");
        read_status(text.as_bytes(), &TimeZone::get("Europe/Rome").expect("known"), now)
    }

    #[test]
    fn a_table_is_read_with_its_columns_in_any_order_and_either_separator() {
        let told = read(
            "\u{feff}at;State;reference;note;number\r\n\
             2026-05-03T10:00:00+02:00;Posted;0h5;\"with; a \"\"word\"\"\";RR1IT\r\n\
             2026-05-04;delivered;0h5;;\r\n",
        );
        let told = told.expect("it can be read");
        assert_eq!(told.wrong, []);
        let (line, posted) = &told.facts[0];
        assert_eq!((*line, posted.state), (2, PaperState::Posted));
        assert_eq!((posted.number.as_str(), posted.note.as_str()), ("RR1IT", "with; a \"word\""));
        assert_eq!(posted.at.to_string(), "2026-05-03T08:00:00Z");
        assert_eq!(told.facts[1].1.at.to_string(), "2026-05-04T09:00:00Z", "noon has not come");
    }

    #[test]
    fn lines_that_tell_nothing_are_named_and_the_others_count() {
        let told = read(
            "reference,state,at\n,posted,2026-05-03\na,lost,2026-05-03\nb,posted,3.5.2026\n\
             c,posted,2026-05-05\nd\ne,posted,2026-05-03\n",
        );
        let told = told.expect("it can be read");
        let lines: Vec<u64> = told.wrong.iter().map(|one| one.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        assert_eq!(told.facts.len(), 1);
        assert_eq!(told.facts[0].0, 7);
    }

    #[test]
    fn what_is_no_such_table_is_refused() {
        assert_eq!(read(""), Err(Unreadable::NoColumn("reference")));
        assert_eq!(read("%PDF-1.7"), Err(Unreadable::NoColumn("reference")));
        assert_eq!(read("reference,state\n"), Err(Unreadable::NoColumn("at")));
        assert_eq!(read("reference,state,at\n"), Ok(Status::default()));
        assert_eq!(read(&"x".repeat(STATUS_MAX + 1)), Err(Unreadable::Large));
    }
}
