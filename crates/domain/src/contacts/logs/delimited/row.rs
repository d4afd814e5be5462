use super::{
    super::{Rejected, Taken, is_binary},
    Column,
    map::{Encoding, Quote, Table},
};
use std::borrow::Cow;

/// How lines become rows.
#[derive(Debug)]
pub(super) struct Lines {
    separator: u8,
    quote: Option<u8>,
    encoding: Encoding,
    span_lines: bool,
}

/// The fields of one row, unquoted, in one text; reused from row to row.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    ends: Vec<usize>,
}

impl Row {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, column: &Column) -> &str {
        self.field(column.at)
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.field(at))
    }

    fn field(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    fn end_field(&mut self) {
        self.ends.push(self.text.len());
    }
}

impl Lines {
    pub(super) fn of(table: &Table) -> Result<Self, String> {
        let separator = u8::try_from(table.separator).ok().filter(u8::is_ascii);
        Ok(Self {
            separator: separator.ok_or("the separator is not one ASCII character")?,
            quote: match table.quote {
                Quote::Double => Some(b'"'),
                Quote::Single => Some(b'\''),
                Quote::None => None,
            },
            encoding: table.encoding,
            span_lines: table.fields_span_lines,
        })
    }

    pub(super) fn split(&self, record: &[u8], row: &mut Row) -> Result<Taken, Rejected> {
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        let record = record.strip_suffix(b"\r").unwrap_or(record);
        if is_binary(record) {
            return Err(Rejected::whole("binary"));
        }
        let text = self.decode(record)?;
        row.text.clear();
        row.ends.clear();
        let mut rest = text.as_ref();
        loop {
            let end = match self.quote {
                Some(quote) if rest.as_bytes().first() == Some(&quote) => {
                    match unquote(rest, quote, &mut row.text) {
                        Some(end) => end,
                        None if self.span_lines => return Ok(Taken::GoesOn),
                        None => return Err(Rejected::whole("open_quote")),
                    }
                }
                _ => {
                    let end = self.find_separator(rest);
                    row.text.push_str(&rest[..end]);
                    end
                }
            };
            row.end_field();
            match rest.as_bytes().get(end) {
                None => return Ok(Taken::Whole),
                Some(byte) if *byte == self.separator => rest = &rest[end + 1..],
                Some(_) => return Err(Rejected::whole("text_after_quote")),
            }
        }
    }

    fn find_separator(&self, text: &str) -> usize {
        text.bytes().position(|byte| byte == self.separator).unwrap_or(text.len())
    }

    fn decode<'a>(&self, record: &'a [u8]) -> Result<Cow<'a, str>, Rejected> {
        match (self.encoding, std::str::from_utf8(record)) {
            (_, Ok(text)) if record.is_ascii() => Ok(Cow::Borrowed(text)),
            (Encoding::Utf8, Ok(text)) => Ok(Cow::Borrowed(text)),
            (Encoding::Utf8, Err(_)) => Err(Rejected::whole("encoding")),
            (Encoding::Windows, _) => {
                Ok(Cow::Owned(record.iter().map(|byte| windows(*byte)).collect()))
            }
        }
    }
}

/// Adds the quoted field at the beginning of `text` without its quotes; answers where it ends.
fn unquote(text: &str, quote: u8, into: &mut String) -> Option<usize> {
    let mut at = 1;
    loop {
        let length = text.as_bytes()[at..].iter().position(|byte| *byte == quote)?;
        into.push_str(&text[at..at + length]);
        at += length + 1;
        if text.as_bytes().get(at) != Some(&quote) {
            return Some(at);
        }
        into.push(char::from(quote));
        at += 1;
    }
}

/// The characters that Windows has where Latin-1 has none.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
