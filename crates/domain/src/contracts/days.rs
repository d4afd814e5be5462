//! The days on which contracts began and ended, as a client's timeline shows them: those that hold,
//! and those that were told once and were wrong.

use super::{Contract, Told};
use crate::{
    Desk, Result,
    parties::{self, Party},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Date, Id, words};

words! {
    /// What a day is to a contract.
    pub enum DayState {
        /// Its first.
        Began = "began",
        /// The one after its last.
        Ended = "ended",
        /// It was told as one of these, and is none.
        Corrected = "corrected",
    }
}

/// A day of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The contract's row, or that of what was corrected.
    pub id: [u8; 16],
    /// Which contract.
    pub contract: Id<Contract>,
    /// Its number.
    pub number: String,
    /// What the product is called.
    pub product: String,
    /// The day.
    pub day: Date,
    /// What it is to the contract.
    pub state: DayState,
}

impl FromRow for Day {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            contract: row.get("contract")?,
            number: row.get("number")?,
            product: row.get("product")?,
            day: row.get("day")?,
            state: row.word("state")?,
        })
    }
}

/// The days of a party's contracts from this place back, the last one first, so many at the most. A
/// contract that ended on the day on which it began was never in force and only ended. A day that
/// was corrected and holds again is no correction any more.
///
/// # Errors
/// `Unknown` where the party is not theirs to see.
pub fn days_of(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    (until, before): (Date, [u8; 16]),
    limit: i64,
) -> Result<Vec<Day>> {
    parties::find(desk, party)?;
    desk.all(
        "select id, contract, number, product, day, state from (
            select id, id as contract, number, product, starts_on as day, 'began' as state
              from contracts
             where tenant = $1 and party = $2 and (ends_on is null or ends_on <> starts_on)
            union all
            select id, id, number, product, ends_on, 'ended' from contracts
             where tenant = $1 and party = $2 and ends_on is not null
            union all
            select c.id, k.id, k.number, k.product, c.day, 'corrected'
              from contract_corrections as c
              join contracts as k on k.tenant = c.tenant and k.id = c.contract
             where c.tenant = $1 and c.party = $2
               and (k.party <> $2 or (k.starts_on <> c.day
                    and (k.ends_on is null or k.ends_on <> c.day)))) as days
          where day < $3 or (day = $3 and id < $4)
          order by day desc, id desc limit $5",
        &[&desk.tenant.clone(), &party, &until, &before, &limit],
    )
}

/// A day of a contract that no longer holds, and whose timeline it is on.
pub(super) struct Correction {
    contract: Id<Contract>,
    party: Id<Party>,
    day: Date,
}

/// The days of a contract that no longer hold after this is told, of those that have come by
/// `today`: a day that lies ahead was on nobody's timeline yet.
pub(super) fn corrected(
    before: &Contract,
    (party, told): (Id<Party>, &Told),
    today: Date,
) -> Vec<Correction> {
    let moved = before.party != party;
    let began = Some(before.starts_on).filter(|day| moved || *day != told.starts_on);
    let ended = before.ends_on.filter(|day| moved || Some(*day) != told.ends_on);
    let correction = |day| Correction { contract: before.id, party: before.party, day };
    began.into_iter().chain(ended).filter(|day| *day <= today).map(correction).collect()
}

/// Keeps them.
pub(super) fn keep(desk: &mut Desk<'_>, corrections: &[Correction]) -> Result<()> {
    let rows: Vec<Vec<Value>> = corrections
        .iter()
        .map(|one| {
            let id: Id<Correction> = desk.fresh_id();
            vec![
                desk.tenant.to_value(),
                id.to_value(),
                one.contract.to_value(),
                one.party.to_value(),
                one.day.to_value(),
                desk.now().to_value(),
            ]
        })
        .collect();
    desk.insert(
        "contract_corrections (tenant, id, contract, party, day, corrected_at)",
        "",
        &rows,
    )?;
    Ok(())
}
