//! A log that was packed when it was rotated, unpacked piece by piece.

use super::{
    files::{Beginning, Candidate, Form, contents},
    lines::Lines,
};
use std::{
    fmt,
    io::{self, Read},
};

/// A packed file in the middle of its lines: what was unpacked once need not be again for each
/// part that is told.
pub(super) struct Unpacking {
    file: Candidate,
    pub lines: Lines,
}

impl fmt::Debug for Unpacking {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Unpacking").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Unpacking {
    /// At this byte of the file whose beginning this is; none where it begins otherwise, or ends
    /// before that byte.
    pub(super) fn at(
        file: &Candidate,
        beginning: &Beginning,
        offset: u64,
    ) -> io::Result<Option<Self>> {
        let mut inside = contents(&file.path, Form::Packed)?;
        let left = offset.saturating_sub(beginning.bytes());
        let is_of = beginning.is_in(&mut inside)?;
        if !is_of || io::copy(&mut inside.by_ref().take(left), &mut io::sink())? < left {
            return Ok(None);
        }
        Ok(Some(Self { file: file.clone(), lines: Lines::from(inside, offset) }))
    }

    /// From the first byte on.
    pub(super) fn whole(file: &Candidate) -> io::Result<Self> {
        let lines = Lines::from(contents(&file.path, Form::Packed)?, 0);
        Ok(Self { file: file.clone(), lines })
    }

    /// True where this is the file, whatever it is called now.
    pub(super) fn is_of(&self, file: &Candidate) -> bool {
        (self.file.number, self.file.bytes) == (file.number, file.bytes)
    }
}
