use super::delegates::{Delegate, Scope};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right, Role,
    contacts::calls::Call,
    identity,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, words};
use serde_json::json;

words! {
    /// What came of a check.
    pub enum Checked {
        /// They knew it.
        Passed = "passed",
        /// They did not.
        Failed = "failed",
        /// They would not say.
        Refused = "refused",
    }
}

/// What can be asked; a company's rule says which of them it takes.
pub const ASKED: &[&str] =
    &["birth_date", "contract_number", "address", "tax_code", "last_claim", "code_sent"];

/// A check as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checking {
    /// Who they say they are.
    pub party: Option<Id<Party>>,
    /// The call in which they were asked.
    pub call: Option<Id<Call>>,
    /// Who speaks for them, where it is not themselves.
    pub delegate: Option<Id<Delegate>>,
    /// What was asked, of [`ASKED`]. Never the answers: they are the client's secrets.
    pub asked: Vec<String>,
    /// What came of it.
    pub outcome: Option<Checked>,
}

/// Things that a caller must have been asked to pass: one can be known to a neighbour.
const ASKED_MIN: usize = 2;

/// Writes down that a caller was checked.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` for a party that is not theirs to see, `Invalid` with
/// all faults: too little was asked, or a delegate whose time is over.
pub fn check(desk: &mut Desk<'_>, checking: &Checking) -> Result<Id<Check>> {
    desk.reach(Right::WorkRequests)?;
    let party = checking.party.ok_or_else(|| Refusal::invalid("party", "fault-required"))?;
    parties::find(desk, party)?;
    let mut faults = Vec::new();
    let asked = &checking.asked;
    let Some(outcome) = checking.outcome else {
        return Err(Refusal::invalid("outcome", "fault-choice"));
    };
    if asked.iter().any(|one| !ASKED.contains(&one.as_str())) {
        faults.push(Fault::new("asked", "fault-choice"));
    }
    if outcome == Checked::Passed && asked.len() < ASKED_MIN {
        faults.push(Fault::new("asked", "fault-asked-too-little"));
    }
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    if let Some(delegate) = checking.delegate
        && !speaks(desk, party, delegate, today)?
    {
        faults.push(Fault::new("delegate", "fault-delegate"));
    }
    Refusal::unless_none(faults)?;
    let id: Id<Check> = desk.fresh_id();
    desk.execute(
        "insert into identity_checks (tenant, id, party, call, delegate, staff, at, asked, outcome)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &party,
            &checking.call,
            &checking.delegate,
            &desk.colleague(),
            &desk.now(),
            &asked.join(" "),
            &outcome.word(),
        ],
    )?;
    let facts = json!({ "asked": asked, "outcome": outcome.word() });
    desk.record(party, Kind::PartyChecked, &facts)?;
    Ok(id)
}

/// True where this delegate speaks for the party on this day.
fn speaks(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    delegate: Id<Delegate>,
    today: Date,
) -> Result<bool> {
    let all = super::delegates(desk, party)?;
    Ok(all.iter().any(|one| one.id == delegate && one.speaks_on(today)))
}

/// A check as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// When.
    pub at: Instant,
    /// Who asked.
    pub staff: Option<Id<Role>>,
    /// What was asked.
    pub asked: Vec<String>,
    /// What came of it.
    pub outcome: Checked,
    /// Who speaks for them.
    pub delegate: Option<Id<Delegate>>,
}

impl FromRow for Check {
    fn from_row(row: &Row) -> db::Result<Self> {
        let asked: String = row.get("asked")?;
        Ok(Self {
            at: row.get("at")?,
            staff: row.get("staff")?,
            asked: asked.split(' ').map(str::to_owned).collect(),
            outcome: row.word("outcome")?,
            delegate: row.get("delegate")?,
        })
    }
}

/// The last check of a party in one call.
///
/// # Errors
/// Only when the database fails.
pub fn last_check(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    call: Option<Id<Call>>,
) -> Result<Option<Check>> {
    desk.reach(Right::SeeRequests)?;
    let call = call.map(|call| call.bytes()).unwrap_or_default();
    desk.optional(
        "select at, staff, asked, outcome, delegate from identity_checks
          where tenant = $1 and party = $2 and call = $3 order by at desc, id desc limit 1",
        &[&desk.tenant.clone(), &party, &call],
    )
}

impl Scope {
    /// True where somebody with this scope may hear of such a thing.
    pub fn covers(self, wanted: Scope) -> bool {
        self == Scope::All || self == wanted
    }
}
