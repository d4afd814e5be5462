use super::is_signed;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const URL: &str = "https://desk.example/api/v1/calls/from/twilio/callbacks";

fn fields() -> Vec<(String, String)> {
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    vec![pair("TaskSid", "WT1"), pair("AccountSid", "AC1"), pair("EventType", "task.created")]
}

#[test]
fn the_fields_are_signed_in_the_order_of_their_names() {
    let text = format!("{URL}AccountSidAC1EventTypetask.createdTaskSidWT1");
    let signature = base64(&digest("a token", &text));
    assert!(is_signed("a token", URL, &fields(), &signature));
    let mut turned = fields();
    turned.reverse();
    assert!(is_signed("a token", URL, &turned, &signature));

    assert!(!is_signed("another", URL, &fields(), &signature));
    assert!(!is_signed("a token", "https://desk.example/", &fields(), &signature));
    turned[0].1.push('x');
    assert!(!is_signed("a token", URL, &turned, &signature));
    for wrong in ["", "=", "AAAA", &signature[1..], &format!("{signature}="), &"é".repeat(14)] {
        assert!(!is_signed("a token", URL, &fields(), wrong), "{wrong}");
    }
}

/// RFC 2202, the second case: both halves of the way are right.
#[test]
fn a_hash_that_is_known_is_known_again() {
    let text = "what do ya want for nothing?";
    assert!(is_signed("Jefe", text, &[], "7/zfauXrL6LSdBbV8YTfnCWafHk="));
}

fn digest(key: &str, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("any key will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let mut text = String::new();
    for piece in bits.as_bytes().chunks(6) {
        let piece = format!("{:0<6}", String::from_utf8_lossy(piece));
        let place = usize::from_str_radix(&piece, 2).expect("bits");
        text.push(char::from(LETTERS[place]));
    }
    format!("{text}=")
}
