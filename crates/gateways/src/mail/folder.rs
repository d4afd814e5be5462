//! Letters into a folder, for development: nobody is written to.

use super::letter::{self, Sender};
use crate::carrier::{self, Carrier, Handed};
use domain::messaging::{Fate, Parcel};
use std::{fs, path::PathBuf};

/// Writes each letter into a file of its own, `<message>.eml`.
#[derive(Debug)]
pub struct Folder {
    sender: Sender,
    folder: PathBuf,
}

impl Folder {
    /// Letters of this sender go into this folder, which is made where there is none.
    pub fn new(sender: Sender, folder: PathBuf) -> Self {
        Self { sender, folder }
    }
}

impl Folder {
    fn put(&self, parcel: &Parcel) -> Handed {
        let letter = match letter::write(&self.sender, parcel) {
            Ok(letter) => letter,
            Err(said) => return Handed::new(Fate::Refused, said),
        };
        let file = self.folder.join(format!("{}.eml", parcel.message));
        let written = fs::create_dir_all(&self.folder).and_then(|()| fs::write(&file, letter.text));
        match written {
            Ok(()) => Handed::new(Fate::Accepted, file.display().to_string()),
            Err(error) => Handed::new(Fate::Postponed, error.to_string()),
        }
    }
}

impl Carrier for Folder {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        carrier::each(parcels, ends, |parcel| self.put(parcel))
    }

    fn rest(&mut self) {}
}
