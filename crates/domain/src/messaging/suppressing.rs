//! Addresses at which nobody is reached.

use super::{
    model::Channel,
    outbox::{Message, find},
};
use crate::{Desk, Refusal, Result};
use db::{FromRow, Row, ToValue, Value};
use kernel::Id;
use std::collections::HashMap;

/// An address as it is compared: no server tells small letters from large ones in practice.
fn fold(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Whether two addresses are one.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// The channel under which an address is spared: whoever moved away gets no letter of either kind.
fn spared_as(channel: &str) -> &str {
    if channel == Channel::Registered.word() { Channel::Post.word() } else { channel }
}

/// Remembers that nobody is reached at an address, and what was said of it.
pub(super) fn suppress(
    desk: &mut Desk<'_>,
    channel: &str,
    address: &str,
    said: &str,
) -> Result<()> {
    desk.execute(
        "insert into suppressions (tenant, channel, address, said, since)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant, channel, address) do update set said = excluded.said",
        &[&desk.tenant.clone(), &spared_as(channel), &fold(address), &said, &desk.now()],
    )?;
    Ok(())
}

/// Spares the address of a message that somebody objected to; answers whether there is such a
/// message.
///
/// # Errors
/// Only when the database fails.
pub fn objected(desk: &mut Desk<'_>, id: Id<Message>) -> Result<bool> {
    let message = match find(desk, id) {
        Ok(message) => message,
        Err(Refusal::Unknown(_)) => return Ok(false),
        Err(other) => return Err(other),
    };
    suppress(desk, &message.channel, &message.recipient, "reported as unwanted")?;
    Ok(true)
}

struct Known(String, String);

impl FromRow for Known {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("address")?, row.get("said")?))
    }
}

/// Addresses at which nobody is reached, and what was said of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreached(HashMap<String, String>);

impl Unreached {
    /// What was said of this address; none where it may well be reached.
    pub fn said(&self, address: &str) -> Option<&str> {
        self.0.get(&fold(address)).map(String::as_str)
    }
}

/// Those of these addresses at which nobody is reached.
///
/// # Errors
/// Only when the database fails.
pub fn unreached(desk: &mut Desk<'_>, channel: Channel, addresses: &[&str]) -> Result<Unreached> {
    let list: Vec<Value> = addresses.iter().map(|one| fold(one).to_value()).collect();
    let known: Vec<Known> = desk.all_in(
        "select address, said from suppressions
          where tenant = $1 and channel = $2 and address in ({list})",
        &[&desk.tenant.clone(), &spared_as(channel.word())],
        &list,
    )?;
    Ok(Unreached(known.into_iter().map(|one| (one.0, one.1)).collect()))
}

/// Uses an address again.
pub(super) fn lift(desk: &mut Desk<'_>, channel: &str, address: &str) -> Result<()> {
    desk.execute(
        "delete from suppressions where tenant = $1 and channel = $2 and address = $3",
        &[&desk.tenant.clone(), &spared_as(channel), &fold(address)],
    )?;
    Ok(())
}
