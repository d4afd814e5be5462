//! Somebody objects to a message of ours: their provider says so (ARF, RFC 5965).

use super::kept::{Became, Keeping, is_known, keep};
use crate::{
    Desk, Result,
    messaging::{self, Channel, Message},
    notices,
};
use kernel::Id;

/// Takes an objection: no more offers that way, and nothing more to that address until a person
/// says otherwise. True once it was taken.
///
/// # Errors
/// Only when the database fails.
pub fn objected(
    desk: &mut Desk<'_>,
    message: Id<Message>,
    (key, original): (&str, &[u8]),
) -> Result<bool> {
    if is_known(desk, Channel::Email, key)? {
        return Ok(true);
    }
    notices::unsubscribe(desk, message, ("complaint", "A letter was reported as unwanted."))?;
    if !messaging::objected(desk, message)? {
        return Ok(false);
    }
    let now = desk.now();
    let keeping = Keeping {
        channel: Channel::Email,
        key,
        at: now,
        sender: "",
        title: "",
        became: Became::Objection,
        proof: "",
        subject: Some(message.bytes()),
        original,
    };
    keep(desk, &keeping)?;
    Ok(true)
}
