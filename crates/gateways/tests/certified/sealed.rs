//! Every way in which a signature can stand, made by `openssl`.

use super::authority::Authority;
use gateways::smime::{Anchors, Digest, Seal, Signature, verify};
use kernel::Instant;

const CONTENT: &str = "Content-Type: text/plain\n\nLa polizza è disdetta.\n";

fn sealed(made: &Authority, options: &str, believed: &[&str]) -> Option<Signature> {
    let letter = made.sign("From: a@b.test\n", CONTENT, options)?;
    Some(verify(&letter, &made.believed(believed), None))
}

#[test]
fn a_letter_is_valid_by_every_digest_and_key_that_providers_use() {
    let Some(made) = Authority::new() else { return };
    let made_them = made.signer("rsa", "letters", "ca", 30).is_some()
        && made
            .signer_with("p256", "letters", "ca", (30, "ec -pkeyopt ec_paramgen_curve:P-256"))
            .is_some()
        && made
            .signer_with("p384", "letters", "ca", (30, "ec -pkeyopt ec_paramgen_curve:P-384"))
            .is_some();
    if !made_them {
        return;
    }
    for (options, digest) in [
        ("-signer rsa.pem -inkey rsa.key -md sha256", Digest::Sha256),
        ("-signer rsa.pem -inkey rsa.key -md sha1", Digest::Sha1),
        ("-signer rsa.pem -inkey rsa.key -md sha384", Digest::Sha384),
        ("-signer rsa.pem -inkey rsa.key -md sha512 -keyid", Digest::Sha512),
        ("-signer p256.pem -inkey p256.key -md sha256", Digest::Sha256),
        ("-signer p384.pem -inkey p384.key -md sha384", Digest::Sha384),
    ] {
        let found = sealed(&made, options, &["ca"]).expect("openssl is there");
        assert_eq!((found.seal, found.digest), (Seal::Valid, Some(digest)), "{options}: {found:?}");
        assert_eq!(found.signers, ["posta-certificata@gestore.test"]);
        assert!(found.at.is_some());
    }
    let itself = sealed(&made, "-signer rsa.pem -inkey rsa.key", &["rsa"]).expect("openssl");
    assert_eq!(itself.seal, Seal::Valid, "a provider itself may be believed");
    let timeless = "-signer rsa.pem -inkey rsa.key -noattr";
    let letter = made.sign("", CONTENT, timeless).expect("openssl");
    let believed = made.believed(&["ca"]);
    assert_eq!(verify(&letter, &believed, None).seal, Seal::Expired, "nothing says when");
    assert_eq!(verify(&letter, &believed, itself.at).seal, Seal::Valid, "but something else does");
    let years_ago = itself.at.map(|at| at - 3_000 * Instant::DAY);
    assert_eq!(verify(&letter, &believed, years_ago).seal, Seal::Expired, "it was not yet");
}

#[test]
fn a_key_that_is_too_short_says_nothing_of_what_it_signed() {
    let Some(made) = Authority::new() else { return };
    if made.signer_with("short", "letters", "ca", (30, "rsa:1024")).is_none() {
        return;
    }
    let found = sealed(&made, "-signer short.pem -inkey short.key -md sha256", &["ca"]);
    assert_eq!(found.expect("openssl is there").seal, Seal::Unreadable);
}

#[test]
fn nobody_is_believed_who_is_not_vouched_for_as_letters_want_it() {
    let Some(made) = Authority::new() else { return };
    for (name, kind, issuer) in [
        ("good", "letters", "ca"),
        ("elsewhere", "letters", "limited"),
        ("below", "letters", "false"),
        ("server", "server", "ca"),
        ("odd", "odd", "ca"),
    ] {
        if made.signer(name, kind, issuer, 30).is_none() {
            return;
        }
    }
    let all = ["ca", "limited", "false"];
    for (name, believed) in [
        ("good", ["limited", "false"].as_slice()),
        // Their authority may sign for other hosts alone.
        ("elsewhere", &all),
        // Theirs is a certificate like any other, that issues nothing.
        ("below", &all),
        ("server", &all),
        // In theirs is something that must be understood.
        ("odd", &all),
    ] {
        let options = format!("-signer {name}.pem -inkey {name}.key");
        let found = sealed(&made, &options, believed).expect("openssl is there");
        assert_eq!(found.seal, Seal::UntrustedIssuer, "{name}: {found:?}");
    }
    let letter = made.sign("", CONTENT, "-signer good.pem -inkey good.key").expect("openssl");
    assert_eq!(verify(&letter, &Anchors::default(), None).seal, Seal::UntrustedIssuer);
    let bare =
        made.sign("", CONTENT, "-signer good.pem -inkey good.key -nocerts").expect("openssl");
    assert_eq!(verify(&bare, &made.believed(&["ca"]), None).seal, Seal::Unreadable);
}

#[test]
fn a_way_leads_over_as_many_authorities_as_they_allow_each_other() {
    let Some(made) = Authority::new() else { return };
    for (name, kind, issuer) in [
        ("mid", "authority", "root"),
        ("good", "letters", "mid"),
        ("low", "authority", "mid"),
        ("bad", "letters", "low"),
    ] {
        if made.signer(name, kind, issuer, 30).is_none() {
            return;
        }
    }
    let good = "-signer good.pem -inkey good.key";
    for (options, seal) in [
        (format!("{good} -certfile mid.pem"), Seal::Valid),
        (good.to_owned(), Seal::UntrustedIssuer),
        // `mid` may issue certificates of persons alone.
        (
            "-signer bad.pem -inkey bad.key -certfile low.pem -certfile mid.pem".into(),
            Seal::UntrustedIssuer,
        ),
    ] {
        let found = sealed(&made, &options, &["root"]).expect("openssl is there");
        assert_eq!(found.seal, seal, "{options}: {found:?}");
    }
}

#[test]
fn a_certificate_is_judged_at_the_moment_of_signing() {
    let Some(made) = Authority::new() else { return };
    // It ended before it began, so that it never held.
    if made.signer("ended", "letters", "ca", -1).is_none() {
        return;
    }
    let ended = sealed(&made, "-signer ended.pem -inkey ended.key", &["ca"]).expect("openssl");
    assert_eq!(ended.seal, Seal::Expired, "{ended:?}");
}

#[test]
fn another_content_another_signature_and_a_second_signer_are_told_apart() {
    let Some(made) = Authority::new() else { return };
    if made.signer("one", "letters", "ca", 30).is_none()
        || made.signer("two", "letters", "false", 30).is_none()
    {
        return;
    }
    let believed = made.believed(&["ca"]);
    let both = "-signer one.pem -inkey one.key -signer two.pem -inkey two.key";
    let letter = made.sign("", CONTENT, both).expect("openssl");
    // Anybody can add a signature; it takes nothing from the one that is believed.
    assert_eq!(verify(&letter, &believed, None).seal, Seal::Valid);
    let text = String::from_utf8(letter).expect("it is text");
    for (was, is) in [("disdetta", "rinnovata"), ("disdetta.\r\n", "disdetta. \r\n")] {
        let changed = text.replacen(was, is, 1);
        assert_eq!(verify(changed.as_bytes(), &believed, None).seal, Seal::Altered, "{is:?}");
    }
    let loose = text.replace("\r\n", "\n");
    assert_eq!(verify(loose.as_bytes(), &believed, None).seal, Seal::Valid, "as a box keeps it");
    let (before, signature) = text.rsplit_once("filename=\"smime.p7s\"").expect("it is signed");
    for broken in ["", "\r\n\r\nMII...njA==\r\n", &signature[..signature.len() / 2]] {
        let changed = format!("{before}filename=\"smime.p7s\"{broken}");
        assert_eq!(verify(changed.as_bytes(), &believed, None).seal, Seal::Unreadable, "{broken}");
    }
    let plain = verify(CONTENT.as_bytes(), &believed, None);
    assert_eq!(plain.seal, Seal::Absent);
}

/// The same with end marks for the lengths of its three outermost elements, as programs write it
/// that do not know yet how long it becomes.
fn with_end_marks(bytes: &[u8]) -> Vec<u8> {
    // Each of them has a header of four bytes; the name of the kind stands before the second.
    let (name, rest) = bytes[4..].split_at(11);
    let open: [&[u8]; 6] = [&[0x30, 0x80], name, &[0xa0, 0x80], &[0x30, 0x80], &rest[8..], &[0; 6]];
    open.concat()
}

#[test]
fn however_a_signature_is_broken_nothing_panics_and_nothing_becomes_valid() {
    let Some(made) = Authority::new() else { return };
    if made.signer("one", "letters", "ca", 30).is_none() {
        return;
    }
    let believed = made.believed(&["ca"]);
    let options = "-signer one.pem -inkey one.key -outform DER -nosmimecap";
    let bytes = made.sign("", CONTENT, options).expect("openssl");
    let content = CONTENT.replace('\n', "\r\n");
    let whole = |signature: &[u8]| {
        let head = "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n";
        let mid = "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\n";
        [head.as_bytes(), content.as_bytes(), mid.as_bytes(), signature, b"\r\n--b--\r\n"].concat()
    };
    assert_eq!(verify(&whole(&bytes), &believed, None).seal, Seal::Valid);
    let open = with_end_marks(&bytes);
    assert_eq!(verify(&whole(&open), &believed, None).seal, Seal::Valid);
    // One that brings a content of its own says nothing of the letter.
    let own = made.sign("", "another", &format!("{options} -nodetach")).expect("openssl");
    assert_eq!(verify(&whole(&own), &believed, None).seal, Seal::Unreadable);
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 0x41;
        verify(&whole(&broken), &believed, None);
        if at % 7 == 0 {
            assert_ne!(verify(&whole(&bytes[..at]), &believed, None).seal, Seal::Valid, "{at}");
        }
    }
}
