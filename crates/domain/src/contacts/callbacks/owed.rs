//! Whom to call now: wishes and missed calls, each telephone once, by the next deadline.

use super::model::{COLUMNS, Callback, telephone};
use crate::{
    Desk, Reach, Result, Right,
    commitments::Book,
    contacts::calls::{self, Call},
    days, identity,
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use std::collections::BTreeMap;

/// Telephones on the list at the most.
pub const OWED_MAX: i64 = 200;
/// Days for which somebody who rang in vain stays on the list: after that nobody expects a call.
const DAYS_BACK: i64 = 7;

/// A telephone that is owed a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Its digits.
    pub digits: String,
    /// The number as it is rung.
    pub phone: String,
    /// The wish, where there is one.
    pub wish: Option<Callback>,
    /// The missed calls, the first one first.
    pub missed: Vec<Id<Call>>,
    /// When they first wanted us.
    pub since: Instant,
    /// When the first of their promises runs out.
    pub due_at: Instant,
    /// From when on they may be rung: the beginning of a slot.
    pub from: Instant,
}

struct Missed {
    id: Id<Call>,
    caller: String,
    arrived_at: Instant,
    due_at: Instant,
}

impl FromRow for Missed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            caller: row.get("caller")?,
            arrived_at: row.get("arrived_at")?,
            due_at: row.get("due_at")?,
        })
    }
}

/// Everybody who is owed a call, the next deadline first. Who got through since is not on it.
/// Each is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right.
pub fn owed(desk: &mut Desk<'_>) -> Result<Vec<Owed>> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    let wishes: Vec<Callback> = desk.all(
        &format!(
            "select {COLUMNS} from callbacks
              where tenant = $1 and state = 'open'
                and ($2 = '' or unit is null or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($2)) = $2))
              order by due_at, id limit $3"
        ),
        &[&desk.tenant.clone(), &path, &OWED_MAX],
    )?;
    let since = days::number(desk.now(), &Book::open(desk)?.zone) - DAYS_BACK;
    let missed: Vec<Missed> = desk.all(
        "select c.id, c.caller, c.arrived_at, min(k.due_at) as due_at from calls as c
           join clocks as k on k.tenant = c.tenant and k.subject = c.id
          where c.tenant = $1 and c.day >= $2 and c.answered_at is null
            and c.caller is not null and not c.open and c.linked_into is null
            and k.stopped_at is null and k.state in ('running', 'breached')
            and k.due_at is not null and substr(k.code, 1, 9) = 'callbacks'
            and ($3 = '' or c.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))
          group by c.id, c.caller, c.arrived_at
          order by due_at, c.id limit $4",
        &[&desk.tenant.clone(), &since, &path, &OWED_MAX],
    )?;
    let seen = wishes.iter().map(|one| one.id.bytes());
    let seen: Vec<[u8; 16]> = seen.chain(missed.iter().map(|one| one.id.bytes())).collect();
    identity::saw(desk, "callback list", &seen)?;
    Ok(together(wishes, missed))
}

/// Each telephone once: two wants of one person are one promise, the earlier.
fn together(wishes: Vec<Callback>, missed: Vec<Missed>) -> Vec<Owed> {
    let mut by_digits: BTreeMap<String, Owed> = BTreeMap::new();
    for wish in wishes {
        let owed = Owed {
            digits: wish.digits.clone(),
            phone: wish.phone.clone(),
            missed: Vec::new(),
            since: wish.wished_at,
            due_at: wish.due_at,
            from: wish.slot_from.unwrap_or(wish.wished_at),
            wish: Some(wish),
        };
        by_digits.insert(owed.digits.clone(), owed);
    }
    for call in missed {
        let key = telephone(&call.caller);
        let owed = by_digits.entry(key.clone()).or_insert_with(|| Owed {
            digits: key,
            phone: call.caller.clone(),
            wish: None,
            missed: Vec::new(),
            since: call.arrived_at,
            due_at: call.due_at,
            from: call.arrived_at,
        });
        owed.missed.push(call.id);
        owed.since = owed.since.min(call.arrived_at);
        owed.due_at = owed.due_at.min(call.due_at);
    }
    let mut all: Vec<Owed> = by_digits.into_values().collect();
    all.sort_by(|one, other| (one.due_at, &one.digits).cmp(&(other.due_at, &other.digits)));
    all
}

/// Missed calls whose caller kept the number back: nobody can call them, so they are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// How many there were.
    pub calls: i64,
}

/// The missed calls of the last seven days that nobody can call back.
///
/// # Errors
/// `Forbidden` without the right.
pub fn withheld(desk: &mut Desk<'_>) -> Result<Withheld> {
    desk.reach(Right::SeeRequests)?;
    let since = days::number(desk.now(), &Book::open(desk)?.zone) - DAYS_BACK;
    let calls = calls::missed_withheld(desk, since)?;
    Ok(Withheld { calls })
}
