use std::{fmt, str::FromStr};

/// The four languages of every screen, message and document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Italian.
    #[default]
    It,
    /// French.
    Fr,
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order a choice offers them.
    pub const ALL: [Language; 4] = [Language::It, Language::Fr, Language::Nl, Language::En];

    /// The code of ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Language::It => "it",
            Language::Fr => "fr",
            Language::Nl => "nl",
            Language::En => "en",
        }
    }

    /// What its speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::It => "Italiano",
            Language::Fr => "Français",
            Language::Nl => "Nederlands",
            Language::En => "English",
        }
    }

    /// What it calls a month, counted from nought; nothing beyond the twelfth.
    pub fn month(self, index: usize) -> &'static str {
        let names = match self {
            Language::It => {
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre \
                 novembre dicembre"
            }
            Language::Fr => {
                "janvier février mars avril mai juin juillet août septembre octobre novembre \
                 décembre"
            }
            Language::Nl => {
                "januari februari maart april mei juni juli augustus september oktober november \
                 december"
            }
            Language::En => {
                "January February March April May June July August September October November \
                 December"
            }
        };
        names.split(' ').nth(index).unwrap_or("")
    }

    /// The first language of an `Accept-Language` header (RFC 9110) that we speak, by weight.
    ///
    /// ```
    /// use kernel::Language;
    /// assert_eq!(Language::preferred("de, nl-BE;q=0.7, fr;q=0.8"), Some(Language::Fr));
    /// assert_eq!(Language::preferred("de"), None);
    /// ```
    pub fn preferred(accept: &str) -> Option<Self> {
        let weighted = accept.split(',').take(20).filter_map(|part| {
            let (range, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let primary = range.trim().split('-').next()?;
            let weight: f32 = weight.trim().parse().ok()?;
            Some((primary.to_ascii_lowercase().parse::<Language>().ok()?, weight))
        });
        weighted
            .fold(None, |best: Option<(Self, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ if next.1 > 0.0 => Some(next),
                _ => best,
            })
            .map(|(language, _)| language)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or(())
    }
}
