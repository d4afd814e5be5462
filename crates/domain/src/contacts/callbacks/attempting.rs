//! Ringing somebody, and what came of it.

use super::{
    measuring::measure,
    model::{Callback, Outcome, SLOT, telephone},
    slots::offered,
    wishing::{begin, find},
};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right, Role,
    contacts::calls::{self, Answered, Call},
    identity,
    notices::{self, Addressee, Cause, Event},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::json;
use std::collections::BTreeSet;

/// An attempt as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempting {
    /// The number that was rung.
    pub phone: String,
    /// What came of it.
    pub outcome: Outcome,
    /// When they asked to be rung instead, for [`Outcome::Later`].
    pub later: Option<Instant>,
    /// What a colleague should know.
    pub note: String,
}

/// What a telephone is owed.
struct Due {
    wishes: Vec<Id<Callback>>,
    missed: Vec<Id<Call>>,
}

fn due_to(desk: &mut Desk<'_>, digits: &str) -> Result<Due> {
    let wishes: Vec<Id<Callback>> = desk.all(
        "select id from callbacks where tenant = $1 and digits = $2 and state = 'open'
          order by wished_at, id limit 50",
        &[&desk.tenant.clone(), &digits],
    )?;
    let missed = calls::missed_by(desk, digits)?;
    Ok(Due { wishes, missed })
}

/// Writes down that we rang. It counts for every promise that this telephone is owed: wishes and
/// missed calls.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults, `Conflict` where it is owed nothing.
pub fn ring(desk: &mut Desk<'_>, attempting: &Attempting) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    let digits = telephone(&attempting.phone);
    check(attempting, desk.now())?;
    offered(desk, "later", attempting.later)?;
    desk.lock([format!("callback {digits}")])?;
    let due = due_to(desk, &digits)?;
    if due.wishes.is_empty() && due.missed.is_empty() {
        return Err(Refusal::Conflict("conflict-nothing-owed"));
    }
    let kind = match attempting.outcome {
        Outcome::Reached => Kind::CallbackReached,
        _ => Kind::CallbackAttempted,
    };
    let facts = json!({ "outcome": attempting.outcome.word() });
    let subjects = due.wishes.iter().map(|id| id.bytes());
    let subjects: Vec<[u8; 16]> = subjects.chain(due.missed.iter().map(|id| id.bytes())).collect();
    for subject in &subjects {
        desk.record(Id::<Attempt>::from_bytes(*subject), kind, &facts)?;
    }
    write(desk, &subjects, &digits, attempting)?;
    settle(desk, &due.wishes, attempting)?;
    tell(desk, &due, attempting)?;
    measure(desk, &due.wishes)?;
    calls::measure(desk, &due.missed)
}

/// Tells whoever did not answer that we rang: once, however many promises the telephone is owed.
fn tell(desk: &mut Desk<'_>, due: &Due, attempting: &Attempting) -> Result<()> {
    if attempting.outcome != Outcome::NoAnswer {
        return Ok(());
    }
    let subject = due.wishes.first().map(|id| id.bytes());
    let subject = subject.or_else(|| due.missed.first().map(|id| id.bytes()));
    let Some(subject) = subject else { return Ok(()) };
    let wish: Option<Callback> = match due.wishes.first() {
        Some(id) => Some(find(desk, *id)?),
        None => None,
    };
    let language = identity::tenant(desk)?.language;
    let to = Addressee {
        name: wish.as_ref().map(|wish| wish.name.clone()).unwrap_or_default(),
        party: wish.and_then(|wish| wish.party),
        language,
        phone: Some(attempting.phone.clone()),
        ..Addressee::default()
    };
    let with = [("phone".to_owned(), attempting.phone.clone().into())].into_iter().collect();
    let cause = Cause { event: Event::CallbackAttempted, subject, to, with };
    notices::cause(desk, &[cause]).map(drop)
}

fn check(attempting: &Attempting, now: Instant) -> Result<()> {
    let mut faults = Vec::new();
    let later = attempting.outcome == Outcome::Later;
    if later != attempting.later.is_some() || attempting.later.is_some_and(|at| at + SLOT <= now) {
        faults.push(Fault::new("later", "fault-slot"));
    }
    if attempting.note.chars().count() > 2_000 {
        faults.push(Fault::new("note", "fault-too-long").with("2000"));
    }
    Refusal::unless_none(faults)
}

fn write(
    desk: &mut Desk<'_>,
    subjects: &[[u8; 16]],
    digits: &str,
    attempting: &Attempting,
) -> Result<()> {
    let mut rows = Vec::new();
    for subject in subjects {
        let id: Id<Attempt> = desk.fresh_id();
        rows.push(vec![
            desk.tenant.to_value(),
            id.to_value(),
            Value::Uuid(*subject),
            digits.to_value(),
            desk.now().to_value(),
            desk.colleague().to_value(),
            Value::Text(attempting.outcome.word().into()),
            attempting.note.trim().to_value(),
        ]);
    }
    desk.insert(
        "callback_attempts (tenant, id, subject, digits, at, staff, outcome, note)",
        "",
        &rows,
    )?;
    Ok(())
}

/// Brings the wishes to what came of it: over, or moved to the time they named.
fn settle(desk: &mut Desk<'_>, wishes: &[Id<Callback>], attempting: &Attempting) -> Result<()> {
    let reached = attempting.outcome == Outcome::Reached;
    let (now, later) = (desk.now(), attempting.later);
    for id in wishes {
        desk.execute(
            "update callbacks set attempts = attempts + 1, owner = coalesce(owner, $3),
                    state = case when $4 then 'reached' else state end,
                    ended_at = case when $4 then $5 else ended_at end,
                    slot_from = coalesce($6, slot_from), slot_to = coalesce($7, slot_to)
              where tenant = $1 and id = $2",
            &[
                &desk.tenant.clone(),
                id,
                &desk.colleague(),
                &reached,
                &now,
                &later,
                &later.map(|from| from + SLOT),
            ],
        )?;
        if later.is_some() {
            begin(desk, *id, later)?;
        }
    }
    Ok(())
}

/// Stops trying. What was promised stays as it was kept or broken.
///
/// # Errors
/// As [`find`]; `Conflict` where nobody rang yet.
pub fn give_up(desk: &mut Desk<'_>, id: Id<Callback>) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    let callback = find(desk, id)?;
    if callback.attempts == 0 {
        return Err(Refusal::Conflict("conflict-never-rang"));
    }
    let ended = desk.execute(
        "update callbacks set state = 'given_up', ended_at = $3
          where tenant = $1 and id = $2 and state = 'open'",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    if ended == 0 {
        return Err(Refusal::Conflict("conflict-nothing-owed"));
    }
    desk.record(id, Kind::CallbackGivenUp, &json!({}))?;
    measure(desk, &[id])
}

struct Open(Id<Callback>, String, Instant);

impl FromRow for Open {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("digits")?, row.get("wished_at")?))
    }
}

/// Settles the wishes of those who rang us meanwhile and were answered.
///
/// # Errors
/// Only when the database fails.
pub fn rang_back(desk: &mut Desk<'_>, answered: &[Answered]) -> Result<usize> {
    let callers: BTreeSet<String> = answered.iter().map(|call| telephone(&call.caller)).collect();
    let list: Vec<Value> = callers.iter().map(ToValue::to_value).collect();
    let open: Vec<Open> = desk.all_in(
        "select id, digits, wished_at from callbacks
          where tenant = $1 and state = 'open' and digits in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let mut settled = Vec::new();
    for Open(id, phone, wished_at) in open {
        let later = answered
            .iter()
            .filter(|call| call.answered_at > wished_at && telephone(&call.caller) == phone);
        let Some(at) = later.map(|call| call.answered_at).min() else { continue };
        desk.record_at(at, id, Kind::CallRangBack, &json!({}))?;
        desk.execute(
            "update callbacks set state = 'reached', ended_at = $3 where tenant = $1 and id = $2",
            &[&desk.tenant.clone(), &id, &at],
        )?;
        settled.push(id);
    }
    measure(desk, &settled)?;
    Ok(settled.len())
}

/// An attempt as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When we rang.
    pub at: Instant,
    /// Who rang.
    pub staff: Option<Id<Role>>,
    /// What came of it.
    pub outcome: Outcome,
    /// What a colleague should know.
    pub note: String,
}

impl FromRow for Attempt {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            staff: row.get("staff")?,
            outcome: row.word("outcome")?,
            note: row.get("note")?,
        })
    }
}

/// How often a wish, or the caller of a missed call, was rung.
///
/// # Errors
/// `Forbidden` without the right.
pub fn attempts(desk: &mut Desk<'_>, subject: [u8; 16]) -> Result<Vec<Attempt>> {
    desk.reach(Right::SeeRequests)?;
    desk.all(
        "select at, staff, outcome, note from callback_attempts
          where tenant = $1 and subject = $2 order by at, id limit 100",
        &[&desk.tenant.clone(), &subject],
    )
}
