//! Public keys as authenticators write them (COSE, RFC 9052 and 9053; RSA: RFC 8230), and their
//! signatures.

use crate::{Fault, Use};
use minicbor::{Decoder, data::Type};
use ring::{
    digest::{SHA256, digest},
    signature::{
        ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
        UnparsedPublicKey,
    },
};

/// The algorithms we ask for, the best first: ECDSA on P-256, Ed25519, RSA.
pub const ALGORITHMS: [i64; 3] = [-7, -8, -257];
/// Bytes of a key at the most: one of RSA with 8,192 bits.
pub const KEY_MAX: usize = 1_100;
/// Fields of a key at the most; the largest kind has five that matter.
const FIELDS_MAX: u64 = 10;
/// Bytes of an RSA modulus.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1_024;

/// A key of a kind we know.
enum Key<'a> {
    P256([u8; 65]),
    Ed25519(&'a [u8]),
    Rsa(RsaPublicKeyComponents<&'a [u8]>),
}

/// The fields of a key that matter.
#[derive(Default)]
struct Fields<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    curve: Option<i64>,
    /// The field -1 of an RSA key: the modulus.
    modulus: Option<&'a [u8]>,
    /// The field -2: x, or the exponent.
    second: Option<&'a [u8]>,
    /// The field -3: y.
    third: Option<&'a [u8]>,
}

/// How many bytes the key takes that stands at the beginning of these.
pub(crate) fn length(bytes: &[u8]) -> Result<usize, Fault> {
    let mut decoder = Decoder::new(bytes);
    fields(&mut decoder)?;
    Ok(decoder.position())
}

/// Whether this is a key of a kind we asked for, and nothing else.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Fault> {
    key(bytes).map(drop)
}

fn key(bytes: &[u8]) -> Result<Key<'_>, Fault> {
    if bytes.len() > KEY_MAX {
        return Err(Fault::Key);
    }
    let mut decoder = Decoder::new(bytes);
    let fields = fields(&mut decoder)?;
    if decoder.position() != bytes.len() {
        return Err(Fault::Key);
    }
    match fields {
        Fields {
            kind: Some(2),
            algorithm: Some(-7),
            curve: Some(1),
            second: Some(x),
            third: Some(y),
            ..
        } if x.len() == 32 && y.len() == 32 => {
            let mut point = [4; 65];
            point[1..33].copy_from_slice(x);
            point[33..].copy_from_slice(y);
            Ok(Key::P256(point))
        }
        Fields { kind: Some(1), algorithm: Some(-8), curve: Some(6), second: Some(x), .. }
            if x.len() == 32 =>
        {
            Ok(Key::Ed25519(x))
        }
        Fields {
            kind: Some(3), algorithm: Some(-257), modulus: Some(n), second: Some(e), ..
        } if MODULUS.contains(&n.len()) && (1..=8).contains(&e.len()) => {
            Ok(Key::Rsa(RsaPublicKeyComponents { n, e }))
        }
        _ => Err(Fault::Key),
    }
}

/// Reads a key's fields; those that do not matter are passed over.
fn fields<'a>(decoder: &mut Decoder<'a>) -> Result<Fields<'a>, Fault> {
    let unread = |_| Fault::Key;
    let count = decoder.map().map_err(unread)?.filter(|count| *count <= FIELDS_MAX);
    let mut fields = Fields::default();
    for _ in 0..count.ok_or(Fault::Key)? {
        let label = decoder.i64().map_err(unread)?;
        let is_bytes = decoder.datatype().map_err(unread)? == Type::Bytes;
        match label {
            1 if fields.kind.is_none() => fields.kind = Some(decoder.i64().map_err(unread)?),
            3 if fields.algorithm.is_none() => {
                fields.algorithm = Some(decoder.i64().map_err(unread)?);
            }
            -1 if is_bytes && fields.modulus.is_none() => {
                fields.modulus = Some(decoder.bytes().map_err(unread)?);
            }
            -1 if fields.curve.is_none() => fields.curve = Some(decoder.i64().map_err(unread)?),
            -2 if fields.second.is_none() => fields.second = Some(decoder.bytes().map_err(unread)?),
            -3 if fields.third.is_none() => fields.third = Some(decoder.bytes().map_err(unread)?),
            1 | 3 | -1 | -2 | -3 => return Err(Fault::Key),
            _ => decoder.skip().map_err(unread)?,
        }
    }
    Ok(fields)
}

/// Whether the key made this signature, which is over what the authenticator says and the digest of
/// what the browser says.
pub(crate) fn verify(bytes: &[u8], used: &Use<'_>) -> Result<(), Fault> {
    let mut signed = used.authenticator.to_vec();
    signed.extend_from_slice(digest(&SHA256, used.client).as_ref());
    let verified = match key(bytes)? {
        Key::P256(point) => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(&signed, used.signature)
        }
        Key::Ed25519(point) => {
            UnparsedPublicKey::new(&ED25519, point).verify(&signed, used.signature)
        }
        Key::Rsa(key) => key.verify(&RSA_PKCS1_2048_8192_SHA256, &signed, used.signature),
    };
    verified.map_err(|_| Fault::Signature)
}
