//! From a letter to its PDF.

use crate::{
    letter::{Letter, PAGES_MAX, Unprintable},
    typefaces::Typefaces,
};
use kernel::{Instant, TimeZone};
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The only template.
const TEMPLATE: &str = include_str!("letter.typ");
/// Where it finds the letter.
const LETTER: &str = "letter.json";
/// What was worked out for a letter is forgotten after so many others: the template stays known.
const REMEMBERED: usize = 8;

/// Prints letters. Making one takes as long as a letter, so whoever prints many keeps it.
pub struct Press {
    typefaces: Typefaces,
    library: LazyHash<Library>,
    template: Source,
    letter: FileId,
}

/// A letter on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            typefaces: Typefaces::load(),
            library: LazyHash::new(Library::default()),
            template: Source::new(file("letter.typ"), TEMPLATE.to_owned()),
            letter: file(LETTER),
        }
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("it is a name of ours");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl Press {
    /// Prints a letter: the same letter gives the same bytes.
    ///
    /// # Errors
    /// Why it cannot be printed.
    pub fn print(&self, letter: &Letter) -> Result<Printed, Unprintable> {
        let sheet = letter.sheet(&self.typefaces)?;
        let facts = serde_json::to_vec(&sheet).expect("texts have a form in JSON");
        let desk = Desk { press: self, facts: Bytes::new(facts) };
        let printed = desk.set(letter);
        // Else whatever was worked out for any letter would be kept for ever.
        comemo::evict(REMEMBERED);
        printed
    }
}

/// One letter being set.
struct Desk<'a> {
    press: &'a Press,
    facts: Bytes,
}

impl Desk<'_> {
    fn set(&self, letter: &Letter) -> Result<Printed, Unprintable> {
        let set = typst::compile::<PagedDocument>(self);
        let document = set.output.map_err(|faults| unset(&faults))?;
        let pages = document.pages().len();
        if pages > PAGES_MAX {
            return Err(Unprintable::TooLong);
        }
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
        let options = PdfOptions {
            ident: Smart::Custom(letter.reference.clone()),
            creator: Smart::Custom(Some("Premura".to_owned())),
            timestamp: moment(letter.at).map(Timestamp::new_utc),
            standards: standards.expect("these two go together"),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| unset(&faults))?;
        Ok(Printed { bytes, pages })
    }
}

/// What went wrong, in a line; faults are the template's, so that the first one says it.
fn unset(faults: &[SourceDiagnostic]) -> Unprintable {
    let said = faults.first().map(|one| one.message.to_string());
    Unprintable::Unset(said.unwrap_or_default())
}

fn moment(at: Instant) -> Option<Datetime> {
    let at = at.in_zone(&TimeZone::UTC);
    let (time, small) = (at.time(), |one: i8| u8::try_from(one).ok());
    Datetime::from_ymd_hms(
        i32::from(at.year()),
        small(at.month())?,
        small(at.day())?,
        small(time.hour())?,
        small(time.minute())?,
        small(time.second())?,
    )
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.typefaces.book
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.template.id() {
            return Ok(self.press.template.clone());
        }
        Err(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.letter { Ok(self.facts.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.typefaces.fonts.get(index).cloned()
    }

    /// A letter bears its own day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
