//! What services report of a message: heard from who signed it, and from nobody else. The digests
//! here were made by another program.

use domain::messaging::{Channel, Heard, Of, Receipt};
use gateways::sms::{Callback, Misread, Signing, read_callback};
use kernel::Instant;

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbA==";
const BODY: &[u8] = br#"{"id":"m1","status":"failed","why":"absent"}"#;
const SIGNED: &str = "v1,R5lTYEuHUWTGxs2UGEkO4wxhCXEIyatDWNivFmd7eZs=";

fn callback(signing: Signing) -> Callback {
    Callback {
        signing,
        reference: "/id".into(),
        state: "/status".into(),
        states: vec![("Failed".into(), Heard::Bounced), ("delivered".into(), Heard::Delivered)],
        reason: Some("/why".into()),
    }
}

fn standard() -> Callback {
    callback(Signing::StandardWebhooks { secret: SECRET.into() })
}

/// Reads with these headers, five minutes before and after which the signature is of another time.
fn read(
    callback: &Callback,
    headers: &[(&str, &str)],
    body: &[u8],
    seconds: i64,
) -> Result<Receipt, Misread> {
    let now: Instant = "2026-05-04T10:00:00Z".parse().expect("an instant");
    let header = |name: &str| {
        headers.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned())
    };
    read_callback(callback, &header, body, now + seconds * Instant::SECOND)
}

fn signed(signature: &str) -> [(&str, &str); 3] {
    [("webhook-id", "msg_1"), ("webhook-timestamp", "1777888800"), ("webhook-signature", signature)]
}

#[test]
fn who_signed_it_is_heard_and_nobody_else() {
    let expected = Receipt {
        of: Of::Reference(Channel::Sms, "m1".into()),
        heard: Heard::Bounced,
        whose: Vec::new(),
        nobody: false,
        said: "failed absent".into(),
    };
    let two = format!("v1,AAAA v1a,{SIGNED} {SIGNED}");
    for signature in [SIGNED, &two] {
        for seconds in [-300, 0, 300] {
            let heard = read(&standard(), &signed(signature), BODY, seconds);
            assert_eq!(heard, Ok(expected.clone()));
        }
    }
    let six = format!("v1,AAAA v1,AAAA v1,AAAA v1,AAAA v1,AAAA {SIGNED}");
    for forged in ["", "v1,", "v1", &SIGNED[3..], "v1,R5lTYEuHUWQ=", "v2,AAAA", &six] {
        let heard = read(&standard(), &signed(forged), BODY, 0);
        assert_eq!(heard, Err(Misread::Unsigned), "{forged}");
    }
    assert_eq!(read(&standard(), &[], BODY, 0), Err(Misread::Unsigned));
    assert_eq!(read(&standard(), &signed(SIGNED), b"{}", 0), Err(Misread::Unsigned));
    let mut another = signed(SIGNED);
    another[1].1 = "1777888801";
    assert_eq!(read(&standard(), &another, BODY, 0), Err(Misread::Unsigned));
    for seconds in [-301, 301] {
        assert_eq!(read(&standard(), &signed(SIGNED), BODY, seconds), Err(Misread::Stale));
    }
    another[1].1 = "9223372036854775807";
    assert_eq!(read(&standard(), &another, BODY, 0), Err(Misread::Stale));
    let open = callback(Signing::Body { header: "x-signature".into(), secret: String::new() });
    let empty = [("x-signature", "00".repeat(32))];
    let empty = empty.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(read(&open, &empty, BODY, 0), Err(Misread::Unsigned), "no secret is no door");
}

#[test]
fn a_form_is_read_by_the_names_of_its_fields() {
    let digest = "92968eccb832b58016847ea35faf72a43d27feff90e10a195f67da52250265b4";
    let form = b"MessageSid=SM1&MessageStatus=delivered&MessageSid=SM2";
    let signing = Signing::Body { header: "X-Signature".into(), secret: "token".into() };
    let callback = Callback {
        reference: "/MessageSid".into(),
        state: "/MessageStatus".into(),
        ..callback(signing)
    };
    let prefixed = format!("sha256={}", digest.to_ascii_uppercase());
    for value in [digest, &prefixed] {
        let headers = [
            ("x-signature", value),
            ("content-type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ];
        let receipt = read(&callback, &headers, form, 9_999).expect("it is heard");
        assert_eq!(receipt.of, Of::Reference(Channel::Sms, "SM1".into()));
        assert_eq!((receipt.heard, receipt.said.as_str()), (Heard::Delivered, "delivered"));
        let heard = read(&callback, &headers[..1], form, 0);
        assert_eq!(heard, Err(Misread::Garbled), "it does not say that it is a form");
    }
    for odd in ["", "é", &digest[1..], &digest.replace('9', "+")] {
        let heard = read(&callback, &[("x-signature", odd)], form, 0);
        assert_eq!(heard, Err(Misread::Unsigned), "{odd}");
    }
}

#[test]
fn what_says_nothing_is_no_receipt() {
    let mut callback = standard();
    callback.states.clear();
    let unknown = read(&callback, &signed(SIGNED), BODY, 0);
    assert_eq!(unknown, Err(Misread::UnknownState("failed".into())));
    for (reference, state) in [("/nothing", "/status"), ("/id", "/nothing"), ("", "")] {
        let callback = Callback { reference: reference.into(), state: state.into(), ..standard() };
        assert_eq!(read(&callback, &signed(SIGNED), BODY, 0), Err(Misread::Empty));
    }
}
