//! Which signature is checked how: the mathematics is `ring`'s.

use ring::{
    digest,
    signature::{self, UnparsedPublicKey, VerificationAlgorithm},
};
use x509_cert::{der::asn1::ObjectIdentifier, spki::SubjectPublicKeyInfoOwned};

const fn name(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

const RSA: ObjectIdentifier = name("1.2.840.113549.1.1.1");
const RSA_SHA1: ObjectIdentifier = name("1.2.840.113549.1.1.5");
const RSA_SHA256: ObjectIdentifier = name("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = name("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = name("1.2.840.113549.1.1.13");
const EC: ObjectIdentifier = name("1.2.840.10045.2.1");
const EC_SHA256: ObjectIdentifier = name("1.2.840.10045.4.3.2");
const EC_SHA384: ObjectIdentifier = name("1.2.840.10045.4.3.3");
const P256: ObjectIdentifier = name("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = name("1.3.132.0.34");

/// By what a content was digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-1: as providers signed up to about 2019. It proves less than it did then.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Digest {
    pub(super) fn named(object: ObjectIdentifier) -> Option<Self> {
        Some(match object.to_string().as_str() {
            "1.3.14.3.2.26" => Self::Sha1,
            "2.16.840.1.101.3.4.2.1" => Self::Sha256,
            "2.16.840.1.101.3.4.2.2" => Self::Sha384,
            "2.16.840.1.101.3.4.2.3" => Self::Sha512,
            _ => return None,
        })
    }

    pub(super) fn of(self, content: &[u8]) -> digest::Digest {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, content)
    }
}

/// Whether a key signed these bytes; none where the algorithm is none that we know. The digest is
/// the signer's, where the algorithm names none. SHA-1 is known for a content alone: whoever finds
/// two certificates of one digest would be believed in everything.
pub(super) fn is_signed(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: ObjectIdentifier,
    digest: Option<Digest>,
    bytes: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let curve = key.algorithm.parameters.as_ref();
    let curve = curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let algorithm = known(key.algorithm.oid, curve, algorithm, digest)?;
    let bytes_of_key = key.subject_public_key.raw_bytes();
    // A shorter one of RSA is none that can be trusted: that says nothing of what it signed.
    if key.algorithm.oid == RSA && bytes_of_key.len() < RSA_MIN {
        return None;
    }
    let key = UnparsedPublicKey::new(algorithm, bytes_of_key);
    Some(key.verify(bytes, signature).is_ok())
}

/// Bytes of the shortest key of RSA that is known, of 2048 bits.
const RSA_MIN: usize = 256;

fn known(
    key: ObjectIdentifier,
    curve: Option<ObjectIdentifier>,
    algorithm: ObjectIdentifier,
    digest: Option<Digest>,
) -> Option<&'static dyn VerificationAlgorithm> {
    let digest = match algorithm {
        RSA | EC => digest?,
        RSA_SHA1 if digest == Some(Digest::Sha1) => Digest::Sha1,
        RSA_SHA256 | EC_SHA256 => Digest::Sha256,
        RSA_SHA384 | EC_SHA384 => Digest::Sha384,
        RSA_SHA512 => Digest::Sha512,
        _ => return None,
    };
    let is_rsa = matches!(algorithm, RSA | RSA_SHA1 | RSA_SHA256 | RSA_SHA384 | RSA_SHA512);
    Some(match (key, curve, digest) {
        (RSA, _, Digest::Sha1) if is_rsa => {
            &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY
        }
        (RSA, _, Digest::Sha256) if is_rsa => &signature::RSA_PKCS1_2048_8192_SHA256,
        (RSA, _, Digest::Sha384) if is_rsa => &signature::RSA_PKCS1_2048_8192_SHA384,
        (RSA, _, Digest::Sha512) if is_rsa => &signature::RSA_PKCS1_2048_8192_SHA512,
        (EC, Some(P256), Digest::Sha256) if !is_rsa => &signature::ECDSA_P256_SHA256_ASN1,
        (EC, Some(P256), Digest::Sha384) if !is_rsa => &signature::ECDSA_P256_SHA384_ASN1,
        (EC, Some(P384), Digest::Sha256) if !is_rsa => &signature::ECDSA_P384_SHA256_ASN1,
        (EC, Some(P384), Digest::Sha384) if !is_rsa => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return None,
    })
}
