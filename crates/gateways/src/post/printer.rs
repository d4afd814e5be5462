//! Handing letters to a printer: pressed one by one, laid down together.

use super::{
    batch::{Batch, Trouble},
    country::country,
    manifest::Entry,
    tray::Tray,
};
use crate::carrier::{Carrier, Handed};
use domain::messaging::{Channel, Fate, Parcel};
use sha2::{Digest, Sha256};

/// How the post carries a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Like any other.
    Ordinary,
    /// With proof of posting and of delivery.
    Registered,
}

impl Kind {
    /// It in a word, as lists of letters name it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Registered => "registered",
        }
    }

    /// The channel of its messages.
    pub const fn channel(self) -> Channel {
        match self {
            Self::Ordinary => Channel::Post,
            Self::Registered => Channel::Registered,
        }
    }
}

/// A letter on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
}

/// Whoever puts letters on paper.
pub trait Press: Send {
    /// The letter on paper, under this name.
    ///
    /// # Errors
    /// Why it cannot be printed, in words.
    fn press(&mut self, parcel: &Parcel, kind: Kind, reference: &str) -> Result<Pressed, String>;
}

/// A printer who takes batches out of a tray.
pub struct Printer {
    tray: Tray,
    kind: Kind,
    country: String,
    press: Box<dyn Press>,
}

impl Printer {
    /// Letters of this kind go into batches in this tray; those that name no country stay in this
    /// one.
    pub fn new(tray: Tray, kind: Kind, country: String, press: Box<dyn Press>) -> Self {
        Self { tray, kind, country, press }
    }

    fn put_down(&mut self, parcel: &Parcel) -> Result<Entry, String> {
        let reference = parcel.attempt.to_string();
        let Pressed { bytes, pages } = self.press.press(parcel, self.kind, &reference)?;
        let recipient: Vec<String> = parcel.recipient.lines().map(str::to_owned).collect();
        Ok(Entry {
            file: format!("{reference}.pdf"),
            reference,
            kind: self.kind.word(),
            pages,
            sha256: hex(&Sha256::digest(&bytes)),
            language: parcel.language.code(),
            country: country(&recipient, &self.country),
            recipient,
            bytes,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Carrier for Printer {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        let (mut entries, mut handed) = (Vec::new(), Vec::new());
        for parcel in parcels {
            // Those that are pressed go into the batch in any case.
            handed.push(if ends() {
                Some(Handed::not_begun())
            } else {
                match self.put_down(parcel) {
                    Ok(entry) => {
                        entries.push(entry);
                        None
                    }
                    Err(said) => Some(Handed::new(Fate::Refused, said)),
                }
            });
        }
        let batch = Batch::of(self.kind, entries);
        let laid = batch
            .map_or(Ok(String::new()), |batch| self.tray.lay_down(&batch).map(|()| batch.name));
        let one = |(parcel, handed): (&Parcel, Option<Handed>)| {
            handed.unwrap_or_else(|| in_batch(parcel, &laid))
        };
        parcels.iter().zip(handed).map(one).collect()
    }

    fn rest(&mut self) {}
}

/// How a letter fared that is in a batch.
fn in_batch(parcel: &Parcel, laid: &Result<String, Trouble>) -> Handed {
    match laid {
        Ok(name) => Handed {
            fate: Fate::Accepted,
            said: name.clone(),
            reference: Some(parcel.attempt.to_string()),
        },
        Err(Trouble::Before(error)) => Handed::new(Fate::Postponed, error.clone()),
        // The printer may have taken it already: a person looks.
        Err(Trouble::After(error)) => Handed::new(Fate::Unknown, error.clone()),
    }
}
