//! For whom an account comes in, who comes in for a party, and how that is taken back.

use super::{
    Account,
    sessions::{self, mine},
};
use crate::{
    Desk, Kind, Refusal, Result, Right, Who,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};
use serde_json::json;

words! {
    /// As what somebody comes in for a party.
    pub enum Role {
        /// They are it.
        Own = "own",
        /// It is somebody of their family.
        Family = "family",
        /// It is their company.
        Company = "company",
    }
}

/// Somebody for whom a client comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The party.
    pub party: Id<Party>,
    /// What it is called.
    pub name: String,
    /// As what they come in for it.
    pub role: Role,
}

impl FromRow for Holding {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { party: row.get("party")?, name: row.get("name")?, role: row.word("role")? })
    }
}

/// Those for whom the client comes in.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn holdings(desk: &mut Desk<'_>) -> Result<Vec<Holding>> {
    let account = mine(desk)?;
    desk.all(
        "select r.party, p.name, r.role from account_roles as r
           join parties as p on p.tenant = r.tenant and p.id = r.party
          where r.tenant = $1 and r.account = $2 order by p.folded, r.party limit 100",
        &[&desk.tenant.clone(), &account],
    )
}

/// For whom an account looks first: its holder, then others in the order in which they came.
pub(super) fn first_of(desk: &mut Desk<'_>, account: Id<Account>) -> Result<Option<Id<Party>>> {
    desk.optional(
        "select party from account_roles where tenant = $1 and account = $2
          order by case role when 'own' then 0 else 1 end, since, party limit 1",
        &[&desk.tenant.clone(), &account],
    )
}

/// The open account whose holder this party is.
pub(super) fn own_account(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Option<Id<Account>>> {
    desk.optional(
        "select r.account from account_roles as r
           join accounts as a on a.tenant = r.tenant and a.id = r.account
          where r.tenant = $1 and r.party = $2 and r.role = 'own' and a.closed_at is null
          order by r.since, r.account limit 1",
        &[&desk.tenant.clone(), &party],
    )
}

/// Lets an account come in for a party; one that does already goes on as it did.
pub(super) fn add_role(
    desk: &mut Desk<'_>,
    account: Id<Account>,
    (party, role): (Id<Party>, &str),
) -> Result<()> {
    let added = desk.execute(
        "insert into account_roles (tenant, account, party, role, since)
         values ($1, $2, $3, $4, $5) on conflict (tenant, account, party) do nothing",
        &[&desk.tenant.clone(), &account, &party, &role, &desk.now()],
    )?;
    if added == 0 {
        return Ok(());
    }
    let facts = json!({ "role": "added", "party": party.to_string() });
    desk.record(account, Kind::AccountChanged, &facts)
}

/// An account that comes in for a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The account.
    pub account: Id<Account>,
    /// What its holder is called; none: it is nobody's own.
    pub name: Option<String>,
    /// As what it comes in.
    pub role: Role,
    /// Since when.
    pub since: Instant,
}

impl FromRow for Coming {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            account: row.get("account")?,
            name: row.get("name")?,
            role: row.word("role")?,
            since: row.get("since")?,
        })
    }
}

/// Who comes in for a party: its own holder and the desk may know.
///
/// # Errors
/// `Unknown` for a party that is not theirs to see.
pub fn coming(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Vec<Coming>> {
    let tenant = desk.tenant;
    if let Who::Client { account, .. } = desk.who {
        if !is_holder(desk, Id::from_bytes(account), party)? {
            return Err(Refusal::Unknown("party"));
        }
    } else {
        parties::find(desk, party)?;
    }
    desk.all(
        "select r.account, r.role, r.since,
                (select p.name from account_roles as o
                   join parties as p on p.tenant = o.tenant and p.id = o.party
                  where o.tenant = r.tenant and o.account = r.account and o.role = 'own'
                  order by o.since, o.party limit 1) as name
           from account_roles as r
          where r.tenant = $1 and r.party = $2 order by r.since, r.account limit 100",
        &[&tenant, &party],
    )
}

fn is_holder(desk: &mut Desk<'_>, account: Id<Account>, party: Id<Party>) -> Result<bool> {
    let role: Option<String> = desk.optional(
        "select role from account_roles where tenant = $1 and account = $2 and party = $3",
        &[&desk.tenant.clone(), &account, &party],
    )?;
    Ok(role.as_deref() == Some(Role::Own.word()))
}

/// Takes it back that an account comes in for a party: who holds the party takes it from others,
/// who comes in for somebody else gives it up, the desk takes it from anybody. Sessions that look
/// for that party lose it at once.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` where the account does not come in for the party.
pub fn take_back(desk: &mut Desk<'_>, account: Id<Account>, party: Id<Party>) -> Result<()> {
    if let Who::Client { account: mine, .. } = desk.who {
        let others = account.bytes() != mine;
        if is_holder(desk, Id::from_bytes(mine), party)? != others {
            return Err(Refusal::Unknown("role"));
        }
    } else {
        desk.reach(Right::WorkRequests)?;
        parties::find(desk, party)?;
    }
    let taken = desk.execute(
        "delete from account_roles where tenant = $1 and account = $2 and party = $3",
        &[&desk.tenant.clone(), &account, &party],
    )?;
    if taken == 0 {
        return Err(Refusal::Unknown("role"));
    }
    let facts = json!({ "role": "removed", "party": party.to_string() });
    desk.record(account, Kind::AccountChanged, &facts)?;
    sessions::lose(desk, account, party)
}
