//! What colleagues do with a request among themselves: take it, pass it on, note something, say
//! whose it is.

use super::{
    answering::{say, written},
    measuring::measure,
    model::{COLUMNS, Request, WordKind},
    queues::{self, Queue, Turns, queue_of},
    receiving::earlier,
};
use crate::{
    Desk, Fault, Kind, Reach, Refusal, Result, Right, Role, contracts,
    parties::{self, Party, PointKind},
};
use kernel::Id;
use serde_json::json;
use std::slice;

/// How a request may stand before something is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// It waits for us or for the client.
    Open,
    /// A person answered it.
    Answered,
    /// It is over.
    Closed,
}

/// A request to be worked on, held to the end of this unit of work: two colleagues who do
/// something at once do it one after the other, and the second sees what the first did.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` where it is not theirs, `Conflict` where it stands
/// otherwise.
pub(super) fn load(desk: &mut Desk<'_>, id: Id<Request>, before: &[Before]) -> Result<Request> {
    let Reach(path) = desk.reach(Right::WorkRequests)?;
    desk.lock([format!("request {id}")])?;
    let request: Option<Request> = desk.optional(
        &format!(
            "select {COLUMNS} from requests
              where tenant = $1 and id = $2
                and ($3 = '' or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))"
        ),
        &[&desk.tenant.clone(), &id, &path],
    )?;
    let request = request.ok_or(Refusal::Unknown("request"))?;
    match request.state.before() {
        Some(state) if before.contains(&state) => Ok(request),
        None => Err(Refusal::Conflict("conflict-request-merged")),
        Some(Before::Closed) => Err(Refusal::Conflict("conflict-request-closed")),
        Some(Before::Answered) => Err(Refusal::Conflict("conflict-request-answered")),
        Some(Before::Open) => Err(Refusal::Conflict("conflict-request-open")),
    }
}

/// Takes a request: it is theirs from now on. What a colleague has is taken over knowingly, by
/// naming who has it now.
///
/// # Errors
/// As `load`; `Conflict` where somebody else took it meanwhile.
pub fn take(desk: &mut Desk<'_>, id: Id<Request>, from: Option<Id<Role>>) -> Result<()> {
    let request = load(desk, id, &[Before::Open, Before::Answered])?;
    let me = desk.colleague().ok_or(Refusal::Forbidden)?;
    if request.owner == Some(me) {
        return Ok(());
    }
    if request.owner != from {
        return Err(Refusal::Conflict("conflict-request-taken"));
    }
    desk.execute(
        "update requests set owner = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &me],
    )?;
    desk.record(id, Kind::RequestTaken, &json!({ "to": me.to_string() }))
}

/// To whom a request goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The queue.
    pub queue: Id<Queue>,
    /// Why: a short word that is counted, and words for the colleague.
    pub reason: String,
    /// What the colleague should know.
    pub note: String,
}

/// Why requests are passed on.
pub const REASONS: &[&str] = &["expertise", "authority", "language", "workload", "wrong_queue"];

/// Passes a request on, with the reason; up to the second level it is no longer one that the first
/// solved.
///
/// # Errors
/// As `load`; `Invalid` for a queue or a reason that there is not.
pub fn pass_on(desk: &mut Desk<'_>, id: Id<Request>, passing: &Passing) -> Result<()> {
    let request = load(desk, id, &[Before::Open, Before::Answered])?;
    let mut faults = Vec::new();
    let queue = queues::queues(desk)?.into_iter().find(|queue| queue.id == passing.queue);
    if queue.is_none() || request.queue == Some(passing.queue) {
        faults.push(Fault::new("queue", "fault-choice"));
    }
    if !REASONS.contains(&passing.reason.as_str()) {
        faults.push(Fault::new("reason", "fault-choice"));
    }
    Refusal::unless_none(faults)?;
    let queue = queue.ok_or(Refusal::Unknown("queue"))?;
    let owner = Turns::new(1).next(desk, &queue)?;
    let from = queue_of(desk, &request)?.map(|queue| queue.code);
    let level = request.level.max(queue.level);
    desk.execute(
        "update requests set queue = $3, level = $4, owner = $5, unit = coalesce($6, unit),
                solved = case when $7 then false else solved end
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &queue.id, &level, &owner, &queue.unit, &(level > 1)],
    )?;
    if !passing.note.trim().is_empty() {
        let now = desk.now();
        say(desk, id, (WordKind::Note, "desk", written(&passing.note)?), now)?;
    }
    let facts = json!({
        "from": from,
        "to": queue.code,
        "level": queue.level,
        "reason": passing.reason,
    });
    desk.record(id, Kind::RequestPassedOn, &facts)?;
    measure(desk, &[id])
}

/// Makes a request more, or less, urgent; commitments with times of their own for this priority
/// are measured anew from where they stand.
///
/// # Errors
/// As `load`; `Invalid` for a word that is no priority.
pub fn prioritise(desk: &mut Desk<'_>, id: Id<Request>, priority: &str) -> Result<()> {
    load(desk, id, &[Before::Open])?;
    if !crate::contacts::topics::is_code(priority) {
        return Err(Refusal::invalid("priority", "fault-code"));
    }
    desk.execute(
        "update requests set priority = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &priority],
    )?;
    desk.record(id, Kind::RequestPriority, &json!({ "priority": priority }))?;
    measure(desk, &[id])
}

/// Who it may be: the holder of the contract that was given, and who is reached at the address or
/// the telephone. Empty where it is known, and to who may not see clients.
///
/// # Errors
/// Only when the database fails.
pub fn candidates(desk: &mut Desk<'_>, request: &Request) -> Result<Vec<Party>> {
    if request.sender.party.is_some() || !desk.who.may(Right::SeeParties) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    if request.contract.is_some()
        && let Some(contract) = contracts::by_number(desk, &request.contract_number)?
    {
        found.extend(parties::seen(desk, contract.party)?);
    }
    if let Some(email) = &request.sender.email {
        found.extend(parties::reached_at(desk, PointKind::Email, email)?);
    }
    if let Some(phone) = &request.sender.phone {
        found.extend(parties::reached_at(desk, PointKind::Phone, phone)?);
    }
    Ok(parties::each_once(found))
}

/// Says whose request it is: from then on it stands on their timeline.
///
/// # Errors
/// As for every action; `Unknown` for a party that is not theirs to see.
pub fn attribute(desk: &mut Desk<'_>, id: Id<Request>, party: Id<Party>) -> Result<()> {
    let mut request = load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    parties::find(desk, party)?;
    request.sender.party = Some(party);
    let repeat_of = match request.repeat_of {
        Some(known) => Some(known),
        None => earlier(desk, slice::from_ref(&request))?.into_iter().flatten().next(),
    };
    desk.execute(
        "update requests set party = $3, person = $4, repeat_of = $5 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &party, &request.sender.person(), &repeat_of],
    )?;
    desk.execute(
        "update request_words set party = $3 where tenant = $1 and request = $2",
        &[&desk.tenant.clone(), &id, &party],
    )?;
    desk.record(id, Kind::RequestAttributed, &json!({ "party": party.to_string() }))
}
