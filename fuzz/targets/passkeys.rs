//! Whatever a browser hands us as a passkey that was made: reading it never panics, what is taken
//! can be read again, and nothing in it grows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use passkeys::{Asked, CREDENTIAL_MAX, KEY_MAX, Use, made, used};

fuzz_target!(|bytes: &[u8]| {
    let origins = ["https://aurora.example".to_owned()];
    let asked = Asked { site: "aurora.example", origins: &origins, challenge: &[9; 32] };
    let client = |kind: &str| {
        let challenge = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";
        let origin = "https://aurora.example";
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"}}"#)
    };
    let _ = made(&asked, bytes, bytes);
    let passkey = made(&asked, client("webauthn.create").as_bytes(), bytes);
    if let Ok(passkey) = &passkey {
        assert!((1..=CREDENTIAL_MAX).contains(&passkey.credential.len()));
        assert!(passkey.key.len() <= KEY_MAX);
        assert!(passkey.credential.len() + passkey.key.len() <= bytes.len());
    }
    let (said, signature) = bytes.split_at(bytes.len().min(37));
    let client = client("webauthn.get");
    let answer = Use { client: client.as_bytes(), authenticator: said, signature };
    assert!(used(&asked, (bytes, 0), &answer).is_err(), "nobody signs by chance");
});
