use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Whether Twilio signed this: HMAC-SHA-1, by the account's token, over the address that was
/// called and the fields of the form in the order of their names, each followed by its text.
///
/// `signature` is the header, in base 64. The comparison takes as long whatever it finds.
pub fn is_signed(token: &str, url: &str, fields: &[(String, String)], signature: &str) -> bool {
    let Some(given) = unpack(signature.trim()) else { return false };
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return false };
    let mut sorted: Vec<&(String, String)> = fields.iter().collect();
    sorted.sort();
    sorted.dedup();
    mac.update(url.as_bytes());
    for (name, text) in sorted {
        mac.update(name.as_bytes());
        mac.update(text.as_bytes());
    }
    mac.verify_slice(&given).is_ok()
}

/// The twenty bytes of a hash that base 64 writes as 27 letters and one sign for the rest.
fn unpack(text: &str) -> Option<[u8; 20]> {
    let letters = text.strip_suffix('=').filter(|letters| letters.len() == 27)?;
    let mut bits: u32 = 0;
    let mut known = 0;
    let mut bytes = Vec::with_capacity(20);
    for letter in letters.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        known += 6;
        if known >= 8 {
            known -= 8;
            bytes.push(u8::try_from(bits >> known & 0xff).ok()?);
        }
    }
    bytes.try_into().ok()
}
