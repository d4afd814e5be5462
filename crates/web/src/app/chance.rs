//! Chance, read from the operating system at this one place.

use domain::{Refusal, Result};

/// Random bytes for tokens and salts.
///
/// # Errors
/// `Broken` where the operating system has none, which no request can go on without.
pub fn chance<const BYTES: usize>() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|why| {
        Refusal::Broken(db::Error::Unavailable(format!("no chance to be had: {why}")))
    })?;
    Ok(bytes)
}

/// Where the chance of one unit of work goes on from.
pub(super) fn seed() -> Result<u64> {
    Ok(u64::from_le_bytes(chance()?))
}
