//! A program that was built without the press.

use super::Post;
use gateways::post::Press;
use kernel::TimeZone;
use std::error::Error;

/// Whoever puts letters on paper: nobody here.
///
/// # Errors
/// Always, with what would help.
pub(super) fn press(_: &Post, _: &TimeZone) -> Result<Box<dyn Press>, Box<dyn Error>> {
    Err("[[post]] needs a program that was built with `--features press`; this one was not".into())
}
