//! ASN.1 as it lies in bytes (X.690): one element after the other, nothing of it trusted.
//!
//! A signature is BER in its envelope, as providers' programs write it while they do not know yet
//! how long it becomes. Certificates are read from DER by `x509-cert`; here only the envelope is
//! taken apart, so that what was signed is digested byte for byte as it came.

/// Elements within elements; what lies deeper is no signature.
const DEPTH_MAX: usize = 24;

/// An integer.
pub(super) const INTEGER: u8 = 0x02;
/// Bytes.
pub(super) const OCTETS: u8 = 0x04;
/// The name of an algorithm or a kind.
pub(super) const OBJECT: u8 = 0x06;
/// One thing after the other.
pub(super) const SEQUENCE: u8 = 0x30;
/// Things without an order.
pub(super) const SET: u8 = 0x31;

const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTETS: u8 = OCTETS | CONSTRUCTED;

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    /// What is in it.
    pub(super) content: &'a [u8],
    /// All of it.
    pub(super) whole: &'a [u8],
}

/// Reads elements one after the other; none where the next is cut or is of another kind.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        let (header, length) = header(self.0)?;
        let (whole, rest) = self.0.split_at_checked(header.checked_add(length?)?)?;
        self.0 = rest;
        Some(Element { tag: whole[0], content: &whole[header..], whole })
    }

    /// The next element, which must be of this kind.
    pub(super) fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The next element where it is of this kind; otherwise nothing is read.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.next() } else { None }
    }
}

/// The length of a header, and of what follows it; none where an end mark says it. Kinds with a
/// number over 30 are in no signature.
fn header(bytes: &[u8]) -> Option<(usize, Option<usize>)> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    match first {
        _ if tag & 0x1f == 0x1f => None,
        0x80 => Some((2, None)),
        ..0x80 => Some((2, Some(usize::from(first)))),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(2..2 + count)?;
            let length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            Some((2 + count, Some(length)))
        }
        _ => None,
    }
}

/// The first element with lengths where it had end marks, and texts in one piece.
pub(super) fn definite(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    convert(bytes, DEPTH_MAX, &mut out)?;
    Some(out)
}

/// Converts one element; what follows it is returned.
fn convert<'a>(bytes: &'a [u8], depth: usize, out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let depth = depth.checked_sub(1)?;
    let (header, length) = header(bytes)?;
    let tag = bytes[0];
    let after = &bytes[header..];
    if tag & CONSTRUCTED == 0 {
        let (content, rest) = after.split_at_checked(length?)?;
        put(tag, content, out);
        return Some(rest);
    }
    let (mut inside, rest) = match length {
        Some(length) => {
            after.split_at_checked(length).map(|(inside, rest)| (inside, Some(rest)))?
        }
        None => (after, None),
    };
    let mut content = Vec::new();
    let rest = loop {
        match (inside, rest) {
            ([], Some(rest)) => break rest,
            ([0, 0, rest @ ..], None) => break rest,
            _ => inside = convert(inside, depth, &mut content)?,
        }
    };
    if tag == CONSTRUCTED_OCTETS {
        let mut joined = Vec::with_capacity(content.len());
        let mut pieces = Reader(&content);
        while !pieces.0.is_empty() {
            joined.extend_from_slice(pieces.expect(OCTETS)?.content);
        }
        put(OCTETS, &joined, out);
    } else {
        put(tag, &content, out);
    }
    Some(rest)
}

/// Writes an element.
pub(super) fn put(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = content.len().to_be_bytes();
    let digits = &length[length.iter().position(|digit| *digit != 0).unwrap_or(7)..];
    match digits {
        [short] if *short < 0x80 => out.push(*short),
        _ => {
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            out.extend_from_slice(digits);
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_marks_become_lengths_and_pieces_one() {
        let open = [0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 2, 8, 9, 0, 0, 2, 1, 5, 0, 0];
        assert_eq!(definite(&open).as_deref(), Some([0x30, 8, 4, 3, 7, 8, 9, 2, 1, 5].as_slice()));
        for length in 0..open.len() {
            assert_eq!(definite(&open[..length]), None, "cut at {length}");
        }
        assert_eq!(definite(&[0x30; 4_000]), None);
        assert_eq!(definite(&[0x30, 0x80].repeat(100_000)), None, "too deep");
    }

    #[test]
    fn a_length_is_written_as_it_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let mut out = Vec::new();
            put(OCTETS, &vec![1; length], &mut out);
            let mut reader = Reader(&out);
            assert_eq!(reader.next().map(|element| element.content.len()), Some(length));
            assert!(reader.0.is_empty());
        }
    }
}
