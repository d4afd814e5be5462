use std::{fmt, hash, marker::PhantomData, str::FromStr};

/// A row's identity, tagged with what it identifies: an `Id<Call>` is never taken where an
/// `Id<Party>` is wanted.
///
/// It is a UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance, so ids sort by
/// creation. Outside it is written as 26 characters of Crockford's base 32, in lower case.
///
/// ```
/// use kernel::{Id, Instant};
/// struct Call;
/// let id: Id<Call> = Id::new(Instant::from_seconds(1_700_000_000), 1, 2);
/// assert_eq!(id.to_string().len(), 26);
/// assert_eq!(id.to_string().parse(), Ok(id));
/// ```
pub struct Id<T> {
    bytes: [u8; 16],
    of: PhantomData<fn() -> T>,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LENGTH: usize = 26;

impl<T> Id<T> {
    /// A fresh identity at `now`, from 74 bits of the two random numbers.
    pub fn new(now: crate::Instant, chance: u64, more: u64) -> Self {
        let millis = (now.micros() / 1_000).max(0).cast_unsigned() << 16;
        let high = millis | 0x7000 | (more & 0x0fff);
        let low = (chance & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        let number = (u128::from(high) << 64) | u128::from(low);
        Self::from_bytes(number.to_be_bytes())
    }

    /// The id with these bytes, as both engines keep them.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self { bytes, of: PhantomData }
    }

    /// The sixteen bytes.
    pub const fn bytes(&self) -> [u8; 16] {
        self.bytes
    }

    /// The same identity seen as another kind of thing: a call is also a subject of clocks.
    pub const fn cast<U>(self) -> Id<U> {
        Id::from_bytes(self.bytes)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number = u128::from_be_bytes(self.bytes);
        let mut text = [0; TEXT_LENGTH];
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(number & 31) as usize];
            number >>= 5;
        }
        out.write_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Id({self})")
    }
}

/// The text is not an identity: not 26 characters of the alphabet, or too large a number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identity")]
pub struct BadId;

impl<T> FromStr for Id<T> {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() != TEXT_LENGTH || text.as_bytes()[0] > b'7' {
            return Err(BadId);
        }
        let mut number: u128 = 0;
        for letter in text.bytes() {
            let digit = ALPHABET.iter().position(|known| *known == letter).ok_or(BadId)?;
            number = (number << 5) | digit as u128;
        }
        Ok(Self::from_bytes(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;

    #[test]
    fn later_ids_sort_later_in_bytes_and_in_text() {
        let early: Id<()> = Id::new(Instant::from_seconds(1_000), u64::MAX, u64::MAX);
        let late: Id<()> = Id::new(Instant::from_seconds(1_001), 0, 0);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn version_and_variant_are_those_of_rfc_9562() {
        let bytes = Id::<()>::new(Instant::from_seconds(1_000), u64::MAX, u64::MAX).bytes();
        assert_eq!((bytes[6] >> 4, bytes[8] >> 6), (7, 2));
    }

    #[test]
    fn a_text_that_is_no_id_is_refused() {
        for text in ["", "00000000000000000000000000x", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "é"] {
            assert_eq!(text.parse::<Id<()>>(), Err(BadId), "{text}");
        }
    }
}
