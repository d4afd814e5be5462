//! What a receipt of certified mail says.

use domain::contacts::letters::Step;

/// What a provider says became of a message (RFC 6109, 2.1.1; its own words in Italian are those of
/// `X-Ricevuta` and of `daticert.xml`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// *Accettazione*: our provider took it. It is sent, as the law has it.
    Accepted,
    /// *Non accettazione*: our provider refused it.
    NotAccepted,
    /// *Presa in carico*: the other side's provider has it.
    TakenInCharge,
    /// *Avvenuta consegna*: it lies in the recipient's box. It is served, as the law has it.
    Delivered(Form),
    /// *Preavviso di errore di consegna*: after twelve hours it lies in no box yet.
    DeliveryWarning,
    /// *Errore di consegna*: it will not come to lie in that box.
    DeliveryError,
    /// *Rilevazione virus*: the other side's provider found something harmful in it.
    Virus,
}

/// How much of the message a receipt of delivery returns (RFC 6109, 3.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// *Completa*: all of it.
    Complete,
    /// *Breve*: its attachments as digests.
    Brief,
    /// *Sintetica*: nothing.
    Synthetic,
}

impl Form {
    /// The provider's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "completa",
            Self::Brief => "breve",
            Self::Synthetic => "sintetica",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        let all = [Self::Complete, Self::Brief, Self::Synthetic];
        all.into_iter().find(|one| one.word().eq_ignore_ascii_case(word.trim()))
    }
}

impl Kind {
    /// The provider's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accettazione",
            Self::NotAccepted => "non-accettazione",
            Self::TakenInCharge => "presa-in-carico",
            Self::Delivered(_) => "avvenuta-consegna",
            Self::DeliveryWarning => "preavviso-errore-consegna",
            Self::DeliveryError => "errore-consegna",
            Self::Virus => "rilevazione-virus",
        }
    }

    /// What became of the message by it.
    pub const fn step(self) -> Step {
        match self {
            Self::Accepted => Step::Accepted,
            Self::NotAccepted => Step::Refused,
            Self::TakenInCharge => Step::TakenInCharge,
            Self::Delivered(_) => Step::Delivered,
            Self::DeliveryWarning => Step::Warned,
            Self::DeliveryError => Step::Failed,
            Self::Virus => Step::Virus,
        }
    }

    /// The code of the same in PagoPA's list of states of certified mail, which others keep too.
    ///
    /// ```
    /// use gateways::pec::{Form, Kind};
    /// assert_eq!(Kind::Delivered(Form::Brief).code(), "C003");
    /// ```
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "C001",
            Self::NotAccepted => "C002",
            Self::Delivered(_) => "C003",
            Self::DeliveryError => "C004",
            Self::TakenInCharge => "C005",
            Self::Virus => "C006",
            Self::DeliveryWarning => "C007",
        }
    }

    /// What a word means; a receipt of delivery that does not say its form is complete.
    pub(super) fn of(word: &str, form: Option<Form>) -> Option<Self> {
        let all = [
            Self::Accepted,
            Self::NotAccepted,
            Self::TakenInCharge,
            Self::Delivered(form.unwrap_or(Form::Complete)),
            Self::DeliveryWarning,
            Self::DeliveryError,
            Self::Virus,
        ];
        all.into_iter().find(|one| one.word().eq_ignore_ascii_case(word.trim()))
    }
}
