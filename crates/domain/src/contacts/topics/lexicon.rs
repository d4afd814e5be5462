//! What other systems call our topics.

use super::{Topic, all};
use crate::{Desk, Result};
use kernel::fold;
use std::collections::HashMap;

/// The words by which a topic is known, whatever their case and accents: its code, its name in
/// each language, and what other systems call it.
#[derive(Clone, Debug, Default)]
pub struct Lexicon(HashMap<String, String>);

impl Lexicon {
    /// The words of these topics. A code means its own topic, whatever another one is called; of
    /// two topics that are called the same, the name means the first.
    pub fn of(topics: &[Topic]) -> Self {
        let codes = topics.iter().map(|topic| (topic.code.as_str(), topic));
        let names = topics.iter().flat_map(|topic| {
            let name = &topic.name;
            let also = topic.also.iter().map(String::as_str);
            let words = [&name.it, &name.fr, &name.nl, &name.en].map(String::as_str);
            words.into_iter().chain(also).map(move |word| (word, topic))
        });
        let mut words = HashMap::new();
        for (word, topic) in codes.chain(names).filter(|(word, _)| !word.trim().is_empty()) {
            words.entry(fold(word.trim())).or_insert_with(|| topic.code.clone());
        }
        Self(words)
    }

    /// The words of the company's topics in force.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn open(desk: &mut Desk<'_>) -> Result<Self> {
        Ok(Self::of(&all(desk)?))
    }

    /// The code of the topic that is meant by a word; none where no topic is called so.
    pub fn code_of(&self, word: &str) -> Option<&str> {
        self.0.get(&fold(word.trim())).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::topics::Document;

    #[test]
    fn a_topic_is_known_by_its_code_by_its_names_and_by_what_others_call_it() {
        let file = r#"
            [[topic]]
            code = "claim"
            also = ["3f2c", "law"]
            name = { it = "Sinistro", en = "A claim", fr = "Déclaration" }
            [[topic]]
            code = "law"
            name = { en = "A claim" }
        "#;
        let lexicon = Lexicon::of(&Document::read(file).expect("two topics").topic);
        for word in ["claim", " CLAIM", "sinistro", "declaration", "3F2C", "a claim"] {
            assert_eq!(lexicon.code_of(word), Some("claim"), "{word}");
        }
        assert_eq!(lexicon.code_of("law"), Some("law"), "a code is its own topic's");
        assert_eq!((lexicon.code_of("weather"), lexicon.code_of("")), (None, None));
    }
}
