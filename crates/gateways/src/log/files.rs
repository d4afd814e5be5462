use domain::contacts::logs::YEARS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Bytes that tell a file from others: its first lines hold their second and their calls.
const BEGINNING: u64 = 512;
/// Rotated files looked at beside a log.
const BESIDE_MAX: usize = 200;
/// Gzip's first bytes: such a file is not followed.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// How a file begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beginning {
    bytes: u64,
    digest: String,
}

impl Beginning {
    /// That of a file of which so many bytes have been read.
    pub(super) fn of(path: &Path, read: u64) -> io::Result<Self> {
        let bytes = read.min(BEGINNING);
        let digest = digest(&mut File::open(path)?, bytes)?.unwrap_or_default();
        Ok(Self { bytes, digest })
    }

    /// True for a file that begins so.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        File::open(path).is_ok_and(|mut file| self.is_in(&mut file).unwrap_or(false))
    }

    pub(super) fn is_in(&self, file: &mut File) -> io::Result<bool> {
        let found = digest(file, self.bytes)?;
        Ok(self.bytes > 0 && found.as_deref() == Some(&self.digest))
    }
}

fn digest(file: &mut File, bytes: u64) -> io::Result<Option<String>> {
    file.seek(SeekFrom::Start(0))?;
    let mut beginning = Vec::new();
    file.by_ref().take(bytes).read_to_end(&mut beginning)?;
    let whole = beginning.len() as u64 == bytes;
    let digest = Sha256::digest(&beginning);
    Ok(whole.then(|| digest.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// A file that may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub path: PathBuf,
    pub bytes: u64,
    /// The second of its first line.
    pub first: i64,
}

/// The log and what it was rotated into, the oldest first.
pub(super) fn beside(path: &Path) -> io::Result<Vec<Candidate>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))?.take(100_000) {
        let entry = entry?;
        let other = entry.file_name().to_string_lossy().into_owned();
        let rest = other.strip_prefix(&name);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-'])) {
            found.extend(candidate(&entry.path())?);
        }
    }
    found.sort_by(|one, other| (one.first, &one.path).cmp(&(other.first, &other.path)));
    let surplus = found.len().saturating_sub(BESIDE_MAX);
    found.drain(..surplus);
    Ok(found)
}

/// None for what is no log, is empty, or has gone meanwhile.
fn candidate(path: &Path) -> io::Result<Option<Candidate>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let about = file.metadata()?;
    let mut line = Vec::new();
    if !about.is_file() {
        return Ok(None);
    }
    file.by_ref().take(64).read_to_end(&mut line)?;
    let seconds: String = line
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    let first = seconds.parse().ok().filter(|second| YEARS.contains(second));
    let first = first.filter(|_| !line.starts_with(GZIP));
    Ok(first.map(|first| Candidate { path: path.to_owned(), bytes: about.len(), first }))
}

/// Size and number of a file, to see that nothing happened; none where there is none.
pub(super) fn size_and_number(path: &Path) -> io::Result<Option<(u64, u64)>> {
    match fs::metadata(path) {
        Ok(about) => Ok(Some((about.len(), about.ino()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
