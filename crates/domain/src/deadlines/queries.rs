use super::{
    model::{Rule, Step, days_between, rule_of},
    saving::RULES_MAX,
};
use crate::{
    Desk, Reach, Refusal, Result, Right, contracts::Contract, days, identity, parties::Party,
};
use db::{FromRow, Row};
use kernel::{Date, Id};
use std::collections::BTreeMap;

/// The rules in force, by product; that of all others is the first.
///
/// # Errors
/// Only when the database fails.
pub fn rules(desk: &mut Desk<'_>) -> Result<Vec<Rule>> {
    desk.all(
        "select product, version, reminders, legal_days, margin_days from deadline_rules
          where tenant = $1 and current order by product limit $2",
        &[&desk.tenant.clone(), &(RULES_MAX + 1)],
    )
}

/// Alerts of a day that is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The day.
    pub day: Date,
    /// So many clients are reminded.
    pub reminders: i64,
    /// So many get the notice that the law wants.
    pub legal: i64,
}

/// Days that are looked ahead.
const AHEAD_DAYS: i64 = 30;
/// Products and days of an end that are counted at the most: a thousand for each of a hundred days.
const ENDS_MAX: i64 = 100_000;

struct Ends(Date, String, i64);

impl FromRow for Ends {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("ends_on")?, row.get("product")?, row.get("n")?))
    }
}

/// How many alerts go out on each of the next thirty days, as contracts end now; days without any
/// are left out.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit.
pub fn ahead(desk: &mut Desk<'_>) -> Result<Vec<Ahead>> {
    if !desk.reach(Right::SeeRequests)?.is_all() {
        return Err(Refusal::Forbidden);
    }
    let rules = rules(desk)?;
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let earliest = rules.iter().map(|rule| rule.saved.earliest()).max().unwrap_or(0);
    let last = days::date(days::number_of(today) + AHEAD_DAYS + earliest);
    let ends: Vec<Ends> = desk.all(
        "select ends_on, product, count(*) as n from contracts
          where tenant = $1 and ends_on > $2 and ends_on <= $3
          group by ends_on, product order by ends_on, product limit $4",
        &[&desk.tenant.clone(), &today, &last, &ENDS_MAX],
    )?;
    let mut all: BTreeMap<i64, Ahead> = BTreeMap::new();
    for Ends(ends_on, product, count) in ends {
        let Some(rule) = rule_of(&rules, &product) else { continue };
        let left = days_between(today, ends_on);
        let opens = rule.saved.legal.map(|legal| legal.opens());
        for (step, before) in rule.saved.steps() {
            let hence = left - before;
            // The legal notice goes in the place of a reminder of the same day.
            let is_said = step != Step::Legal && opens == Some(before);
            if !(1..=AHEAD_DAYS).contains(&hence) || is_said {
                continue;
            }
            let day = days::date(days::number_of(today) + hence);
            let of_day = all.entry(hence).or_insert(Ahead { day, reminders: 0, legal: 0 });
            match step {
                Step::Legal => of_day.legal += count,
                Step::Reminder(_) => of_day.reminders += count,
            }
        }
    }
    Ok(all.into_values().collect())
}

/// An alert that does not reach anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The contract.
    pub contract: Id<Contract>,
    /// Its number.
    pub number: String,
    /// What the product is called.
    pub product: String,
    /// Whose it is.
    pub party: Id<Party>,
    /// The day after its last.
    pub ends_on: Date,
    /// Which alert.
    pub step: Step,
}

impl FromRow for Unreached {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            contract: row.get("contract")?,
            number: row.get("number")?,
            product: row.get("product")?,
            party: row.get("party")?,
            ends_on: row.get("ends_on")?,
            step: Step::read(row)?,
        })
    }
}

/// Those that a page shows.
const SHOWN: i64 = 100;

/// Alerts that are due and reach nobody, of contracts within reach, those that end first first;
/// each contract is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn unreached(desk: &mut Desk<'_>) -> Result<Vec<Unreached>> {
    let Reach(path) = desk.reach(Right::SeeParties)?;
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let found: Vec<Unreached> = desk.all(
        "select a.contract, c.number, c.product, c.party, c.ends_on, a.kind, a.days
           from deadline_alerts as a
           join contracts as c on c.tenant = a.tenant and c.id = a.contract
           join parties as p on p.tenant = c.tenant and p.id = c.party
          where a.tenant = $1 and a.state in ('unreached', 'withheld', 'failed') and a.ends_on > $2
            and c.ends_on = a.ends_on
            and ($3 = '' or p.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))
          order by a.ends_on, a.id limit $4",
        &[&desk.tenant.clone(), &today, &path, &SHOWN],
    )?;
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.contract.bytes()).collect();
    identity::saw(desk, "contract", &seen)?;
    Ok(found)
}
