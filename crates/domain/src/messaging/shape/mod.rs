//! The shape that a text takes on a channel: the parts of a text message, the page of a letter.

mod html;
mod segments;

pub use html::as_html;
pub use segments::{Alphabet, Segments, from_septets, segments, segments_in_ucs2, septets};
