//! Registering: somebody shows that they hold a contract.

use super::{
    Account,
    codes::{self, Chance, Code, Lets, Right, Sent, make},
    entering::{account_at, address_of, country},
    roles::{Role, add_role, own_account},
    sessions::{Opening, whom},
};
use crate::{
    Desk, Kind, Result, contracts,
    messaging::{self, Category, Channel},
    notices::Addressee,
    parties::{self, Party, PointKind},
};
use kernel::{Date, Id, Language};
use serde_json::json;

/// What somebody who registers types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registering {
    /// The number of a contract.
    pub contract: String,
    /// The day of birth of its holder; a company has none.
    pub born_on: Option<Date>,
    /// By what the code is to come.
    pub by: Sent,
    /// As what they come in.
    pub role: Role,
    /// The language they read.
    pub language: Language,
    /// Their account, where they are signed in and come in for one more.
    pub account: Option<Id<Account>>,
    /// The network address they come from.
    pub from: String,
}

/// Sends a code to the address or telephone that the register knows of the holder of this contract,
/// where there is one who was born on that day. The answer is the same in any case.
///
/// # Errors
/// Only when the database fails.
pub fn register(
    desk: &mut Desk<'_>,
    registering: &Registering,
    chance: &Chance,
) -> Result<Id<Code>> {
    let by = registering.by;
    // Where there is none, codes are counted by what was typed, like those of an address.
    let typed = format!("contract {}", registering.contract.trim().to_lowercase());
    let is_shut = codes::is_shut(desk, &typed, &registering.from)?;
    let Some((party, address)) = holder(desk, registering)?.filter(|_| !is_shut) else {
        return make(desk, (by, &typed), None, &registering.from, chance);
    };
    let to = Addressee {
        name: party.name.clone(),
        // The code goes to this address and nowhere else.
        party: None,
        language: registering.language,
        email: (by == Sent::ByMail).then(|| address.clone()),
        phone: (by == Sent::BySms).then(|| address.clone()),
        pec: None,
        post: None,
    };
    let role = registering.role.word().to_owned();
    let lets = Lets { account: registering.account, party: Some((party.id, role)) };
    let kind = if by == Sent::ByMail { PointKind::Email } else { PointKind::Phone };
    let address = address_of(kind, &address);
    make(desk, (by, &address), Some((&lets, &to)), &registering.from, chance)
}

/// The holder of the contract, and where a code reaches them; none where anything does not fit. The
/// register is asked the same in any case, so that the time it takes tells little of what it knows.
fn holder(desk: &mut Desk<'_>, registering: &Registering) -> Result<Option<(Party, String)>> {
    let contract = contracts::by_number(desk, registering.contract.trim())?;
    let nobody = Id::from_bytes([0; 16]);
    let id = contract.map_or(nobody, |contract| contract.party);
    let (party, country) = (parties::seen(desk, id)?, country(desk)?);
    let Some(party) = party else { return Ok(None) };
    let points = parties::points(desk, party.id)?;
    if party.born_on.is_some() && party.born_on != registering.born_on {
        return Ok(None);
    }
    let reached = |(kind, value): (PointKind, String)| match (registering.by, kind) {
        (Sent::ByMail, PointKind::Email) => Some(value),
        (Sent::BySms, PointKind::Phone) => {
            let number = country.map_or_else(|| value.clone(), |one| one.international(&value));
            parties::is_mobile(&number).then_some(number)
        }
        _ => None,
    };
    let addresses: Vec<String> = points.into_iter().filter_map(reached).collect();
    let channel = match registering.by {
        Sent::ByMail => Channel::Email,
        Sent::BySms => Channel::Sms,
    };
    let named: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let known = messaging::unreached(desk, channel, &named)?;
    let is_good = |address: &&String| known.spares(address, Category::Contractual).is_none();
    let address = addresses.iter().find(is_good).or(addresses.first());
    Ok(address.map(|address| (party, address.clone())))
}

/// Lets somebody in who guessed the code that was sent to a holder: into the account they have, or
/// a new one. Answers the account and for whom they come in.
///
/// A party joins an account only from where that account is open: whoever reads the code elsewhere
/// lets nobody into it.
pub(super) fn settle(
    desk: &mut Desk<'_>,
    right: &Right,
    opening: &Opening<'_>,
) -> Result<Option<(Id<Account>, Id<Party>)>> {
    if right.lets.joins() && right.lets.account != opening.inside {
        return Ok(None);
    }
    let at = account_at(desk, &right.channel, &right.address)?;
    let Some((party, role)) = &right.lets.party else {
        return match right.lets.account.or(at) {
            Some(account) => Ok(whom(desk, account, opening)?.map(|party| (account, party))),
            None => Ok(None),
        };
    };
    let known = match right.lets.account {
        None if role == Role::Own.word() => own_account(desk, *party)?.or(at),
        account => account.or(at),
    };
    let account = match known {
        Some(account) => account,
        None => open(desk, opening.language)?,
    };
    add_role(desk, account, (*party, role))?;
    // What joins an account brings the address of somebody else with it, unless it is its holder.
    if !right.lets.joins() || role == Role::Own.word() {
        reach(desk, account, right, at)?;
    }
    Ok(Some((account, *party)))
}

/// Writes down that an account is reached at an address, unless another one comes in with it.
fn reach(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    right: &Right,
    at: Option<Id<Account>>,
) -> Result<()> {
    if at.is_some_and(|other| other != account) {
        return Ok(());
    }
    desk.execute(
        "insert into account_addresses (tenant, channel, address, account, since)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant, channel, address) do update
            set account = excluded.account, since = excluded.since",
        &[&desk.tenant.clone(), &right.channel, &right.address, &account, &desk.now()],
    )?;
    Ok(())
}

fn open(desk: &mut Desk<'_>, language: Language) -> Result<Id<Account>> {
    let (id, now): (Id<Account>, _) = (desk.fresh_id(), desk.now());
    desk.execute(
        "insert into accounts (tenant, id, language, opened_at, seen_at)
         values ($1, $2, $3, $4, $4)",
        &[&desk.tenant.clone(), &id, &language, &now],
    )?;
    desk.record(id, Kind::AccountOpened, &json!({}))?;
    Ok(id)
}
