//! Whether an alert reaches anybody. A notice in the client's own area is read by nobody who never
//! comes in, and one to an address at which nobody is by nobody at all.

use super::model::Step;
use crate::{
    Desk, Result,
    contracts::Contract,
    messaging::{self, Channel},
    notices::{Addressee, Book, Event, Points, Whereto},
    parties::Party,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::Id;
use std::collections::{HashMap, HashSet};

/// Where clients are reached, and where their notices by law went in vain.
pub(super) struct Reached {
    points: Points,
    inside: HashSet<[u8; 16]>,
    legal: Vec<Channel>,
    reminding: Vec<Channel>,
    tried: HashMap<[u8; 16], HashSet<String>>,
}

impl Step {
    /// What causes its notice.
    pub(super) fn event(self) -> Event {
        match self {
            Self::Legal => Event::ContractNotice,
            Self::Reminder(_) => Event::ContractExpiring,
        }
    }
}

struct Tried([u8; 16], String);

impl FromRow for Tried {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("subject")?, row.get("recipient")?))
    }
}

impl Reached {
    /// What the register and the accounts say of these clients; `failed` are the contracts whose
    /// notice by law did not arrive.
    pub(super) fn load(
        desk: &mut Desk<'_>,
        all: &[Addressee],
        failed: &[Id<Contract>],
    ) -> Result<Self> {
        let (book, carried) = (Book::open(desk)?, messaging::carried(desk)?);
        let by = |event| {
            let all = book.caused_by(event).flat_map(|notice| notice.ways.channels());
            all.filter(|channel| carried.contains(channel)).collect::<Vec<_>>()
        };
        let (legal, reminding) = (by(Event::ContractNotice), by(Event::ContractExpiring));
        let mut channels = [legal.clone(), reminding.clone()].concat();
        channels.sort_unstable();
        channels.dedup();
        let to: Vec<&Addressee> = all.iter().collect();
        let parties: Vec<Id<Party>> = all.iter().filter_map(|to| to.party).collect();
        Ok(Self {
            points: Points::load(desk, &to, &channels)?,
            inside: inside(desk, &parties)?,
            legal,
            reminding,
            tried: tried(desk, failed)?,
        })
    }

    /// Whether an alert reaches this client.
    pub(super) fn by_any(&self, to: &Addressee, step: Step) -> bool {
        let channels = if step == Step::Legal { &self.legal } else { &self.reminding };
        channels.iter().any(|channel| self.by(to, *channel))
    }

    /// Whether a channel reaches this client.
    pub(super) fn by(&self, to: &Addressee, channel: Channel) -> bool {
        match channel {
            Channel::Inbox => to.party.is_some_and(|party| self.inside.contains(&party.bytes())),
            other => matches!(self.points.whereto(to, other), Whereto::Address(_)),
        }
    }

    /// The client with an address at which their notice by law was not tried yet; none where there
    /// is no such address.
    pub(super) fn elsewhere(&self, to: &Addressee, contract: Id<Contract>) -> Option<Addressee> {
        let tried = self.tried.get(&contract.bytes())?;
        let other = |channel: &Channel| {
            let address = self.points.other_than(to, *channel, tried)?;
            Some((*channel, address))
        };
        let mut by = self.legal.iter().filter(|channel| **channel != Channel::Inbox);
        let (channel, address) = by.find_map(other)?;
        let mut to = to.clone();
        match channel {
            Channel::Email => to.email = Some(address),
            Channel::Sms => to.phone = Some(address),
            Channel::Pec => to.pec = Some(address),
            // The envelope is written anew from what the register says.
            Channel::Post | Channel::Registered | Channel::Inbox => {}
        }
        Some(to)
    }
}

/// Those of these parties for whom somebody comes into the clients' area.
pub(super) fn inside(desk: &mut Desk<'_>, parties: &[Id<Party>]) -> Result<HashSet<[u8; 16]>> {
    let list: Vec<Value> = parties.iter().map(ToValue::to_value).collect();
    let found: Vec<[u8; 16]> = desk.all_in(
        "select distinct r.party from account_roles as r
           join accounts as a on a.tenant = r.tenant and a.id = r.account
          where r.tenant = $1 and a.closed_at is null and r.party in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(found.into_iter().collect())
}

/// Where notices by law of these contracts went.
fn tried(
    desk: &mut Desk<'_>,
    contracts: &[Id<Contract>],
) -> Result<HashMap<[u8; 16], HashSet<String>>> {
    let list: Vec<Value> = contracts.iter().map(ToValue::to_value).collect();
    let found: Vec<Tried> = desk.all_in(
        "select subject, recipient from messages
          where tenant = $1 and kind in (
                select code from notices where tenant = $1 and event = $2)
            and subject in ({list})",
        &[&desk.tenant.clone(), &Event::ContractNotice.word()],
        &list,
    )?;
    let mut all: HashMap<_, HashSet<String>> = HashMap::new();
    for Tried(contract, recipient) in found {
        all.entry(contract).or_default().insert(recipient);
    }
    Ok(all)
}
