//! Passkeys told by a device of ours, which can be told to lie; and what somebody else's signed.

mod hostile;

use crate::{
    Asked, Fault, Use,
    device::{CHALLENGE, Device, Kind, ORIGIN, SITE, client},
    made, used,
};

fn origins() -> Vec<String> {
    vec![ORIGIN.to_owned()]
}

fn asked(origins: &[String]) -> Asked<'_> {
    Asked { site: SITE, origins, challenge: CHALLENGE }
}

const KINDS: [Kind; 2] = [Kind::P256, Kind::Ed25519];

#[test]
fn what_a_device_makes_lets_its_holder_in_again_and_again() {
    let origins = origins();
    for kind in KINDS {
        let mut device = Device::new(kind);
        let passkey = made(&asked(&origins), &client("webauthn.create"), &device.makes());
        let passkey = passkey.expect("it is taken");
        assert_eq!(passkey.credential, device.credential);
        assert!(!passkey.is_kept);
        let mut counter = passkey.counter;
        for _ in 0..3 {
            let (client, said, signature) = device.answers();
            let answer = Use { client: &client, authenticator: &said, signature: &signature };
            let known = (passkey.key.as_slice(), counter);
            let next = used(&asked(&origins), known, &answer).expect("it lets them in");
            assert!(next > counter);
            counter = next;
        }
    }
}

#[test]
fn one_that_never_counts_says_nought_for_ever_and_a_copy_is_found_out() {
    let origins = origins();
    let mut device = Device::new(Kind::P256);
    let key = device.key();
    let mut count = |known: u32, said: u32| {
        device.counter = said;
        let (client, said, signature) = device.answers_with_this_count();
        let answer = Use { client: &client, authenticator: &said, signature: &signature };
        used(&asked(&origins), (&key, known), &answer)
    };
    assert_eq!(count(0, 0), Ok(0));
    assert_eq!(count(7, 8), Ok(8));
    assert_eq!(count(7, 7), Err(Fault::Counter));
    assert_eq!(count(7, 3), Err(Fault::Counter));
    assert_eq!(count(7, 0), Err(Fault::Counter));
    assert_eq!(count(0, u32::MAX), Ok(u32::MAX));
}

#[test]
fn another_ones_key_signs_nothing() {
    let origins = origins();
    for kind in KINDS {
        let (mut device, other) = (Device::new(kind), Device::new(kind));
        let (client, said, signature) = device.answers();
        let answer = Use { client: &client, authenticator: &said, signature: &signature };
        let wrong = used(&asked(&origins), (&other.key(), 0), &answer);
        assert_eq!(wrong, Err(Fault::Signature));
        let mut longer = said.clone();
        longer[36] ^= 1;
        let answer = Use { client: &client, authenticator: &longer, signature: &signature };
        let wrong = used(&asked(&origins), (&device.key(), 0), &answer);
        assert_eq!(wrong, Err(Fault::Signature), "it signed another count");
    }
}

/// A key of RSA and its signature, made by OpenSSL (`openssl dgst -sha256 -sign`) over what the
/// device and the browser of these tests say.
#[test]
fn a_signature_of_openssl_with_an_rsa_key_is_right() {
    let origins = origins();
    let hex = |text: &str| -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
        (0..text.trim().len()).step_by(2).map(digit).collect()
    };
    let (modulus, signature) = (hex(include_str!("modulus.hex")), hex(include_str!("rsa.hex")));
    let mut key = vec![0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00];
    key.extend(&modulus);
    key.extend([0x21, 0x43, 0x01, 0x00, 0x01]);
    let device = Device::new(Kind::P256);
    let (client, said) = (client("webauthn.get"), device.says(5, 1));
    let answer = Use { client: &client, authenticator: &said, signature: &signature };
    assert_eq!(used(&asked(&origins), (&key, 0), &answer), Ok(1));
    let mut bent = signature.clone();
    bent[100] ^= 1;
    let answer = Use { signature: &bent, ..answer };
    assert_eq!(used(&asked(&origins), (&key, 0), &answer), Err(Fault::Signature));
}
