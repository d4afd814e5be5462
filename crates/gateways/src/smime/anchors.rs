//! Whom we believe.

use super::certificate::Certificate;
use rustls_pki_types::{CertificateDer, pem::PemObject};
use std::{fs, io, path::Path};

/// Files of a folder of certificates that are read.
const FILES_MAX: usize = 1_000;

/// Certificates that are believed without another's word: authorities, or providers themselves.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    pub(super) list: Vec<Certificate>,
}

/// Certificates that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum WrongAnchors {
    /// The file or the folder cannot be read.
    #[error("the certificates cannot be read")]
    Unread(#[from] io::Error),
    /// There is no certificate in it, or one that is none.
    #[error("{0}: these are no certificates (PEM)")]
    None(String),
}

impl Anchors {
    /// The certificates of a file, or of all files of a folder whose names end with `.pem`, `.crt`
    /// or `.cer`.
    ///
    /// # Errors
    /// [`WrongAnchors`] where they cannot be read, or are none.
    pub fn read(path: &Path) -> Result<Self, WrongAnchors> {
        let mut files = Vec::new();
        if path.is_dir() {
            for entry in fs::read_dir(path)?.take(FILES_MAX) {
                let file = entry?.path();
                let ending = file.extension().and_then(|ending| ending.to_str());
                if matches!(ending, Some("pem" | "crt" | "cer")) {
                    files.push(file);
                }
            }
        } else {
            files.push(path.to_owned());
        }
        let mut all = Self::default();
        for file in files {
            let named = |_| WrongAnchors::None(file.display().to_string());
            all.list.extend(Self::from_pem(&fs::read(&file)?).map_err(named)?.list);
        }
        if all.list.is_empty() {
            return Err(WrongAnchors::None(path.display().to_string()));
        }
        Ok(all)
    }

    /// The certificates that stand in this text.
    ///
    /// ```
    /// assert!(gateways::smime::Anchors::from_pem(b"none").is_err());
    /// ```
    ///
    /// # Errors
    /// [`WrongAnchors::None`] where there is none, or one that is none.
    pub fn from_pem(text: &[u8]) -> Result<Self, WrongAnchors> {
        let none = || WrongAnchors::None("the text".into());
        let mut list = Vec::new();
        for one in CertificateDer::pem_slice_iter(text) {
            list.push(Certificate::read(&one.map_err(|_| none())?).ok_or_else(none)?);
        }
        if list.is_empty() { Err(none()) } else { Ok(Self { list }) }
    }
}
