use std::io::{self, BufRead};

/// Bytes of a file that are read at once.
pub(super) const PIECE: usize = 64 * 1024;

/// Bytes of a line; the longest known has some hundred.
const LINE_MAX: usize = 64 * 1024;

/// Whole lines of a file that may still be written: one without its end is left for later.
pub(super) struct Lines {
    input: Box<dyn BufRead + Send>,
    offset: u64,
    line: Vec<u8>,
}

pub(super) enum Read<'a> {
    Line(&'a [u8]),
    TooLong,
    End,
}

impl Lines {
    /// The lines of what stands at this byte of a file.
    pub(super) fn from(input: Box<dyn BufRead + Send>, offset: u64) -> Self {
        Self { input, offset, line: Vec::new() }
    }

    /// The byte after the last line.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn next(&mut self) -> io::Result<Read<'_>> {
        self.line.clear();
        let mut length = 0;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(Read::End);
            }
            let end = piece.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(piece.len(), |at| at + 1);
            let room = LINE_MAX.saturating_sub(self.line.len()).min(taken);
            self.line.extend_from_slice(&piece[..room]);
            self.input.consume(taken);
            length += taken as u64;
            if end.is_some() {
                self.offset += length;
                let whole = length <= LINE_MAX as u64;
                return Ok(if whole { Read::Line(&self.line) } else { Read::TooLong });
            }
        }
    }
}
