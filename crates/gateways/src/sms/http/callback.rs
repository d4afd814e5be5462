//! What a service reports of a message: it calls us, and signs what it says.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::messaging::{Channel, Heard, Of, Receipt};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use serde_json::{Map, Value as Json};
use sha2::Sha256;

/// How a service reports what became of a message.
#[derive(Clone, Debug)]
pub struct Callback {
    /// How we know that it is the service.
    pub signing: Signing,
    /// Where its name of the message stands (JSON pointer, RFC 6901). Of a form the fields are
    /// named so too: `/MessageSid`.
    pub reference: String,
    /// Where stands what became of it.
    pub state: String,
    /// What its words for that mean, whatever their case.
    pub states: Vec<(String, Heard)>,
    /// Where stands why, if anywhere.
    pub reason: Option<String>,
}

/// How a service signs what it says, by HMAC-SHA-256.
#[derive(Clone, Debug)]
pub enum Signing {
    /// As Standard Webhooks have it: `webhook-id`, `webhook-timestamp`, and in `webhook-signature`
    /// the digest of both and the body, in base 64.
    StandardWebhooks {
        /// The secret: `whsec_` and base 64.
        secret: String,
    },
    /// The digest of the body, in hexadecimal, with or without `sha256=` before it. Whoever saw one
    /// can say it again, at any time; that changes nothing, as a receipt heard twice does.
    Body {
        /// In which header.
        header: String,
        /// The secret, as it is.
        secret: String,
    },
}

/// Why a report is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// It is not signed, or not by the service.
    #[error("the signature is not the service's")]
    Unsigned,
    /// It was signed too long ago, or is from the future.
    #[error("the signature is of another time")]
    Stale,
    /// It is neither JSON nor a form.
    #[error("it can be read neither as JSON nor as a form")]
    Garbled,
    /// It names no message, or says nothing of it.
    #[error("it does not say what became of which message")]
    Empty,
    /// It says of the message what the configuration does not know.
    #[error("{0} means nothing that is known")]
    UnknownState(String),
}

/// How far the hour of a signature may be from ours.
const TOLERANCE: i64 = 5 * Instant::MINUTE;
/// Signatures in one header that are tried: a service has two while it changes its secret.
const SIGNATURES_MAX: usize = 5;
/// A name that is longer is none.
const REFERENCE_MAX: usize = 200;

/// What a service says of a message of ours. `header` answers a header by its name in small
/// letters. Nothing is read before the signature is known to be right.
///
/// # Errors
/// [`Misread`]: why it says nothing. [`Misread::UnknownState`] is no fault of who called.
///
/// ```
/// use domain::messaging::{Channel, Heard, Of};
/// use gateways::sms::{Callback, Misread, Signing, read_callback};
/// let callback = Callback {
///     signing: Signing::Body { header: "x-signature".into(), secret: "key".into() },
///     reference: "/id".into(),
///     state: "/state".into(),
///     states: vec![("delivered".into(), Heard::Delivered)],
///     reason: None,
/// };
/// let body = br#"{"id": "m1", "state": "DELIVERED"}"#;
/// let signed = "4865227a2354328b7e08969adab0b7dae638e6202166542f13a9f565899002ea";
/// let now = "2026-05-04T10:00:00Z".parse().unwrap();
/// let receipt = read_callback(&callback, &|_| Some(signed.into()), body, now).unwrap();
/// assert_eq!(receipt.of, Of::Reference(Channel::Sms, "m1".into()));
/// assert_eq!(receipt.heard, Heard::Delivered);
/// let forged = read_callback(&callback, &|_| Some(signed.into()), b"{}", now);
/// assert_eq!(forged, Err(Misread::Unsigned));
/// ```
pub fn read_callback(
    callback: &Callback,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
    now: Instant,
) -> Result<Receipt, Misread> {
    match &callback.signing {
        Signing::StandardWebhooks { secret } => standard(secret, header, body, now)?,
        Signing::Body { header: name, secret } => {
            let said = header(&name.to_ascii_lowercase()).ok_or(Misread::Unsigned)?;
            let said = said.trim();
            let digest = hexadecimal(said.strip_prefix("sha256=").unwrap_or(said));
            verify(secret.as_bytes(), &[body], &digest.ok_or(Misread::Unsigned)?)?;
        }
    }
    let is_form = header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let said = if is_form { form(body) } else { serde_json::from_slice(body) };
    receipt(callback, &said.map_err(|_| Misread::Garbled)?)
}

fn receipt(callback: &Callback, said: &Json) -> Result<Receipt, Misread> {
    let at = |pointer: &str| super::word(said.pointer(pointer)?).filter(|word| !word.is_empty());
    let reference = at(&callback.reference).filter(|one| one.len() <= REFERENCE_MAX);
    let (Some(reference), Some(state)) = (reference, at(&callback.state)) else {
        return Err(Misread::Empty);
    };
    let known = callback.states.iter().find(|(word, _)| word.eq_ignore_ascii_case(&state));
    let Some((_, heard)) = known else { return Err(Misread::UnknownState(state)) };
    let said = match callback.reason.as_deref().and_then(at) {
        Some(reason) => format!("{state} {reason}"),
        None => state,
    };
    let of = Of::Reference(Channel::Sms, reference);
    Ok(Receipt { of, heard: *heard, whose: Vec::new(), nobody: false, said })
}

/// The fields of a form as a JSON object; of those that are named twice the first holds.
fn form(body: &[u8]) -> serde_json::Result<Json> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name).or_insert_with(|| Json::String(value.into_owned()));
    }
    Ok(Json::Object(fields))
}

fn standard(
    secret: &str,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
    now: Instant,
) -> Result<(), Misread> {
    let said = |name| header(name).ok_or(Misread::Unsigned);
    let (id, at, signatures) =
        (said("webhook-id")?, said("webhook-timestamp")?, said("webhook-signature")?);
    let seconds: i64 = at.parse().map_err(|_| Misread::Unsigned)?;
    let signed_at = seconds.checked_mul(Instant::SECOND).ok_or(Misread::Stale)?;
    if now.micros().abs_diff(signed_at) > TOLERANCE.unsigned_abs() {
        return Err(Misread::Stale);
    }
    let secret = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = STANDARD.decode(secret).map_err(|_| Misread::Unsigned)?;
    let parts = [id.as_bytes(), b".", at.as_bytes(), b".", body];
    let is_ours = |signature: &str| {
        let digest = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        digest.is_some_and(|digest| verify(&key, &parts, &digest).is_ok())
    };
    let mut all = signatures.split(' ').take(SIGNATURES_MAX);
    if all.any(is_ours) { Ok(()) } else { Err(Misread::Unsigned) }
}

/// Whether this is the digest of these parts, in a time that says nothing of how near it is. An
/// empty secret is nobody's.
fn verify(key: &[u8], parts: &[&[u8]], digest: &[u8]) -> Result<(), Misread> {
    let mac = Hmac::<Sha256>::new_from_slice(key).ok().filter(|_| !key.is_empty());
    let mut mac = mac.ok_or(Misread::Unsigned)?;
    parts.iter().for_each(|part| mac.update(part));
    mac.verify_slice(digest).map_err(|_| Misread::Unsigned)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.as_bytes().chunks(2).filter(|_| is_hex).map(pair).collect()
}
