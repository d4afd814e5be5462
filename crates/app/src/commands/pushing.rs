//! The key by which the makers of browsers know us.

use super::Outcome;
use gateways::push;
use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

/// Nobody else reads or writes it.
const MODE: u32 = 0o600;

/// Makes a key and writes it to a file that there was not yet: with another key, every client would
/// have to be asked again.
pub fn make_key(file: &Path) -> Outcome {
    let pem = push::make_key().map_err(|_| "the machine has no chance to give")?;
    let opened = OpenOptions::new().write(true).create_new(true).mode(MODE).open(file);
    let mut opened = opened.map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    opened.write_all(pem.as_bytes())?;
    opened.sync_all()?;
    eprintln!("premura: the key is in {}", file.display());
    Ok(0)
}
