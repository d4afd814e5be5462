//! Receipts as SMSCs write them: in optional parameters, and in a text that each writes a little
//! differently (SMPP 3.4, appendix B).

use crate::sms::smpp::smsc::{ReceiptIds, Smsc};
use domain::messaging::{Channel, Heard, Of, Receipt};

/// A receipt as it came.
pub(super) struct Written {
    /// The message's name from `receipted_message_id`.
    pub(super) id: Option<String>,
    /// `message_state`.
    pub(super) state: Option<u8>,
    /// What the network said.
    pub(super) error: Option<String>,
    /// The text.
    pub(super) text: String,
}

/// What stands before a value in the text, the longest of those that end alike first.
const KEYS: &[&str] = &["submit date", "done date", "id", "sub", "dlvrd", "stat", "err", "text"];
/// What ends a value.
const ENDS: [char; 5] = [' ', '\n', '\r', ',', ';'];
/// A name that is longer is none: SMPP allows 64 letters.
const ID_MAX: usize = 100;

/// What the network said, from `network_error_code`: on which network, and a number.
pub(super) fn network_error(value: &[u8]) -> Option<String> {
    match value {
        [network, high, low] => Some(format!("{network}:{}", u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// What a receipt says of a message; none where it names none, or says nothing.
pub(super) fn read(smsc: &Smsc, written: &Written) -> Option<Receipt> {
    let fields = fields(&written.text);
    let value = |key: &str| fields.iter().find(|(one, _)| *one == key).map(|(_, value)| *value);
    let id = match (&written.id, value("id")) {
        (Some(id), _) if !id.trim().is_empty() => submitted(smsc, id),
        (_, Some(id)) => receipted(smsc, id),
        _ => return None,
    };
    if id.is_empty() || id.len() > ID_MAX {
        return None;
    }
    // What the text says is what the operator's people read; the number is for machines.
    let stat = value("stat").and_then(of_word);
    let (stat, heard) = stat.or_else(|| written.state.and_then(of_state))?;
    let error = value("err").map(str::to_owned).or(written.error.clone());
    let said = match &error {
        Some(error) => format!("{stat} err:{error}"),
        None => stat.to_owned(),
    };
    let nobody =
        heard == Heard::Bounced && error.is_some_and(|error| smsc.nobody_errors.contains(&error));
    // A message to a telephone is passed on to no other.
    let whose = Vec::new();
    Some(Receipt { of: Of::Reference(Channel::Sms, id), heard, whose, nobody, said })
}

/// The values of the text by their keys. A key begins a word, whatever its case, and may have room
/// behind its colon; a value ends with its word, but for the last.
fn fields(text: &str) -> Vec<(&'static str, &str)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((key, begin)) = key_from(&lower, at) {
        let rest = text[begin..].trim_start_matches(' ');
        let value = if key == "text" { rest } else { rest.split(ENDS).next().unwrap_or_default() };
        // Where the next key follows at once, there is no value.
        let is_value = !value.is_empty() && !is_key(value);
        if is_value && !found.iter().any(|(one, _)| *one == key) {
            found.push((key, value.trim()));
        }
        if key == "text" {
            break;
        }
        at = begin;
    }
    found
}

fn is_key(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    KEYS.iter().any(|key| lower.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
}

/// The first key from there on, and where its value begins.
fn key_from(lower: &str, at: usize) -> Option<(&'static str, usize)> {
    let colons = lower[at..].match_indices(':').map(|(colon, _)| at + colon);
    colons.into_iter().find_map(|colon| {
        let before = &lower[at..colon];
        let key = KEYS.iter().find(|key| {
            before.strip_suffix(**key).is_some_and(|rest| rest.is_empty() || rest.ends_with(ENDS))
        })?;
        Some((*key, colon + 1))
    })
}

/// A state by its word (appendix B), of which some write more or less than seven letters.
fn of_word(word: &str) -> Option<(&'static str, Heard)> {
    let word = word.trim_end_matches([',', ';', '.']).to_ascii_uppercase();
    Some(match word.as_str() {
        "DELIVRD" | "DELIVERED" | "DELIVERD" => ("DELIVRD", Heard::Delivered),
        "EXPIRED" => ("EXPIRED", Heard::Bounced),
        "DELETED" => ("DELETED", Heard::Bounced),
        "UNDELIV" | "UNDELIVERABLE" | "UNDELIVERED" | "FAILED" => ("UNDELIV", Heard::Bounced),
        "REJECTD" | "REJECTED" => ("REJECTD", Heard::Bounced),
        "SKIPPED" => ("SKIPPED", Heard::Bounced),
        "ACCEPTD" | "ACCEPTED" => ("ACCEPTD", Heard::Delayed),
        "ENROUTE" | "EN_ROUTE" => ("ENROUTE", Heard::Delayed),
        "SCHEDUL" | "SCHEDULED" => ("SCHEDUL", Heard::Delayed),
        // The SMSC itself does not know: that is no end.
        "UNKNOWN" => ("UNKNOWN", Heard::Delayed),
        _ => return None,
    })
}

/// A state by its number (5.2.28; 0 and 9 from SMPP 5.0, 4.7.15).
fn of_state(state: u8) -> Option<(&'static str, Heard)> {
    let words = [
        "SCHEDULED",
        "ENROUTE",
        "DELIVERED",
        "EXPIRED",
        "DELETED",
        "UNDELIVERABLE",
        "ACCEPTED",
        "UNKNOWN",
        "REJECTED",
        "SKIPPED",
    ];
    of_word(words.get(usize::from(state))?)
}

/// A message's name from the answer to its submit, in the form in which receipts are looked for.
pub(crate) fn submitted(smsc: &Smsc, id: &str) -> String {
    match smsc.receipt_ids {
        ReceiptIds::Same => id.trim().to_owned(),
        ReceiptIds::Decimal => number(id, 16),
        ReceiptIds::Hexadecimal => number(id, 10),
    }
}

/// The same from a receipt's text.
fn receipted(smsc: &Smsc, id: &str) -> String {
    match smsc.receipt_ids {
        ReceiptIds::Same => id.trim().to_owned(),
        ReceiptIds::Decimal => number(id, 10),
        ReceiptIds::Hexadecimal => number(id, 16),
    }
}

/// A number in decimal, without noughts before it; what is none stays as it is.
fn number(id: &str, base: u32) -> String {
    let id = id.trim();
    u128::from_str_radix(id, base).map_or_else(|_| id.to_owned(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::Source;

    fn smsc() -> Smsc {
        Smsc::new("localhost", 1, Source::new("Aurora").expect("a name"))
    }

    fn text(text: &str) -> Written {
        Written { id: None, state: None, error: None, text: text.to_owned() }
    }

    fn heard(smsc: &Smsc, written: &Written) -> Option<(String, Heard, String)> {
        let Receipt { of, heard, said, .. } = read(smsc, written)?;
        match of {
            Of::Reference(Channel::Sms, id) => Some((id, heard, said)),
            _ => None,
        }
    }

    #[test]
    fn a_receipt_is_read_as_each_smsc_writes_it() {
        for (written, id, expected, said) in [
            (
                "id:0123456789 sub:001 dlvrd:001 submit date:2605041000 done date:2605041001 \
                 stat:DELIVRD err:000 Text:Gentile cliente",
                "0123456789",
                Heard::Delivered,
                "DELIVRD err:000",
            ),
            ("id:7a-b_c stat:UNDELIV err:001", "7a-b_c", Heard::Bounced, "UNDELIV err:001"),
            ("ID: 77 STAT: Expired", "77", Heard::Bounced, "EXPIRED"),
            ("id:77 sub: dlvrd: stat:ACCEPTD text:", "77", Heard::Delayed, "ACCEPTD"),
            ("id:77,stat:DELIVRD;err:5", "77", Heard::Delivered, "DELIVRD err:5"),
            ("stat:REJECTD id:77", "77", Heard::Bounced, "REJECTD"),
            (
                "id:77 stat:ENROUTE err:12 text:id:99 stat:DELIVRD",
                "77",
                Heard::Delayed,
                "ENROUTE err:12",
            ),
            ("id:77 stat:UNKNOWN", "77", Heard::Delayed, "UNKNOWN"),
            ("id:77 stat:DELIVRD\r\nerr:0", "77", Heard::Delivered, "DELIVRD err:0"),
        ] {
            let found = heard(&smsc(), &text(written));
            assert_eq!(found, Some((id.to_owned(), expected, said.to_owned())), "{written}");
        }
        for odd in ["", "id:", "id:77", "stat:DELIVRD", "id: stat:DELIVRD", "id:77 stat:PERHAPS"] {
            assert_eq!(heard(&smsc(), &text(odd)), None, "{odd}");
        }
        let endless = format!("id:{} stat:DELIVRD", "7".repeat(101));
        assert_eq!(heard(&smsc(), &text(&endless)), None);
    }

    #[test]
    fn optional_parameters_say_what_the_text_does_not() {
        let mut written = text("");
        (written.id, written.state) = (Some("9f".to_owned()), Some(5));
        written.error = network_error(&[3, 0, 1]);
        let found = heard(&smsc(), &written);
        assert_eq!(found, Some(("9f".to_owned(), Heard::Bounced, "UNDELIV err:3:1".to_owned())));
        written.state = Some(77);
        assert_eq!(heard(&smsc(), &written), None);
    }

    #[test]
    fn a_name_is_the_same_in_decimal_and_in_hexadecimal() {
        let mut smsc = smsc();
        for (ids, taken, told) in [
            (ReceiptIds::Same, "0A1f", "0A1f"),
            (ReceiptIds::Decimal, "0A1F", "0000002591"),
            (ReceiptIds::Hexadecimal, "2591", "a1f"),
            (ReceiptIds::Decimal, "not-a-number", "not-a-number"),
        ] {
            smsc.receipt_ids = ids;
            let found = heard(&smsc, &text(&format!("id:{told} stat:DELIVRD")));
            assert_eq!(found.map(|one| one.0), Some(submitted(&smsc, taken)), "{ids:?}");
        }
    }

    #[test]
    fn there_is_nobody_only_where_the_configured_error_says_so() {
        let mut smsc = smsc();
        let written = text("id:77 stat:UNDELIV err:001");
        let nobody = |smsc: &Smsc| read(smsc, &written).expect("one").nobody;
        assert!(!nobody(&smsc));
        smsc.nobody_errors = vec!["001".to_owned()];
        assert!(nobody(&smsc));
    }
}
