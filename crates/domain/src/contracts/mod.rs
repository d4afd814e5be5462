//! Contracts: what a party has with us, whoever is the master of it.
//!
//! For now a register: number, product, first and last day, as another system says. It is brought
//! up to date by import and never edited here. A day that was told and no longer holds is kept as
//! corrected.

use crate::{
    Desk, Fault, Kind, Refusal, Result, Right, identity,
    parties::{self, Party},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Date, Id, words};
use serde_json::json;
use std::collections::HashMap;

mod days;
#[cfg(test)]
mod tests;

pub use days::{Day, DayState, days_of};

/// A contract in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its row.
    pub id: Id<Contract>,
    /// Whose it is.
    pub party: Id<Party>,
    /// Its number at its source.
    pub number: String,
    /// What the product is called.
    pub product: String,
    /// The first day.
    pub starts_on: Date,
    /// The day after the last; none: it runs on.
    pub ends_on: Option<Date>,
    /// The system that knows it.
    pub source: String,
}

words! {
    /// How a contract stands on a day.
    pub enum Standing {
        /// It begins later.
        Coming = "coming",
        /// It is in force.
        Running = "running",
        /// Its last day is over.
        Over = "over",
    }
}

impl Contract {
    /// How it stands on this day.
    pub fn standing(&self, today: Date) -> Standing {
        match self.ends_on {
            Some(end) if end <= today => Standing::Over,
            _ if self.starts_on > today => Standing::Coming,
            _ => Standing::Running,
        }
    }
}

impl FromRow for Contract {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            party: row.get("party")?,
            number: row.get("number")?,
            product: row.get("product")?,
            starts_on: row.get("starts_on")?,
            ends_on: row.get("ends_on")?,
            source: row.get("source")?,
        })
    }
}

/// What a source says of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The holder, as the source knows them.
    pub holder: parties::Told,
    /// Its number.
    pub number: String,
    /// What the product is called.
    pub product: String,
    /// The first day.
    pub starts_on: Date,
    /// The day after the last.
    pub ends_on: Option<Date>,
}

/// Brings the register to what a source says of these contracts and their holders.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` where one cannot be taken; then none is.
pub fn tell(desk: &mut Desk<'_>, told: &[Told]) -> Result<Vec<Id<Contract>>> {
    desk.reach(Right::TellParties)?;
    for one in told {
        check(one)?;
    }
    let holders: Vec<parties::Told> = told.iter().map(|one| one.holder.clone()).collect();
    let holders = parties::tell(desk, &holders)?;
    let numbers: Vec<Value> = told.iter().map(|one| one.number.to_value()).collect();
    let known: Vec<Contract> = desk.all_in(
        "select id, party, number, product, starts_on, ends_on, source from contracts
          where tenant = $1 and number in ({list})",
        &[&desk.tenant.clone()],
        &numbers,
    )?;
    let known: HashMap<(String, String), Contract> =
        known.into_iter().map(|one| ((one.source.clone(), one.number.clone()), one)).collect();
    let mut ids: HashMap<(String, String), Id<Contract>> =
        known.iter().map(|(key, one)| (key.clone(), one.id)).collect();
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let (mut rows, mut corrected) = (HashMap::new(), HashMap::new());
    let mut answer = Vec::with_capacity(told.len());
    for (one, party) in told.iter().zip(holders) {
        let key = (one.holder.source.clone(), one.number.clone());
        if let Some(before) = known.get(&key) {
            corrected.insert(before.id, days::corrected(before, (party, one), today));
        }
        let id = *ids.entry(key).or_insert_with(|| desk.fresh_id());
        rows.insert(id, cells(desk, id, party, one));
        answer.push(id);
    }
    desk.insert(
        "contracts
            (tenant, id, party, number, product, starts_on, ends_on, source, updated_at)",
        "on conflict (tenant, id) do update set party = excluded.party,
            product = excluded.product, starts_on = excluded.starts_on,
            ends_on = excluded.ends_on, updated_at = excluded.updated_at",
        &rows.into_values().collect::<Vec<_>>(),
    )?;
    days::keep(desk, &corrected.into_values().flatten().collect::<Vec<_>>())?;
    for id in &answer {
        desk.record(*id, Kind::ContractSaved, &json!({}))?;
    }
    Ok(answer)
}

fn check(told: &Told) -> Result<()> {
    let mut faults = Vec::new();
    for (field, text) in [("number", &told.number), ("product", &told.product)] {
        if text.trim().is_empty() || text.chars().count() > 200 {
            faults.push(Fault::new(field, "fault-required"));
        }
    }
    if told.ends_on.is_some_and(|ends_on| ends_on < told.starts_on) {
        faults.push(Fault::new("to", "fault-before-from"));
    }
    Refusal::unless_none(faults)
}

fn cells(desk: &Desk<'_>, id: Id<Contract>, party: Id<Party>, told: &Told) -> Vec<Value> {
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        party.to_value(),
        told.number.to_value(),
        told.product.trim().to_value(),
        told.starts_on.to_value(),
        told.ends_on.to_value(),
        told.holder.source.to_value(),
        desk.now().to_value(),
    ]
}

/// Products that are offered where one is chosen.
const PRODUCTS_MAX: i64 = 500;

/// What the products are called of which there are contracts, in their order.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn products(desk: &mut Desk<'_>) -> Result<Vec<String>> {
    desk.reach(Right::SeeParties)?;
    // From one product to the next along the index: the contracts in between are not read.
    desk.all(
        "with recursive found(product) as (
            select min(product) from contracts where tenant = $1
            union all
            select (select min(c.product) from contracts as c
                     where c.tenant = $1 and c.product > found.product)
              from found where found.product is not null)
         select product from found where product is not null order by product limit $2",
        &[&desk.tenant.clone(), &PRODUCTS_MAX],
    )
}

/// A contract by its number; where several sources have it, the one that was told last.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn by_number(desk: &mut Desk<'_>, number: &str) -> Result<Option<Contract>> {
    Ok(by_numbers(desk, [number.trim()])?.remove(number.trim()))
}

/// The same for several numbers, which are as they are kept; those that there are.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn by_numbers<'a>(
    desk: &mut Desk<'_>,
    numbers: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, Contract>> {
    desk.reach(Right::SeeParties)?;
    let numbers: Vec<Value> = numbers.into_iter().map(ToValue::to_value).collect();
    let found: Vec<Contract> = desk.all_in(
        "select id, party, number, product, starts_on, ends_on, source from (
            select id, party, number, product, starts_on, ends_on, source, row_number() over (
                    partition by number order by updated_at desc, id) as place
              from contracts where tenant = $1 and number in ({list})) as told
          where place = 1",
        &[&desk.tenant.clone()],
        &numbers,
    )?;
    Ok(found.into_iter().map(|one| (one.number.clone(), one)).collect())
}

/// The contracts that are meant by systems that know them by a number, `(source, number)`: the one
/// that this system told of itself, or else the only one of this number. Where several systems have
/// it and this one does not, nobody knows whose it is, and there is none.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn meant<'a>(
    desk: &mut Desk<'_>,
    named: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<HashMap<(String, String), Contract>> {
    desk.reach(Right::SeeParties)?;
    let named: Vec<(&str, &str)> = named.into_iter().collect();
    let numbers: Vec<Value> = named.iter().map(|(_, number)| number.to_value()).collect();
    let found: Vec<Contract> = desk.all_in(
        "select id, party, number, product, starts_on, ends_on, source from contracts
          where tenant = $1 and number in ({list})",
        &[&desk.tenant.clone()],
        &numbers,
    )?;

    let mut meant = HashMap::new();
    for (source, number) in named {
        let all: Vec<&Contract> = found.iter().filter(|one| one.number == number).collect();
        let own = all.iter().find(|one| one.source == source);
        let only = all.first().filter(|_| all.len() == 1);
        if let Some(one) = own.or(only) {
            meant.insert((source.to_owned(), number.to_owned()), (**one).clone());
        }
    }
    Ok(meant)
}

/// The contracts of a party, those that began last first.
///
/// # Errors
/// `Unknown` where the party is not theirs to see.
pub fn of_party(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Vec<Contract>> {
    parties::find(desk, party)?;
    desk.all(
        "select id, party, number, product, starts_on, ends_on, source from contracts
          where tenant = $1 and party = $2 order by starts_on desc, number limit 500",
        &[&desk.tenant.clone(), &party],
    )
}
