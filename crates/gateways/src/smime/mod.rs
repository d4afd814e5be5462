//! Signed letters (S/MIME, RFC 8551): whether one is as it was signed, and by whom.
//!
//! What is signed is the first part of a `multipart/signed` exactly as it lies in the letter, its
//! lines ended with CR LF (RFC 1847): it is never written anew. The mathematics is `ring`'s.
//!
//! A certificate is judged at the moment of signing, never at the present: a receipt of years ago
//! proves what it proved then. Whether a certificate was revoked is not asked, since that wants a
//! network and an answer of that day.

mod anchors;
mod certificate;
mod cms;
mod keys;
mod path;
mod tlv;

pub use anchors::{Anchors, WrongAnchors};
pub use keys::Digest;

use crate::mail::{Part, parts};
use certificate::Certificate;
use cms::{Signer, Who};
use kernel::Instant;
use path::Way;
use std::borrow::Cow;

/// Bytes of a signature that is looked at.
const SIGNATURE_MAX: usize = 1 << 20;

/// How a letter's signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The letter is as it was signed, by one whose certificate held then and leads to one that we
    /// believe.
    Valid,
    /// The letter is as it was signed, but the certificate, or one above it, did not hold at the
    /// moment of signing, or nothing says when that was.
    Expired,
    /// The letter is as it was signed, by somebody whom nobody that we believe vouches for.
    UntrustedIssuer,
    /// There is a signature that nobody here can read: it is cut, lacks its certificate, or is made
    /// in a way that we do not know.
    Unreadable,
    /// The letter is not what was signed.
    Altered,
    /// There is no signature.
    Absent,
}

/// A letter's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// How it stands.
    pub seal: Seal,
    /// The addresses for which the signer's certificate stands.
    pub signers: Vec<String>,
    /// Whose certificate it is, in words.
    pub subject: Option<String>,
    /// Who issued it, in words.
    pub issuer: Option<String>,
    /// When the signer says that they signed.
    pub at: Option<Instant>,
    /// By what the content was digested.
    pub digest: Option<Digest>,
}

impl Signature {
    fn of(seal: Seal) -> Self {
        Self { seal, signers: vec![], subject: None, issuer: None, at: None, digest: None }
    }
}

/// The two halves of a signed letter: what was signed, as it lies there, and its signature.
pub(crate) struct Halves<'a> {
    pub(crate) signed: &'a [u8],
    signature: Vec<u8>,
}

/// The halves of a letter; none where it is not signed.
pub(crate) fn halves<'a>(top: &Part<'a>) -> Option<Halves<'a>> {
    if top.kind() != "multipart/signed" {
        return None;
    }
    let pieces = top.pieces();
    let signed = *pieces.first()?;
    let signature = pieces.get(1).map(|piece| parts(piece).remove(0));
    let is_signature = signature.as_ref().is_some_and(|part| part.kind().contains("pkcs7-sig"));
    let signature = signature.filter(|_| is_signature).map(|part| part.content().into_owned());
    Some(Halves { signed, signature: signature.unwrap_or_default() })
}

/// Whether a letter is as it was signed, and by whom. Where the signature does not say when it was
/// made, `at` does.
///
/// ```
/// use gateways::smime::{Anchors, Seal, verify};
/// let seal = verify(b"Subject: plain\r\n\r\nNobody signed.\r\n", &Anchors::default(), None).seal;
/// assert_eq!(seal, Seal::Absent);
/// ```
pub fn verify(letter: &[u8], anchors: &Anchors, at: Option<Instant>) -> Signature {
    let letter = parts(letter);
    match letter.first().and_then(halves) {
        Some(halves) => check(&halves, anchors, at),
        None => Signature::of(Seal::Absent),
    }
}

/// As [`verify`], of a letter that was taken apart.
pub(crate) fn check(halves: &Halves<'_>, anchors: &Anchors, at: Option<Instant>) -> Signature {
    let unreadable = Signature::of(Seal::Unreadable);
    if halves.signature.len() > SIGNATURE_MAX {
        return unreadable;
    }
    let Some(bytes) = tlv::definite(&halves.signature) else { return unreadable };
    let Some(signed) = cms::signed(&bytes) else { return unreadable };
    let listed = signed.certificates.iter().filter_map(|bytes| Certificate::read(bytes));
    let certificates: Vec<Certificate> = listed.collect();
    let content = canonical(halves.signed);
    let trust = Trust { certificates: &certificates, anchors, at };
    let judged = signed.signers.iter().map(|signer| trust.judge(signer, &content));
    // One who signed another content makes the letter another's; of the rest the best speaks,
    // since anybody can add a signature of their own.
    let rank = |one: &Signature| match one.seal {
        Seal::Altered => 0,
        Seal::Valid => 1,
        Seal::Expired => 2,
        Seal::UntrustedIssuer => 3,
        Seal::Unreadable | Seal::Absent => 4,
    };
    judged.min_by_key(rank).unwrap_or(unreadable)
}

/// Lines end with CR LF, as they did when they were signed: a box may keep them otherwise.
fn canonical(text: &[u8]) -> Cow<'_, [u8]> {
    let mut before = 0;
    let is_loose = |byte: u8| std::mem::replace(&mut before, byte) != b'\r' && byte == b'\n';
    if !text.iter().copied().any(is_loose) {
        return Cow::Borrowed(text);
    }
    let mut whole = Vec::with_capacity(text.len() + text.len() / 32);
    for byte in text {
        if *byte == b'\n' && whole.last() != Some(&b'\r') {
            whole.push(b'\r');
        }
        whole.push(*byte);
    }
    Cow::Owned(whole)
}

/// Against what signers are judged.
struct Trust<'a> {
    certificates: &'a [Certificate],
    anchors: &'a Anchors,
    at: Option<Instant>,
}

impl Trust<'_> {
    fn judge(&self, signer: &Signer<'_>, content: &[u8]) -> Signature {
        let mut found = Signature::of(Seal::Unreadable);
        found.digest = Digest::named(signer.digest);
        found.at = signer.attributes.as_ref().and_then(|attributes| attributes.at);
        let known = self.certificates.iter().chain(&self.anchors.list);
        let mut known = known.filter(|one| is_of(one, &signer.who));
        let (Some(digest), Some(certificate)) = (found.digest, known.next()) else { return found };
        let names = &certificate.parsed.tbs_certificate;
        found.signers = certificate.addresses();
        found.subject = Some(certificate::words(&names.subject));
        found.issuer = Some(certificate::words(&names.issuer));
        found.seal = match is_signed(certificate, signer, digest, content) {
            None => Seal::Unreadable,
            Some(false) => Seal::Altered,
            Some(true) => {
                let at = found.at.or(self.at);
                match path::way(certificate, self.certificates, self.anchors, at) {
                    Way::Holds => Seal::Valid,
                    Way::Expired => Seal::Expired,
                    Way::None => Seal::UntrustedIssuer,
                }
            }
        };
        found
    }
}

fn is_of(certificate: &Certificate, who: &Who<'_>) -> bool {
    match who {
        Who::Issued { issuer, serial } => {
            certificate.issuer == *issuer && certificate.serial == *serial
        }
        Who::Key(name) => certificate.has_key(name),
    }
}

/// Whether a signer signed this content; none where we cannot tell.
fn is_signed(
    certificate: &Certificate,
    signer: &Signer<'_>,
    digest: Digest,
    content: &[u8],
) -> Option<bool> {
    let key = &certificate.parsed.tbs_certificate.subject_public_key_info;
    let bytes = match &signer.attributes {
        None => Cow::Borrowed(content),
        Some(attributes) => {
            if digest.of(content).as_ref() != attributes.digest {
                return Some(false);
            }
            // They are signed as a set, not under the number that they have in the letter.
            let mut set = Vec::with_capacity(attributes.raw.len() + 6);
            tlv::put(tlv::SET, attributes.raw, &mut set);
            Cow::Owned(set)
        }
    };
    keys::is_signed(key, signer.algorithm, Some(digest), &bytes, signer.signature)
}
