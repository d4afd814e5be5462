//! The parts of a letter (RFC 2046), as they lie in its bytes: so many and so deep at the most.
//!
//! What a part holds is decoded only where somebody asks. A letter within a letter is a part like
//! any other; whoever wants to look into it asks for its parts in turn.

use mail_parser::{
    HeaderName, HeaderValue, Message, MessageParser, MimeHeaders,
    decoders::{
        base64::base64_decode, charsets::map::charset_decoder,
        quoted_printable::quoted_printable_decode,
    },
};
use std::borrow::Cow;

/// Parts of a letter that are looked at; what stands in further ones is not.
const PARTS_MAX: usize = 500;
/// Parts within parts within parts; what lies deeper is not opened.
const DEPTH_MAX: usize = 10;
/// Bytes of the headers of a part; what stands beyond is none.
const HEAD_MAX: usize = 256 << 10;

/// A part of a letter, or the letter itself.
pub(crate) struct Part<'a> {
    /// Its headers; none where it has none that can be read.
    head: Option<Message<'a>>,
    /// What follows its headers.
    pub(crate) body: &'a [u8],
}

/// All parts in the order in which they stand, the letter itself first. What holds parts stands
/// before them.
pub(crate) fn parts(bytes: &[u8]) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut waiting = vec![(bytes, 0)];
    while let Some((raw, depth)) = waiting.pop() {
        if found.len() == PARTS_MAX {
            break;
        }
        let part = Part::new(raw);
        if depth < DEPTH_MAX {
            let within = part.pieces().into_iter().rev().map(|piece| (piece, depth + 1));
            waiting.extend(within);
        }
        found.push(part);
    }
    found
}

impl<'a> Part<'a> {
    fn new(raw: &'a [u8]) -> Self {
        let (head, body) = halves(raw);
        let head = &head[..head.len().min(HEAD_MAX)];
        Self { head: MessageParser::default().parse_headers(head), body }
    }

    /// The first of its headers of this name.
    pub(crate) fn header(&self, name: &'static str) -> Option<&HeaderValue<'a>> {
        self.head.as_ref()?.header(HeaderName::parse(name)?)
    }

    /// The words of a header that holds some, without what folds them.
    pub(crate) fn words(&self, name: &'static str) -> Option<String> {
        let text = match self.header(name)? {
            HeaderValue::Text(text) => text.clone(),
            HeaderValue::TextList(texts) => Cow::Owned(texts.join(" ")),
            _ => Cow::Borrowed(self.head.as_ref()?.header_raw(HeaderName::parse(name)?)?),
        };
        Some(text.split_whitespace().collect::<Vec<&str>>().join(" "))
    }

    /// The headers as one who reads letters sees them.
    pub(crate) fn head(&self) -> Option<&Message<'a>> {
        self.head.as_ref()
    }

    /// Its type in small letters, such as `text/plain`, which is what it is where it says nothing.
    pub(crate) fn kind(&self) -> String {
        let Some(found) = self.head.as_ref().and_then(|head| head.content_type()) else {
            return "text/plain".into();
        };
        format!("{}/{}", found.ctype(), found.subtype().unwrap_or_default()).to_ascii_lowercase()
    }

    /// What its type says besides, such as its `boundary`.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.head.as_ref()?.content_type()?.attribute(name)
    }

    /// The name of the file that it is.
    pub(crate) fn name(&self) -> Option<&str> {
        self.head.as_ref()?.attachment_name()
    }

    /// Whether it says that it is a file, not to be shown.
    pub(crate) fn is_file(&self) -> bool {
        let shown = self.head.as_ref().and_then(|head| head.content_disposition());
        shown.is_some_and(mail_parser::ContentType::is_attachment)
    }

    /// What it holds, its encoding taken away; as it came where it is not what it says.
    pub(crate) fn content(&self) -> Cow<'a, [u8]> {
        let encoding = self.words("Content-Transfer-Encoding").unwrap_or_default();
        let decoded = match encoding.to_ascii_lowercase().as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// What it holds as text, in the letters that it says; what is none of them is replaced.
    pub(crate) fn text(&self) -> String {
        text_in(&self.content(), self.attribute("charset").unwrap_or("utf-8"))
    }

    /// The parts within it, as they lie there: from after the line of its boundary up to the line
    /// end before the next one, which belongs to the boundary (RFC 2046, 5.1.1). A part that
    /// nothing ends goes to the end.
    pub(crate) fn pieces(&self) -> Vec<&'a [u8]> {
        let boundary = self.attribute("boundary").unwrap_or_default();
        if !self.kind().starts_with("multipart/") || boundary.is_empty() {
            return Vec::new();
        }
        split(self.body, boundary.as_bytes())
    }
}

/// Bytes as text in these letters; those that nobody knows are read as UTF-8.
pub(crate) fn text_in(bytes: &[u8], charset: &str) -> String {
    let name = charset.trim().to_ascii_lowercase();
    match charset_decoder(name.as_bytes()) {
        Some(decode) if name != "utf-8" => decode(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Headers and body: the line between them is empty.
fn halves(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while start < raw.len() {
        let end = raw[start..].iter().position(|byte| *byte == b'\n').map(|end| start + end + 1);
        let line = &raw[start..end.unwrap_or(raw.len())];
        if matches!(line, b"\n" | b"\r\n") {
            return (&raw[..start], &raw[start + line.len()..]);
        }
        start += line.len();
    }
    (raw, &[])
}

fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let (mut at, mut open) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        if let Some(rest) = rest.map(<[u8]>::trim_ascii_end)
            && matches!(rest, b"" | b"--")
        {
            found.extend(open.map(|open| without_end(&body[open..at])));
            open = rest.is_empty().then_some(at + line.len());
            if open.is_none() || found.len() == PARTS_MAX {
                return found;
            }
        }
        at += line.len();
    }
    found.extend(open.map(|open| &body[open..]));
    found
}

/// Without the line end that belongs to the boundary.
fn without_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_where_their_boundaries_say() {
        let text = b"Content-Type: multipart/mixed; boundary=b\r\n\r\nhello\r\n--b\r\n\r\none\r\n\
            --bc\r\n\r\n--b  \r\nContent-Type: text/html\r\n\r\ntwo\n--b--\r\n--b\r\n\r\nno";
        let found = parts(text);
        let bodies: Vec<&[u8]> = found.iter().skip(1).map(|part| part.body).collect();
        assert_eq!(bodies, [b"one\r\n--bc\r\n".as_slice(), b"two"]);
        assert_eq!(found[2].kind(), "text/html");
        assert!(
            parts(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nopen")[1].body == b"open"
        );
    }

    #[test]
    fn no_letter_is_too_deep_or_has_too_many_parts() {
        let deep = "Content-Type: message/rfc822\n\n".repeat(135_000);
        assert_eq!(parts(deep.as_bytes()).len(), 1);
        let nested: String = (0..1_000)
            .map(|at| format!("Content-Type: multipart/mixed; boundary={at}\n\n--{at}\n"))
            .collect();
        assert_eq!(parts(nested.as_bytes()).len(), DEPTH_MAX + 1);
        let many =
            format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n".repeat(9_999));
        assert_eq!(parts(many.as_bytes()).len(), PARTS_MAX);
    }
}
