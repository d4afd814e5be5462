//! Coming in: a code to an address of the account, or the link beside it.

use super::{
    Account,
    codes::{self, Chance, Code, Lets, Right, Sent, make},
    registering::settle,
    sessions::{self, Opening},
};
use crate::{
    Desk, Result, identity,
    notices::Addressee,
    parties::{self, Country, PointKind},
};
use kernel::{Id, Language};

/// The account that this address lets in, if it is open. An address lets in as long as the register
/// knows it of the holder: a number that went to somebody else, the address of a relative or of a
/// firm opens nothing that is the holder's own. An account that is nobody's own is let in at an
/// address of anybody for whom it comes in.
pub(super) fn account_at(
    desk: &mut Desk<'_>,
    channel: &str,
    address: &str,
) -> Result<Option<Id<Account>>> {
    let kind = if channel == "sms" { PointKind::Phone } else { PointKind::Email }.word();
    // The register may have a number as it is written at home.
    let country = if channel == "sms" { country(desk)? } else { None };
    let at_home = country.and_then(|country| country.national(address));
    desk.optional(
        "select a.id from account_addresses as d
           join accounts as a on a.tenant = d.tenant and a.id = d.account
          where d.tenant = $1 and d.channel = $2 and d.address = $3 and a.closed_at is null
            and exists (select 1 from account_roles as r
                    join contact_points as c on c.tenant = r.tenant and c.party = r.party
                   where r.tenant = d.tenant and r.account = d.account
                     and c.kind = $4 and c.folded in ($3, $5, $6)
                     and (r.role = 'own' or not exists (select 1 from account_roles as o
                            where o.tenant = r.tenant and o.account = r.account
                              and o.role = 'own')))",
        &[
            &desk.tenant.clone(),
            &channel,
            &address,
            &kind,
            &format!("00{address}"),
            &at_home.as_deref().unwrap_or(address),
        ],
    )
}

/// The country in which the company is at home, where we know how numbers are written there.
pub(super) fn country(desk: &mut Desk<'_>) -> Result<Option<Country>> {
    Ok(Country::of_zone(&identity::tenant(desk)?.zone_name))
}

/// An address as accounts know it: a number with its country, without noughts before it.
pub(super) fn address_of(kind: PointKind, written: &str) -> String {
    let folded = parties::folded(kind, written);
    match (kind, folded.strip_prefix("00")) {
        (PointKind::Phone, Some(number)) => number.to_owned(),
        _ => folded,
    }
}

/// Who asks for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The network address they come from.
    pub from: String,
    /// The language they read.
    pub language: Language,
}

/// Sends a code to this address, where it lets anybody in. The answer is the same in any case.
///
/// # Errors
/// Only when the database fails.
pub fn ask_to_enter(
    desk: &mut Desk<'_>,
    typed: &str,
    asker: &Asker,
    chance: &Chance,
) -> Result<Id<Code>> {
    let typed: String = typed.trim().chars().take(300).collect();
    let by = if typed.contains('@') { Sent::ByMail } else { Sent::BySms };
    let (address, account) = known_as(desk, by, &typed)?;
    let Some(account) = account else {
        return make(desk, (by, &address), None, &asker.from, chance);
    };
    let to = Addressee {
        language: asker.language,
        email: (by == Sent::ByMail).then(|| address.clone()),
        phone: (by == Sent::BySms).then(|| format!("+{address}")),
        ..Addressee::default()
    };
    let lets = Lets { account: Some(account), party: None };
    make(desk, (by, &address), Some((&lets, &to)), &asker.from, chance)
}

/// The address that somebody typed, and whom it lets in. A number may be written as at home; one
/// that says no country may be meant either way, so both are looked for in any case.
fn known_as(desk: &mut Desk<'_>, by: Sent, typed: &str) -> Result<(String, Option<Id<Account>>)> {
    if by == Sent::ByMail {
        let address = address_of(PointKind::Email, typed);
        let account = account_at(desk, by.channel(), &address)?;
        return Ok((address, account));
    }
    let as_typed = address_of(PointKind::Phone, typed);
    let country = country(desk)?;
    let here = country.map_or_else(|| typed.to_owned(), |country| country.international(typed));
    let here = address_of(PointKind::Phone, &here);
    let abroad = account_at(desk, by.channel(), &as_typed)?;
    let account = account_at(desk, by.channel(), &here)?;
    Ok(if abroad.is_some() && account.is_none() { (as_typed, abroad) } else { (here, account) })
}

/// Guesses at a code and, where it is right, opens a session. Whoever calls this commits it in any
/// case: a try that was made is a try. None: the code was wrong, used, too old, or guessed at too
/// often.
///
/// # Errors
/// Only when the database fails.
pub fn enter(
    desk: &mut Desk<'_>,
    id: Id<Code>,
    guess: &str,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let right = codes::guess(desk, id, guess)?;
    open(desk, right, opening)
}

/// The same for the link beside a code.
///
/// # Errors
/// As [`enter`].
pub fn by_link(
    desk: &mut Desk<'_>,
    link: &str,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let right = codes::follow(desk, link)?;
    open(desk, right, opening)
}

fn open(
    desk: &mut Desk<'_>,
    right: Option<Right>,
    opening: &Opening<'_>,
) -> Result<Option<Id<Account>>> {
    let Some(right) = right else { return Ok(None) };
    let Some((account, party)) = settle(desk, &right, opening)? else {
        return Ok(None);
    };
    sessions::open(desk, (account, party), opening)?;
    Ok(Some(account))
}
