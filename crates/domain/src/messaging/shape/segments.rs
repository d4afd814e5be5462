//! How many short messages a text takes, and where it is cut (3GPP TS 23.038 and 23.040).
//!
//! One message holds 160 letters of the GSM alphabet or 70 units of UCS-2. A longer text is cut
//! into several, each with a header that says how they belong together, and then holds 153 or 67. A
//! few letters of the GSM alphabet take the place of two, and neither they nor a pair of surrogates
//! are ever cut in half. One letter that the GSM alphabet does not have turns the whole text into
//! UCS-2.

/// In what a text is written on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM default alphabet with its extension: seven bits a letter (TS 23.038, 6.2.1).
    Gsm,
    /// UTF-16: every letter there is (TS 23.038, 6.2.3, as every telephone reads it).
    Ucs2,
}

impl Alphabet {
    /// Units that one message holds alone, and as one of several.
    pub fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// Units that this letter takes.
    fn units(self, letter: char) -> usize {
        match self {
            Self::Gsm if extended(letter).is_some() => 2,
            Self::Gsm => 1,
            Self::Ucs2 => letter.len_utf16(),
        }
    }
}

/// A text as short messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments<'a> {
    /// In what it is written.
    pub alphabet: Alphabet,
    /// What each message holds; there is always one, for an empty text an empty one.
    pub parts: Vec<&'a str>,
    /// The letters that the GSM alphabet does not have, each once, as they come.
    pub foreign: Vec<char>,
    /// Units that all of it takes: septets, or UTF-16 units.
    pub units: usize,
}

/// Letters that are named as the cause of UCS-2, at the most.
const FOREIGN_MAX: usize = 50;

/// The short messages that a text takes.
///
/// ```
/// use domain::messaging::{Alphabet, segments};
/// assert_eq!(segments("Perché no? 10 €").alphabet, Alphabet::Gsm);
/// let ours = segments("Arrivo “subito”");
/// assert_eq!((ours.alphabet, ours.parts.len()), (Alphabet::Ucs2, 1));
/// assert_eq!(ours.foreign, ['“', '”']);
/// assert_eq!(segments(&"a".repeat(161)).parts.len(), 2);
/// ```
pub fn segments(text: &str) -> Segments<'_> {
    let foreign = foreign(text);
    let alphabet = if foreign.is_empty() { Alphabet::Gsm } else { Alphabet::Ucs2 };
    segments_in(alphabet, text, foreign)
}

/// The short messages that a text takes where everything is said in UCS-2.
pub fn segments_in_ucs2(text: &str) -> Segments<'_> {
    segments_in(Alphabet::Ucs2, text, foreign(text))
}

fn segments_in(alphabet: Alphabet, text: &str, foreign: Vec<char>) -> Segments<'_> {
    let units = text.chars().map(|letter| alphabet.units(letter)).sum();
    let (alone, of_several) = alphabet.room();
    let parts = if units <= alone { vec![text] } else { cut(alphabet, text, of_several) };
    Segments { alphabet, parts, foreign, units }
}

fn foreign(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for letter in text.chars().filter(|letter| septet(*letter).is_none()) {
        if extended(letter).is_none() && !found.contains(&letter) && found.len() < FOREIGN_MAX {
            found.push(letter);
        }
    }
    found
}

fn cut(alphabet: Alphabet, text: &str, room: usize) -> Vec<&str> {
    let (mut parts, mut begin, mut taken) = (Vec::new(), 0, 0);
    for (at, letter) in text.char_indices() {
        let units = alphabet.units(letter);
        if taken + units > room {
            parts.push(&text[begin..at]);
            (begin, taken) = (at, 0);
        }
        taken += units;
    }
    parts.push(&text[begin..]);
    parts
}

/// The GSM default alphabet by its codes; 0x1B leads to the extension.
const GSM: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', 'Δ', '_',
    'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1b}', 'Æ', 'æ', 'ß', 'É', ' ', '!', '"', '#',
    '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', '0', '1', '2', '3', '4', '5', '6',
    '7', '8', '9', ':', ';', '<', '=', '>', '?', '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',
    'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö',
    'Ñ', 'Ü', '§', '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];
const ESCAPE: u8 = 0x1b;
/// What stands behind the escape.
const EXTENSION: [(u8, char); 10] = [
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

fn septet(letter: char) -> Option<u8> {
    // Most letters stand where ASCII has them.
    if letter.is_ascii_alphanumeric() || letter == ' ' {
        return u8::try_from(letter).ok();
    }
    let code = GSM.iter().position(|one| *one == letter && letter != '\u{1b}')?;
    u8::try_from(code).ok()
}

fn extended(letter: char) -> Option<u8> {
    EXTENSION.iter().find(|(_, one)| *one == letter).map(|(code, _)| *code)
}

/// A text in the GSM alphabet, a septet in each byte; none where a letter of it is not there.
///
/// ```
/// use domain::messaging::septets;
/// assert_eq!(septets("è€"), Some(vec![0x04, 0x1b, 0x65]));
/// assert_eq!(septets("ê"), None);
/// ```
pub fn septets(text: &str) -> Option<Vec<u8>> {
    let mut found = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match (septet(letter), extended(letter)) {
            (Some(code), _) => found.push(code),
            (None, Some(code)) => found.extend([ESCAPE, code]),
            (None, None) => return None,
        }
    }
    Some(found)
}

/// The text of septets, one in each byte. A code behind the escape that nobody knows is read as if
/// there were no escape (TS 23.038, 6.2.1.1), and one that is no septet as a mark that says so.
///
/// ```
/// use domain::messaging::from_septets;
/// assert_eq!(from_septets(&[0x04, 0x1b, 0x65, 0x1b, 0x41, 0xff]), "è€A\u{fffd}");
/// ```
pub fn from_septets(septets: &[u8]) -> String {
    let mut text = String::with_capacity(septets.len());
    let mut escaped = false;
    for code in septets {
        if *code == ESCAPE && !escaped {
            escaped = true;
            continue;
        }
        let beyond = EXTENSION.iter().find(|(one, _)| escaped && one == code).map(|(_, one)| *one);
        let plain = GSM.get(usize::from(*code)).copied().filter(|one| *one != '\u{1b}');
        text.push(beyond.or(plain).unwrap_or(if *code == ESCAPE { ' ' } else { '\u{fffd}' }));
        escaped = false;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        segments(text).parts.len()
    }

    #[test]
    fn a_text_takes_one_more_message_where_it_no_longer_fits() {
        for (text, parts) in [
            (String::new(), 1),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 153 is odd: a letter that takes two leaves one place empty in each.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            ("ê".repeat(70), 1),
            ("ê".repeat(71), 2),
            ("ê".repeat(134), 2),
            ("ê".repeat(135), 3),
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
            ("😀".repeat(66), 2),
            ("😀".repeat(67), 3),
        ] {
            assert_eq!(count(&text), parts, "{} letters: {text}", text.chars().count());
        }
    }

    #[test]
    fn no_letter_is_cut_and_none_is_lost() {
        for letter in ["a", "€", "ê", "😀"] {
            for length in [1, 33, 34, 67, 153, 154, 500] {
                let text = format!("x{}", letter.repeat(length));
                let cut = segments(&text);
                assert_eq!(cut.parts.concat(), text);
                let room = match cut.parts.len() {
                    1 => cut.alphabet.room().0,
                    _ => cut.alphabet.room().1,
                };
                for part in cut.parts {
                    let units = match cut.alphabet {
                        Alphabet::Gsm => septets(part).expect("it is in it").len(),
                        Alphabet::Ucs2 => part.encode_utf16().count(),
                    };
                    assert!(units <= room && units > 0, "{units} of {room}: {part}");
                }
            }
        }
    }

    #[test]
    fn what_turns_a_text_into_ucs2_is_named_once() {
        let found = segments("«Perché» è così – “sì” – ç");
        assert_eq!(found.alphabet, Alphabet::Ucs2);
        assert_eq!(found.foreign, ['«', '»', '–', '“', '”', 'ç']);
        assert_eq!(segments("È").foreign, ['È'], "of the capitals with an accent only É is there");
        assert_eq!(segments("\u{1b}").foreign, ['\u{1b}'], "the escape is no letter");
    }

    #[test]
    fn every_letter_of_the_alphabet_comes_back() {
        let all: String = GSM.iter().filter(|one| **one != '\u{1b}').collect();
        let all = all + "\u{c}^{}\\[~]|€";
        let codes = septets(&all).expect("they are in it");
        assert_eq!(codes.len(), 127 + 20);
        assert_eq!(from_septets(&codes), all);
        assert_eq!(from_septets(&[ESCAPE, ESCAPE]), " ");
        assert_eq!(from_septets(&[b'a', ESCAPE]), "a");
        for code in 0..=255 {
            assert!(from_septets(&[ESCAPE, code]).chars().count() <= 1);
        }
    }
}
