//! Whether an alert reaches anybody. A notice in the client's own area is read by nobody who never
//! comes in.

use crate::{
    Desk, Result,
    messaging::{self, Channel},
    notices::{Book, Event},
    parties::{self, Party, PointKind},
};
use db::{FromRow, Row, Value};
use kernel::Id;
use std::collections::HashSet;

/// Which parties are reached by which channels.
pub(super) struct Reached(HashSet<([u8; 16], Channel)>);

struct Point([u8; 16], String, String);

impl FromRow for Point {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, row.get("kind")?, row.get("value")?))
    }
}

impl Reached {
    /// What the register and the accounts say of these parties.
    pub(super) fn load(desk: &mut Desk<'_>, parties: &[Value]) -> Result<Self> {
        let points: Vec<Point> = desk.all_in(
            "select party, kind, value from contact_points
              where tenant = $1 and kind in ('address', 'email', 'phone', 'pec')
                and party in ({list})",
            &[&desk.tenant.clone()],
            parties,
        )?;
        let mut all = HashSet::new();
        for Point(party, kind, value) in points {
            all.extend(channels_of(&kind, &value).iter().map(|channel| (party, *channel)));
        }
        let inside: Vec<[u8; 16]> = desk.all_in(
            "select distinct r.party from account_roles as r
               join accounts as a on a.tenant = r.tenant and a.id = r.account
              where r.tenant = $1 and a.closed_at is null and r.party in ({list})",
            &[&desk.tenant.clone()],
            parties,
        )?;
        all.extend(inside.into_iter().map(|party| (party, Channel::Inbox)));
        Ok(Self(all))
    }

    /// Whether one of these channels reaches the party.
    pub(super) fn by_any(&self, party: Id<Party>, channels: &[Channel]) -> bool {
        channels.iter().any(|channel| self.0.contains(&(party.bytes(), *channel)))
    }
}

/// By what a point of the register reaches its party.
fn channels_of(kind: &str, value: &str) -> &'static [Channel] {
    match PointKind::from_word(kind) {
        Some(PointKind::Email) => &[Channel::Email],
        Some(PointKind::Pec) => &[Channel::Pec],
        Some(PointKind::Phone) if parties::is_mobile(value) => &[Channel::Sms],
        Some(PointKind::Address) => &[Channel::Post, Channel::Registered],
        Some(PointKind::Phone) | None => &[],
    }
}

/// The channels by which the notices of a contract that ends go, as far as they are carried.
pub(super) fn channels(desk: &mut Desk<'_>) -> Result<Vec<Channel>> {
    let (book, carried) = (Book::open(desk)?, messaging::carried(desk)?);
    let all = book.caused_by(Event::ContractExpiring).flat_map(|notice| notice.ways.channels());
    Ok(all.filter(|channel| carried.contains(channel)).collect())
}
