//! A message as the bodies of `submit_sm` (SMPP 3.4, 4.4.1).

use super::{
    pdu::{Body, MESSAGE_PAYLOAD, SAR_MSG_REF_NUM, SAR_SEGMENT_SEQNUM, SAR_TOTAL_SEGMENTS},
    smsc::{Binding, Coding, Joining, Smsc},
};
use crate::sms::number;
use domain::messaging::{Alphabet, Parcel, Segments, segments, segments_in_ucs2, septets};
use std::time::Duration;

/// The header of a text says that it is there (5.2.12).
const HAS_UDH: u8 = 0x40;
/// A receipt of whatever becomes of it (5.2.17).
const RECEIPT: u8 = 0x01;
/// Data codings (5.2.19).
const DEFAULT: u8 = 0x00;
const UCS2: u8 = 0x08;
/// The longest text of a `message_payload` that every SMSC of those that know it takes.
const PAYLOAD_MAX: usize = 65_000;
/// A header can count no more parts (TS 23.040, 9.2.3.24.1).
const PARTS_MAX: usize = 255;

/// The parts of a message, of which the last alone asks for a receipt: a message has one name
/// there, which is that of its last part. `reference` tells the message from others to the same
/// number.
///
/// # Errors
/// Why it cannot be said, in words.
pub(super) fn parts(smsc: &Smsc, parcel: &Parcel, reference: u8) -> Result<Vec<Vec<u8>>, String> {
    let to = number::digits(&parcel.recipient, smsc.country.as_deref())?;
    let cut = cut(smsc, &parcel.text);
    if cut.parts.len() > smsc.parts_max.min(PARTS_MAX) {
        return Err(format!(
            "it takes {} messages, {} at the most",
            cut.parts.len(),
            smsc.parts_max
        ));
    }
    let validity = smsc.validity.map(|most| most.min(makes_sense(parcel)));
    let about = About { smsc, to: &to, coding: coding(cut.alphabet), validity };
    if smsc.joining == Joining::Payload && cut.parts.len() > 1 {
        let text = written(smsc, cut.alphabet, &parcel.text);
        return match text.len() <= PAYLOAD_MAX {
            true => Ok(vec![about.body(0, true, &[]).option(MESSAGE_PAYLOAD, &text).done()]),
            false => Err("it is too long".to_owned()),
        };
    }
    Ok(about.each(&cut, reference))
}

/// So long a message makes sense: a code that comes a day late helps nobody.
fn makes_sense(parcel: &Parcel) -> Duration {
    let micros = u64::try_from(parcel.expires_at - parcel.at).unwrap_or(0);
    Duration::from_micros(micros).max(Duration::from_secs(60))
}

fn cut<'a>(smsc: &Smsc, text: &'a str) -> Segments<'a> {
    let is_latin1 = |text: &str| text.chars().all(|letter| u32::from(letter) < 0x100);
    match smsc.coding {
        Coding::Ucs2 => segments_in_ucs2(text),
        Coding::Latin1 if !is_latin1(text) => segments_in_ucs2(text),
        Coding::Latin1 | Coding::Gsm => segments(text),
    }
}

fn coding(alphabet: Alphabet) -> u8 {
    match alphabet {
        Alphabet::Gsm => DEFAULT,
        Alphabet::Ucs2 => UCS2,
    }
}

fn written(smsc: &Smsc, alphabet: Alphabet, text: &str) -> Vec<u8> {
    match (alphabet, smsc.coding) {
        (Alphabet::Ucs2, _) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        (Alphabet::Gsm, Coding::Latin1) => {
            text.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
        }
        // Every letter is in it, or it would be UCS-2.
        (Alphabet::Gsm, _) => septets(text).unwrap_or_default(),
    }
}

/// What all parts of a message say alike.
struct About<'a> {
    smsc: &'a Smsc,
    to: &'a str,
    coding: u8,
    validity: Option<Duration>,
}

impl About<'_> {
    fn each(&self, cut: &Segments<'_>, reference: u8) -> Vec<Vec<u8>> {
        let total = u8::try_from(cut.parts.len()).unwrap_or(u8::MAX);
        let one = |(number, text): (u8, &&str)| {
            let text = written(self.smsc, cut.alphabet, text);
            let is_last = number == total;
            match (total, self.smsc.joining) {
                (1, _) => self.body(0, is_last, &text).done(),
                (_, Joining::Sar) => self
                    .body(0, is_last, &text)
                    .option(SAR_MSG_REF_NUM, &u16::from(reference).to_be_bytes())
                    .option(SAR_TOTAL_SEGMENTS, &[total])
                    .option(SAR_SEGMENT_SEQNUM, &[number])
                    .done(),
                (_, Joining::Udh | Joining::Payload) => {
                    let header = [5, 0, 3, reference, total, number];
                    self.body(HAS_UDH, is_last, &[&header[..], &text].concat()).done()
                }
            }
        };
        (1..=u8::MAX).zip(&cut.parts).map(one).collect()
    }

    fn body(&self, esm_class: u8, is_last: bool, text: &[u8]) -> Body {
        let Smsc { source, binding, .. } = self.smsc;
        let is_heard = is_last && *binding != Binding::Transmitter;
        // 254 bytes fit; a part is at most 160.
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        Body::default()
            .text("")
            .bytes(&[source.ton, source.npi])
            .text(&source.address)
            .bytes(&[1, 1])
            .text(self.to)
            // The class; no protocol of a telephone's own; no priority.
            .bytes(&[esm_class, 0, 0])
            .text("")
            .text(&self.validity.map(relative).unwrap_or_default())
            // Receipt; replaces nothing; coding; no message of the SMSC's own.
            .bytes(&[if is_heard { RECEIPT } else { 0 }, 0, self.coding, 0, length])
            .bytes(text)
    }
}

/// A time from now on as SMPP writes it (7.1.1): years, months, days, hours, minutes, seconds,
/// tenths, and `00R`.
fn relative(time: Duration) -> String {
    let seconds = time.as_secs().min(60 * 24 * 3_600);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    // Days from 30 on are months, which SMSCs take for 30 days.
    let (months, days) = (days / 30, days % 30);
    format!("00{months:02}{days:02}{hours:02}{:02}{:02}000R", seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::Source;
    use testkit::message;

    fn smsc() -> Smsc {
        Smsc::new("localhost", 1, Source::new("Aurora").expect("a name"))
    }

    fn parcel(text: &str) -> Parcel {
        message::parcel("+39 333 1234567", text)
    }

    fn bodies(smsc: &Smsc, text: &str) -> Vec<Vec<u8>> {
        parts(smsc, &parcel(text), 0xab).expect("it can be said")
    }

    #[test]
    fn a_short_message_is_one_submit_byte_for_byte() {
        let expected: &[u8] = b"\0\x05\0Aurora\0\x01\x01393331234567\0\0\0\0\0\
            000002000000000R\0\x01\0\0\0\x04c\x05 \x04";
        assert_eq!(bodies(&smsc(), "cé è")[0], expected, "{:?}", bodies(&smsc(), "cé è"));
    }

    #[test]
    fn the_parts_of_a_long_one_say_how_they_belong_together_and_the_last_wants_a_receipt() {
        let mut smsc = smsc();
        let text = "a".repeat(161);
        let ends = |bodies: &[Vec<u8>], tail: &[u8]| bodies.iter().any(|one| one.ends_with(tail));
        let udh = bodies(&smsc, &text);
        assert!(ends(&udh, &[&[0, 0, 0, 159, 5, 0, 3, 0xab, 2, 1][..], &[b'a'; 153]].concat()));
        assert!(ends(&udh, b"\x01\0\0\0\x0e\x05\0\x03\xab\x02\x02aaaaaaaa"), "{udh:?}");
        smsc.joining = Joining::Sar;
        let sar = bodies(&smsc, &text);
        assert!(ends(
            &sar,
            b"\x01\0\0\0\x08aaaaaaaa\x02\x0c\0\x02\0\xab\x02\x0e\0\x01\x02\x02\x0f\0\x01\x02"
        ));
        smsc.joining = Joining::Payload;
        let whole = bodies(&smsc, &text);
        assert_eq!(whole.len(), 1);
        assert!(ends(&whole, &[&b"\x01\0\0\0\0\x04\x24\0\xa1"[..], &[b'a'; 161]].concat()));
    }

    #[test]
    fn each_alphabet_is_said_as_the_smsc_reads_it() {
        let mut smsc = smsc();
        for (coding, text, tail) in [
            (Coding::Gsm, "€è", &b"\x01\0\0\0\x03\x1b\x65\x04"[..]),
            (Coding::Gsm, "ê", b"\x01\0\x08\0\x02\0\xea"),
            (Coding::Latin1, "à[", b"\x01\0\0\0\x02\xe0["),
            (Coding::Latin1, "€", b"\x01\0\x08\0\x02\x20\xac"),
            (Coding::Latin1, "ê", b"\x01\0\x08\0\x02\0\xea"),
            (Coding::Ucs2, "a😀", b"\x01\0\x08\0\x06\0a\xd8\x3d\xde\0"),
        ] {
            smsc.coding = coding;
            let bodies = bodies(&smsc, text);
            assert!(bodies[0].ends_with(tail), "{coding:?} {text}: {:?}", bodies[0]);
        }
    }

    #[test]
    fn what_is_too_long_or_goes_nowhere_is_not_said() {
        let smsc = smsc();
        let said = parts(&smsc, &parcel(&"a".repeat(1531)), 1);
        assert_eq!(said, Err("it takes 11 messages, 10 at the most".to_owned()));
        let nowhere = Parcel { recipient: "dora@example.test".into(), ..parcel("a") };
        assert_eq!(parts(&smsc, &nowhere, 1), Err("the number is none".to_owned()));
    }

    #[test]
    fn a_time_from_now_on_is_written_as_smpp_has_it() {
        for (seconds, written) in [
            (59, "000000000059000R"),
            (26 * 3_600 + 61, "000001020101000R"),
            (31 * 86_400, "000101000000000R"),
            (u64::MAX, "000200000000000R"),
        ] {
            assert_eq!(relative(Duration::from_secs(seconds)), written);
        }
    }
}
