//! A plan is not an insurance, and its messages do not sound like one.

use crate::Fault;
use kernel::{Language, fold};

/// Words of insurance, folded, by the beginning of a word.
const fn refused(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => &["polizz", "assicur", "sinistr", "indennizz", "franchigi", "premio"],
        Language::Fr => &["assur", "sinistr", "indemni", "franchis", "prime"],
        Language::Nl => &["verzeker", "polis", "schadeclaim", "eigen risico", "premie"],
        Language::En => &["insur", "polic", "underwrit", "indemnit", "premium", "deductib"],
    }
}

/// The words of insurance in the words of a plan, each once, as faults of this field.
pub(in crate::notices) fn faults(field: &str, language: Language, text: &str) -> Vec<Fault> {
    let folded = fold(text);
    let starts = |at: usize| !folded[..at].ends_with(char::is_alphabetic);
    let said = |word: &&&str| folded.match_indices(**word).any(|(at, _)| starts(at));
    let fault = |word: &&str| Fault::new(field, "fault-insurance-word").with(*word);
    refused(language).iter().filter(said).map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_insurance_are_found_and_others_are_not() {
        let count = |language, text| faults("text", language, text).len();
        assert_eq!(count(Language::It, "La Sua POLIZZA assicurativa"), 2);
        assert_eq!(count(Language::It, "Ci rassicura molto"), 0, "within a word");
        assert_eq!(count(Language::Fr, "Nous vous rassurons"), 0);
        assert_eq!(count(Language::Nl, "Uw verzekering"), 1);
        assert_eq!(count(Language::En, "Your service plan"), 0);
    }
}
