use domain::contacts::logs::{Format, objects::Objects};
use std::io::{self, BufRead};

/// Bytes of one line at the most: a longer one is none, and must not fill the memory.
pub const RECORD_MAX: usize = 64 * 1024;

/// Records of a log, one after the other.
pub(super) struct Records {
    input: Box<dyn BufRead>,
    shape: Shape,
    /// Lines begun so far.
    line: u64,
}

enum Shape {
    Lines,
    Objects(Objects),
}

/// What the next record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Record,
    /// It has too many bytes; only the first ones are there.
    TooLong,
    /// The file breaks off within it, or its packing is damaged here.
    Broken,
    End,
}

impl Records {
    pub(super) fn of(format: Format, input: Box<dyn BufRead>, line: u64) -> Self {
        let shape = match format {
            Format::QueueLog | Format::Delimited => Shape::Lines,
            _ => Shape::Objects(Objects::of(format)),
        };
        Self { input, shape, line }
    }

    /// The line at which the last record ended.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Adds the next record to `into`.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Found> {
        let found = match self.shape {
            Shape::Lines => self.next_line(into),
            Shape::Objects(_) => self.next_object(into),
        };
        match found {
            // What gzip says of a file that is cut off, or changed.
            Err(error) if is_damage(&error) => Ok(Found::Broken),
            other => other,
        }
    }

    fn next_line(&mut self, into: &mut Vec<u8>) -> io::Result<Found> {
        let mut too_long = false;
        let mut any = false;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            if !any {
                self.line += 1;
            }
            any = true;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(piece.len(), |at| at + 1);
            let room = RECORD_MAX.saturating_sub(into.len());
            too_long |= length > room;
            into.extend_from_slice(&piece[..length.min(room)]);
            self.input.consume(length);
            if end.is_some() {
                break;
            }
        }
        Ok(match (any, too_long) {
            (false, _) => Found::End,
            (true, true) => Found::TooLong,
            (true, false) => Found::Record,
        })
    }

    /// The next object, wherever its lines break.
    fn next_object(&mut self, into: &mut Vec<u8>) -> io::Result<Found> {
        let Shape::Objects(objects) = &mut self.shape else { return Ok(Found::End) };
        self.line = self.line.max(1);
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(if into.is_empty() { Found::End } else { Found::Broken });
            }
            let (length, whole) = objects.take(piece, into);
            let breaks = piece[..length].iter().filter(|byte| **byte == b'\n').count();
            self.line += u64::try_from(breaks).unwrap_or(u64::MAX);
            self.input.consume(length);
            if whole {
                return Ok(if objects.is_too_long() { Found::TooLong } else { Found::Record });
            }
        }
    }
}

fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | InvalidData | InvalidInput)
}
