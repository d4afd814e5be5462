//! What an SMSC delivers: receipts of what we sent, and messages from telephones (SMPP 3.4, 4.6).

use super::receipt::{self, Written};
use crate::sms::smpp::{
    pdu::{
        DATA_SM, Fields, MESSAGE_PAYLOAD, MESSAGE_STATE, NETWORK_ERROR_CODE, Pdu,
        RECEIPTED_MESSAGE_ID, SAR_MSG_REF_NUM, SAR_SEGMENT_SEQNUM, SAR_TOTAL_SEGMENTS,
    },
    smsc::{Coding, Smsc},
};
use domain::messaging::{Receipt, from_septets};

/// What kind of message it is (5.2.12).
const KIND: u8 = 0x3c;
const IS_RECEIPT: u8 = 0x04;
const IS_ON_ITS_WAY: u8 = 0x20;
const HAS_UDH: u8 = 0x40;
const UCS2: u8 = 0x08;
/// Elements of a header that say to which message a part belongs (TS 23.040, 9.2.3.24).
const CONCATENATED: u8 = 0x00;
const CONCATENATED_WIDE: u8 = 0x08;

/// A message that somebody sent us from a telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// From whom, as the SMSC names them: mostly the digits with the country, without a plus.
    pub from: String,
    /// To which of our numbers.
    pub to: String,
    /// The text. Where a part of a long one never came, `[…]` stands in its place.
    pub text: String,
}

/// What an SMSC tells us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// What became of a message of ours.
    Receipt(Receipt),
    /// A message to us.
    Coming(Coming),
}

/// What was delivered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Receipt(Receipt),
    Whole(Coming),
    Part(Part),
    /// It can be read, and says nothing to us: a receipt that names nothing, a picture.
    Other,
}

/// A part of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// What all its parts have in common.
    pub(super) of: Whole,
    /// Which it is, from 1.
    pub(super) number: u8,
    pub(super) text: String,
}

/// What the parts of a message have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Whole {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) reference: u16,
    pub(super) parts: u8,
}

/// The fields of `deliver_sm` or `data_sm` that we read.
struct Delivered<'a> {
    from: String,
    to: String,
    class: u8,
    coding: u8,
    text: &'a [u8],
    options: Vec<(u16, &'a [u8])>,
}

/// What a delivery says; none where it cannot be read.
pub(super) fn read(smsc: &Smsc, pdu: &Pdu) -> Option<Delivery> {
    let delivered = if pdu.command == DATA_SM { brief(&pdu.body) } else { full(&pdu.body) }?;
    let is_receipt = matches!(delivered.class & KIND, IS_RECEIPT | IS_ON_ITS_WAY);
    // Nobody's telephone can send these; a text that only looks like a receipt is none.
    if is_receipt || delivered.option(RECEIPTED_MESSAGE_ID).is_some() {
        return Some(delivered.receipt(smsc).map_or(Delivery::Other, Delivery::Receipt));
    }
    Some(delivered.message(smsc))
}

fn full(body: &[u8]) -> Option<Delivered<'_>> {
    let mut fields = Fields::new(body);
    let (from, to) = addresses(&mut fields)?;
    let class = fields.byte()?;
    fields.bytes(2)?;
    // Times, which no delivery has.
    fields.text();
    fields.text();
    fields.bytes(2)?;
    let coding = fields.byte()?;
    fields.byte()?;
    let length = usize::from(fields.byte()?);
    let text = fields.bytes(length)?;
    Some(Delivered { from, to, class, coding, text, options: fields.options() }.paid_out())
}

fn brief(body: &[u8]) -> Option<Delivered<'_>> {
    let mut fields = Fields::new(body);
    let (from, to) = addresses(&mut fields)?;
    let class = fields.byte()?;
    fields.byte()?;
    let coding = fields.byte()?;
    Some(Delivered { from, to, class, coding, text: &[], options: fields.options() }.paid_out())
}

fn addresses(fields: &mut Fields<'_>) -> Option<(String, String)> {
    // The service type.
    fields.text();
    fields.bytes(2)?;
    let from = fields.text();
    fields.bytes(2)?;
    Some((from, fields.text()))
}

impl<'a> Delivered<'a> {
    fn option(&self, tag: u16) -> Option<&'a [u8]> {
        self.options.iter().find(|(one, _)| *one == tag).map(|(_, value)| *value)
    }

    /// With the text that stands among the options, where there is none else.
    fn paid_out(mut self) -> Self {
        if self.text.is_empty() {
            self.text = self.option(MESSAGE_PAYLOAD).unwrap_or_default();
        }
        self
    }

    fn receipt(&self, smsc: &Smsc) -> Option<Receipt> {
        let id = self.option(RECEIPTED_MESSAGE_ID).map(|id| {
            let mut fields = Fields::new(id);
            fields.text()
        });
        let written = Written {
            id,
            state: self.option(MESSAGE_STATE).and_then(|state| state.first().copied()),
            error: self.option(NETWORK_ERROR_CODE).and_then(receipt::network_error),
            text: match self.coding {
                UCS2 => ucs2(self.text),
                // Whatever is said of it, it is written in ASCII.
                _ => String::from_utf8_lossy(self.text).into_owned(),
            },
        };
        receipt::read(smsc, &written)
    }

    fn message(self, smsc: &Smsc) -> Delivery {
        let (joined, text) = match self.class & HAS_UDH {
            0 => (self.joined(), self.text),
            _ => match header(self.text) {
                Some((joined, text)) => (joined.or(self.joined()), text),
                None => return Delivery::Other,
            },
        };
        let Some(text) = letters(smsc, self.coding, text) else { return Delivery::Other };
        let (from, to) = (self.from, self.to);
        match joined {
            Some(Joined { reference, parts, number }) if parts > 1 => {
                if !(1..=parts).contains(&number) {
                    return Delivery::Other;
                }
                Delivery::Part(Part { of: Whole { from, to, reference, parts }, number, text })
            }
            _ => Delivery::Whole(Coming { from, to, text }),
        }
    }

    fn joined(&self) -> Option<Joined> {
        let reference = self.option(SAR_MSG_REF_NUM)?.try_into().ok()?;
        Some(Joined {
            reference: u16::from_be_bytes(reference),
            parts: *self.option(SAR_TOTAL_SEGMENTS)?.first()?,
            number: *self.option(SAR_SEGMENT_SEQNUM)?.first()?,
        })
    }
}

struct Joined {
    reference: u16,
    parts: u8,
    number: u8,
}

/// What the header of a text says, and the text behind it; none where the header has no end.
fn header(text: &[u8]) -> Option<(Option<Joined>, &[u8])> {
    let (length, rest) = text.split_first()?;
    let (mut elements, text) = rest.split_at_checked(usize::from(*length))?;
    let mut joined = None;
    while let [kind, length, rest @ ..] = elements {
        let (value, rest) = rest.split_at_checked(usize::from(*length))?;
        elements = rest;
        joined = match (*kind, value) {
            (CONCATENATED, [reference, parts, number]) => {
                Some(Joined { reference: u16::from(*reference), parts: *parts, number: *number })
            }
            (CONCATENATED_WIDE, [high, low, parts, number]) => Some(Joined {
                reference: u16::from_be_bytes([*high, *low]),
                parts: *parts,
                number: *number,
            }),
            _ => joined,
        };
    }
    Some((joined, text))
}

/// The letters of a text by its coding (5.2.19); none for what is no text.
fn letters(smsc: &Smsc, coding: u8, text: &[u8]) -> Option<String> {
    let latin1 = || text.iter().map(|byte| char::from(*byte)).collect();
    Some(match (coding, smsc.coding) {
        (0x00 | 0xf0..=0xf3, Coding::Gsm | Coding::Ucs2) => from_septets(text),
        (0x00 | 0xf0..=0xf3, Coding::Latin1) | (0x01 | 0x03, _) => latin1(),
        (UCS2, _) => ucs2(text),
        _ => return None,
    })
}

fn ucs2(text: &[u8]) -> String {
    let units = text.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0xfffd,
    });
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}
