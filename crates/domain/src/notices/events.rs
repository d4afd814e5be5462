//! What can cause a notice, and what its words can name.

use kernel::{Language, words};
use serde_json::{Map, Value as Json};

words! {
    /// Something that can cause a notice.
    pub enum Event {
        /// A request reached us.
        RequestReceived = "request.received",
        /// A colleague answered a request.
        RequestAnswered = "request.answered",
        /// A colleague asked the client something.
        RequestAsked = "request.asked",
        /// A complaint was acknowledged.
        ComplaintAcknowledged = "complaint.acknowledged",
        /// We rang, and nobody answered.
        CallbackAttempted = "callback.attempted",
        /// A claim was taken in charge.
        ClaimOpened = "claim.opened",
        /// The documents of a contract are ready.
        ContractDocuments = "contract.documents",
        /// A contract runs out soon.
        ContractExpiring = "contract.expiring",
        /// A contract runs out, of which the law wants its holder to be told.
        ContractNotice = "contract.notice",
        /// Somebody needs a code on their telephone, to prove who they are.
        CodeAsked = "code.asked",
        /// Somebody needs a code by mail, to sign in.
        CodeMailed = "code.mailed",
        /// What a client asked by law about their own data is answered.
        DataAnswered = "data.answered",
        /// There is one more way into an account.
        KeyAdded = "key.added",
        /// The company or an agency offers something.
        OfferMade = "offer.made",
    }
}

/// What every notice can name.
const ALWAYS: [&str; 3] = ["client", "company", "site"];

impl Event {
    /// What the words of its notices can name in double braces.
    pub fn placeholders(self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Self::RequestReceived => &["number", "title", "promise"],
            Self::RequestAnswered => &["number", "title", "answer", "colleague"],
            Self::RequestAsked => &["number", "title", "question", "colleague"],
            Self::ComplaintAcknowledged => &["number", "promise"],
            Self::CallbackAttempted => &["phone"],
            Self::ClaimOpened => &["number"],
            Self::ContractDocuments => &["number", "product"],
            Self::ContractExpiring | Self::ContractNotice => &["number", "product", "day", "days"],
            Self::CodeAsked => &["code", "minutes"],
            Self::CodeMailed => &["code", "minutes", "link"],
            Self::DataAnswered => &["asked", "outcome", "reason"],
            Self::KeyAdded => &["way"],
            Self::OfferMade => &["unsubscribe", "sender"],
        };
        ALWAYS.iter().chain(own).copied().collect()
    }

    /// An example of what they are filled with, to look at words before they go out.
    pub fn sample(self, language: Language) -> Map<String, Json> {
        let said = |it: &str, fr: &str, nl: &str, en: &str| match language {
            Language::It => it.to_owned(),
            Language::Fr => fr.to_owned(),
            Language::Nl => nl.to_owned(),
            Language::En => en.to_owned(),
        };
        let value = |name: &str| match name {
            "client" => "Bianca Ferri".to_owned(),
            "company" => "Aurora".to_owned(),
            "sender" => said(
                "Agenzia Verbania",
                "Agence Verbania",
                "Agentschap Verbania",
                "Verbania Agency",
            ),
            "site" => "https://aurora.example".to_owned(),
            "number" => "R-104".to_owned(),
            "title" => said("Tetto", "Toiture", "Dak", "Roof"),
            "promise" => "12.05.2026, 15:00".to_owned(),
            "answer" => said("È coperto.", "C’est couvert.", "Het is gedekt.", "It is covered."),
            "question" => said("Quando?", "Quand\u{a0}?", "Wanneer?", "When?"),
            "colleague" => "Carla Neri".to_owned(),
            "phone" => "+39 0323 555 017".to_owned(),
            "product" => said("Casa", "Habitation", "Woning", "Home"),
            "day" => "31.05.2026".to_owned(),
            "days" => "30".to_owned(),
            "code" => "482913".to_owned(),
            "minutes" => "5".to_owned(),
            "link" => "https://aurora.example/me/enter/4r8x".to_owned(),
            "way" => said(
                "Telefono di Bianca",
                "Mobile de Bianca",
                "Bianca’s telefoon",
                "Bianca’s phone",
            ),
            "asked" => said("copia", "copie", "kopie", "copy"),
            "outcome" => said("eseguita", "faite", "uitgevoerd", "done"),
            "reason" => said("Eccola.", "La voici.", "Hierbij.", "Here it is."),
            "unsubscribe" => "https://aurora.example/u/4r8x".to_owned(),
            _ => String::new(),
        };
        let pair = |name: &str| (name.to_owned(), Json::String(value(name)));
        self.placeholders().into_iter().map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_has_an_example() {
        for event in Event::ALL {
            for language in Language::ALL {
                for (name, value) in event.sample(language) {
                    assert_ne!(value, Json::String(String::new()), "{} {name}", event.word());
                }
            }
        }
    }
}
