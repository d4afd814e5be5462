use domain::contacts::logs::Format;
use std::io::{self, BufRead};

/// Bytes of one record at the most. The longest known is an event of two kilobytes; a longer line
/// is no line, and must not fill the memory.
pub const RECORD_MAX: usize = 64 * 1024;

/// Records of a log, one after the other.
pub(super) struct Records {
    input: Box<dyn BufRead>,
    shape: Shape,
    /// Lines begun so far.
    line: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    Objects,
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
        let shape = if format == Format::FreeSwitch { Shape::Objects } else { Shape::Lines };
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
            Shape::Objects => self.next_object(into),
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

    /// The next object between braces, wherever its lines break. What stands between objects and
    /// is neither blank nor punctuation of an array is a record of its own, which no reader takes.
    fn next_object(&mut self, into: &mut Vec<u8>) -> io::Result<Found> {
        let mut scan = Scan::default();
        self.line = self.line.max(1);
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(if into.is_empty() { Found::End } else { Found::Broken });
            }
            let mut length = 0;
            let mut whole = false;
            for byte in piece {
                if scan.begins_anew(*byte) {
                    whole = true;
                    break;
                }
                length += 1;
                self.line += u64::from(*byte == b'\n');
                if scan.take(*byte) {
                    into.push(*byte);
                }
                whole = scan.is_whole() || into.len() > RECORD_MAX;
                if whole {
                    break;
                }
            }
            self.input.consume(length);
            if whole {
                let too_long = into.len() > RECORD_MAX;
                return Ok(if too_long { Found::TooLong } else { Found::Record });
            }
        }
    }
}

fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | InvalidData | InvalidInput)
}

/// Where a walk through JSON stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
    junk: bool,
    before: u8,
    whole: bool,
}

impl Scan {
    /// A brace in the first column begins another object, even where the last one is broken.
    fn begins_anew(&self, byte: u8) -> bool {
        (self.depth > 0 || self.junk) && self.before == b'\n' && byte == b'{'
    }

    /// True where the byte belongs to the record.
    fn take(&mut self, byte: u8) -> bool {
        self.before = byte;
        if self.junk {
            self.whole = byte == b'\n';
            return true;
        }
        if self.depth == 0 {
            match byte {
                b'{' => self.depth = 1,
                b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf => {
                    return false;
                }
                _ => self.junk = true,
            }
            return true;
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'{' if !self.in_text => self.depth += 1,
            b'}' if !self.in_text => {
                self.depth -= 1;
                self.whole = self.depth == 0;
            }
            _ => {}
        }
        true
    }

    fn is_whole(&self) -> bool {
        self.whole
    }
}
