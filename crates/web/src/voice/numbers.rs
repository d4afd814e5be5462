use super::Voice;
use domain::quality::measures::decimal;
use kernel::{Instant, Language};

impl Voice {
    /// A whole number with the thousands apart.
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if number < 0 {
            text.push('−');
        }
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.thousands());
            }
            text.push(digit);
        }
        text
    }

    fn thousands(&self) -> &'static str {
        match self.language {
            Language::It | Language::Nl => ".",
            Language::Fr => "\u{202f}",
            Language::En => ",",
        }
    }

    /// A decimal fraction as [`decimal`] writes it, with the language's own comma.
    fn fraction(&self, text: &str) -> String {
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let whole = self.number(whole.parse().unwrap_or(0));
        let mark = if self.language == Language::En { "." } else { "," };
        if places.is_empty() { whole } else { format!("{whole}{mark}{places}") }
    }

    /// A share in per cent with one place; a dash of nothing.
    pub fn percent(&self, part: i64, whole: i64) -> String {
        self.percent_to(part, whole, 1)
    }

    /// A share in per cent with so many places; a dash of nothing.
    pub fn percent_to(&self, part: i64, whole: i64, places: u32) -> String {
        match decimal(part * 100, whole, places) {
            None => "–".to_owned(),
            Some(text) => format!("{}{}%", self.fraction(&text), self.before_percent()),
        }
    }

    fn before_percent(&self) -> &'static str {
        if self.language == Language::Fr { "\u{202f}" } else { "" }
    }

    /// A share in thousandths in per cent: 950 is 95 %.
    pub fn permille(&self, permille: u32) -> String {
        let places = u32::from(!permille.is_multiple_of(10));
        self.percent_to(i64::from(permille), 1000, places)
    }

    /// A difference in thousandths, as points with their sign: +1,9.
    pub fn signed_tenths(&self, tenths: i64) -> String {
        let sign = match tenths {
            1.. => "+",
            0 => "±",
            _ => "−",
        };
        let size = tenths.abs();
        let text = format!("{}.{}", size / 10, size % 10);
        format!("{sign}{}", self.fraction(&text))
    }

    /// Whole seconds as people say them: 9 s, 2 min 5 s, 3 h 20 min, 2 d 4 h.
    pub fn seconds(&self, seconds: i64) -> String {
        let day = match self.language {
            Language::It => "g",
            Language::Fr => "j",
            Language::Nl | Language::En => "d",
        };
        let hour = if self.language == Language::Nl { "u" } else { "h" };
        let parts = [
            (seconds / 86_400, day),
            (seconds / 3_600 % 24, hour),
            (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ];
        let first = parts.iter().position(|(count, _)| *count > 0).unwrap_or(3);
        let shown = parts[first..].iter().take(2).enumerate();
        let told = shown.filter(|(at, (count, _))| *at == 0 || *count > 0);
        told.map(|(_, (count, unit))| format!("{count}\u{a0}{unit}")).collect::<Vec<_>>().join(" ")
    }

    /// Microseconds as whole seconds, the rest left off; a dash where there is no figure.
    pub fn wait(&self, micros: Option<i64>) -> String {
        micros.map_or_else(|| "–".to_owned(), |micros| self.seconds(micros / Instant::SECOND))
    }

    /// The mean of so many seconds, with one place.
    pub fn mean_seconds(&self, sum: i64, count: i64) -> String {
        match decimal(sum, count, 1) {
            None => "–".to_owned(),
            Some(_) if sum / count >= 60 => self.seconds((sum + count / 2) / count),
            Some(text) => format!("{}\u{a0}s", self.fraction(&text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::TimeZone;

    fn voice(language: Language) -> Voice {
        Voice { language, zone: TimeZone::UTC }
    }

    #[test]
    fn each_language_has_its_own_thousands_and_comma() {
        assert_eq!(voice(Language::It).number(1_234_567), "1.234.567");
        assert_eq!(voice(Language::En).number(-1_234), "−1,234");
        assert_eq!(voice(Language::Fr).percent(972, 1000), "97,2\u{202f}%");
        assert_eq!(voice(Language::En).percent(1, 0), "–");
        assert_eq!(voice(Language::Nl).permille(950), "95%");
        assert_eq!(voice(Language::It).signed_tenths(-19), "−1,9");
    }

    #[test]
    fn durations_keep_their_two_largest_units() {
        let say = |seconds| voice(Language::En).seconds(seconds).replace('\u{a0}', " ");
        assert_eq!(say(0), "0 s");
        assert_eq!(say(125), "2 min 5 s");
        assert_eq!(say(3_600), "1 h");
        assert_eq!(say(86_400 * 2 + 3_600 * 3), "2 d 3 h");
    }
}
