//! Our domain signs each letter (DKIM, RFC 6376), so that whoever gets it can tell that it is ours
//! and that nobody changed it.

mod canonical;

use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::Instant;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};

/// What is signed of a letter where it has it. `From` is named once more than it stands there, so
/// that no second one can be put before it.
const SIGNED: [&str; 15] = [
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
];
/// Letters of a line of the signature.
const LINE: usize = 72;

/// A key of our domain, and the name under which its other half stands in the domain's names.
pub struct Dkim {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

fn rsa(key: Option<RsaKeyPair>) -> Option<Key> {
    key.map(|key| Key::Rsa(Box::new(key)))
}

/// A key that letters cannot be signed with.
#[derive(Debug, thiserror::Error)]
pub enum WrongKey {
    /// It is no private key as PEM, or one of another kind.
    #[error("this is no private key (PEM) of RSA with 2048 bits or more, or of Ed25519")]
    Unknown,
    /// A name that cannot stand in the domain's names.
    #[error("{0} is no name of a domain or of a key")]
    Name(String),
}

impl Dkim {
    /// The key of this domain whose other half stands at `<selector>._domainkey.<domain>`: RSA of
    /// 2048 bits or more, which every server knows, or Ed25519 (RFC 8463), which is shorter.
    ///
    /// ```
    /// use gateways::mail::Dkim;
    /// assert!(Dkim::new("aurora.example", "s1", b"no key").is_err());
    /// ```
    ///
    /// # Errors
    /// [`WrongKey`] for what is no such key, or no such name.
    pub fn new(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, WrongKey> {
        for name in [domain, selector] {
            let is_name = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_');
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(WrongKey::Name(name.to_owned()));
            }
        }
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|_| WrongKey::Unknown)? {
            PrivateKeyDer::Pkcs1(key) => rsa(RsaKeyPair::from_der(key.secret_pkcs1_der()).ok()),
            PrivateKeyDer::Pkcs8(key) => {
                let bytes = key.secret_pkcs8_der();
                let other = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes).ok();
                rsa(RsaKeyPair::from_pkcs8(bytes).ok()).or_else(|| other().map(Key::Ed25519))
            }
            _ => None,
        };
        let key = key.ok_or(WrongKey::Unknown)?;
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), key })
    }

    /// The header that signs a finished letter, with the end of its line; it goes before all
    /// others.
    ///
    /// # Errors
    /// In words, where the key does not sign.
    pub(super) fn sign(&self, letter: &str, at: Instant) -> Result<String, String> {
        let (headers, body) = canonical::parts(letter);
        let mut names = Vec::new();
        let mut text = String::new();
        for (name, value) in headers.iter().rev() {
            let name = name.trim().to_ascii_lowercase();
            if SIGNED.contains(&name.as_str()) {
                text.push_str(&canonical::header(&name, value));
                text.push_str("\r\n");
                names.push(name);
            }
        }
        names.push("from".to_owned());
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let digested = STANDARD.encode(digest(&SHA256, canonical::body(body).as_bytes()));
        let value = format!(
            " v=1; a={algorithm}; c=relaxed/relaxed; d={};\r\n\ts={}; t={};\r\n\th={};\r\n\t\
             bh={digested};\r\n\tb=",
            self.domain,
            self.selector,
            at.micros() / Instant::SECOND,
            names.join(":\r\n\t "),
        );
        text.push_str(&canonical::header("dkim-signature", &value));
        let signature = STANDARD.encode(self.signature(text.as_bytes())?);
        let mut lines = String::new();
        for (place, letter) in signature.chars().enumerate() {
            if place > 0 && place % LINE == 0 {
                lines.push_str("\r\n\t");
            }
            lines.push(letter);
        }
        Ok(format!("DKIM-Signature:{value}{lines}\r\n"))
    }

    fn signature(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
                    .map_err(|_| "the domain's key does not sign".to_owned())?;
                Ok(signature)
            }
            // Its digest is signed, not the text (RFC 8463, 3).
            Key::Ed25519(key) => Ok(key.sign(digest(&SHA256, text).as_ref()).as_ref().to_vec()),
        }
    }
}
