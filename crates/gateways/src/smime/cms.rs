//! What a detached signature says (RFC 5652, `SignedData`): who signed, with what, and what else
//! they signed besides the content.

use super::tlv::{INTEGER, OBJECT, OCTETS, Reader, SEQUENCE, SET};
use kernel::Instant;
use x509_cert::{
    der::{Decode, asn1::ObjectIdentifier},
    time::Time,
};

/// Certificates in a signature that are looked at.
const CERTIFICATES_MAX: usize = 16;
/// Signers of a signature that are looked at.
const SIGNERS_MAX: usize = 8;
/// Attributes that a signer signs besides the content.
const ATTRIBUTES_MAX: usize = 64;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const PLAIN_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// The kinds [0] and [1] of a structure: what is in it stands under numbers.
const FIRST: u8 = 0xa0;
const SECOND: u8 = 0xa1;
/// The kind [0] of what holds no others.
const FIRST_PLAIN: u8 = 0x80;

/// A signature: its certificates as they came, and who signed.
pub(super) struct Signed<'a> {
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) signers: Vec<Signer<'a>>,
}

/// Whoever signed.
pub(super) struct Signer<'a> {
    pub(super) who: Who<'a>,
    pub(super) digest: ObjectIdentifier,
    pub(super) attributes: Option<Attributes<'a>>,
    pub(super) algorithm: ObjectIdentifier,
    pub(super) signature: &'a [u8],
}

/// By what the certificate of a signer is found.
pub(super) enum Who<'a> {
    /// Who issued it, and its number there.
    Issued { issuer: &'a [u8], serial: &'a [u8] },
    /// The name of its key.
    Key(&'a [u8]),
}

/// What a signer signed; the digest of the content is among it.
pub(super) struct Attributes<'a> {
    pub(super) raw: &'a [u8],
    pub(super) digest: &'a [u8],
    pub(super) at: Option<Instant>,
}

/// Takes a signature apart, whose lengths are definite; none where it is none.
pub(super) fn signed(bytes: &[u8]) -> Option<Signed<'_>> {
    let mut outer = Reader(Reader(bytes).expect(SEQUENCE)?.content);
    (object(&mut outer)? == SIGNED_DATA).then_some(())?;
    let mut inner = Reader(outer.expect(FIRST)?.content);
    let mut fields = Reader(inner.expect(SEQUENCE)?.content);
    fields.expect(INTEGER)?;
    fields.expect(SET)?;
    let mut content = Reader(fields.expect(SEQUENCE)?.content);
    // The content is the letter's: a signature that brings its own says nothing of the letter.
    (object(&mut content)? == PLAIN_DATA && content.0.is_empty()).then_some(())?;
    let mut certificates = Vec::new();
    let mut listed = Reader(fields.optional(FIRST).map_or(&[], |list| list.content));
    while !listed.0.is_empty() && certificates.len() < CERTIFICATES_MAX {
        let one = listed.next()?;
        certificates.extend((one.tag == SEQUENCE).then_some(one.whole));
    }
    fields.optional(SECOND);
    let mut listed = Reader(fields.expect(SET)?.content);
    let mut signers = Vec::new();
    while !listed.0.is_empty() && signers.len() < SIGNERS_MAX {
        signers.push(signer(listed.expect(SEQUENCE)?.content)?);
    }
    Some(Signed { certificates, signers })
}

fn signer(bytes: &[u8]) -> Option<Signer<'_>> {
    let mut fields = Reader(bytes);
    fields.expect(INTEGER)?;
    let who = match fields.next()? {
        named if named.tag == SEQUENCE => {
            let mut named = Reader(named.content);
            let issuer = named.expect(SEQUENCE)?.whole;
            Who::Issued { issuer, serial: named.expect(INTEGER)?.content }
        }
        key if key.tag == FIRST_PLAIN => Who::Key(key.content),
        _ => return None,
    };
    let digest = algorithm(&mut fields)?;
    let attributes = match fields.optional(FIRST) {
        Some(list) => Some(attributes(list.content)?),
        None => None,
    };
    let algorithm = algorithm(&mut fields)?;
    let signature = fields.expect(OCTETS)?.content;
    Some(Signer { who, digest, attributes, algorithm, signature })
}

fn attributes(raw: &[u8]) -> Option<Attributes<'_>> {
    let (mut listed, mut digest, mut at, mut kind) = (Reader(raw), None, None, None);
    for _ in 0..ATTRIBUTES_MAX {
        if listed.0.is_empty() {
            break;
        }
        let mut attribute = Reader(listed.expect(SEQUENCE)?.content);
        let name = object(&mut attribute)?;
        let mut values = Reader(attribute.expect(SET)?.content);
        match name {
            // Each of them stands there once (RFC 5652, 11).
            MESSAGE_DIGEST if digest.is_some() => return None,
            MESSAGE_DIGEST => digest = Some(values.expect(OCTETS)?.content),
            SIGNING_TIME => at = time(values.next()?.whole),
            CONTENT_TYPE => kind = Some(object(&mut values)?),
            _ => {}
        }
    }
    (listed.0.is_empty() && kind == Some(PLAIN_DATA)).then_some(())?;
    Some(Attributes { raw, digest: digest?, at })
}

fn time(bytes: &[u8]) -> Option<Instant> {
    let seconds = Time::from_der(bytes).ok()?.to_unix_duration().as_secs();
    Some(Instant::from_seconds(i64::try_from(seconds).ok()?))
}

fn algorithm(fields: &mut Reader<'_>) -> Option<ObjectIdentifier> {
    object(&mut Reader(fields.expect(SEQUENCE)?.content))
}

fn object(fields: &mut Reader<'_>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(fields.expect(OBJECT)?.content).ok()
}
