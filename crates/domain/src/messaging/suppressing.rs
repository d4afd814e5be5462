//! Addresses at which nobody is reached.

use super::{
    model::{Category, Channel},
    outbox::{Message, find},
};
use crate::{Desk, Refusal, Result};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
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
    remember(desk, (channel, address), said, false)
}

fn remember(
    desk: &mut Desk<'_>,
    (channel, address): (&str, &str),
    said: &str,
    objected: bool,
) -> Result<()> {
    // That nobody is there outlives that somebody there objected, and not the other way.
    desk.execute(
        "insert into suppressions (tenant, channel, address, said, since, objected)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant, channel, address) do update
            set said = excluded.said, objected = excluded.objected
          where suppressions.objected or not excluded.objected",
        &[&desk.tenant.clone(), &spared_as(channel), &fold(address), &said, &desk.now(), &objected],
    )?;
    Ok(())
}

/// So often an address may be refused for good, each time another letter, before nobody is taken to
/// be there: not every server says why, and a single no may be about one letter's words.
const REFUSED_MAX: i64 = 3;
/// Refusals are counted together that are no further apart.
const TOGETHER: i64 = 90 * Instant::DAY;

/// Counts that an address of mail was refused for good without a word whether anybody is there.
pub(super) fn refused(desk: &mut Desk<'_>, channel: &str, address: &str, said: &str) -> Result<()> {
    if channel != Channel::Email.word() {
        return Ok(());
    }
    let now = desk.now();
    let times: i64 = desk.one(
        "insert into refused_addresses (tenant, channel, address, times, last_at)
         values ($1, $2, $3, 1, $4)
         on conflict (tenant, channel, address) do update
            set last_at = excluded.last_at, times = 1 + case
                when refused_addresses.last_at > $5 then refused_addresses.times else 0 end
         returning times",
        &[&desk.tenant.clone(), &channel, &fold(address), &now, &(now - TOGETHER)],
    )?;
    if times < REFUSED_MAX { Ok(()) } else { suppress(desk, channel, address, said) }
}

/// Forgets that these addresses were refused: a message arrived there.
pub(super) fn arrived(desk: &mut Desk<'_>, channel: &str, addresses: &[&str]) -> Result<()> {
    let list: Vec<Value> = addresses.iter().map(|one| fold(one).to_value()).collect();
    desk.execute_in(
        "delete from refused_addresses
          where tenant = $1 and channel = $2 and address in ({list})",
        &[&desk.tenant.clone(), &spared_as(channel)],
        &list,
    )?;
    Ok(())
}

/// Spares the address of a message that somebody objected to: only what is owed to them or asked
/// for goes there. Answers whether there is such a message.
///
/// # Errors
/// Only when the database fails.
pub fn objected(desk: &mut Desk<'_>, id: Id<Message>) -> Result<bool> {
    let message = match find(desk, id) {
        Ok(message) => message,
        Err(Refusal::Unknown(_)) => return Ok(false),
        Err(other) => return Err(other),
    };
    let at = (message.channel.as_str(), message.recipient.as_str());
    remember(desk, at, "reported as unwanted", true)?;
    Ok(true)
}

struct Known(String, String, bool);

impl FromRow for Known {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("address")?, row.get("said")?, row.get("objected")?))
    }
}

/// Addresses at which nobody is reached or somebody objected, and what was said of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreached(HashMap<String, (String, bool)>);

impl Unreached {
    /// What was said of this address; none where it may well be reached.
    pub fn said(&self, address: &str) -> Option<&str> {
        self.0.get(&fold(address)).map(|(said, _)| said.as_str())
    }

    /// What was said of this address, where that keeps messages of this category from going there:
    /// whoever objected still gets answers, codes and what their contract wants.
    pub fn spares(&self, address: &str, category: Category) -> Option<&str> {
        let (said, objected) = self.0.get(&fold(address))?;
        let is_owed = matches!(category, Category::Personal | Category::Contractual);
        (!objected || !is_owed).then_some(said)
    }
}

/// Those of these addresses at which nobody is reached.
///
/// # Errors
/// Only when the database fails.
pub fn unreached(desk: &mut Desk<'_>, channel: Channel, addresses: &[&str]) -> Result<Unreached> {
    let list: Vec<Value> = addresses.iter().map(|one| fold(one).to_value()).collect();
    let known: Vec<Known> = desk.all_in(
        "select address, said, objected from suppressions
          where tenant = $1 and channel = $2 and address in ({list})",
        &[&desk.tenant.clone(), &spared_as(channel.word())],
        &list,
    )?;
    Ok(Unreached(known.into_iter().map(|one| (one.0, (one.1, one.2))).collect()))
}

/// Uses an address again.
pub(super) fn lift(desk: &mut Desk<'_>, channel: &str, address: &str) -> Result<()> {
    arrived(desk, channel, &[address])?;
    desk.execute(
        "delete from suppressions where tenant = $1 and channel = $2 and address = $3",
        &[&desk.tenant.clone(), &spared_as(channel), &fold(address)],
    )?;
    Ok(())
}
