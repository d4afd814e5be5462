//! JSON objects one after the other, wherever their lines break: a line each, in an array, or
//! written together without anything between them.
//!
//! What stands between objects and is neither blank nor punctuation of an array is a record of
//! its own, which no reader takes. Nothing is read twice, and no more is kept of an object than
//! its bound.

use super::Format;

/// Bytes of one event of an exchange at the most. The longest known has two kilobytes.
pub const EVENT_MAX: usize = 64 * 1024;
/// Bytes of one record of a telephone service at the most: everything about a call, with what
/// the company adds to it. Amazon allows 32 kilobytes of attributes alone.
pub const RECORD_MAX: usize = 1024 * 1024;

/// A walk through objects, fed piece by piece.
#[derive(Debug)]
pub struct Objects {
    bytes_max: usize,
    /// The list in which records stand, where an answer wraps them in an object of its own.
    list: Option<&'static [u8]>,
    depth: usize,
    in_text: bool,
    escaped: bool,
    junk: bool,
    before: u8,
    too_long: bool,
    /// The last record is over: the next byte begins another.
    over: bool,
    wrapper: Wrapper,
}

/// Where the walk stands in the object that wraps a list of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapper {
    None,
    InList,
    /// The list is over, and the rest of its object is passed over.
    Behind,
}

impl Objects {
    /// A walk through the objects of this kind of log.
    pub fn of(format: Format) -> Self {
        let list: Option<&'static [u8]> = match format {
            Format::Genesys => Some(b"\"conversations\""),
            Format::Twilio => Some(b"\"events\""),
            _ => None,
        };
        let bytes_max = if format == Format::FreeSwitch { EVENT_MAX } else { RECORD_MAX };
        Self {
            bytes_max,
            list,
            depth: 0,
            in_text: false,
            escaped: false,
            junk: false,
            before: 0,
            too_long: false,
            over: false,
            wrapper: Wrapper::None,
        }
    }

    /// Adds what belongs to the record to `into`; answers how many bytes were read, and whether
    /// the record ends with them. What is left of the piece is given again.
    pub fn take(&mut self, piece: &[u8], into: &mut Vec<u8>) -> (usize, bool) {
        if std::mem::take(&mut self.over) {
            self.begin();
        }
        for (at, byte) in piece.iter().enumerate() {
            if self.begins_anew(*byte) {
                self.over = true;
                return (at, true);
            }
            self.step(*byte, into);
            self.before = *byte;
            if self.over {
                return (at + 1, true);
            }
        }
        (piece.len(), false)
    }

    /// True where the last record had too many bytes; only the first ones are there.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    fn begin(&mut self) {
        self.depth = 0;
        self.in_text = false;
        self.escaped = false;
        self.junk = false;
        self.too_long = false;
        self.before = 0;
    }

    /// A brace in the first column begins another object, even where the last one is broken.
    fn begins_anew(&mut self, byte: u8) -> bool {
        if self.before != b'\n' || byte != b'{' {
            return false;
        }
        if self.wrapper == Wrapper::Behind {
            self.wrapper = Wrapper::None;
            self.begin();
            return false;
        }
        self.depth > 0 || self.junk
    }

    fn step(&mut self, byte: u8, into: &mut Vec<u8>) {
        if self.wrapper == Wrapper::Behind {
            self.walk(byte);
            if self.depth == 0 {
                self.wrapper = Wrapper::None;
            }
        } else if self.junk {
            self.over = byte == b'\n';
            self.keep(byte, into);
        } else if self.depth == 0 {
            self.between(byte, into);
        } else if self.opens_list(byte, into) {
            into.clear();
            self.depth = 0;
            self.too_long = false;
            self.wrapper = Wrapper::InList;
        } else {
            self.walk(byte);
            self.keep(byte, into);
            self.over = self.depth == 0;
        }
    }

    fn between(&mut self, byte: u8, into: &mut Vec<u8>) {
        match byte {
            b'{' => self.depth = 1,
            b']' if self.wrapper == Wrapper::InList => {
                self.wrapper = Wrapper::Behind;
                self.depth = 1;
                return;
            }
            b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf => return,
            _ => self.junk = true,
        }
        self.keep(byte, into);
    }

    fn opens_list(&self, byte: u8, into: &[u8]) -> bool {
        let Some(list) = self.list.filter(|_| byte == b'[' && self.depth == 1 && !self.in_text)
        else {
            return false;
        };
        let name = into.trim_ascii_end().strip_suffix(b":");
        self.wrapper == Wrapper::None
            && name.is_some_and(|name| name.trim_ascii_end().ends_with(list))
    }

    fn walk(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'{' if !self.in_text => self.depth += 1,
            b'}' if !self.in_text => self.depth -= 1,
            _ => {}
        }
    }

    fn keep(&mut self, byte: u8, into: &mut Vec<u8>) {
        self.too_long |= into.len() >= self.bytes_max;
        if !self.too_long {
            into.push(byte);
        }
    }
}
