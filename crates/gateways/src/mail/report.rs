//! Reports of mail servers on what became of a letter (RFC 3464): it came back, waits, or arrived.

use super::smtp::is_nobody;
use domain::messaging::{Heard, Message, Of, Receipt};
use kernel::Id;
use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};

/// What a letter that came in says of one that we sent; none where it is no such report, or is one
/// of a letter that is none of ours.
///
/// Which letter it is, its own `Message-ID` says, which the report returns: it has chance in it
/// that only its receiver knows.
pub fn read(bytes: &[u8]) -> Option<Receipt> {
    let letter = MessageParser::default().parse(bytes)?;
    let status = letter.parts.iter().find(|part| is(part, "message", "delivery-status"))?;
    let message = letter.parts.iter().find_map(returned)?;
    let fields = recipient(&String::from_utf8_lossy(status.contents()))?;
    let heard = match fields.action.as_str() {
        "failed" => Heard::Bounced,
        "delayed" => Heard::Delayed,
        "delivered" => Heard::Delivered,
        _ => return None,
    };
    let said = if fields.said.is_empty() { fields.status.clone() } else { fields.said };
    let status = fields.status.split_whitespace().next().unwrap_or_default();
    let is_nobody = heard == Heard::Bounced && is_nobody(status);
    let nobody = if is_nobody { fields.recipients } else { Vec::new() };
    Some(Receipt { of: Of::Message(message), heard, nobody, said })
}

fn is(part: &MessagePart<'_>, kind: &str, below: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(below))
    })
}

/// Our message that a part of the report returns, whole or with its headers alone.
fn returned(part: &MessagePart<'_>) -> Option<Id<Message>> {
    let id = match &part.body {
        PartType::Message(letter) => letter.message_id()?.to_owned(),
        _ if is(part, "text", "rfc822-headers") => {
            MessageParser::default().parse(part.contents())?.message_id()?.to_owned()
        }
        _ => return None,
    };
    id.split('@').next()?.parse().ok()
}

/// What is reported of a recipient. A letter of ours has one.
#[derive(Default)]
struct Fields {
    action: String,
    status: String,
    said: String,
    recipients: Vec<String>,
}

/// The first group of fields that says what became of a recipient.
fn recipient(text: &str) -> Option<Fields> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").map(group).find(|fields| !fields.action.is_empty())
}

fn group(text: &str) -> Fields {
    let mut fields = Fields::default();
    for line in text.replace("\n ", " ").replace("\n\t", " ").lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "action" => fields.action = value.to_ascii_lowercase(),
            "final-recipient" | "original-recipient" => {
                let address = value.split_once(';').map_or(value, |(_, address)| address.trim());
                fields.recipients.push(address.to_owned());
            }
            "status" => fields.status = value.to_owned(),
            "diagnostic-code" => {
                let said = value.split_once(';').map_or(value, |(_, said)| said.trim());
                fields.said = said.to_owned();
            }
            _ => {}
        }
    }
    fields
}
