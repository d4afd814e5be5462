//! Segments of real short messages, counted in another way too.

use domain::messaging::{Alphabet, segments};
use flate2::read::GzDecoder;
use std::{fs::File, path::Path};

/// The alphabet of 3GPP TS 23.038 in the order of Unicode.
const PLAIN: &str = "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_\
    abcdefghijklmnopqrstuvwxyz¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
const DOUBLE: &str = "\u{c}[\\]^{|}~€";

/// How many messages a text takes: by leaps over its units, a leap shorter where it would land
/// within a letter.
fn counted(text: &str) -> (Alphabet, usize) {
    let is_plain = |letter: char| PLAIN.contains(letter) || DOUBLE.contains(letter);
    let is_gsm = text.chars().all(is_plain);
    let (alphabet, alone, leap) =
        if is_gsm { (Alphabet::Gsm, 160, 153) } else { (Alphabet::Ucs2, 70, 67) };
    // True at each unit with which a letter begins.
    let mut begins: Vec<bool> = Vec::new();
    for letter in text.chars() {
        let is_double = if is_gsm { DOUBLE.contains(letter) } else { letter > '\u{ffff}' };
        begins.push(true);
        begins.extend(is_double.then_some(false));
    }
    if begins.len() <= alone {
        return (alphabet, 1);
    }
    let (mut at, mut count) = (0, 0);
    while at < begins.len() {
        at += leap;
        at -= usize::from(begins.get(at) == Some(&false));
        count += 1;
    }
    (alphabet, count)
}

#[test]
fn real_messages_take_as_many_segments_as_another_way_of_counting_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/mail/sms_spam_collection_v1.csv.gz");
    let Ok(file) = File::open(&path) else {
        eprintln!("skipped: data not present");
        return;
    };
    let mut texts = csv::Reader::from_reader(GzDecoder::new(file));
    let (mut all, mut ucs2, mut several) = (0, 0, 0);
    for record in texts.records() {
        let record = record.expect("a record");
        let text = record.get(1).expect("a text");
        // As they are, and four together, which are long.
        for text in [text.to_owned(), [text; 4].join("€")] {
            let found = segments(&text);
            let counted = counted(&text);
            assert_eq!((found.alphabet, found.parts.len()), counted, "{text}");
            assert_eq!(found.parts.concat(), text);
            assert_eq!(found.foreign.is_empty(), found.alphabet == Alphabet::Gsm);
            all += 1;
            ucs2 += usize::from(found.alphabet == Alphabet::Ucs2);
            several += usize::from(found.parts.len() > 1);
        }
    }
    assert_eq!(all, 2 * 3375);
    assert!(ucs2 > 0 && several > 2_000, "{ucs2} in UCS-2, {several} in several");
}

#[test]
fn the_two_ways_of_counting_agree_on_what_real_messages_do_not_have() {
    for letter in ["a", "€", "ê", "😀", "a€", "ê😀", "a😀"] {
        for length in 0..500 {
            let text = letter.repeat(length);
            let found = segments(&text);
            assert_eq!((found.alphabet, found.parts.len()), counted(&text), "{letter} × {length}");
        }
    }
}
