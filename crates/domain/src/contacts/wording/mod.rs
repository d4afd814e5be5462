//! Wording: ready-made answers with placeholders.

mod templates;

pub use templates::{Placeholders, Template, Writing, end, fill, save, templates};
