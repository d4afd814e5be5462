//! Real data beside the project, which are never part of it.

use std::{
    env,
    path::{Path, PathBuf},
};

/// A file or folder of the real data; none, said on standard error, where they are not at hand.
/// They lie beside the project, or where `PREMURA_TEST_DATA` says.
///
/// # Panics
/// Where the data are at hand and this is not among them: a wrong name is no reason to skip.
#[must_use]
pub fn file(name: &str) -> Option<PathBuf> {
    let root = env::var_os("PREMURA_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if !root.exists() {
        eprintln!("skipped: data not present");
        return None;
    }
    let path = root.join(name);
    assert!(path.exists(), "{} is not there", path.display());
    Some(path)
}

/// The files of a tar archive (POSIX ustar).
///
/// # Panics
/// Where a file is cut off.
#[must_use]
pub fn untar(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut at, mut found) = (0, Vec::new());
    while let Some(header) = bytes.get(at..at + 512) {
        let size = String::from_utf8_lossy(&header[124..136]).into_owned();
        let size = usize::from_str_radix(size.trim_matches(['\0', ' ']), 8).unwrap_or(0);
        at += 512;
        if matches!(header[156], b'0' | 0) && size > 0 {
            found.push(bytes[at..at + size].to_vec());
        }
        at += size.next_multiple_of(512);
    }
    found
}
