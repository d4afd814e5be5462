use super::model::Fact;
use crate::{Desk, Refusal, Result, Right, days};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, fold};
use std::collections::{BTreeSet, HashMap};

/// What an exchange has names for: a number, a queue, an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its row.
    pub id: [u8; 16],
    /// What the exchange calls it: the number itself, the queue's or the agent's code.
    pub code: String,
    /// What we call it.
    pub name: String,
    /// The kind of client a number is for.
    pub kind: Option<String>,
    /// Its unit.
    pub unit: Option<[u8; 16]>,
    /// The number a queue belongs to.
    pub number: Option<[u8; 16]>,
    /// 1 or 2: the level of service a queue gives.
    pub level: i64,
}

impl FromRow for Place {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            unit: row.get("unit")?,
            number: row.get("number")?,
            level: row.get("level")?,
        })
    }
}

/// The places that a batch of facts speaks of, by what the exchange calls them.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Numbers that can be dialled.
    pub numbers: HashMap<String, Place>,
    /// Queues.
    pub queues: HashMap<String, Place>,
    /// Agents.
    pub agents: HashMap<String, Place>,
}

impl Places {
    /// Numbers and queues by id.
    pub(super) fn by_id(&self) -> HashMap<[u8; 16], Place> {
        let all = self.numbers.values().chain(self.queues.values());
        all.map(|place| (place.id, place.clone())).collect()
    }
}

/// What to do about a place that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// Make it: the exchange knows better what there is.
    #[default]
    Create,
    /// Refuse the fact.
    Reject,
}

const NUMBERS: &str = "select id, number as code, label as name, kind, unit,
    null as number, 1 as level from phone_numbers";
const QUEUES: &str = "select id, code, name, null as kind, unit, number, level from queues";
const AGENTS: &str = "select id, code, name, null as kind, unit, null as number, 1 as level
    from agents";

/// Finds the places of these facts, and makes those that are not there.
///
/// # Errors
/// `Invalid` naming each unknown place, where they are not to be made.
pub fn places(desk: &mut Desk<'_>, facts: &[Fact], unknown: Unknown) -> Result<Places> {
    let wanted = |pick: fn(&Fact) -> Option<&String>| -> BTreeSet<String> {
        facts.iter().filter_map(pick).cloned().collect()
    };
    let numbers = wanted(|fact| fact.number.as_ref());
    let queues = wanted(|fact| fact.queue.as_ref());
    let agents = wanted(|fact| fact.agent.as_ref());
    let mut found = Places {
        numbers: look_up(desk, &listed(NUMBERS, "number"), &numbers)?,
        queues: look_up(desk, &listed(QUEUES, "code"), &queues)?,
        agents: look_up(desk, &listed(AGENTS, "code"), &agents)?,
    };
    let missing = |wanted: &BTreeSet<String>, found: &HashMap<String, Place>| -> BTreeSet<String> {
        wanted.iter().filter(|code| !found.contains_key(*code)).cloned().collect()
    };
    let (new_numbers, new_queues, new_agents) = (
        missing(&numbers, &found.numbers),
        missing(&queues, &found.queues),
        missing(&agents, &found.agents),
    );
    if unknown == Unknown::Reject {
        refuse(&[("number", &new_numbers), ("queue", &new_queues), ("agent", &new_agents)])?;
    }
    make(desk, "phone_numbers (tenant, id, number, label)", &new_numbers)?;
    make(desk, "queues (tenant, id, code, name)", &new_queues)?;
    make(desk, "agents (tenant, id, code, name)", &new_agents)?;
    found.numbers.extend(look_up(desk, &listed(NUMBERS, "number"), &new_numbers)?);
    found.queues.extend(look_up(desk, &listed(QUEUES, "code"), &new_queues)?);
    found.agents.extend(look_up(desk, &listed(AGENTS, "code"), &new_agents)?);
    Ok(found)
}

fn look_up(
    desk: &mut Desk<'_>,
    sql: &str,
    codes: &BTreeSet<String>,
) -> Result<HashMap<String, Place>> {
    let list: Vec<Value> = codes.iter().map(ToValue::to_value).collect();
    let found: Vec<Place> = desk.all_in(sql, &[&desk.tenant.clone()], &list)?;
    Ok(found.into_iter().map(|place| (place.code.clone(), place)).collect())
}

fn refuse(missing: &[(&str, &BTreeSet<String>)]) -> Result<()> {
    let faults = missing.iter().flat_map(|(field, codes)| {
        codes.iter().map(|code| crate::Fault::new(*field, "fault-unknown-place").with(code.clone()))
    });
    Refusal::unless_none(faults.collect())
}

/// Makes places that were not there; where somebody else did so meanwhile, theirs stand.
fn make(desk: &mut Desk<'_>, into: &str, codes: &BTreeSet<String>) -> Result<()> {
    let mut rows = Vec::new();
    for code in codes {
        let id: Id<Place> = desk.fresh_id();
        let code = code.to_value();
        rows.push(vec![desk.tenant.to_value(), id.to_value(), code.clone(), code]);
    }
    desk.insert(into, "on conflict do nothing", &rows)?;
    Ok(())
}

fn listed(select: &str, column: &str) -> String {
    format!("{select} where tenant = $1 and {column} in ({{list}})")
}

/// Places listed at once; a large contact centre has some thousand agents.
const LIST_MAX: i64 = 5_000;

/// Every number, queue and agent, by code.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn all(desk: &mut Desk<'_>) -> Result<Places> {
    desk.reach(Right::SeeFigures)?;
    let mut load = |sql: &str| -> Result<HashMap<String, Place>> {
        let sql = format!("{sql} where tenant = $1 limit $2");
        let found: Vec<Place> = desk.all(&sql, &[&desk.tenant.clone(), &LIST_MAX])?;
        Ok(found.into_iter().map(|place| (place.code.clone(), place)).collect())
    };
    Ok(Places { numbers: load(NUMBERS)?, queues: load(QUEUES)?, agents: load(AGENTS)? })
}

/// What a number or a queue is to be called, and where it belongs.
#[derive(Clone, Debug, Default)]
pub struct Naming<'a> {
    /// What the exchange calls it.
    pub code: &'a str,
    /// What we call it.
    pub name: &'a str,
    /// The kind of client a number is for.
    pub kind: Option<&'a str>,
    /// Its unit.
    pub unit: Option<[u8; 16]>,
    /// The number a queue belongs to.
    pub number: Option<[u8; 16]>,
    /// The level a queue serves.
    pub level: i64,
}

/// Names a number that can be dialled, new or known.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn name_number(desk: &mut Desk<'_>, naming: &Naming<'_>) -> Result<[u8; 16]> {
    desk.reach(Right::TellCalls)?;
    let id: Id<Place> = desk.fresh_id();
    desk.one(
        "insert into phone_numbers (tenant, id, number, label, kind, unit)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant, number) do update set
            label = excluded.label, kind = excluded.kind, unit = excluded.unit
         returning id",
        &[
            &desk.tenant.clone(),
            &id,
            &naming.code,
            &naming.name,
            &naming.kind.map(str::to_owned),
            &naming.unit,
        ],
    )
    .map(|id: Id<Place>| id.bytes())
}

/// Names a queue, new or known.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn name_queue(desk: &mut Desk<'_>, naming: &Naming<'_>) -> Result<[u8; 16]> {
    desk.reach(Right::TellCalls)?;
    let id: Id<Place> = desk.fresh_id();
    desk.one(
        "insert into queues (tenant, id, code, name, level, number, unit)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant, code) do update set name = excluded.name,
            level = excluded.level, number = excluded.number, unit = excluded.unit
         returning id",
        &[
            &desk.tenant.clone(),
            &id,
            &naming.code,
            &naming.name,
            &naming.level.clamp(1, 2),
            &naming.number,
            &naming.unit,
        ],
    )
    .map(|id: Id<Place>| id.bytes())
}

/// Names an agent, new or known.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn name_agent(desk: &mut Desk<'_>, naming: &Naming<'_>) -> Result<[u8; 16]> {
    desk.reach(Right::TellCalls)?;
    let id: Id<Place> = desk.fresh_id();
    desk.one(
        "insert into agents (tenant, id, code, name, unit) values ($1, $2, $3, $4, $5)
         on conflict (tenant, code) do update set name = excluded.name, unit = excluded.unit
         returning id",
        &[&desk.tenant.clone(), &id, &naming.code, &naming.name, &naming.unit],
    )
    .and_then(|id: Id<Place>| {
        // The hours of an agent belong to the unit.
        days::mark_all(desk)?;
        Ok(id.bytes())
    })
}

/// A key under which numbers of telephones are the same however they are written.
pub fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { fold(number) } else { digits }
}
