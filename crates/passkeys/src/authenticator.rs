//! What the authenticator says (level 2, 6.1 and 6.5): for which site, who was there, how often,
//! and the key where it was just made.

use crate::{AUTHENTICATOR_MAX, CREDENTIAL_MAX, Fault, key};
use minicbor::Decoder;
use ring::digest::{SHA256, digest};

/// Somebody was there.
const PRESENT: u8 = 1;
/// They proved to the device who they are.
const VERIFIED: u8 = 1 << 2;
/// It may be kept beyond the device.
const KEEPABLE: u8 = 1 << 3;
/// It is kept beyond the device.
const KEPT: u8 = 1 << 4;
/// A key follows.
const MADE: u8 = 1 << 6;
/// Something follows that nobody asked for.
const MORE: u8 = 1 << 7;

/// The digest of the site, the flags and the counter.
const HEAD: usize = 37;
/// The name of the model and the length of the id.
const BEFORE_ID: usize = 18;

/// What it says, taken apart.
pub(crate) struct Said<'a> {
    site: &'a [u8],
    flags: u8,
    pub counter: u32,
    /// The id and the key of a passkey that was made.
    pub made: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> Said<'a> {
    /// Takes it out of the attestation around it, which must be none.
    pub(crate) fn attested(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.len() > AUTHENTICATOR_MAX {
            return Err(Fault::TooLong);
        }
        let mut decoder = Decoder::new(bytes);
        let (mut format, mut statement, mut said) = (None, None, None);
        let unread = |_| Fault::Authenticator;
        if decoder.map().map_err(unread)? != Some(3) {
            return Err(Fault::Authenticator);
        }
        for _ in 0..3 {
            match decoder.str().map_err(unread)? {
                "fmt" if format.is_none() => format = Some(decoder.str().map_err(unread)?),
                "attStmt" if statement.is_none() => {
                    // Whatever stands in it is not read.
                    let parts = decoder.map().map_err(unread)?;
                    statement = (parts == Some(0)).then_some(());
                    statement.ok_or(Fault::Attested)?;
                }
                "authData" if said.is_none() => said = Some(decoder.bytes().map_err(unread)?),
                _ => return Err(Fault::Authenticator),
            }
        }
        if decoder.position() != bytes.len() {
            return Err(Fault::Authenticator);
        }
        match (format, said) {
            (Some("none"), Some(said)) => Self::read(said),
            (Some(_), Some(_)) => Err(Fault::Attested),
            _ => Err(Fault::Authenticator),
        }
    }

    /// Reads it to its last byte.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.len() > AUTHENTICATOR_MAX {
            return Err(Fault::TooLong);
        }
        let (head, mut rest) = bytes.split_at_checked(HEAD).ok_or(Fault::Authenticator)?;
        let (site, [flags, counter @ ..]) = head.split_at(32) else {
            return Err(Fault::Authenticator);
        };
        let counter = counter.try_into().map(u32::from_be_bytes);
        let counter = counter.map_err(|_| Fault::Authenticator)?;
        let made = match flags & MADE {
            0 => None,
            _ => Some(made(&mut rest)?),
        };
        if flags & MORE != 0 {
            let mut more = Decoder::new(rest);
            more.skip().map_err(|_| Fault::Authenticator)?;
            rest = &rest[more.position()..];
        }
        if !rest.is_empty() {
            return Err(Fault::Authenticator);
        }
        Ok(Self { site, flags: *flags, counter, made })
    }

    /// Whether it is about this site, and somebody was there and proved it.
    pub(crate) fn check(&self, site: &str) -> Result<(), Fault> {
        if self.site != digest(&SHA256, site.as_bytes()).as_ref() {
            return Err(Fault::Site);
        }
        if self.flags & PRESENT == 0 || self.flags & VERIFIED == 0 {
            return Err(Fault::Unproved);
        }
        if self.flags & KEPT != 0 && self.flags & KEEPABLE == 0 {
            return Err(Fault::Kept);
        }
        Ok(())
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.flags & KEPT != 0
    }
}

/// The id and the key at the beginning of this, which then begins behind them.
fn made<'a>(rest: &mut &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Fault> {
    let (before, after) = rest.split_at_checked(BEFORE_ID).ok_or(Fault::Authenticator)?;
    let length = usize::from(u16::from_be_bytes([before[16], before[17]]));
    if length == 0 || length > CREDENTIAL_MAX {
        return Err(Fault::Authenticator);
    }
    let (credential, after) = after.split_at_checked(length).ok_or(Fault::Authenticator)?;
    let (key, after) = after.split_at(key::length(after)?);
    *rest = after;
    Ok((credential, key))
}
