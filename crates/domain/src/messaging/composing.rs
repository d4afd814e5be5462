use super::{delivering::TOPIC, model::Channel, outbox::Message};
use crate::{Desk, Result};
use db::{ToValue, Value};
use kernel::{Id, Instant, Language};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composing {
    /// What it is about: a request, a complaint.
    pub subject: [u8; 16],
    /// `receipt`, `answer`, `asked`.
    pub kind: &'static str,
    /// By what it goes.
    pub channel: Channel,
    /// To whom: an address.
    pub recipient: String,
    /// The language it is in.
    pub language: Language,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
}

/// So long a message makes sense: a mail server, too, tries for five days.
const EXPIRES_AFTER: i64 = 5 * Instant::DAY;

/// Composes a message, in the transaction that wants it.
///
/// # Errors
/// Only when the database fails.
pub fn compose(desk: &mut Desk<'_>, message: &Composing) -> Result<()> {
    compose_all(desk, std::slice::from_ref(message))
}

/// The same for several messages at once.
///
/// # Errors
/// Only when the database fails.
pub fn compose_all(desk: &mut Desk<'_>, messages: &[Composing]) -> Result<()> {
    let now = desk.now();
    let rows: Vec<Vec<Value>> = messages
        .iter()
        .map(|message| {
            let id: Id<Message> = desk.fresh_id();
            vec![
                desk.tenant.to_value(),
                id.to_value(),
                now.to_value(),
                Value::Uuid(message.subject),
                message.kind.to_value(),
                message.channel.word().to_value(),
                message.recipient.to_value(),
                message.language.to_value(),
                message.title.to_value(),
                message.text.to_value(),
                "waiting".to_value(),
                now.to_value(),
                (now + EXPIRES_AFTER).to_value(),
            ]
        })
        .collect();
    desk.insert(
        "messages (tenant, id, at, subject, kind, channel, recipient, language, title, text,
            state, send_at, expires_at)",
        "",
        &rows,
    )?;
    if !messages.is_empty() {
        desk.wake(TOPIC);
    }
    Ok(())
}
