use super::lines::PIECE;
use domain::contacts::logs::YEARS;
use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Bytes that tell a file from others: its first lines hold their second and their calls.
const BEGINNING: u64 = 512;
/// Rotated files looked at beside a log.
const BESIDE_MAX: usize = 200;
/// Bytes of a file in which its first line's second is looked for.
const LOOKED_AT: u64 = 64;
/// Gzip's first bytes.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As the exchange writes it.
    Plain,
    /// Packed with gzip when it was rotated.
    Packed,
}

/// What a file holds, unpacked.
pub(super) fn contents(path: &Path, form: Form) -> io::Result<Box<dyn BufRead + Send>> {
    let file = BufReader::with_capacity(PIECE, File::open(path)?);
    Ok(match form {
        Form::Plain => Box::new(file),
        Form::Packed => Box::new(BufReader::with_capacity(PIECE, MultiGzDecoder::new(file))),
    })
}

/// How a file begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beginning {
    bytes: u64,
    digest: String,
}

impl Beginning {
    /// That of a file of which so many bytes have been read.
    pub(super) fn of(file: &Candidate, read: u64) -> io::Result<Self> {
        let bytes = read.min(BEGINNING);
        let digest = digest(&mut contents(&file.path, file.form)?, bytes)?.unwrap_or_default();
        Ok(Self { bytes, digest })
    }

    /// True for a file that begins so.
    pub(super) fn is_of(&self, path: &Path, form: Form) -> bool {
        contents(path, form).is_ok_and(|mut file| self.is_in(&mut file).unwrap_or(false))
    }

    /// True for what begins so; it is then read up to the end of that beginning.
    pub(super) fn is_in(&self, file: &mut impl Read) -> io::Result<bool> {
        let found = digest(file, self.bytes)?;
        Ok(self.bytes > 0 && found.as_deref() == Some(&self.digest))
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

fn digest(file: &mut impl Read, bytes: u64) -> io::Result<Option<String>> {
    let mut beginning = Vec::new();
    file.take(bytes).read_to_end(&mut beginning)?;
    let whole = beginning.len() as u64 == bytes;
    let digest = Sha256::digest(&beginning);
    Ok(whole.then(|| digest.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// A file that may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub path: PathBuf,
    pub form: Form,
    /// As many as it has on the disk.
    pub bytes: u64,
    /// What the disk calls it, whatever its name.
    pub number: u64,
    /// The second of its first line.
    pub first: i64,
}

/// What stands beside a log.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The log and what it was rotated into, the oldest first.
    pub files: Vec<Candidate>,
    /// Packed files of which not even the beginning can be unpacked.
    pub broken: Vec<PathBuf>,
}

/// The log and what it was rotated into, as far as it is of this form.
pub(super) fn beside(path: &Path, form: Form) -> io::Result<Beside> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))?.take(100_000) {
        let entry = entry?;
        let other = entry.file_name().to_string_lossy().into_owned();
        let rest = other.strip_prefix(&name);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-'])) {
            match candidate(&entry.path(), form) {
                Ok(file) => found.extend(file),
                Err(error) if is_damage(&error) => broken.push(entry.path()),
                Err(error) => return Err(error),
            }
        }
    }
    found.sort_by(|one, other| (one.first, &one.path).cmp(&(other.first, &other.path)));
    let surplus = found.len().saturating_sub(BESIDE_MAX);
    found.drain(..surplus);
    broken.truncate(BESIDE_MAX);
    Ok(Beside { files: found, broken })
}

/// What is said of a packed file that is cut off, or changed.
pub(super) fn is_damage(error: &io::Error) -> bool {
    use ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | InvalidData | InvalidInput)
}

/// None for what is no log, is empty, of another form, or has gone meanwhile.
fn candidate(path: &Path, form: Form) -> io::Result<Option<Candidate>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let about = file.metadata()?;
    if !about.is_file() {
        return Ok(None);
    }
    let mut line = beginning(&mut file)?;
    let found = if line.starts_with(GZIP) { Form::Packed } else { Form::Plain };
    if found != form {
        return Ok(None);
    }
    if form == Form::Packed {
        line = beginning(&mut contents(path, form)?)?;
    }
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit());
    let seconds: String = digits.map(|byte| char::from(*byte)).collect();
    let first = seconds.parse().ok().filter(|second| YEARS.contains(second));
    let (path, bytes, number) = (path.to_owned(), about.len(), about.ino());
    Ok(first.map(|first| Candidate { path, form, bytes, number, first }))
}

fn beginning(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    file.take(LOOKED_AT).read_to_end(&mut line)?;
    Ok(line)
}

/// Size and number of a file, to see that nothing happened; none where there is none.
pub(super) fn size_and_number(path: &Path) -> io::Result<Option<(u64, u64)>> {
    match fs::metadata(path) {
        Ok(about) => Ok(Some((about.len(), about.ino()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
