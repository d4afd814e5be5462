//! A letter as facts, made fit for printing.

use crate::{typefaces::Typefaces, words};
use kernel::{Date, Instant, Language};
use serde::Serialize;

/// Where the envelope has its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// On the left, by DIN 5008 form B: 85 × 45 mm, 20 mm from the left and 45 mm from the top.
    Left,
    /// On the right: the window of 100 × 45 mm that stands 20 mm from the right and the lower edge
    /// of a DL envelope (220 × 110 mm), as France, Italy and Belgium use it.
    #[default]
    Right,
}

impl Window {
    /// What is seen through it wherever the sheet slips within its envelope: left, top, width and
    /// height in tenths of a millimetre. The address stands in it.
    pub const fn seen(self) -> [i64; 4] {
        match self {
            Self::Left => [200, 450, 850, 450],
            Self::Right => [1_050, 460, 850, 330],
        }
    }

    /// Where the sheet is folded, in tenths of a millimetre from the top.
    const fn folds(self) -> [i64; 2] {
        match self {
            Self::Left => [1_050, 2_100],
            Self::Right => [990, 1_980],
        }
    }
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The language it is in.
    pub language: Language,
    /// The window of its envelope.
    pub window: Window,
    /// The letterhead: the sender's name, then where they are reached.
    pub sender: Vec<String>,
    /// The name and the address of whoever gets it.
    pub recipient: Vec<String>,
    /// Whether it goes as registered mail.
    pub registered: bool,
    /// The name by which we know it again.
    pub reference: String,
    /// Where it was written.
    pub place: String,
    /// The day it bears.
    pub day: Date,
    /// What it is about.
    pub subject: String,
    /// Its words; an empty line ends a paragraph.
    pub text: String,
    /// When it was written: the file says that it was made then.
    pub at: Instant,
}

/// Why a letter cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    /// Nobody would know where to bring it.
    #[error("it has no address")]
    NoAddress,
    /// A name or an address has what no typeface has.
    #[error("no typeface of ours has {0:?}")]
    NoGlyph(char),
    /// It would take more paper than an envelope holds.
    #[error("it has more than {PAGES_MAX} pages")]
    TooLong,
    /// The typesetter gave up.
    #[error("it could not be set: {0}")]
    Unset(String),
}

/// Pages of a letter: an envelope of this size holds no more.
pub const PAGES_MAX: usize = 12;
/// Lines of a letterhead.
const SENDER_MAX: usize = 8;
/// Lines of an address: so many a window shows.
const RECIPIENT_MAX: usize = 6;
/// Letters of a line of an address or a letterhead.
const LINE_MAX: usize = 70;
/// Letters of a subject.
const SUBJECT_MAX: usize = 200;
/// Letters of the words.
const TEXT_MAX: usize = 30_000;
/// Lines of the words: with so many, more pages than allowed are full.
const LINES_MAX: usize = 1_000;
/// What stands where a typeface has nothing.
const MISSING: char = '□';

/// A letter as the template reads it.
#[derive(Serialize)]
pub(crate) struct Sheet {
    language: &'static str,
    seen: [i64; 4],
    folds: [i64; 2],
    sender: Vec<String>,
    recipient: Vec<String>,
    marking: Option<&'static str>,
    reference: String,
    reference_word: &'static str,
    page_word: &'static str,
    of_word: &'static str,
    dateline: String,
    subject: String,
    paragraphs: Vec<Vec<String>>,
}

impl Letter {
    /// The letter as the template reads it, within its bounds.
    ///
    /// # Errors
    /// [`Unprintable`] for an address that is none, or has what cannot be printed, and for
    /// endless words.
    pub(crate) fn sheet(&self, typefaces: &Typefaces) -> Result<Sheet, Unprintable> {
        // Nothing is left out: who cuts a letter changes what it says.
        if self.text.chars().count() > TEXT_MAX || self.text.lines().count() > LINES_MAX {
            return Err(Unprintable::TooLong);
        }
        let named = |lines: &[String]| {
            let lines: Vec<String> =
                lines.iter().map(|one| line(one)).filter(|one| !one.is_empty()).collect();
            let missing =
                lines.iter().flat_map(|one| one.chars()).find(|one| !typefaces.have(*one));
            missing.map_or(Ok(lines), |one| Err(Unprintable::NoGlyph(one)))
        };
        let recipient = shortened(named(&self.recipient)?);
        if recipient.is_empty() {
            return Err(Unprintable::NoAddress);
        }
        let mut sender = named(&self.sender)?;
        sender.truncate(SENDER_MAX);
        let shown = |text: &str| typefaces.shown(text, MISSING);
        let day = words::day(self.language, self.day);
        let place = shown(&line(&self.place));
        Ok(Sheet {
            language: self.language.code(),
            seen: self.window.seen(),
            folds: self.window.folds(),
            sender,
            recipient,
            marking: self.registered.then(|| words::registered(self.language)),
            reference: shown(&line(&self.reference)),
            reference_word: words::reference(self.language),
            page_word: words::page(self.language),
            of_word: words::of(self.language),
            dateline: if place.is_empty() { day } else { format!("{place}, {day}") },
            subject: shown(&cut(&one_line(&self.subject), SUBJECT_MAX)),
            paragraphs: paragraphs(&shown(&plain(&self.text))),
        })
    }
}

/// What is printed of a text: no control characters but line ends, and no marks that turn the
/// direction of letters, which would let a name stand over its neighbours.
fn plain(text: &str) -> String {
    let marks = |one: char| matches!(one, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    let turns = |one: char| marks(one) || matches!(one, '\u{202a}'..='\u{202e}');
    let odd = |one: char| one.is_control() && one != '\n';
    text.chars()
        .map(|one| if one == '\t' { ' ' } else { one })
        .filter(|one| !turns(*one) && !odd(*one))
        .collect()
}

fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(text: &str) -> String {
    cut(&one_line(text), LINE_MAX)
}

/// At the most so many letters, and a mark where some are missing.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    kept.trim_end().to_owned() + "…"
}

/// An address in the lines that a window shows: who it is for, and the last lines, by which it is
/// brought there.
fn shortened(mut lines: Vec<String>) -> Vec<String> {
    let over = lines.len().saturating_sub(RECIPIENT_MAX);
    lines.drain(over.min(1)..over + over.min(1));
    lines
}

/// Paragraphs of lines.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for line in text.lines() {
        let line = line.trim();
        match all.last_mut() {
            Some(last) if !line.is_empty() => last.push(line.to_owned()),
            Some(last) if !last.is_empty() => all.push(Vec::new()),
            _ => {}
        }
    }
    all.retain(|one| !one.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_address_keeps_its_name_and_its_town() {
        let lines: Vec<String> = (1..=9).map(|one| one.to_string()).collect();
        assert_eq!(shortened(lines), ["1", "5", "6", "7", "8", "9"]);
        let short = || vec!["Ada".to_owned(), "Pisa".to_owned()];
        assert_eq!(shortened(short()), short());
        assert_eq!(shortened(Vec::new()), Vec::<String>::new());
    }

    #[test]
    fn text_that_turns_or_rings_is_plain() {
        assert_eq!(one_line("Ada\u{202e}oB\u{7}\r\n\tFerri"), "AdaoB Ferri");
        assert_eq!(line(&"a".repeat(5_000)).chars().count(), LINE_MAX);
        assert_eq!(paragraphs("a\nb\n\n\n c \n"), [vec!["a", "b"], vec!["c"]]);
    }
}
