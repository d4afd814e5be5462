//! An authenticator for tests, which says what it is told to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};

/// The site of these tests.
pub const SITE: &str = "aurora.example";
/// The address of its pages.
pub const ORIGIN: &str = "https://aurora.example";
/// What they are asked.
pub const CHALLENGE: &[u8] = &[9; 32];

/// The kinds of key it can have.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// ECDSA on P-256.
    P256,
    /// Ed25519.
    Ed25519,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// An authenticator with one passkey.
pub struct Device {
    pair: Pair,
    chance: SystemRandom,
    /// The site it is bound to.
    pub site: String,
    /// The id of its passkey.
    pub credential: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
}

/// What a browser says of this ceremony.
pub fn client(kind: &str) -> Vec<u8> {
    client_with(kind, CHALLENGE, ORIGIN)
}

/// The same with another challenge, from another page.
pub fn client_with(kind: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let said = serde_json::json!({
        "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false,
        "other_keys_can_be_added_here": "and are passed over",
    });
    said.to_string().into_bytes()
}

impl Device {
    /// One that was not used yet.
    ///
    /// # Panics
    /// Where the machine has no chance to give.
    pub fn new(kind: Kind) -> Self {
        let chance = SystemRandom::new();
        let pair = match kind {
            Kind::P256 => {
                let scheme = &ECDSA_P256_SHA256_ASN1_SIGNING;
                let made = EcdsaKeyPair::generate_pkcs8(scheme, &chance).expect("chance");
                let pair = EcdsaKeyPair::from_pkcs8(scheme, made.as_ref(), &chance);
                Pair::P256(pair.expect("it was just made"))
            }
            Kind::Ed25519 => {
                let made = Ed25519KeyPair::generate_pkcs8(&chance).expect("chance");
                let pair = Ed25519KeyPair::from_pkcs8(made.as_ref());
                Pair::Ed25519(pair.expect("it was just made"))
            }
        };
        Self { pair, chance, site: SITE.to_owned(), credential: vec![3; 16], counter: 0 }
    }

    /// Its public key, as COSE.
    pub fn key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
                [&head[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat()
            }
            Pair::Ed25519(pair) => {
                let head = [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20];
                [&head[..], pair.public_key().as_ref()].concat()
            }
        }
    }

    /// The head of what it says: the site, flags and count.
    pub fn says(&self, flags: u8, counter: u32) -> Vec<u8> {
        let site = digest(&SHA256, self.site.as_bytes());
        [site.as_ref(), &[flags], &counter.to_be_bytes()].concat()
    }

    /// The same with its key behind.
    ///
    /// # Panics
    /// Where its id is longer than two bytes can say.
    pub fn says_key(&self, flags: u8) -> Vec<u8> {
        let length = u16::try_from(self.credential.len()).expect("it is short");
        let parts = [
            &self.says(flags | 0x40, self.counter)[..],
            &[0; 16],
            &length.to_be_bytes(),
            &self.credential,
            &self.key(),
        ];
        parts.concat()
    }

    /// A passkey that was just made.
    pub fn makes(&self) -> Vec<u8> {
        attestation("none", &[0xa0], &self.says_key(0x05))
    }

    /// Uses it: what browser and device say, and the signature.
    pub fn answers(&mut self) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        self.counter += 1;
        self.answers_with_this_count()
    }

    /// The same without having counted.
    pub fn answers_with_this_count(&self) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let (client, said) = (client("webauthn.get"), self.says(0x05, self.counter));
        let signature = self.signs(&client, &said);
        (client, said, signature)
    }

    /// Its signature over what both say.
    ///
    /// # Panics
    /// Where the machine has no chance to give.
    pub fn signs(&self, client: &[u8], said: &[u8]) -> Vec<u8> {
        let signed = [said, digest(&SHA256, client).as_ref()].concat();
        match &self.pair {
            Pair::P256(pair) => pair.sign(&self.chance, &signed).expect("chance").as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(&signed).as_ref().to_vec(),
        }
    }
}

/// What a device says, in the attestation around it.
///
/// # Panics
/// Where a length does not fit.
pub fn attestation(format: &str, statement: &[u8], said: &[u8]) -> Vec<u8> {
    let mut all = vec![0xa3, 0x63];
    all.extend(b"fmt");
    all.push(0x60 | u8::try_from(format.len()).expect("a short word"));
    all.extend(format.as_bytes());
    all.push(0x67);
    all.extend(b"attStmt");
    all.extend(statement);
    all.push(0x68);
    all.extend(b"authData");
    all.push(0x59);
    all.extend(u16::try_from(said.len()).expect("it is short").to_be_bytes());
    all.extend(said);
    all
}
