//! Wording: ready-made answers with placeholders, and the confirmation of a request.

mod receipt;
mod templates;

pub use receipt::receipt;
pub use templates::{Placeholders, Template, Writing, end, fill, save, templates};
