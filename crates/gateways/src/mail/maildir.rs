//! A maildir in which letters to us arrive.

use super::came::{Came, of_machine};
use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    path::PathBuf,
};

/// A letter that is larger than this is not read: thirty megabytes are what certified mail carries,
/// and four more for what its provider puts around it.
const LETTER_MAX: u64 = 34 << 20;
/// Letters that are left lying are remembered, so many at the most; more are looked at again.
const LEFT_MAX: usize = 100_000;

/// Reads each new letter once. What was understood is moved to where read letters are; what was not
/// stays as it came.
#[derive(Debug)]
pub struct Maildir {
    folder: PathBuf,
    left: BTreeSet<OsString>,
}

impl Maildir {
    /// The maildir in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, left: BTreeSet::new() }
    }

    /// Gives each letter that is new to `take`, which says whether it understood it. One with which
    /// something goes wrong holds no other up; it is given again the next time.
    ///
    /// # Errors
    /// Where the folder cannot be read; the first of the letters that could not be read, moved or
    /// taken.
    pub fn look<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(Came<'_>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let mut names: Vec<OsString> = Vec::new();
        for entry in fs::read_dir(self.folder.join("new"))? {
            names.push(entry?.file_name());
        }
        names.sort();
        if self.left.len() > LEFT_MAX {
            self.left.clear();
        }
        let mut troubled = Ok(());
        for name in names {
            if !self.left.contains(&name) {
                let looked = self.look_at(name, &mut take);
                troubled = troubled.and(looked);
            }
        }
        troubled
    }

    fn look_at<E: From<io::Error>>(
        &mut self,
        name: OsString,
        take: &mut impl FnMut(Came<'_>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let (new, read) = (self.folder.join("new").join(&name), self.folder.join("cur"));
        let mut bytes = Vec::new();
        let file = match File::open(&new) {
            Ok(file) => file,
            // Another copy of us has it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        // Nobody writes to a letter after it was laid down.
        let at = file.metadata()?.modified().ok().and_then(of_machine);
        file.take(LETTER_MAX + 1).read_to_end(&mut bytes)?;
        let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= LETTER_MAX);
        if !fits {
            eprintln!("premura: a letter in {} is too large to be read", new.display());
        }
        if fits && take(Came { bytes: &bytes, at })? {
            fs::create_dir_all(&read)?;
            let mut seen = name;
            seen.push(":2,S");
            match fs::rename(new, read.join(seen)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        } else {
            self.left.insert(name);
        }
        Ok(())
    }
}
