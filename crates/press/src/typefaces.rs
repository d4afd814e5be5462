//! The typefaces of letters, which are in the program: no machine's own are looked for.

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The typefaces, and what each can print.
pub(crate) struct Typefaces {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

impl Typefaces {
    pub fn load() -> Self {
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
            .filter(|font| !font.info().family.contains("Math"))
            .collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { fonts, book }
    }

    /// Whether one of them has this letter.
    pub fn have(&self, letter: char) -> bool {
        let has = |font: &Font| font.info().coverage.contains(u32::from(letter));
        letter.is_whitespace() || self.fonts.iter().any(has)
    }

    /// The text with a mark in place of what none of them has.
    pub fn shown(&self, text: &str, mark: char) -> String {
        let shown = |one: char| if self.have(one) { one } else { mark };
        text.chars().filter(|one| !is_unseen(*one)).map(shown).collect()
    }
}

/// Whether a letter only changes how the one before it looks, or is nothing to be seen.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn europe_can_be_printed_and_a_face_that_smiles_cannot() {
        let faces = Typefaces::load();
        let letters = "Àéîõüßñçøåłžșğ ΑΩ Жщ 0123456789 €«»„“’–…@&/º□";
        let missing: String = letters.chars().filter(|one| !faces.have(*one)).collect();
        assert_eq!(missing, "");
        assert_eq!(faces.shown("Tetto \u{1f600}\u{fe0f}!", '□'), "Tetto □!");
    }
}
