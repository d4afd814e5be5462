//! What is heard of a message after it was handed over.

use super::{
    model::{Channel, Heard, State, kept},
    outbox::{Message, find},
    suppressing::{is_same, suppress},
};
use crate::{Desk, Kind, Refusal, Result};
use kernel::Id;
use serde_json::json;

/// What is heard of a message after it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Of which message.
    pub of: Of,
    /// What.
    pub heard: Heard,
    /// The addresses, as it names them, at which it says that there is nobody.
    pub nobody: Vec<String>,
    /// Its words.
    pub said: String,
}

/// How a receipt names the message that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// By our own name of it.
    Message(Id<Message>),
    /// By the other side's name of it, on this channel.
    Reference(Channel, String),
}

/// Writes down what is heard of a message. The same twice is heard once, and what came back never
/// arrives afterwards.
///
/// # Errors
/// `Unknown` for a message that there is not.
pub fn heard(desk: &mut Desk<'_>, receipt: &Receipt) -> Result<()> {
    let Of::Message(id) = receipt.of else {
        return Err(Refusal::Unknown("message"));
    };
    desk.lock([format!("message {id}")])?;
    let message = find(desk, id)?;
    let said = kept(&receipt.said);
    if is_known(desk, id, receipt.heard, &said)? {
        return Ok(());
    }
    let fresh: Id<Receipt> = desk.fresh_id();
    desk.execute(
        "insert into message_receipts (tenant, id, message, at, kind, said)
         values ($1, $2, $3, $4, $5, $6)",
        &[&desk.tenant.clone(), &fresh, &id, &desk.now(), &receipt.heard.word(), &said],
    )?;
    // Where a letter was passed on, it is another's address at which there is nobody.
    if receipt.nobody.iter().any(|address| is_same(address, &message.recipient)) {
        suppress(desk, &message.channel, &message.recipient, &said)?;
    }
    let (state, kind) = match (receipt.heard, message.state) {
        (Heard::Bounced, State::Sending | State::Sent | State::Delivered | State::Held) => {
            (State::Bounced, Kind::MessageBounced)
        }
        (Heard::Delivered, State::Sending | State::Sent | State::Held) => {
            (State::Delivered, Kind::MessageDelivered)
        }
        _ => return Ok(()),
    };
    desk.execute(
        "update messages set state = $3, lease_until = null
          where tenant = $1 and id = $2 and state = $4",
        &[&desk.tenant.clone(), &id, &state.word(), &message.state.word()],
    )?;
    let facts = json!({ "message": id.to_string(), "channel": message.channel });
    desk.record(Id::<Message>::from_bytes(message.subject), kind, &facts)
}

/// Whether this was heard since the message was last handed over.
fn is_known(desk: &mut Desk<'_>, message: Id<Message>, heard: Heard, said: &str) -> Result<bool> {
    desk.one(
        "select exists (select 1 from message_receipts
                 where tenant = $1 and message = $2 and kind = $3 and said = $4
                   and at >= coalesce((select max(began_at) from message_attempts
                       where tenant = $1 and message = $2), 0))",
        &[&desk.tenant.clone(), &message, &heard.word(), &said],
    )
}
