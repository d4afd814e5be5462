//! Who we are to the makers of browsers: a key, and whom they write to if we are a nuisance
//! (RFC 8292).

use super::packed;
use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::Instant;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::json;

/// What we say of ourselves holds for so long; a day is the most that is allowed.
const HOLDS_FOR: i64 = 12 * Instant::HOUR;
/// Letters of a line of PEM.
const LINE: usize = 64;

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WrongKey {
    /// It is no private key of P-256 as PEM (PKCS #8).
    #[error("the key is no private key of P-256 as PEM (PKCS #8)")]
    Unknown,
    /// Nobody can be written to.
    #[error("{0} is neither mailto: nor https:")]
    Subject(String),
}

/// Our key.
pub struct Key {
    pair: EcdsaKeyPair,
    subject: String,
    chance: SystemRandom,
}

impl Key {
    /// The key of this file, and whom one writes to: `mailto:…` or `https:…`.
    ///
    /// # Errors
    /// [`WrongKey`]: what is wrong with them.
    pub fn new(pem: &[u8], subject: &str) -> Result<Self, WrongKey> {
        if !subject.starts_with("mailto:") && !subject.starts_with("https:") {
            return Err(WrongKey::Subject(subject.to_owned()));
        }
        let chance = SystemRandom::new();
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| WrongKey::Unknown)?;
        let scheme = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(scheme, der.secret_pkcs8_der(), &chance);
        let pair = pair.map_err(|_| WrongKey::Unknown)?;
        Ok(Self { pair, subject: subject.to_owned(), chance })
    }

    /// Its public half as browsers are given it.
    pub fn public(&self) -> String {
        packed(self.pair.public_key().as_ref())
    }

    /// The header that says who we are to the service at this address.
    pub(super) fn authorization(&self, origin: &str, now: Instant) -> String {
        let expires = (now + HOLDS_FOR).micros() / Instant::SECOND;
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": origin, "exp": expires, "sub": self.subject });
        let said = [head, claims].map(|part| packed(part.to_string().as_bytes())).join(".");
        // The machine's own chance never ends once it has begun.
        let signature = self.pair.sign(&self.chance, said.as_bytes());
        let signature = signature.map(|signature| packed(signature.as_ref())).unwrap_or_default();
        format!("vapid t={said}.{signature}, k={}", self.public())
    }
}

/// A new key, as PEM.
///
/// # Errors
/// Where the machine has no chance to give.
pub fn make_key() -> Result<String, ring::error::Unspecified> {
    let made =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
    let text = STANDARD.encode(made.as_ref());
    let lines: Vec<&str> =
        (0..text.len()).step_by(LINE).map(|at| &text[at..text.len().min(at + LINE)]).collect();
    let label = "PRIVATE KEY";
    Ok(format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_key_that_was_made_is_read_and_signs_for_one_service_and_half_a_day() {
        let key = Key::new(make_key().expect("chance").as_bytes(), "mailto:desk@aurora.example");
        let key = key.expect("it was just made");
        let now: Instant = "2026-11-27T12:00:00Z".parse().expect("an instant");
        let header = key.authorization("https://push.example", now);
        let (token, public) =
            header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("both");
        let public = URL_SAFE_NO_PAD.decode(public).expect("base 64");
        let (said, signature) = token.rsplit_once('.').expect("a signature");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base 64");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(said.as_bytes(), &signature)
            .expect("it is the key's");
        let claims = URL_SAFE_NO_PAD.decode(said.split_once('.').expect("two").1).expect("base 64");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["exp"], now.micros() / Instant::SECOND + 12 * 3_600);
    }

    #[test]
    fn what_is_no_key_says_so() {
        let good = make_key().expect("chance");
        let wrong = |pem: &str, subject: &str| Key::new(pem.as_bytes(), subject).err().is_some();
        assert!(!wrong(&good, "https://aurora.example/contact"));
        assert!(wrong(&good, "desk@aurora.example"));
        assert!(wrong("", "mailto:a@b.example"));
        assert!(wrong(&good.replace("PRIVATE KEY", "PUBLIC KEY"), "mailto:a@b.example"));
        assert!(wrong(&good[..good.len() - 60], "mailto:a@b.example"));
    }
}
