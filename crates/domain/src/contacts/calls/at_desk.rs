//! Calls as an agent's desk shows them: what comes in now, and what is still to be written up.

use super::{
    agents::AgentState,
    fold::Recording,
    model::{Call, Outcome, Voice},
    queries::{SHEET, Sheet, find},
    telling::measure,
};
use crate::{Desk, Fault, Kind, Reach, Refusal, Result, Right, days, identity};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// What an agent does, as the exchange last told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What.
    pub state: AgentState,
    /// Why they pause.
    pub reason: Option<String>,
    /// Since when.
    pub since: Instant,
}

impl FromRow for Stand {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { state: row.word("state")?, reason: row.get("reason")?, since: row.get("since")? })
    }
}

/// Calls on the desk at the most: more than these nobody looks at.
const SHOWN_MAX: i64 = 30;
/// How far back a call is still to be written up.
const WRITE_UP_WITHIN: i64 = 12 * Instant::HOUR;

/// The agent of the exchange that a colleague is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The agent's row.
    pub id: [u8; 16],
    /// What the exchange calls them.
    pub code: String,
    /// What we call them.
    pub name: String,
}

impl FromRow for Seat {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, code: row.get("code")?, name: row.get("name")? })
    }
}

/// How the agent at a seat stands: what they do, why, and since when; none where nothing is known.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn stand(desk: &mut Desk<'_>, seat: &Seat) -> Result<Option<Stand>> {
    desk.reach(Right::SeeCalls)?;
    desk.optional(
        "select state, reason, since from agent_states where tenant = $1 and agent = $2",
        &[&desk.tenant.clone(), &seat.id],
    )
}

/// Calls that go on now, those that wait before those that are answered, the first one first.
/// Reading them is written into the access log.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn going_on(desk: &mut Desk<'_>) -> Result<Vec<Sheet>> {
    let Reach(path) = desk.reach(Right::SeeCalls)?;
    let mut calls: Vec<Sheet> = desk.all(
        &format!(
            "select {SHEET} from calls
              where tenant = $1 and open and linked_into is null
                and ($2 = '' or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($2)) = $2))
              order by arrived_at, id limit $3"
        ),
        &[&desk.tenant.clone(), &path, &SHOWN_MAX],
    )?;
    calls.sort_by_key(|call| call.outcome == Outcome::Talking);
    let seen: Vec<[u8; 16]> = calls.iter().map(|call| call.id.bytes()).collect();
    identity::goes_on_seeing(desk, "call", &seen)?;
    Ok(calls)
}

/// The calls that this colleague answered in the last hours and has not written up, the last one
/// first.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn to_write_up(desk: &mut Desk<'_>) -> Result<Vec<Sheet>> {
    let Reach(path) = desk.reach(Right::SeeCalls)?;
    let Some(seat) = seat(desk)? else { return Ok(Vec::new()) };
    let since = desk.now() - WRITE_UP_WITHIN;
    // One walk along the days: calls have no index by agent.
    let day = days::number(since, &identity::tenant(desk)?.zone);
    desk.all(
        &format!(
            "select {SHEET} from calls
              where tenant = $1 and agent = $2 and answered_at is not null and arrived_at >= $3
                and day >= $6
                and linked_into is null
                and ($4 = '' or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))
                and not exists (select 1 from call_records as r
                     where r.tenant = calls.tenant and r.call = calls.id)
              order by arrived_at desc, id desc limit $5"
        ),
        &[&desk.tenant.clone(), &seat.id, &since, &path, &SHOWN_MAX, &day],
    )
}

/// The agent that the colleague at this desk is at the exchange; none where they have not said.
///
/// # Errors
/// Only when the database fails.
pub fn seat(desk: &mut Desk<'_>) -> Result<Option<Seat>> {
    desk.optional(
        "select id, code, name from agents where tenant = $1 and staff = $2
          order by code limit 1",
        &[&desk.tenant.clone(), &desk.colleague()],
    )
}

/// Says as which agent the colleague at this desk answers; an empty code: as none.
///
/// # Errors
/// `Forbidden` to who is no colleague, `Invalid` for an agent that there is not or that is another
/// colleague's.
pub fn sit_at(desk: &mut Desk<'_>, code: &str) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    let me = desk.colleague().ok_or(Refusal::Forbidden)?;
    desk.execute(
        "update agents set staff = null where tenant = $1 and staff = $2",
        &[&desk.tenant.clone(), &me],
    )?;
    if code.trim().is_empty() {
        return Ok(());
    }
    let seated = desk.execute(
        "update agents set staff = $3 where tenant = $1 and code = $2 and staff is null",
        &[&desk.tenant.clone(), &code.trim(), &me],
    )?;
    if seated == 0 {
        let fault = Fault::new("agent", "fault-agent").with(code.trim());
        return Err(Refusal::Invalid(vec![fault]));
    }
    desk.record(me, Kind::AgentSeated, &json!({}))
}

/// The call that an agent's telephone rings for, or that they talk in.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn at_seat(desk: &mut Desk<'_>, seat: &Seat) -> Result<Vec<Id<Call>>> {
    desk.reach(Right::SeeCalls)?;
    desk.all(
        "select id from calls where tenant = $1 and open and agent = $2
         union
         select c.id from ringing as r
           join calls as c on c.tenant = r.tenant and c.source = r.source and c.key = r.call
          where r.tenant = $1 and r.agent = $3
          order by 1 limit 30",
        &[&desk.tenant.clone(), &seat.id, &seat.code],
    )
}

/// Writes down that the colleague at this desk told the caller of the recording. Only who talks
/// with the caller can say so, while it is recorded. Told twice, the first time counts.
///
/// # Errors
/// `Forbidden` without the right to write calls up, `Unknown` for a call that is not theirs to see,
/// `Invalid` for one in which they do not talk or that nobody records now.
pub fn announce_recording(desk: &mut Desk<'_>, id: Id<Call>) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    let call = find(desk, id)?;
    let seat = seat(desk)?.ok_or(Refusal::invalid("agent", "fault-seat"))?;
    if call.outcome != Outcome::Talking || call.agent != Some(seat.id) {
        return Err(Refusal::invalid("call", "fault-call-of-another"));
    }
    if call.recording.is_none_or(|recording| recording == Recording::Over) {
        return Err(Refusal::invalid("call", "fault-not-recorded"));
    }
    desk.record(id, Kind::CallRecordingAnnounced, &json!({ "voice": Voice::House }))?;
    measure(desk, &[id])
}

/// What a colleague did since midnight, for themself alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnDay {
    /// Calls answered.
    pub answered: i64,
    /// Their talk, in microseconds.
    pub talk_us: i64,
    /// Those that were solved at the first level.
    pub solved: i64,
    /// Those of which nobody can say yet.
    pub open: i64,
}

impl FromRow for OwnDay {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            answered: row.get("answered")?,
            talk_us: row.get("talk_us")?,
            solved: row.get("solved")?,
            open: row.get("still_open")?,
        })
    }
}

/// The colleague's own figures of today. Nobody else is shown them here: what a supervisor sees,
/// the unit's setting on watching staff says.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn own_day(desk: &mut Desk<'_>) -> Result<OwnDay> {
    desk.reach(Right::SeeCalls)?;
    let Some(seat) = seat(desk)? else { return Ok(OwnDay::default()) };
    let today = days::number(desk.now(), &identity::tenant(desk)?.zone);
    desk.one(
        "select count(*) as answered, coalesce(sum(handling_us), 0) as talk_us,
                coalesce(sum(case when solved then 1 else 0 end), 0) as solved,
                coalesce(sum(case when solved is null then 1 else 0 end), 0) as still_open
           from calls
          where tenant = $1 and day = $2 and agent = $3 and answered_at is not null
            and linked_into is null",
        &[&desk.tenant.clone(), &today, &seat.id],
    )
}
