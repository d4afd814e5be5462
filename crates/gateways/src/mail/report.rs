//! Reports of mail servers on what became of a letter (RFC 3464): it came back, waits, or arrived.

use super::{
    reading::{Part, parts},
    smtp::is_nobody,
};
use domain::messaging::{Heard, Message, Of, Receipt};
use kernel::Id;

/// What a letter that came in says of one that we sent; none where it is no such report, or is one
/// of a letter that is none of ours.
///
/// Which letter it is, its own `Message-ID` says, which the report returns: it has chance in it
/// that only its receiver knows.
pub fn read(bytes: &[u8]) -> Option<Receipt> {
    let letter = parts(bytes);
    let status = letter.iter().find(|part| is_status(&part.kind()))?;
    let message = letter.iter().find_map(returned)?;
    let fields = recipient(&String::from_utf8_lossy(&status.content()))?;
    let heard = match fields.action.as_str() {
        "failed" => Heard::Bounced,
        // One that went on to a server which says nothing of such things is on its way still.
        "delayed" | "relayed" | "expanded" => Heard::Delayed,
        "delivered" => Heard::Delivered,
        _ => return None,
    };
    let said = if fields.said.is_empty() { fields.status.clone() } else { fields.said };
    let status = fields.status.split_whitespace().next().unwrap_or_default();
    let nobody = heard == Heard::Bounced && is_nobody(status);
    Some(Receipt { of: Of::Message(message), heard, whose: fields.recipients, nobody, said })
}

fn is_status(kind: &str) -> bool {
    matches!(kind, "message/delivery-status" | "message/global-delivery-status")
}

/// Our message that a part of the report returns, whole or with its headers alone.
pub(super) fn returned(part: &Part<'_>) -> Option<Id<Message>> {
    let kind = part.kind();
    // Those of letters whose addresses have letters beyond ASCII are called otherwise (RFC 6533).
    if !matches!(
        kind.as_str(),
        "message/rfc822" | "message/global" | "message/global-headers" | "text/rfc822-headers"
    ) {
        return None;
    }
    let content = part.content();
    let letter = parts(&content);
    letter.first()?.head()?.message_id()?.split('@').next()?.parse().ok()
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
