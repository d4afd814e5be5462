//! A letter as somebody reads it: who wrote it, when, of what, its words and its files.

mod complaint;
mod mime;
mod reply;

pub use complaint::{Complaint, Grievance, read as read_complaint};
pub(crate) use mime::{Part, parts, text_in};
pub use reply::{Automatic, Reply, read as read_reply};

use kernel::Instant;
use mail_parser::{DateTime, HeaderValue, decoders::html::html_to_text};

/// Bytes of a text that are kept; a longer one is cut.
const TEXT_MAX: usize = 1 << 20;
/// Files of a letter that are kept.
const FILES_MAX: usize = 100;
/// Bytes of all of its files together; those that go beyond are named, and empty.
const FILES_BYTES_MAX: usize = 32 << 20;
/// Letters of a heading, a name or an address that are kept.
const WORDS_MAX: usize = 1_000;
/// Letters that this one is said to answer, the last ones.
const ANSWERED_MAX: usize = 50;

/// A letter as somebody reads it. Nothing of it is proved: who writes a letter writes its headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The address of whoever says that they wrote it.
    pub from: Option<String>,
    /// Their name beside it.
    pub name: Option<String>,
    /// The addresses to whom it says that it goes.
    pub to: Vec<String>,
    /// Its heading.
    pub subject: String,
    /// Its `Message-ID`, without the brackets.
    pub id: Option<String>,
    /// The `Message-ID`s of letters that it answers: the nearest last.
    pub answers: Vec<String>,
    /// When it says that it was written.
    pub at: Option<Instant>,
    /// Its words: of its HTML where there is no plain text.
    pub text: String,
    /// Its files.
    pub files: Vec<Attached>,
}

/// A file in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its name; empty where it has none.
    pub name: String,
    /// Its type, as the letter says it, such as `application/pdf`.
    pub kind: String,
    /// What is in it. Nothing that is packed is unpacked.
    pub bytes: Vec<u8>,
}

/// Reads a letter, however broken.
///
/// ```
/// let letter = gateways::mail::reading(b"Subject: =?utf-8?q?Citt=C3=A0?=\r\n\r\nBuongiorno.\r\n");
/// assert_eq!((letter.subject.as_str(), letter.text.trim()), ("Città", "Buongiorno."));
/// ```
pub fn reading(bytes: &[u8]) -> Reading {
    read_parts(&parts(bytes))
}

pub(super) fn read_parts(parts: &[Part<'_>]) -> Reading {
    let mut letter = Reading::default();
    if let Some(top) = parts.first() {
        envelope(top, &mut letter);
    }
    let (mut plain, mut html, mut size) = (String::new(), String::new(), 0);
    for part in parts {
        let kind = part.kind();
        let is_words = !part.is_file() && part.name().is_none();
        match kind.as_str() {
            _ if kind.starts_with("multipart/") && !part.pieces().is_empty() => {}
            "text/plain" if is_words => add(&mut plain, &part.text()),
            // Marks within marks cost the reader of HTML nothing: it keeps none.
            "text/html" if is_words => add(&mut html, &html_to_text(&part.text())),
            _ if letter.files.len() < FILES_MAX => {
                letter.files.push(attached(part, kind, &mut size));
            }
            _ => {}
        }
    }
    letter.text = if plain.trim().is_empty() { html } else { plain };
    letter
}

fn envelope(top: &Part<'_>, letter: &mut Reading) {
    let Some(head) = top.head() else { return };
    let from = head.from().and_then(|from| from.first());
    letter.from = from.and_then(|one| one.address()).map(cut);
    letter.name = from.and_then(|one| one.name()).map(cut);
    let to = head.to().into_iter().chain(head.cc()).flat_map(|list| list.iter());
    letter.to = to.filter_map(|one| one.address()).take(FILES_MAX).map(cut).collect();
    letter.subject = cut(head.subject().unwrap_or_default());
    letter.id = head.message_id().map(cut);
    letter.answers = [head.references(), head.in_reply_to()].into_iter().flat_map(names).collect();
    let surplus = letter.answers.len().saturating_sub(ANSWERED_MAX);
    letter.answers.drain(..surplus);
    letter.at = head.date().and_then(instant);
}

/// The moment that a header says, where there is such a moment.
fn instant(date: &DateTime) -> Option<Instant> {
    date.to_rfc3339().parse().ok()
}

fn names(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(name) => vec![cut(name)],
        HeaderValue::TextList(names) => names.iter().map(|name| cut(name)).collect(),
        _ => Vec::new(),
    }
}

fn attached(part: &Part<'_>, kind: String, size: &mut usize) -> Attached {
    let content = part.content();
    *size = size.saturating_add(content.len());
    let bytes = if *size <= FILES_BYTES_MAX { content.into_owned() } else { Vec::new() };
    Attached { name: cut(part.name().unwrap_or_default()), kind, bytes }
}

/// Adds the words of a part to those of the parts before.
fn add(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for one in more.chars().filter(|one| *one != '\0' && *one != '\r') {
        if text.len() >= TEXT_MAX {
            return;
        }
        text.push(one);
    }
}

fn cut(words: &str) -> String {
    words.chars().filter(|one| !one.is_control()).take(WORDS_MAX).collect()
}
