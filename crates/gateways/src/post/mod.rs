//! Letters on paper: batches for whoever prints and posts them, and what they tell of them.
//!
//! A batch is a folder that appears at once and whole, or a name in a bucket that is whole when its
//! list is there ([`Tray`]): a PDF for each letter, and the list of them ([`Printer`]). Nothing is
//! merged: a printer that gets one file for each letter cannot put the second page of one into the
//! envelope of another, counts sheets by the list, and takes a letter out without touching the
//! rest. What a printer tells comes as a table ([`read_status`]).

mod batch;
mod bucket;
mod country;
mod folder;
mod manifest;
mod printer;
mod status;
mod tray;

pub use bucket::{Bucket, Reached, WrongBucket};
pub use printer::{Kind, Press, Pressed, Printer};
pub use status::{STATUS_MAX, Status, Unreadable, WrongLine, read_status};
pub use tray::{Seen, Tray};
