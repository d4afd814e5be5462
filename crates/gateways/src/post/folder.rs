//! Folders that we and a printer both see.

use super::batch::{Batch, Trouble};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
    time::SystemTime,
};

/// Lays a batch down. One that is not whole has a name with a dot before it, which goes when the
/// next one of that name is written.
///
/// # Errors
/// [`Trouble`], by whether the printer may see it.
pub(super) fn lay_down(folder: &Path, batch: &Batch) -> Result<(), Trouble> {
    let unfinished = folder.join(format!(".{}.part", batch.name));
    write(folder, &unfinished, batch)
        .and_then(|()| fs::rename(&unfinished, folder.join(&batch.name)))
        .map_err(|error| Trouble::Before(error.to_string()))?;
    // A machine that loses its power now may lose it.
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| Trouble::After(error.to_string()))
}

/// Everything in it, on the disk.
fn write(folder: &Path, unfinished: &Path, batch: &Batch) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    match fs::remove_dir_all(unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir(unfinished)?,
    }
    batch.parts().try_for_each(|part| keep(&unfinished.join(part.name), &part.bytes))?;
    File::open(unfinished)?.sync_all()
}

fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The names of files that lie in a folder, which is made where there is none.
pub(super) fn names(folder: &Path, at_most: usize) -> io::Result<Vec<String>> {
    fs::create_dir_all(folder)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)?.take(at_most) {
        let entry = entry?;
        if let (true, Ok(name)) = (entry.path().is_file(), entry.file_name().into_string()) {
            names.push(name);
        }
    }
    Ok(names)
}

/// How long a file is and when it was last written to; none where somebody else took it.
pub(super) fn length_and_age(file: &Path) -> io::Result<Option<(u64, SystemTime)>> {
    match fs::metadata(file) {
        Ok(about) => Ok(Some((about.len(), about.modified()?))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first bytes of a file; none where somebody else took it.
pub(super) fn read(file: &Path, at_most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    match File::open(file) {
        Ok(open) => drop(open.take(at_most).read_to_end(&mut bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    Ok(Some(bytes))
}

/// Moves a file; nothing where somebody else did. `beside` is written first.
pub(super) fn put_away(
    folder: &Path,
    name: &str,
    to: &str,
    beside: Option<(&str, &[u8])>,
) -> io::Result<()> {
    let to = folder.join(to);
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    if let Some((name, bytes)) = beside {
        fs::write(folder.join(name), bytes)?;
    }
    match fs::rename(folder.join(name), to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
