//! A certificate, as far as letters need it (RFC 5280, RFC 8550).

use super::{
    keys,
    tlv::{INTEGER, Reader, SEQUENCE},
};
use kernel::Instant;
use x509_cert::{
    Certificate as Parsed,
    der::{Decode, asn1::Ia5StringRef, oid::AssociatedOid},
    ext::pkix::{
        BasicConstraints, ExtendedKeyUsage, KeyUsage, NameConstraints, SubjectAltName,
        SubjectKeyIdentifier, constraints::name::GeneralSubtree, name::GeneralName,
    },
    name::Name,
};

/// Bytes of a certificate; AgID's own, with all that it may sign for, has four thousand.
const BYTES_MAX: usize = 64 << 10;
/// The kind [0], under which a certificate says its version.
const VERSION: u8 = 0xa0;
/// Addresses of a certificate that are looked at.
const ADDRESSES_MAX: usize = 16;

/// A certificate that was read.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    pub(super) parsed: Parsed,
    pub(super) whole: Vec<u8>,
    /// What its issuer signed, as it came.
    signed: Vec<u8>,
    /// Its number, its issuer's name and its own, as they came: they are compared byte for byte.
    pub(super) serial: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
}

impl Certificate {
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        (bytes.len() <= BYTES_MAX).then_some(())?;
        let parsed = Parsed::from_der(bytes).ok()?;
        let signed = Reader(Reader(bytes).expect(SEQUENCE)?.content).expect(SEQUENCE)?;
        let mut fields = Reader(signed.content);
        fields.optional(VERSION);
        let serial = fields.expect(INTEGER)?.content.to_owned();
        fields.expect(SEQUENCE)?;
        let issuer = fields.expect(SEQUENCE)?.whole.to_owned();
        fields.expect(SEQUENCE)?;
        let subject = fields.expect(SEQUENCE)?.whole.to_owned();
        let (whole, signed) = (bytes.to_owned(), signed.whole.to_owned());
        Some(Self { parsed, whole, signed, serial, issuer, subject })
    }

    /// Whether this one signed the other.
    pub(super) fn has_signed(&self, other: &Self) -> bool {
        let algorithm = other.parsed.signature_algorithm.oid;
        let key = &self.parsed.tbs_certificate.subject_public_key_info;
        let signature = other.parsed.signature.raw_bytes();
        algorithm == other.parsed.tbs_certificate.signature.oid
            && keys::is_signed(key, algorithm, None, &other.signed, signature) == Some(true)
    }

    /// Whether it holds at this moment.
    pub(super) fn holds_at(&self, at: Instant) -> bool {
        let validity = &self.parsed.tbs_certificate.validity;
        let micros = |time: x509_cert::time::Time| time.to_unix_duration().as_micros();
        u128::try_from(at.micros())
            .is_ok_and(|at| micros(validity.not_before) <= at && at <= micros(validity.not_after))
    }

    /// Whether it may sign other certificates, below which stand so many more that may.
    pub(super) fn may_issue(&self, below: usize) -> bool {
        let Ok(Some(basic)) = self.extension::<BasicConstraints>() else { return false };
        let usage = self.extension::<KeyUsage>();
        let room = basic.path_len_constraint.is_none_or(|room| usize::from(room) >= below);
        basic.ca && room && usage.is_ok_and(|usage| usage.is_none_or(|one| one.key_cert_sign()))
    }

    /// Whether it may sign letters.
    pub(super) fn may_sign_letters(&self) -> bool {
        const LETTERS: &str = "1.3.6.1.5.5.7.3.4";
        const ANYTHING: &str = "2.5.29.37.0";
        let usage = self.extension::<KeyUsage>().is_ok_and(|usage| {
            usage.is_none_or(|one| one.digital_signature() || one.non_repudiation())
        });
        let purpose = self.extension::<ExtendedKeyUsage>().is_ok_and(|purpose| {
            purpose.is_none_or(|purpose| {
                let mut named = purpose.0.iter().map(ToString::to_string);
                named.any(|one| one == LETTERS || one == ANYTHING)
            })
        });
        usage && purpose
    }

    /// Whether nothing in it must be understood that we do not.
    pub(super) fn is_understood(&self) -> bool {
        const KNOWN: [&str; 6] =
            ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.37"];
        let extensions = self.parsed.tbs_certificate.extensions.iter().flatten();
        let mut wanted = extensions.filter(|one| one.critical);
        wanted.all(|one| KNOWN.contains(&one.extn_id.to_string().as_str()))
    }

    /// The addresses for which it stands, the first ones.
    pub(super) fn addresses(&self) -> Vec<String> {
        let names = self.extension::<SubjectAltName>().ok().flatten().map(|names| names.0);
        let mut found: Vec<String> = names
            .into_iter()
            .flatten()
            .filter_map(|name| match name {
                GeneralName::Rfc822Name(address) => Some(address.to_string()),
                _ => None,
            })
            .collect();
        found.extend(address_of(&self.parsed.tbs_certificate.subject));
        found.truncate(ADDRESSES_MAX);
        found
    }

    /// Whether it may sign for certificates of this address. Other names say nothing of letters:
    /// limits of theirs are passed over, unless they must be understood.
    pub(super) fn may_vouch_for(&self, addresses: &[String]) -> bool {
        let limits = match self.extension::<NameConstraints>() {
            Ok(Some(limits)) => limits,
            Ok(None) => return true,
            Err(()) => return false,
        };
        let is_critical = self
            .parsed
            .tbs_certificate
            .extensions
            .iter()
            .flatten()
            .any(|one| one.extn_id == NameConstraints::OID && one.critical);
        let permitted = limits.permitted_subtrees.unwrap_or_default();
        let excluded = limits.excluded_subtrees.unwrap_or_default();
        let directories = permitted.iter().chain(&excluded);
        let mut directories = directories.filter(|one| is_directory(&one.base));
        if is_critical && directories.next().is_some() {
            return false;
        }
        let within = |limits: &[GeneralSubtree], address: &str| -> Option<bool> {
            let mut limits = limits.iter().filter_map(|one| match &one.base {
                GeneralName::Rfc822Name(limit) => Some(limit.as_str()),
                _ => None,
            });
            let first = limits.next()?;
            Some([first].into_iter().chain(limits).any(|limit| is_within(address, limit)))
        };
        addresses.iter().all(|address| {
            within(&permitted, address) != Some(false) && within(&excluded, address) != Some(true)
        })
    }

    /// Whether this is the name of its key.
    pub(super) fn has_key(&self, name: &[u8]) -> bool {
        let key = self.extension::<SubjectKeyIdentifier>();
        key.is_ok_and(|key| key.is_some_and(|key| key.0.as_bytes() == name))
    }

    fn extension<'a, T: Decode<'a> + AssociatedOid>(&'a self) -> Result<Option<T>, ()> {
        let extensions = self.parsed.tbs_certificate.extensions.iter().flatten();
        let mut found = extensions.filter(|one| one.extn_id == T::OID);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(one), None) => T::from_der(one.extn_value.as_bytes()).map(Some).map_err(drop),
            _ => Err(()),
        }
    }
}

fn is_directory(name: &GeneralName) -> bool {
    matches!(name, GeneralName::DirectoryName(_))
}

/// Whether an address is the one that a limit names, or of its host, or of hosts below it (RFC
/// 5280, 4.2.1.10).
fn is_within(address: &str, limit: &str) -> bool {
    let (address, limit) = (address.to_ascii_lowercase(), limit.to_ascii_lowercase());
    let host = address.rsplit('@').next().unwrap_or_default();
    match limit.strip_prefix('.') {
        Some(_) => host.ends_with(&limit),
        None if limit.contains('@') => address == limit,
        None => host == limit,
    }
}

/// The address that stands in a name, as older certificates have it.
fn address_of(name: &Name) -> Option<String> {
    const ADDRESS: &str = "1.2.840.113549.1.9.1";
    let mut values = name.0.iter().flat_map(|part| part.0.iter());
    let value = values.find(|value| value.oid.to_string() == ADDRESS)?;
    Some(value.value.decode_as::<Ia5StringRef<'_>>().ok()?.to_string())
}

/// A name in words, such as `CN=AgID CA1,O=…`.
pub(super) fn words(name: &Name) -> String {
    name.to_string()
}
