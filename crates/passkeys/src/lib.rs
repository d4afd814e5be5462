//! Passkeys: what a browser and its authenticator say when one is made or used, checked against
//! what we asked (W3C Web Authentication, level 2, 7.1 and 7.2). Pure: what was asked, for whom,
//! and that it is asked only once is the caller's to know.
//!
//! No attestation is asked for and none is taken: who made a device is not ours to know. A person
//! must have been there and proved it to the device, since a passkey stands for itself and no
//! password beside it.

mod authenticator;
mod client;
#[cfg(any(test, feature = "device"))]
pub mod device;
mod key;
#[cfg(test)]
mod tests;

use authenticator::Said;
use client::Wanted;
pub use key::{ALGORITHMS, KEY_MAX};

/// A challenge is so many random bytes.
pub const CHALLENGE: usize = 32;
/// The longest id of a passkey (level 2, 4, "credential id").
pub const CREDENTIAL_MAX: usize = 1_023;
/// Bytes of what the browser says, at the most.
const CLIENT_MAX: usize = 4 << 10;
/// Bytes of what an authenticator says, at the most: an id, a key, and what it adds.
const AUTHENTICATOR_MAX: usize = 8 << 10;

/// Why a passkey is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is longer than anything an authenticator says.
    #[error("it is too long")]
    TooLong,
    /// What the browser says is not JSON of that form.
    #[error("what the browser says cannot be read")]
    Client,
    /// It is about another ceremony.
    #[error("it is about something else")]
    Kind,
    /// It answers another challenge.
    #[error("it answers another challenge")]
    Challenge,
    /// It comes from a page of somebody else, or from one inside such a page.
    #[error("it comes from another page")]
    Origin,
    /// What the authenticator says is cut off, too long, or not of that form.
    #[error("what the authenticator says cannot be read")]
    Authenticator,
    /// It is about another site.
    #[error("it is about another site")]
    Site,
    /// Nobody was there, or they did not prove to the device who they are.
    #[error("nobody proved to the device who they are")]
    Unproved,
    /// It is kept elsewhere though it cannot be.
    #[error("it is kept elsewhere though it cannot be")]
    Kept,
    /// It brings an attestation, which was not asked for.
    #[error("it brings an attestation")]
    Attested,
    /// The key is of no kind we asked for.
    #[error("the key is of no kind that is known")]
    Key,
    /// The signature is not that of the key.
    #[error("the signature is wrong")]
    Signature,
    /// It was used as often before: somebody has a copy of it.
    #[error("it was used before: somebody may have a copy")]
    Counter,
}

/// What we asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The site's host name, to which its passkeys are bound.
    pub site: &'a str,
    /// The addresses of its pages, `https://aurora.example`, letter by letter.
    pub origins: &'a [String],
    /// The challenge.
    pub challenge: &'a [u8],
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id, chosen by the authenticator.
    pub credential: Vec<u8>,
    /// Its public key, as the authenticator wrote it (COSE).
    pub key: Vec<u8>,
    /// How often it was used; many always say nought.
    pub counter: u32,
    /// Whether it is kept beyond this one device.
    pub is_kept: bool,
}

/// Reads and checks a passkey that was just made.
///
/// # Errors
/// [`Fault`]: why it is not taken.
pub fn made(asked: &Asked<'_>, client: &[u8], attestation: &[u8]) -> Result<Passkey, Fault> {
    client::check(asked, Wanted::Made, client)?;
    let said = Said::attested(attestation)?;
    said.check(asked.site)?;
    let (credential, key) = said.made.ok_or(Fault::Authenticator)?;
    key::check(key)?;
    Ok(Passkey {
        credential: credential.to_vec(),
        key: key.to_vec(),
        counter: said.counter,
        is_kept: said.is_kept(),
    })
}

/// What an authenticator says when a passkey is used.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// What the browser says, as it came.
    pub client: &'a [u8],
    /// What the authenticator says.
    pub authenticator: &'a [u8],
    /// The signature over both.
    pub signature: &'a [u8],
}

/// Checks that a passkey was used to answer what we asked. Answers how often it was used by now.
///
/// # Errors
/// [`Fault`]: why it lets nobody in.
pub fn used(asked: &Asked<'_>, known: (&[u8], u32), used: &Use<'_>) -> Result<u32, Fault> {
    client::check(asked, Wanted::Used, used.client)?;
    let said = Said::read(used.authenticator)?;
    said.check(asked.site)?;
    if said.made.is_some() {
        return Err(Fault::Authenticator);
    }
    let (key, counter) = known;
    key::verify(key, used)?;
    // One that counts says more each time; one that never counts says nought for ever.
    let counts = said.counter > 0 || counter > 0;
    if counts && said.counter <= counter { Err(Fault::Counter) } else { Ok(said.counter) }
}
