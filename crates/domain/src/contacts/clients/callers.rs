//! Who is calling, from the number alone.

use super::delegates::Delegate;
use crate::{
    Desk, Reach, Result, Right,
    contacts::calls::digits,
    contracts::{self, Contract},
    identity,
    parties::{self, Party, PointKind},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, fold};

/// Who the number says it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// The caller keeps the number back, or the exchange says nothing.
    Withheld,
    /// Nobody in the register can be reached at it.
    Unknown,
    /// One party.
    One(Box<Candidate>),
    /// Several: a family, a company, a party and who speaks for another.
    Several(Vec<Candidate>),
}

/// A party that it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The party.
    pub party: Party,
    /// Who speaks for them, where the number is a delegate's.
    pub delegate: Option<Delegate>,
    /// What an agent needs before the first word.
    pub glance: Glance,
}

/// A party at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Their contracts that run, the newest first.
    pub contracts: Vec<Contract>,
    /// Requests that wait.
    pub open_requests: i64,
    /// The next deadline of what was promised to them.
    pub due_at: Option<Instant>,
    /// Complaints that nobody answered.
    pub open_complaints: i64,
    /// When they last had to do with us.
    pub last_contact_at: Option<Instant>,
}

/// Candidates that are looked at in full: more than these are a switchboard.
const CANDIDATES_MAX: usize = 8;

/// Who may be calling from this number.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn recognise(desk: &mut Desk<'_>, caller: Option<&str>) -> Result<Recognised> {
    desk.reach(Right::SeeParties)?;
    let Some(number) = caller.map(digits).filter(|digits| !digits.is_empty()) else {
        return Ok(Recognised::Withheld);
    };
    let mut candidates = Vec::new();
    for party in parties::reached_at(desk, PointKind::Phone, &number)? {
        candidates.push((party, None));
    }
    for (party, delegate) in speaking_from(desk, &number)? {
        candidates.push((party, Some(delegate)));
    }
    candidates.truncate(CANDIDATES_MAX);
    let mut found = Vec::new();
    for (party, delegate) in candidates {
        let glance = glance(desk, party.id)?;
        found.push(Candidate { party, delegate, glance });
    }
    Ok(match found.len() {
        0 => Recognised::Unknown,
        1 => Recognised::One(Box::new(found.remove(0))),
        _ => Recognised::Several(found),
    })
}

struct Speaking(Party, Delegate);

impl FromRow for Speaking {
    fn from_row(row: &Row) -> db::Result<Self> {
        let party = Party {
            id: row.get("party_id")?,
            name: row.get("party_name")?,
            kind: row.get("party_kind")?,
            born_on: row.get("born_on")?,
            source: row.get("source")?,
            key: row.get("key")?,
        };
        Ok(Self(party, Delegate::from_row(row)?))
    }
}

fn speaking_from(desk: &mut Desk<'_>, number: &str) -> Result<Vec<(Party, Delegate)>> {
    let Reach(path) = desk.reach(Right::SeeParties)?;
    let found: Vec<Speaking> = desk.all(
        "select p.id as party_id, p.name as party_name, p.kind as party_kind, p.born_on,
                p.source, p.key, d.id, d.kind, d.name, d.phone, d.scope, d.from_on, d.until_on,
                d.revoked_at
           from delegates as d cross join parties as p
          where d.tenant = $1 and d.phone = $2 and d.revoked_at is null
            and p.tenant = d.tenant and p.id = d.party
            and ($3 = '' or p.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))
          order by p.folded, d.id limit 8",
        &[&desk.tenant.clone(), &number, &path],
    )?;
    Ok(found.into_iter().map(|one| (one.0, one.1)).collect())
}

struct Counts(i64, Option<Instant>, i64, Option<Instant>);

impl FromRow for Counts {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(
            row.get("open_requests")?,
            row.get("due_at")?,
            row.get("open_complaints")?,
            row.get("last_contact_at")?,
        ))
    }
}

fn glance(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Glance> {
    let Counts(open_requests, due_at, open_complaints, last_contact_at) = desk.one(
        "select waiting.open_requests, waiting.due_at,
                (select count(*) from complaints
                  where tenant = $1 and party = $2 and answered_at is null) as open_complaints,
                (select max(at) from (
                    select max(received_at) as at from requests where tenant = $1 and party = $2
                    union all
                    select max(call_at) as at from call_records
                     where tenant = $1 and party = $2) as both_ways) as last_contact_at
           from (select count(*) as open_requests, min(due_at) as due_at from requests
                  where tenant = $1 and party = $2 and live) as waiting",
        &[&desk.tenant.clone(), &party],
    )?;
    let today = desk.now().day(&kernel::TimeZone::UTC);
    let mut contracts = contracts::of_party(desk, party)?;
    contracts.retain(|one| one.ends_on.is_none_or(|end| end > today));
    contracts.truncate(5);
    let due_at = due_at.filter(|due| *due != crate::contacts::requests::NEVER);
    Ok(Glance { contracts, open_requests, due_at, open_complaints, last_contact_at })
}

/// Parties whose name or number begins so: for a caller whom the telephone does not tell. Each is
/// written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn search(desk: &mut Desk<'_>, text: &str) -> Result<Vec<Party>> {
    let Reach(path) = desk.reach(Right::SeeParties)?;
    let folded = fold(text);
    if folded.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let end = format!("{folded}\u{10ffff}");
    let by_name: Vec<Party> = desk.all(
        "select id, name, kind, born_on, source, key from parties
          where tenant = $1 and folded >= $2 and folded < $3
            and ($4 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))
          order by folded, id limit 20",
        &[&desk.tenant.clone(), &folded, &end, &path],
    )?;
    let by_contract: Vec<Party> = desk.all(
        "select p.id, p.name, p.kind, p.born_on, p.source, p.key
           from contracts as c cross join parties as p
          where c.tenant = $1 and c.number = $2
            and p.tenant = c.tenant and p.id = c.party
            and ($3 = '' or p.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))
          order by p.folded, p.id limit 5",
        &[&desk.tenant.clone(), &text.trim(), &path],
    )?;
    let mut all = by_contract;
    all.extend(by_name);
    if digits(text).len() >= 5 {
        all.extend(parties::reached_at(desk, PointKind::Phone, text)?);
    }
    let all = parties::each_once(all);
    let seen: Vec<[u8; 16]> = all.iter().map(|party| party.id.bytes()).collect();
    identity::saw(desk, "client list", &seen)?;
    Ok(all)
}
