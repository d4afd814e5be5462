//! Bytes of the manager interface into messages: lines of `Name: value`, an empty line ends one.
//!
//! Pieces may be cut anywhere. What is too long or has too many fields is passed over as a whole;
//! a line that does not end is the end.

use crate::Trouble;
use std::borrow::Cow;

/// Bytes of a line that are kept; the longest known has under a thousand.
pub(super) const LINE_MAX: usize = 8 * 1024;
/// Bytes without the end of a line after which nobody waits for it.
pub(super) const LINE_ENDLESS: usize = 1024 * 1024;
/// Fields of a message; the longest known has under a hundred.
pub(super) const FIELDS_MAX: usize = 300;
/// Bytes of all fields of a message.
pub(super) const MESSAGE_MAX: usize = 64 * 1024;

/// One message: an event or a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    fields: Vec<(String, String)>,
}

impl Message {
    /// The first field of this name; empty is as good as none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// True where the field is there, empty or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field.eq_ignore_ascii_case(name))
    }

    /// True of an answer to what we asked. The end of a call that somebody asked for is an event
    /// that has a response too.
    pub(super) fn is_reply(&self) -> bool {
        self.has("Response") && !self.has("Event")
    }

    /// A whole number; none where it is none.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }
}

/// Puts pieces together.
#[derive(Debug, Default)]
pub(super) struct Messages {
    line: Vec<u8>,
    /// Bytes of the present line that were left out.
    left_out: usize,
    message: Message,
    bytes: usize,
    /// The present message is too large, or has a line that is.
    spoilt: bool,
    /// Messages passed over.
    pub passed_over: u64,
}

/// What a line is to whoever takes lines before messages begin.
pub(super) enum Taken {
    /// A line of text that stands alone: the greeting.
    Line(String),
    /// A message.
    Message(Message),
}

impl Messages {
    /// Takes bytes up to the end of the next message, or of the next line where `greeting` is
    /// still to come; answers it and how many bytes were taken.
    pub(super) fn take(
        &mut self,
        bytes: &[u8],
        greeting: Greeting,
    ) -> Result<(Option<Taken>, usize), Trouble> {
        let mut taken = 0;
        while taken < bytes.len() {
            let rest = &bytes[taken..];
            let end = rest.iter().position(|byte| *byte == b'\n');
            self.add(&rest[..end.unwrap_or(rest.len())])?;
            taken += end.map_or(rest.len(), |at| at + 1);
            if end.is_none() {
                break;
            }
            let line = std::mem::take(&mut self.line);
            let whole = std::mem::take(&mut self.left_out) == 0;
            let line = text(line.strip_suffix(b"\r").unwrap_or(&line));
            if greeting == Greeting::ToCome {
                return Ok((Some(Taken::Line(line.into_owned())), taken));
            }
            if let Some(message) = self.end_line(&line, whole) {
                return Ok((Some(Taken::Message(message)), taken));
            }
        }
        Ok((None, taken))
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let room = LINE_MAX.saturating_sub(self.line.len()).min(bytes.len());
        self.line.extend_from_slice(&bytes[..room]);
        self.left_out += bytes.len() - room;
        if self.left_out > LINE_ENDLESS { Err(Trouble::Endless) } else { Ok(()) }
    }

    fn end_line(&mut self, line: &str, whole: bool) -> Option<Message> {
        if line.is_empty() {
            let message = std::mem::take(&mut self.message);
            self.bytes = 0;
            if std::mem::take(&mut self.spoilt) {
                self.passed_over += 1;
                return None;
            }
            return (!message.fields.is_empty()).then_some(message);
        }
        self.bytes = self.bytes.saturating_add(line.len());
        let full = self.message.fields.len() >= FIELDS_MAX || self.bytes > MESSAGE_MAX;
        if full || !whole {
            self.spoilt = true;
            self.message.fields.clear();
        }
        // A line without a colon is the output of some command: no field of ours.
        if let (false, Some((name, value))) = (self.spoilt, line.split_once(':')) {
            let value = value.strip_prefix(' ').unwrap_or(value);
            self.message.fields.push((name.trim().to_owned(), value.trim_end().to_owned()));
        }
        None
    }
}

/// Whether the one line that comes before messages was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Greeting {
    #[default]
    ToCome,
    There,
}

/// No encoding is declared: what is not UTF-8 is taken for Latin-1, and controls for nothing.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    };
    if text.chars().any(char::is_control) {
        return Cow::Owned(text.chars().filter(|letter| !letter.is_control()).collect());
    }
    text
}
