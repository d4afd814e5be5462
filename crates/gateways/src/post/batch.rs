//! A batch: written beside where the printer looks, and there at once when it is whole.

use super::{
    manifest::{self, Entry},
    printer::Kind,
};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// Why a batch was not laid down.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The printer does not see it.
    Before(io::Error),
    /// It is there, but a machine that loses its power now may lose it.
    After(io::Error),
}

/// Lays a batch down and answers its name; nothing where there is no letter. Its name is made of
/// its first letter's, so that no two are called the same. One that is not whole has a name with a
/// dot before it, which goes when the next one of that name is written.
///
/// # Errors
/// [`Trouble`], by whether the printer may see it.
pub(super) fn lay_down(folder: &Path, kind: Kind, entries: &[Entry]) -> Result<String, Trouble> {
    let Some(first) = entries.first() else { return Ok(String::new()) };
    let name = format!("{}-{}", first.reference, kind.word());
    let (unfinished, whole) = (folder.join(format!(".{name}.part")), folder.join(&name));
    write(folder, &unfinished, entries)
        .and_then(|()| fs::rename(&unfinished, &whole))
        .map_err(Trouble::Before)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Trouble::After)?;
    Ok(name)
}

/// Everything in it, on the disk.
fn write(folder: &Path, unfinished: &Path, entries: &[Entry]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    match fs::remove_dir_all(unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir(unfinished)?,
    }
    for entry in entries {
        keep(&unfinished.join(&entry.file), &entry.bytes)?;
    }
    keep(&unfinished.join("manifest.json"), &manifest::json(entries))?;
    keep(&unfinished.join("manifest.csv"), &manifest::csv(entries))?;
    File::open(unfinished)?.sync_all()
}

fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
