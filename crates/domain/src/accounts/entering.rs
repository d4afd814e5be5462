//! Coming in: a code to an address of the account, or the link beside it.

use super::{
    Account,
    codes::{self, Chance, Code, Lets, Right, Sent, make},
    registering::settle,
    sessions::{self, Opening},
};
use crate::{
    Desk, Result,
    notices::Addressee,
    parties::{self, PointKind},
};
use kernel::{Id, Language};

/// The account that this address lets in, if it is open. An address lets in as long as the register
/// knows it of the holder: a number that went to somebody else, the address of a relative or of a
/// firm opens nothing that is the holder's own.
pub(super) fn account_at(
    desk: &mut Desk<'_>,
    channel: &str,
    address: &str,
) -> Result<Option<Id<Account>>> {
    let kind = if channel == "sms" { PointKind::Phone } else { PointKind::Email }.word();
    desk.optional(
        "select a.id from account_addresses as d
           join accounts as a on a.tenant = d.tenant and a.id = d.account
          where d.tenant = $1 and d.channel = $2 and d.address = $3 and a.closed_at is null
            and (exists (select 1 from account_roles as r
                    join contact_points as c on c.tenant = r.tenant and c.party = r.party
                   where r.tenant = d.tenant and r.account = d.account and r.role = 'own'
                     and c.kind = $4 and c.folded in ($3, $5))
              or not exists (select 1 from account_roles as r
                   where r.tenant = d.tenant and r.account = d.account and r.role = 'own'))",
        &[&desk.tenant.clone(), &channel, &address, &kind, &format!("00{address}")],
    )
}

/// An address as accounts know it: a number with its country, without noughts before it.
pub(super) fn address_of(kind: PointKind, written: &str) -> String {
    let folded = parties::folded(kind, written);
    match (kind, folded.strip_prefix("00")) {
        (PointKind::Phone, Some(number)) => number.to_owned(),
        _ => folded,
    }
}

/// Sends a code to this address, where it lets anybody in. The answer is the same in any case.
///
/// # Errors
/// Only when the database fails.
pub fn ask_to_enter(
    desk: &mut Desk<'_>,
    typed: &str,
    language: Language,
    chance: &Chance,
) -> Result<Id<Code>> {
    let typed: String = typed.trim().chars().take(300).collect();
    let (by, kind) = match typed.contains('@') {
        true => (Sent::ByMail, PointKind::Email),
        false => (Sent::BySms, PointKind::Phone),
    };
    let address = address_of(kind, &typed);
    let account = account_at(desk, by.channel(), &address)?;
    let Some(account) = account else { return make(desk, (by, &address), None, chance) };
    let to = Addressee {
        language,
        email: (by == Sent::ByMail).then(|| address.clone()),
        phone: (by == Sent::BySms).then(|| format!("+{address}")),
        ..Addressee::default()
    };
    let lets = Lets { account: Some(account), party: None };
    make(desk, (by, &address), Some((&lets, &to)), chance)
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
