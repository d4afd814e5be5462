//! Where we and a printer put down what is for the other.

use super::{
    batch::{Batch, Trouble},
    bucket::Bucket,
    folder,
};
use std::{collections::HashMap, fmt, path::PathBuf, time::SystemTime};

/// A place that we and a printer both see.
#[derive(Clone)]
pub enum Tray {
    /// A folder, made where there is none.
    Folder(PathBuf),
    /// A bucket, and how names in it begin: `status/`.
    Bucket(Box<Bucket>, String),
}

/// How long and how old files were when they were last seen.
pub type Seen = HashMap<String, Option<(u64, SystemTime)>>;

/// Files looked at in one turn.
const FILES_AT_ONCE: usize = 1_000;

impl Tray {
    pub(super) fn lay_down(&self, batch: &Batch) -> Result<(), Trouble> {
        match self {
            Self::Folder(folder) => folder::lay_down(folder, batch),
            Self::Bucket(bucket, prefix) => bucket.lay_down(prefix, batch),
        }
    }

    /// The names of files that lie there, a thousand at the most, in their order.
    ///
    /// # Errors
    /// Why it cannot be looked into, in words.
    pub fn names(&self) -> Result<Vec<String>, String> {
        let mut names = match self {
            Self::Folder(folder) => folder::names(folder, FILES_AT_ONCE).map_err(|e| e.to_string()),
            Self::Bucket(bucket, prefix) => bucket.names(prefix),
        }?;
        names.sort();
        Ok(names)
    }

    /// Whether nobody writes to a file any more, as far as its length and age tell: `known` keeps
    /// them from one look to the next. What lies in a bucket is always whole.
    ///
    /// # Errors
    /// Why it cannot be looked at, in words.
    pub fn is_whole(&self, name: &str, known: &mut Seen) -> Result<bool, String> {
        match self {
            Self::Folder(folder) => {
                let now = folder::length_and_age(&folder.join(name)).map_err(|e| e.to_string())?;
                Ok(now.is_some() && known.insert(name.to_owned(), now) == Some(now))
            }
            Self::Bucket(..) => Ok(true),
        }
    }

    /// The first bytes of a file; none where another copy of us was here first.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn read(&self, name: &str, at_most: u64) -> Result<Option<Vec<u8>>, String> {
        match self {
            Self::Folder(folder) => {
                folder::read(&folder.join(name), at_most).map_err(|error| error.to_string())
            }
            Self::Bucket(bucket, prefix) => bucket.get(&format!("{prefix}{name}"), at_most),
        }
    }

    /// Moves a file, whose new name may stand in a folder below. `beside` is a file that is written
    /// first: its name, and what is in it.
    ///
    /// # Errors
    /// Why it stays where it is, in words.
    pub fn put_away(
        &self,
        name: &str,
        to: &str,
        beside: Option<(&str, &[u8])>,
    ) -> Result<(), String> {
        match self {
            Self::Folder(folder) => {
                folder::put_away(folder, name, to, beside).map_err(|error| error.to_string())
            }
            Self::Bucket(bucket, prefix) => {
                let full = |name: &str| format!("{prefix}{name}");
                if let Some((beside, bytes)) = beside {
                    bucket.put(&full(beside), bytes)?;
                }
                Ok(bucket.rename(&full(name), &full(to))?)
            }
        }
    }
}

impl fmt::Display for Tray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket(bucket, prefix) => write!(f, "{bucket}{prefix}"),
        }
    }
}
