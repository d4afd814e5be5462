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

/// The account that this address lets in, if it is open.
pub(super) fn account_at(
    desk: &mut Desk<'_>,
    channel: &str,
    address: &str,
) -> Result<Option<Id<Account>>> {
    desk.optional(
        "select a.id from account_addresses as d
           join accounts as a on a.tenant = d.tenant and a.id = d.account
          where d.tenant = $1 and d.channel = $2 and d.address = $3 and a.closed_at is null",
        &[&desk.tenant.clone(), &channel, &address],
    )
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
    let address = parties::folded(kind, &typed);
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
    let Some((account, party)) = settle(desk, &right, opening.language)? else {
        return Ok(None);
    };
    sessions::open(desk, (account, party), opening)?;
    Ok(Some(account))
}
