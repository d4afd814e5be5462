//! Short messages into a folder, for development: nobody is written to.

use crate::carrier::{Carrier, Handed, one_by_one};
use domain::messaging::{Fate, Parcel, segments};
use std::{fs, path::PathBuf};

/// Writes each message into a file of its own, `<message>.txt`.
#[derive(Debug)]
pub struct Folder {
    folder: PathBuf,
}

impl Folder {
    /// Messages go into this folder, which is made where there is none.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn put(&self, parcel: &Parcel) -> Handed {
        let cut = segments(&parcel.text);
        let heading = format!("To: {}\nMessages: {}\n\n", parcel.recipient, cut.parts.len());
        let file = self.folder.join(format!("{}.txt", parcel.message));
        let text = heading + &parcel.text + "\n";
        match fs::create_dir_all(&self.folder).and_then(|()| fs::write(&file, text)) {
            Ok(()) => Handed::new(Fate::Accepted, file.display().to_string()),
            Err(error) => Handed::new(Fate::Postponed, error.to_string()),
        }
    }
}

impl Carrier for Folder {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        one_by_one(parcels, ends, |parcel| self.put(parcel))
    }

    fn rest(&mut self) {}
}
