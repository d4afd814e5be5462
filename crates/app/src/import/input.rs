use super::{Bar, Failure, ImportOptions};
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

/// What identifies the bytes of a file.
pub(super) struct Identity {
    pub digest: String,
    pub bytes: u64,
    /// The digest of the first so many bytes, where it was asked for and there are more.
    pub beginning: Option<String>,
}

/// Bytes read at once.
const PIECE: usize = 256 * 1024;
/// Bytes looked at to recognise a log.
const LOOKED_AT: usize = 4 * 1024;
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Reads a file once through for its digest.
pub(super) fn identify(path: &Path, beginning: Option<u64>) -> Result<Identity, Failure> {
    read_through(path, beginning).map_err(|source| failed(path, source))
}

fn read_through(path: &Path, beginning: Option<u64>) -> io::Result<Identity> {
    let mut file = File::open(path)?;
    let mut whole = Sha256::new();
    let mut seen = 0;
    let mut first = None;
    if let Some(wanted) = beginning {
        seen = feed(&mut (&mut file).take(wanted), &mut whole)?;
        first = (seen == wanted).then(|| hex(&whole.clone().finalize()));
    }
    seen += feed(&mut file, &mut whole)?;
    let first = first.filter(|_| beginning.is_some_and(|wanted| seen > wanted));
    Ok(Identity { digest: hex(&whole.finalize()), bytes: seen, beginning: first })
}

fn feed(from: &mut impl Read, digest: &mut Sha256) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut seen = 0;
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(seen),
            length => {
                digest.update(&piece[..length]);
                seen += length as u64;
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file's contents, unpacked, from some byte on.
pub(super) fn open(options: &ImportOptions, from: u64) -> Result<Box<dyn BufRead>, Failure> {
    unpack(options, from).map_err(|source| failed(&options.file, source))
}

fn unpack(options: &ImportOptions, from: u64) -> io::Result<Box<dyn BufRead>> {
    let mut file = File::open(&options.file)?;
    file.seek(SeekFrom::Start(from))?;
    let bar = match options.bar {
        Bar::Shown => ProgressBar::new(file.metadata()?.len()).with_style(style()),
        Bar::Hidden => ProgressBar::hidden(),
    };
    bar.set_position(from);
    let mut raw = BufReader::with_capacity(PIECE, bar.wrap_read(file));
    if from == 0 && raw.fill_buf()?.starts_with(GZIP) {
        return Ok(Box::new(BufReader::with_capacity(PIECE, MultiGzDecoder::new(raw))));
    }
    Ok(Box::new(raw))
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
        .expect("the template is well formed")
}

/// The first bytes of a file, unpacked as far as they can be.
pub(super) fn beginning(options: &ImportOptions) -> Result<Vec<u8>, Failure> {
    let hidden = ImportOptions { bar: Bar::Hidden, ..options.clone() };
    let mut bytes = Vec::new();
    // What is damaged further on is seen when it is read.
    drop(open(&hidden, 0)?.take(LOOKED_AT as u64).read_to_end(&mut bytes));
    Ok(bytes)
}

/// True for a packed file: one that has grown cannot be read from the middle.
pub(super) fn is_packed(path: &Path) -> Result<bool, Failure> {
    let mut magic = [0; 2];
    let read = File::open(path).and_then(|mut file| file.read(&mut magic));
    read.map(|length| magic[..length] == *GZIP).map_err(|source| failed(path, source))
}

/// True for a packed file that holds more than so many bytes. They are counted, not kept, and no
/// more of them than that; where its packing is damaged, the import tells.
pub(crate) fn unpacks_beyond(path: &Path, most: u64) -> Result<bool, Failure> {
    if !is_packed(path)? {
        return Ok(false);
    }
    let file = File::open(path).map_err(|source| failed(path, source))?;
    let inside = MultiGzDecoder::new(BufReader::with_capacity(PIECE, file));
    let (mut inside, mut piece, mut seen) = (inside.take(most + 1), vec![0; PIECE], 0);
    while let Ok(length @ 1..) = inside.read(&mut piece) {
        seen += length as u64;
    }
    Ok(seen > most)
}

pub(super) fn failed(path: &Path, source: io::Error) -> Failure {
    Failure::File { path: path.to_owned(), source }
}
