//! Sealing what a device is told, so that it alone can read it (RFC 8291, in the form of RFC 8188).

use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand::{SecureRandom, SystemRandom},
};

/// Bytes of a text at the most: every service takes 4,096 with what stands around it.
pub const TEXT_MAX: usize = 3_000;
/// One record holds all of it.
const RECORD: u32 = 4_096;
/// A point of P-256, uncompressed.
const POINT: usize = 65;
const SALT: usize = 16;

/// Seals a text for who has this key and shares this secret; none: it is no key, or the text is too
/// long.
pub(super) fn seal((theirs, secret): (&[u8], &[u8]), text: &[u8]) -> Option<Vec<u8>> {
    let chance = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &chance).ok()?;
    let public = own.compute_public_key().ok()?;
    let mut salt = [0; SALT];
    chance.fill(&mut salt).ok()?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
    let agreed = agree_ephemeral(own, &peer, <[u8]>::to_vec).ok()?;
    sealed((theirs, public.as_ref()), (&agreed, secret), &salt, text)
}

/// So many bytes of a key.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derived(salt: &[u8], material: &[u8], info: &[&[u8]], length: usize) -> Option<Vec<u8>> {
    let extracted = Salt::new(HKDF_SHA256, salt).extract(material);
    let mut derived = vec![0; length];
    extracted.expand(info, Length(length)).ok()?.fill(&mut derived).ok()?;
    Some(derived)
}

/// The same with what chance gave.
fn sealed(
    (theirs, own): (&[u8], &[u8]),
    (agreed, secret): (&[u8], &[u8]),
    salt: &[u8; SALT],
    text: &[u8],
) -> Option<Vec<u8>> {
    if text.len() > TEXT_MAX || own.len() != POINT {
        return None;
    }
    let material = derived(secret, agreed, &[b"WebPush: info\0", theirs, own], 32)?;
    let key = derived(salt, &material, &[b"Content-Encoding: aes128gcm\0"], 16)?;
    let nonce = derived(salt, &material, &[b"Content-Encoding: nonce\0"], NONCE_LEN)?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
    // The last record ends with a two.
    let mut record = [text, &[2]].concat();
    let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut record).ok()?;
    let point = u8::try_from(POINT).expect("a point has 65 bytes");
    Some([&salt[..], &RECORD.to_be_bytes(), &[point], own, &record].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text.replace(char::is_whitespace, "")).expect("it is base 64")
    }

    /// RFC 8291, appendix A, from the secret that both sides agree on.
    #[test]
    fn the_example_of_the_specification_is_sealed_as_it_stands_there() {
        let agreed = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let theirs = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx
             aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let own = bytes(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg
             Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
        );
        let secret = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let salt: [u8; SALT] = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("sixteen");
        let text = b"When I grow up, I want to be a watermelon";
        let sealed =
            sealed((&theirs, &own), (&agreed, &secret), &salt, text).expect("it is sealed");
        let said = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml
            mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT
            pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), URL_SAFE_NO_PAD.encode(bytes(said)));
    }

    #[test]
    fn nothing_is_sealed_for_what_is_no_key() {
        let mut beside = vec![7; POINT];
        beside[0] = 4;
        for wrong in [&[][..], &[4; 64], &beside, &[0; POINT]] {
            assert_eq!(seal((wrong, &[1; 16]), b"text"), None);
        }
        let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("chance");
        let good = own.compute_public_key().expect("a point");
        assert!(seal((good.as_ref(), &[1; 16]), &[1; TEXT_MAX]).is_some_and(|it| it.len() < 4_096));
        assert_eq!(seal((good.as_ref(), &[1; 16]), &[1; TEXT_MAX + 1]), None);
    }
}
