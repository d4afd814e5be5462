//! What a table looks like before anybody has said what its columns mean.

use super::{
    map::{Encoding, Quote, Table},
    row::{Lines, Row},
};
use crate::contacts::logs::Taken;

/// Separators that are tried.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Rows looked at, and of those how many are shown.
const ROWS_MAX: usize = 20_000;
const SHOWN_MAX: usize = 5;
/// Different values of a column that are remembered; one that has more is no choice of words.
const VALUES_MAX: usize = 60;

/// The beginning of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// What stands between two fields.
    pub separator: char,
    /// True where the text is as Windows writes it, and not UTF-8.
    pub windows: bool,
    /// The names of the columns, from the first line.
    pub names: Vec<String>,
    /// The different values of each column, in the order in which they came; empty where there
    /// are more than sixty.
    pub values: Vec<Vec<String>>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

impl Sample {
    /// Looks at the beginning of a file; nothing where it is no table.
    ///
    /// ```
    /// use domain::contacts::logs::delimited::Sample;
    /// let sample = Sample::of(b"when;queue\n2026-05-04 09:00;roma\n").expect("a table");
    /// assert_eq!((sample.separator, sample.names.len()), (';', 2));
    /// assert_eq!(sample.values[1], ["roma"]);
    /// ```
    pub fn of(beginning: &[u8]) -> Option<Self> {
        let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
        // The last line may be cut in the middle of a letter.
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(text, |at| &text[..=at]);
        let first = whole.split(|byte| *byte == b'\n').next()?;
        let count =
            |separator: &char| first.iter().filter(|byte| char::from(**byte) == *separator).count();
        let separator = SEPARATORS.into_iter().max_by_key(count).filter(|one| count(one) > 0)?;
        let windows = std::str::from_utf8(whole).is_err();
        let mut sample = Self { separator, windows, ..Self::default() };
        sample.read(whole)?;
        Some(sample)
    }

    fn read(&mut self, text: &[u8]) -> Option<()> {
        let lines = Lines::of(&Table {
            separator: self.separator,
            quote: Quote::Double,
            fields_span_lines: true,
            encoding: if self.windows { Encoding::Windows } else { Encoding::Utf8 },
            columns: Vec::new(),
            zone: String::new(),
        });
        let lines = lines.ok()?;
        let (mut row, mut record) = (Row::default(), Vec::new());
        let mut seen = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n').take(ROWS_MAX) {
            record.extend_from_slice(line);
            if lines.split(&record, &mut row) == Ok(Taken::GoesOn) {
                continue;
            }
            record.clear();
            seen += 1;
            if seen == 1 {
                self.names = row.fields().map(|name| name.trim().to_owned()).collect();
                self.values = vec![Vec::new(); self.names.len()];
            } else if row.len() == self.names.len() {
                self.take(&row);
            }
        }
        for values in self.values.iter_mut().filter(|values| values.len() > VALUES_MAX) {
            values.clear();
        }
        (!self.names.is_empty()).then_some(())
    }

    fn take(&mut self, row: &Row) {
        for (values, field) in self.values.iter_mut().zip(row.fields()) {
            let field = field.trim();
            if values.len() <= VALUES_MAX && !values.iter().any(|known| known == field) {
                values.push(field.to_owned());
            }
        }
        if self.rows.len() < SHOWN_MAX {
            self.rows.push(row.fields().map(str::to_owned).collect());
        }
    }

    /// The values of a column, by its name.
    pub fn values_of(&self, name: &str) -> &[String] {
        let at = self.names.iter().position(|one| one == name);
        at.and_then(|at| self.values.get(at)).map_or(&[], Vec::as_slice)
    }
}
