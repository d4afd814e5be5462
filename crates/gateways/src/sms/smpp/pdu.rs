//! The pieces of which SMPP is made (SMPP 3.4, chapters 4 and 5), however they are cut on the wire.
//!
//! Written here and not taken from a package: we say four of them and hear six, and what SMSCs send
//! keeps to the letter of the specification less than a strict reader would have it.

/// Bytes before the body of each: length, command, status, sequence number.
const HEAD: usize = 16;
/// The longest that is heard: what a `message_payload` may hold, and room for the rest.
const PDU_MAX: usize = 70_000;

/// Commands, by the bit that makes an answer of each.
pub(super) const ANSWER: u32 = 0x8000_0000;
pub(super) const GENERIC_NACK: u32 = 0x8000_0000;
pub(super) const BIND_RECEIVER: u32 = 0x01;
pub(super) const BIND_TRANSMITTER: u32 = 0x02;
pub(super) const SUBMIT_SM: u32 = 0x04;
pub(super) const DELIVER_SM: u32 = 0x05;
pub(super) const UNBIND: u32 = 0x06;
pub(super) const BIND_TRANSCEIVER: u32 = 0x09;
pub(super) const OUTBIND: u32 = 0x0b;
pub(super) const ENQUIRE_LINK: u32 = 0x15;
pub(super) const ALERT_NOTIFICATION: u32 = 0x102;
pub(super) const DATA_SM: u32 = 0x103;

/// Optional parameters.
pub(super) const SAR_MSG_REF_NUM: u16 = 0x020c;
pub(super) const SAR_TOTAL_SEGMENTS: u16 = 0x020e;
pub(super) const SAR_SEGMENT_SEQNUM: u16 = 0x020f;
pub(super) const RECEIPTED_MESSAGE_ID: u16 = 0x001e;
pub(super) const MESSAGE_PAYLOAD: u16 = 0x0424;
pub(super) const NETWORK_ERROR_CODE: u16 = 0x0423;
pub(super) const MESSAGE_STATE: u16 = 0x0427;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pdu {
    pub(super) command: u32,
    pub(super) status: u32,
    pub(super) sequence: u32,
    pub(super) body: Vec<u8>,
}

/// As it is said.
pub(super) fn said(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    // A body is our own and far shorter than four gigabytes.
    let length = u32::try_from(HEAD + body.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    for word in [length, command, status, sequence] {
        bytes.extend(word.to_be_bytes());
    }
    bytes.extend(body);
    bytes
}

/// Bytes after which nothing can be told apart any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it sent what is no SMPP: a length of {0}")]
pub(super) struct Garbled(u32);

/// Makes pieces of what comes.
#[derive(Debug, Default)]
pub(super) struct Frames {
    bytes: Vec<u8>,
    read: usize,
}

impl Frames {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend(bytes);
    }

    /// The next that is whole.
    ///
    /// # Errors
    /// Where a length can be none: nothing after it can be read.
    pub(super) fn next(&mut self) -> Result<Option<Pdu>, Garbled> {
        let waiting = &self.bytes[self.read..];
        let word = |at: usize| waiting.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
        let Some(said) = word(0) else { return Ok(None) };
        let length = usize::try_from(said).map_err(|_| Garbled(said))?;
        if !(HEAD..=PDU_MAX).contains(&length) {
            return Err(Garbled(said));
        }
        let Some(body) = waiting.get(HEAD..length) else { return Ok(None) };
        let [Some(command), Some(status), Some(sequence)] = [4, 8, 12].map(word) else {
            return Ok(None);
        };
        let body = body.to_vec();
        self.read += length;
        Ok(Some(Pdu { command, status, sequence, body }))
    }
}

/// Reads a body field by field. What is not there is none.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A text up to its nought; one that is never ended goes up to the end, as some SMSCs leave
    /// the last one.
    pub(super) fn text(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == 0);
        let (text, rest) = match end {
            Some(end) => (&self.0[..end], &self.0[end + 1..]),
            None => (self.0, &[][..]),
        };
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// What optional parameters follow, each with its tag. One that is longer than what there is
    /// ends them.
    pub(super) fn options(&mut self) -> Vec<(u16, &'a [u8])> {
        let mut found = Vec::new();
        while let Some(head) = self.bytes(4) {
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let Some(value) = self.bytes(length) else { break };
            found.push((u16::from_be_bytes([head[0], head[1]]), value));
        }
        found
    }
}

/// Writes a body field by field.
#[derive(Default)]
pub(super) struct Body(Vec<u8>);

impl Body {
    /// A text and its nought; a nought within it would end it, and is left out.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.extend(text.bytes().filter(|byte| *byte != 0));
        self.0.push(0);
        self
    }

    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// An optional parameter.
    pub(super) fn option(mut self, tag: u16, value: &[u8]) -> Self {
        // A text of ours is cut long before it fills one.
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        self.0.extend(tag.to_be_bytes());
        self.0.extend(length.to_be_bytes());
        self.0.extend(&value[..usize::from(length)]);
        self
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_same_however_they_are_cut() {
        let bytes = [
            said(DELIVER_SM, 0, 7, b"abc"),
            said(ENQUIRE_LINK, 0, 8, b""),
            said(SUBMIT_SM | ANSWER, 0x58, 9, b"\0"),
        ]
        .concat();
        let mut whole = Vec::new();
        for size in [1, 3, 16, 17, 1_000] {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for piece in bytes.chunks(size) {
                frames.add(piece);
                while let Some(pdu) = frames.next().expect("it is SMPP") {
                    found.push(pdu);
                }
            }
            if whole.is_empty() {
                whole.clone_from(&found);
            }
            assert_eq!((found.len(), &found), (3, &whole), "in pieces of {size}");
        }
        assert_eq!(whole[2].status, 0x58);
    }

    #[test]
    fn a_length_that_can_be_none_ends_the_reading() {
        for length in [0_u32, 15, 70_001, u32::MAX] {
            let mut frames = Frames::default();
            frames.add(&length.to_be_bytes());
            assert_eq!(frames.next(), Err(Garbled(length)));
        }
    }

    #[test]
    fn a_text_without_an_end_and_an_option_without_a_rest_are_read_as_far_as_they_go() {
        let mut fields = Fields::new(b"12");
        assert_eq!(fields.text(), "12");
        assert_eq!((fields.text(), fields.byte()), (String::new(), None));
        let body = Body::default().option(MESSAGE_STATE, &[2]).bytes(&[4, 0x24, 0, 9, 1]).done();
        assert_eq!(Fields::new(&body).options(), [(MESSAGE_STATE, &[2_u8][..])]);
    }
}
