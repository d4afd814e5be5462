//! Secrets: passwords, tokens and one-time codes. Pure and slow; never called in a transaction.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Argon2id as OWASP's second choice has it: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Characters of a password: shorter is guessed, longer only keeps us busy.
pub const PASSWORD_MIN: usize = 12;
/// See [`PASSWORD_MIN`].
pub const PASSWORD_MAX: usize = 200;

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within its limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The text that is stored for a password. `salt` is sixteen random bytes.
///
/// # Panics
/// Never: the salt has a length that the scheme takes.
pub fn hash_password(password: &str, salt: &[u8; 16]) -> String {
    let hash: PasswordHash = argon()
        .hash_password_with_salt(password.as_bytes(), salt)
        .expect("sixteen bytes are a salt, and a password of any length is hashed");
    hash.to_string()
}

/// True where `password` is the one whose hash was stored.
pub fn is_password(stored: &str, password: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok())
}

/// What is stored for a random token: its SHA-256. A token has 256 bits of chance, so nothing
/// slower is needed.
pub fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A token as it is handed out: 32 random bytes in hexadecimal.
pub fn token(random: &[u8; 32]) -> String {
    hex(random)
}

/// A seal on a text: who does not know `secret` cannot make it (HMAC-SHA-256).
///
/// ```
/// use domain::identity::secrets::seal;
/// assert_eq!(seal(b"ours", "a form"), seal(b"ours", "a form"));
/// assert_ne!(seal(b"ours", "a form"), seal(b"theirs", "a form"));
/// ```
///
/// # Panics
/// Never: a key of any length is taken.
pub fn seal(secret: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length is taken");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// True where somebody worked for `of`: the SHA-256 of both together begins with this many noughts.
/// A browser does it in a second, and a robot that sends thousands of forms notices.
///
/// ```
/// use domain::identity::secrets::is_work;
/// let answer = (0..).map(|n: u32| n.to_string()).find(|n| is_work("form", n, 8));
/// assert!(answer.is_some_and(|n| !is_work("another form", &n, 40)));
/// ```
pub fn is_work(of: &str, answer: &str, noughts: u32) -> bool {
    if answer.len() > 40 {
        return false;
    }
    let digest = Sha256::digest(format!("{of}:{answer}").as_bytes());
    let first = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    first.leading_zeros() >= noughts
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Seconds for which one code holds (RFC 6238).
const STEP_SECONDS: i64 = 30;
/// Steps by which the client's clock may be off, each way.
const SKEW_STEPS: i64 = 1;

/// The one-time code of a step (RFC 6238 on HMAC-SHA-1, six digits).
///
/// ```
/// // RFC 6238, appendix B, at 59 seconds: 94287082, of which we take six digits.
/// assert_eq!(domain::identity::secrets::code(b"12345678901234567890", 1), "287082");
/// ```
///
/// # Panics
/// Never: HMAC takes keys of any length.
pub fn code(secret: &[u8], step: u64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let from = usize::from(hash[19] & 0x0f);
    let word = [hash[from] & 0x7f, hash[from + 1], hash[from + 2], hash[from + 3]];
    format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
}

/// The step whose code this is, if it holds around `now` and is later than `used`: a code opens
/// the door once.
pub fn step_of(secret: &[u8], given: &str, now: Instant, used: i64) -> Option<i64> {
    let current = now.micros() / Instant::SECOND / STEP_SECONDS;
    let given: String = given.chars().filter(|letter| !letter.is_whitespace()).collect();
    (current - SKEW_STEPS..=current + SKEW_STEPS)
        .filter(|step| *step > used)
        .find(|step| u64::try_from(*step).is_ok_and(|step| code(secret, step) == given))
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret as authenticator apps take it: base 32 of RFC 4648 without padding.
///
/// ```
/// use domain::identity::secrets::{base32, from_base32};
/// assert_eq!(base32(b"hello"), "NBSWY3DP");
/// assert_eq!(from_base32("NBSWY3DP").as_deref(), Some(&b"hello"[..]));
/// ```
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// The bytes of such a text.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let digit = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        held = (held << 5) | u32::try_from(digit).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    Some(bytes)
}
