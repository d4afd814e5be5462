//! Delimited files with a heading, whoever reads them: opened, and their refused rows put aside.

mod rejects;

use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

pub(crate) use rejects::Rejects;

/// Opens a file; gzip is recognised by its first bytes, the mark of UTF-8 is skipped.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn open(file: &Path) -> io::Result<Box<dyn Read>> {
    let mut reader = BufReader::new(File::open(file)?);
    let zipped = reader.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut reader: Box<dyn BufRead> = if zipped {
        Box::new(BufReader::new(MultiGzDecoder::new(reader)))
    } else {
        Box::new(reader)
    };
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Ok(Box::new(reader))
}
