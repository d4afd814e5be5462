//! Telephone numbers to which messages go.

/// The fewest digits of a number with its country that is taken for one, and the most that ITU-T
/// E.164 allows.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// The digits of a number with its country, as SMSCs want it: no plus, no noughts before it. One
/// that is written without its country is taken to be of `country` (`39`), where there is one.
///
/// # Errors
/// Why it is no number, in words.
pub(super) fn digits(number: &str, country: Option<&str>) -> Result<String, &'static str> {
    let mut plain = String::with_capacity(number.len().min(32));
    for letter in number.trim().chars() {
        match letter {
            '0'..='9' => plain.push(letter),
            '+' if plain.is_empty() => plain.push('+'),
            ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')' => {}
            _ => return Err("the number is none"),
        }
    }
    let whole = match (plain.strip_prefix('+').or(plain.strip_prefix("00")), country) {
        (Some(international), _) => international.to_owned(),
        (None, Some(country)) => format!("{country}{plain}"),
        (None, None) => return Err("the number does not say its country"),
    };
    if DIGITS.contains(&whole.len()) && !whole.starts_with('0') && !whole.contains('+') {
        Ok(whole)
    } else {
        Err("the number is none")
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_number_is_said_with_its_country_or_not_at_all() {
        for (written, country, said) in [
            ("+39 333 123 4567", None, Some("393331234567")),
            ("0039-333/1234567", None, Some("393331234567")),
            ("(333) 123.4567", Some("39"), Some("393331234567")),
            ("+44 7700 900123", Some("39"), Some("447700900123")),
            ("333 1234567", None, None),
            ("+39", None, None),
            ("+1234567890123456", None, None),
            ("+0391234567", None, None),
            ("++39333123456", None, None),
            ("+39333+123456", None, None),
            ("+39 333 12a4567", None, None),
            ("+39333123456٣", None, None),
            ("", Some("39"), None),
        ] {
            assert_eq!(digits(written, country).ok().as_deref(), said, "{written:?}");
        }
    }
}
