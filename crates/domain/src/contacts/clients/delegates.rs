use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    contacts::calls::digits,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, words};
use serde_json::json;

words! {
    /// Why somebody may speak for a party.
    pub enum DelegateKind {
        /// The party said so.
        Delegate = "delegate",
        /// The party died.
        Heir = "heir",
        /// A court said so.
        Guardian = "guardian",
        /// They have a mandate in a matter.
        Lawyer = "lawyer",
        /// They placed the contracts.
        Broker = "broker",
    }
}

words! {
    /// About what they may speak.
    pub enum Scope {
        /// Everything.
        All = "all",
        /// Claims.
        Claims = "claims",
        /// Contracts and payments.
        Contracts = "contracts",
        /// How things stand, and no change of anything.
        Information = "information",
    }
}

/// Somebody who may speak for a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegate {
    /// Their row.
    pub id: Id<Delegate>,
    /// Why they may.
    pub kind: DelegateKind,
    /// What they are called.
    pub name: String,
    /// From where they ring.
    pub phone: Option<String>,
    /// About what.
    pub scope: Scope,
    /// The first day.
    pub from_on: Date,
    /// The last day; none: until it is revoked.
    pub until_on: Option<Date>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

impl Delegate {
    /// True where they may speak on this day: the last day counts.
    pub fn speaks_on(&self, day: Date) -> bool {
        self.revoked_at.is_none()
            && self.from_on <= day
            && self.until_on.is_none_or(|until| day <= until)
    }
}

impl FromRow for Delegate {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.word("kind")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            scope: row.word("scope")?,
            from_on: row.get("from_on")?,
            until_on: row.get("until_on")?,
            revoked_at: row.get("revoked_at")?,
        })
    }
}

/// A delegate as they are appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegating {
    /// Why they may.
    pub kind: DelegateKind,
    /// What they are called.
    pub name: String,
    /// From where they ring.
    pub phone: Option<String>,
    /// About what.
    pub scope: Scope,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub until_on: Option<Date>,
}

/// Writes down that somebody may speak for a party.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` for a party that is not theirs to see, `Invalid`.
pub fn appoint(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    delegating: &Delegating,
) -> Result<Id<Delegate>> {
    desk.reach(Right::WorkRequests)?;
    parties::find(desk, party)?;
    let mut faults = Vec::new();
    if delegating.name.trim().is_empty() || delegating.name.chars().count() > 200 {
        faults.push(Fault::new("name", "fault-required"));
    }
    if delegating.until_on.is_some_and(|until| until < delegating.from_on) {
        faults.push(Fault::new("until_on", "fault-before-from"));
    }
    Refusal::unless_none(faults)?;
    let id: Id<Delegate> = desk.fresh_id();
    desk.execute(
        "insert into delegates (tenant, id, party, kind, name, phone, scope, from_on, until_on,
                                saved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &desk.tenant.clone(),
            &id,
            &party,
            &delegating.kind.word(),
            &delegating.name.trim(),
            &delegating.phone.as_deref().map(digits),
            &delegating.scope.word(),
            &delegating.from_on,
            &delegating.until_on,
            &desk.now(),
        ],
    )?;
    let facts = json!({ "kind": delegating.kind.word(), "scope": delegating.scope.word() });
    desk.record(party, Kind::DelegateSaved, &facts)?;
    Ok(id)
}

/// Takes it back: they speak for the party no more.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` where there is none.
pub fn revoke_delegate(desk: &mut Desk<'_>, party: Id<Party>, id: Id<Delegate>) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    parties::find(desk, party)?;
    let revoked = desk.execute(
        "update delegates set revoked_at = $4
          where tenant = $1 and party = $2 and id = $3 and revoked_at is null",
        &[&desk.tenant.clone(), &party, &id, &desk.now()],
    )?;
    if revoked == 0 {
        return Err(Refusal::Unknown("delegate"));
    }
    desk.record(party, Kind::DelegateSaved, &json!({ "revoked": true }))
}

/// Everybody who may or might speak for a party, those whose time is over included.
///
/// # Errors
/// `Unknown` for a party that is not theirs to see.
pub fn delegates(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Vec<Delegate>> {
    parties::find(desk, party)?;
    desk.all(
        "select id, kind, name, phone, scope, from_on, until_on, revoked_at from delegates
          where tenant = $1 and party = $2 order by from_on desc, id limit 100",
        &[&desk.tenant.clone(), &party],
    )
}
