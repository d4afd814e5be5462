//! Where clients are reached, as the register and whoever tells know it: never at an address at
//! which nobody is, as long as there is another.

mod texted;

use super::{causing::Addressee, wording::plain};
use crate::{
    Desk, Result, identity,
    messaging::{self, Channel, Unreached},
    parties::{self, Country, PointKind},
};
use db::{FromRow, Row, ToValue, Value};
use std::collections::{HashMap, HashSet};
pub(super) use texted::Texted;

/// Where parties are reached by some channels.
#[derive(Debug, Default)]
pub struct Points {
    known: Register,
    spared: HashMap<Channel, Unreached>,
    country: Option<Country>,
}

/// What the register knows of each party.
type Register = HashMap<[u8; 16], Vec<(PointKind, String)>>;

/// How far a channel reaches somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereto {
    /// To this address.
    Address(String),
    /// To this one, at which nobody is: it is all that is known.
    Spared(String),
    /// There is no address for it.
    Nowhere,
}

struct Point([u8; 16], PointKind, String);

impl FromRow for Point {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, row.word("kind")?, row.get("value")?))
    }
}

impl Points {
    /// What the register knows of these by these channels, in one statement, and in one for each
    /// channel at which of those addresses nobody is.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn load(desk: &mut Desk<'_>, all: &[&Addressee], by: &[Channel]) -> Result<Self> {
        let country = Country::of_zone(&identity::tenant(desk)?.zone_name);
        let mut points = Self { known: known(desk, all)?, country, ..Self::default() };
        for channel in by.iter().filter(|channel| **channel != Channel::Inbox) {
            let found: Vec<String> =
                all.iter().flat_map(|to| points.candidates(to, *channel)).collect();
            let found: Vec<&str> = found.iter().map(String::as_str).collect();
            points.spared.insert(*channel, messaging::unreached(desk, *channel, &found)?);
        }
        Ok(points)
    }

    /// Where a channel reaches somebody: at what whoever tells said, or else at the first address
    /// of the register at which anybody is.
    pub fn whereto(&self, to: &Addressee, channel: Channel) -> Whereto {
        let all = self.candidates(to, channel);
        match all.iter().find(|one| !self.is_spared(channel, one)) {
            Some(good) => Whereto::Address(good.clone()),
            None => all.into_iter().next().map_or(Whereto::Nowhere, Whereto::Spared),
        }
    }

    /// An address at which anybody is, other than these.
    pub fn other_than(
        &self,
        to: &Addressee,
        channel: Channel,
        tried: &HashSet<String>,
    ) -> Option<String> {
        let mut all = self.candidates(to, channel).into_iter();
        all.find(|one| !tried.contains(one) && !self.is_spared(channel, one))
    }

    /// Whether the register knows this number of this party.
    pub(super) fn knows_number(&self, to: &Addressee, number: &str) -> bool {
        let of_party = |one: &(PointKind, String)| {
            one.0 == PointKind::Phone && self.international(&one.1) == number
        };
        let known = to.party.and_then(|party| self.known.get(&party.bytes()));
        known.is_some_and(|points| points.iter().any(of_party))
    }

    /// Whether a number is of the company's own country.
    pub(super) fn is_at_home(&self, number: &str) -> bool {
        let digits = parties::folded(PointKind::Phone, number);
        self.country.is_some_and(|country| country.national(&digits).is_some())
    }

    fn is_spared(&self, channel: Channel, address: &str) -> bool {
        self.spared.get(&channel).is_some_and(|known| known.said(address).is_some())
    }

    fn candidates(&self, to: &Addressee, channel: Channel) -> Vec<String> {
        let (given, kind) = match channel {
            Channel::Inbox => return to.party.map(|one| one.to_string()).into_iter().collect(),
            Channel::Email => (&to.email, PointKind::Email),
            Channel::Pec => (&to.pec, PointKind::Pec),
            Channel::Sms => (&to.phone, PointKind::Phone),
            Channel::Post | Channel::Registered => (&to.post, PointKind::Address),
        };
        let read = |value: &str| self.read(to, channel, value);
        if let Some(given) = given.as_deref().and_then(read) {
            return vec![given];
        }
        let known = to.party.and_then(|party| self.known.get(&party.bytes()));
        let of_kind = known.into_iter().flatten().filter(|one| one.0 == kind);
        of_kind.filter_map(|one| read(&one.1)).collect()
    }

    /// An address as a message of this channel names it; none for what it does not reach.
    fn read(&self, to: &Addressee, channel: Channel, value: &str) -> Option<String> {
        match channel {
            Channel::Sms => {
                Some(self.international(value)).filter(|number| parties::is_mobile(number))
            }
            Channel::Post | Channel::Registered => {
                let whole = messaging::envelope(&plain(&to.name), &plain(value));
                (!whole.is_empty()).then_some(whole)
            }
            Channel::Email | Channel::Pec | Channel::Inbox => Some(value.to_owned()),
        }
    }

    /// A number with its country; one that is written at home is of the company's own.
    fn international(&self, number: &str) -> String {
        self.country.map_or_else(|| number.to_owned(), |country| country.international(number))
    }
}

fn known(desk: &mut Desk<'_>, all: &[&Addressee]) -> Result<Register> {
    let mut parties: Vec<_> = all.iter().filter_map(|to| to.party).collect();
    parties.sort_unstable();
    parties.dedup();
    let parties: Vec<Value> = parties.iter().map(ToValue::to_value).collect();
    let mut known = Register::new();
    if parties.is_empty() {
        return Ok(known);
    }
    let found: Vec<Point> = desk.all_in(
        "select party, kind, value from contact_points
          where tenant = $1 and kind in ('address', 'email', 'phone', 'pec')
            and party in ({list})
          order by party, kind, folded",
        &[&desk.tenant.clone()],
        &parties,
    )?;
    for Point(party, kind, value) in found {
        known.entry(party).or_default().push((kind, value));
    }
    Ok(known)
}
