//! What must not get in.

use super::{asked, origins};
use crate::{
    Asked, Fault, Use,
    device::{CHALLENGE, Device, Kind, ORIGIN, SITE, attestation, client, client_with},
    made, used,
};

fn device() -> Device {
    Device::new(Kind::P256)
}

/// Makes with what a browser says.
fn heard(said: &[u8]) -> Result<(), Fault> {
    made(&asked(&origins()), said, &device().makes()).map(drop)
}

/// Makes with what a device says.
fn told(attestation: &[u8]) -> Result<(), Fault> {
    made(&asked(&origins()), &client("webauthn.create"), attestation).map(drop)
}

#[test]
fn a_browser_that_was_asked_something_else_is_not_heard() {
    let with = |challenge: &[u8], origin: &str| client_with("webauthn.create", challenge, origin);
    assert_eq!(heard(&client("webauthn.create")), Ok(()));
    assert_eq!(heard(&client("webauthn.get")), Err(Fault::Kind));
    assert_eq!(heard(&client("")), Err(Fault::Kind));
    assert_eq!(heard(&with(&[8; 32], ORIGIN)), Err(Fault::Challenge));
    assert_eq!(heard(&with(&CHALLENGE[..31], ORIGIN)), Err(Fault::Challenge));
    assert_eq!(heard(&with(&[], ORIGIN)), Err(Fault::Challenge));
    for origin in [
        "http://aurora.example",
        "https://aurora.example.evil.test",
        "https://evil.test",
        "https://aurora.example:8443",
        "https://AURORA.example",
        "https://aurora.example/",
        "null",
        "",
    ] {
        assert_eq!(heard(&with(CHALLENGE, origin)), Err(Fault::Origin), "{origin}");
    }
    let framed = String::from_utf8(client("webauthn.create")).expect("text");
    let framed = framed.replace("false", "true");
    assert_eq!(heard(framed.as_bytes()), Err(Fault::Origin));
    let deep = format!("{{\"type\":{}", "[".repeat(3_000));
    for broken in [&b""[..], b"{}", b"null", b"\xff", b"[1]", deep.as_bytes()] {
        assert_eq!(heard(broken), Err(Fault::Client));
    }
    assert_eq!(heard(&vec![b' '; 5_000]), Err(Fault::TooLong));
    let twice =
        br#"{"type":"webauthn.create","type":"webauthn.create","challenge":"","origin":""}"#;
    assert_eq!(heard(twice), Err(Fault::Client), "which of the two would hold?");
}

#[test]
fn without_a_challenge_nothing_is_answered() {
    let origins = origins();
    let asked = Asked { site: SITE, origins: &origins, challenge: &[] };
    let said = client_with("webauthn.create", &[], ORIGIN);
    assert_eq!(made(&asked, &said, &device().makes()), Err(Fault::Challenge));
}

#[test]
fn who_made_the_device_is_not_ours_to_know() {
    let said = device().says_key(5);
    assert_eq!(told(&attestation("none", &[0xa0], &said)), Ok(()));
    assert_eq!(told(&attestation("packed", &[0xa0], &said)), Err(Fault::Attested));
    assert_eq!(told(&attestation("none", &[0xa1, 0x01, 0x01], &said)), Err(Fault::Attested));
    let bomb = [&[0xbf][..], &[0x81; 4_000]].concat();
    assert_eq!(told(&attestation("none", &bomb, &said)), Err(Fault::Attested));
}

#[test]
fn somebody_must_be_there_and_prove_it_on_this_very_site() {
    let device = device();
    let flags = |flags: u8| told(&attestation("none", &[0xa0], &device.says_key(flags)));
    assert_eq!(flags(0x05), Ok(()));
    assert_eq!(flags(0x01), Err(Fault::Unproved));
    assert_eq!(flags(0x04), Err(Fault::Unproved));
    assert_eq!(flags(0x1d), Ok(()), "it is kept beyond the device");
    assert_eq!(flags(0x15), Err(Fault::Kept));
    let origins = origins();
    let elsewhere = Asked { site: "example", ..asked(&origins) };
    let made = made(&elsewhere, &client("webauthn.create"), &device.makes());
    assert_eq!(made, Err(Fault::Site));
}

#[test]
fn however_it_is_cut_or_lengthened_it_is_refused() {
    let (device, whole) = (device(), device().makes());
    for end in 0..whole.len() {
        assert!(told(&whole[..end]).is_err(), "cut at {end}");
    }
    assert_eq!(told(&[&whole[..], &[0]].concat()), Err(Fault::Authenticator));
    let longer = [&device.says_key(5)[..], &[0xa0]].concat();
    assert_eq!(told(&attestation("none", &[0xa0], &longer)), Err(Fault::Authenticator));
    let more = [&device.says_key(0x85)[..], &[0xa0]].concat();
    assert_eq!(told(&attestation("none", &[0xa0], &more)), Ok(()), "an extension is passed over");
    let bomb = [&device.says_key(0x85)[..], &[0x81; 6_000]].concat();
    assert_eq!(told(&attestation("none", &[0xa0], &bomb)), Err(Fault::Authenticator));
    assert_eq!(told(&vec![0xa3; 9_000]), Err(Fault::TooLong));
    // A length of almost 2⁶⁴ in eleven bytes.
    let huge = [&[0xa3, 0x63][..], b"fmt", &[0x7b], &[0xff; 8]].concat();
    assert_eq!(told(&huge), Err(Fault::Authenticator));
    let huge = [&[0xbb][..], &[0xff; 8]].concat();
    assert_eq!(told(&huge), Err(Fault::Authenticator));
}

#[test]
fn an_id_is_neither_empty_nor_longer_than_any_device_has() {
    let mut device = device();
    let makes = |device: &Device| told(&device.makes());
    device.credential = vec![1; 1_023];
    assert_eq!(makes(&device), Ok(()));
    device.credential = vec![1; 1_024];
    assert_eq!(makes(&device), Err(Fault::Authenticator));
    device.credential = Vec::new();
    assert_eq!(makes(&device), Err(Fault::Authenticator));
}

#[test]
fn a_key_of_another_kind_is_none() {
    let device = device();
    let good = device.key();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut key = good.clone();
        change(&mut key);
        let head = [&device.says(0x45, 0)[..], &[0; 16], &[0, 1, 7], &key].concat();
        told(&attestation("none", &[0xa0], &head))
    };
    assert_eq!(with(&|_| ()), Ok(()));
    assert_eq!(with(&|key| key[6] = 0x02), Err(Fault::Key), "P-384");
    assert_eq!(with(&|key| key[4] = 0x38), Err(Fault::Key), "ES512 would take a byte more");
    assert_eq!(with(&|key| key[4] = 0x27), Err(Fault::Key), "EdDSA on P-256");
    assert_eq!(with(&|key| key[2] = 0x01), Err(Fault::Key), "an octet key with a y");
    assert_eq!(with(&|key| key[3] = 0x01), Err(Fault::Key), "the kind twice");
    assert_eq!(with(&|key| key[0] = 0xbf), Err(Fault::Key), "without its length");
    assert_eq!(with(&|key| key[0] = 0xab), Err(Fault::Key), "eleven fields");
}

#[test]
fn a_point_beside_the_curve_never_signs() {
    let origins = origins();
    let mut device = device();
    let mut key = device.key();
    let last = key.len() - 1;
    key[last] ^= 1;
    let (client, said, signature) = device.answers();
    let answer = Use { client: &client, authenticator: &said, signature: &signature };
    assert_eq!(used(&asked(&origins), (&key, 0), &answer), Err(Fault::Signature));
    for wrong in [&[][..], b"no key", &[0xa0], &vec![0; 2_000]] {
        assert_eq!(used(&asked(&origins), (wrong, 0), &answer), Err(Fault::Key));
    }
}

#[test]
fn what_was_signed_when_it_was_made_lets_nobody_in() {
    let origins = origins();
    let device = device();
    let (client, said) = (client("webauthn.create"), device.says(5, 1));
    let signature = device.signs(&client, &said);
    let answer = Use { client: &client, authenticator: &said, signature: &signature };
    assert_eq!(used(&asked(&origins), (&device.key(), 0), &answer), Err(Fault::Kind));
    let client = client_with("webauthn.get", CHALLENGE, ORIGIN);
    let said = device.says_key(5);
    let signature = device.signs(&client, &said);
    let answer = Use { client: &client, authenticator: &said, signature: &signature };
    let again = used(&asked(&origins), (&device.key(), 0), &answer);
    assert_eq!(again, Err(Fault::Authenticator), "a key has no place there");
}
