//! What stands on a letter besides its own words, in its language.

use kernel::{Date, Language};

/// What says that a letter goes as registered mail.
pub(crate) const fn registered(language: Language) -> &'static str {
    match language {
        Language::It => "RACCOMANDATA A.R.",
        Language::Fr => "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION",
        Language::Nl => "AANGETEKEND",
        Language::En => "REGISTERED",
    }
}

pub(crate) const fn reference(language: Language) -> &'static str {
    match language {
        Language::It => "Rif.",
        Language::Fr => "Réf.",
        Language::Nl => "Ref.",
        Language::En => "Ref.",
    }
}

pub(crate) const fn page(language: Language) -> &'static str {
    match language {
        Language::It => "Pagina",
        Language::Fr => "Page",
        Language::Nl => "Pagina",
        Language::En => "Page",
    }
}

pub(crate) const fn of(language: Language) -> &'static str {
    match language {
        Language::It => "di",
        Language::Fr => "sur",
        Language::Nl => "van",
        Language::En => "of",
    }
}

/// A day as a letter bears it; the first of a month has its own word in Italian and French.
pub(crate) fn day(language: Language, day: Date) -> String {
    let month = language.month(usize::from(day.month().unsigned_abs()).saturating_sub(1));
    let number = match (language, day.day()) {
        (Language::It, 1) => "1º".to_owned(),
        (Language::Fr, 1) => "1er".to_owned(),
        (_, number) => number.to_string(),
    };
    format!("{number} {month} {}", day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_as_it_is_said() {
        let date = |text: &str| text.parse::<Date>().expect("a day");
        assert_eq!(day(Language::It, date("2026-05-01")), "1º maggio 2026");
        assert_eq!(day(Language::Fr, date("2026-08-01")), "1er août 2026");
        assert_eq!(day(Language::Nl, date("2026-12-31")), "31 december 2026");
        assert_eq!(day(Language::En, date("2026-01-01")), "1 January 2026");
    }
}
