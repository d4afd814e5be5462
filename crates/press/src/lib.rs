//! The press: a letter as plain facts goes in, a PDF comes out, the same bytes on every machine.
//!
//! The sheet is A4. Its address stands where the window of an envelope is ([`Window`]), with the
//! sender in one line above it; the first page has marks where it is folded, further pages say what
//! they belong to, and all of them are numbered. The file is PDF/A-2a and PDF/UA-1: archives keep
//! it, and a reader for the blind can read it.
//!
//! [`letter.typ`](https://typst.app/docs) is the only template. What a letter says reaches it as a
//! file of JSON and is never read as Typst: `#{…}` in a name prints as it is. Nothing else can be
//! read: there are no files, no packages and no pictures, and the typefaces are in the program.
//!
//! What no typeface has cannot be printed. In a name or an address that refuses the letter, since a
//! letter to half a name arrives nowhere; in the text a box stands in its place.

mod letter;
mod typefaces;
mod typesetting;
mod words;

pub use letter::{Letter, Unprintable, Window};
pub use typesetting::{Press, Printed};
