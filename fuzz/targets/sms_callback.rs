//! Any bytes as what a service reports of a short message: read only if it is signed, and nothing
//! is told that the house could not keep. The first byte says as what the body is read.
#![no_main]

use domain::messaging::{Heard, Of};
use gateways::sms::{Callback, Misread, Signing, read_callback};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

const SECRET: &str = "a secret of ours";

fn signed(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length is a key");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let [way, body @ ..] = bytes else { return };
    let callback = Callback {
        signing: Signing::Body { header: "x-signature".into(), secret: SECRET.into() },
        reference: "/id".into(),
        state: "/state".into(),
        states: vec![("delivered".into(), Heard::Delivered), ("failed".into(), Heard::Bounced)],
        reason: Some("/why".into()),
    };
    let now = Instant::from_seconds(1_795_340_898);
    let kind = if way & 1 == 1 { "application/x-www-form-urlencoded" } else { "application/json" };
    let heard = |signature: &str| {
        let header = |name: &str| match name {
            "x-signature" => Some(signature.to_owned()),
            "content-type" => Some(kind.to_owned()),
            _ => None,
        };
        read_callback(&callback, &header, body, now)
    };
    // What is signed with something else, the bytes themselves among it, is nobody's.
    for forged in [String::from_utf8_lossy(body).into_owned(), signed(b"something else")] {
        if forged != signed(body) {
            assert_eq!(heard(&forged), Err(Misread::Unsigned));
        }
    }
    match heard(&signed(body)) {
        Ok(receipt) => {
            let Of::Reference(_, name) = &receipt.of else { panic!("{receipt:?}") };
            assert!(!name.is_empty() && name.len() <= 200 && !receipt.said.is_empty());
        }
        Err(misread) => assert!(
            matches!(misread, Misread::Garbled | Misread::Empty | Misread::UnknownState(_)),
            "{misread:?}"
        ),
    }
});
