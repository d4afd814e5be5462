//! What is done to the texts of statements on both engines.

pub(crate) mod list;
mod target;

pub(crate) use target::written_table;
