//! The hours in which agents took calls, counted from what happened to them.
//!
//! What is known of an agent in a queue holds for [`HOLDS_FOR`] at the most: who was signed in
//! longer ago without a word has only forgotten to sign out. So a day is counted from its own
//! facts and those shortly before, whichever other days are counted with it.

use super::count::{Cell, Cells};
use crate::{
    Desk, Result,
    contacts::calls::agents::{self, AgentState, Stand},
    days, identity,
};
use db::{FromRow, Row};
use kernel::{Id, Instant, TimeZone};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// For so long what was said of an agent in a queue is taken to be so.
pub const HOLDS_FOR: i64 = 36 * Instant::HOUR;

/// Every zone's hours begin at one of these.
const QUARTER: i64 = 15 * Instant::MINUTE;

/// Adds the seconds in which agents took calls from an instant to another. An agent counts only
/// where the setting of the unit lets a team of that size be looked at.
pub(super) fn add(
    desk: &mut Desk<'_>,
    (from, to): (Instant, Instant),
    zone: &TimeZone,
    cells: &mut Cells,
) -> Result<()> {
    let mut facts: Vec<Happened> = desk.all(
        "select subject, at, kind, facts from history
          where tenant = $1 and at >= $2 and at < $3
            and kind in ('agent.paused', 'agent.resumed', 'agent.signed_in', 'agent.signed_out')
          order by at, seq",
        &[&desk.tenant.clone(), &(from - HOLDS_FOR), &to],
    )?;
    if facts.is_empty() {
        return Ok(());
    }
    facts.sort_by_key(|one| one.stand.rank());
    let units = countable(desk)?;
    let mut of_agent: BTreeMap<[u8; 16], Vec<Happened>> = BTreeMap::new();
    for one in facts {
        of_agent.entry(one.agent).or_default().push(one);
    }
    let mut present = BTreeSet::new();
    for (agent, facts) in of_agent {
        let Some(unit) = units.get(&agent) else { continue };
        let mut hours: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for (start, micros) in ready(&facts, from, to) {
            *hours.entry((days::number(start, zone), days::hour(start, zone))).or_default() +=
                micros;
        }
        for ((day, hour), micros) in hours {
            present.insert((agent, day));
            let cell = Cell { day, hour, unit: *unit, ..Cell::default() };
            cells.entry(cell).or_default().ready_s += micros / Instant::SECOND;
        }
    }
    add_handling(desk, (from, to), &mut |agent, arrived_at, handling_us| {
        let day = days::number(arrived_at, zone);
        if let Some(unit) = units.get(&agent).filter(|_| present.contains(&(agent, day))) {
            let cell =
                Cell { day, hour: days::hour(arrived_at, zone), unit: *unit, ..Cell::default() };
            cells.entry(cell).or_default().busy_s += handling_us / Instant::SECOND;
        }
    })
}

/// Hands on who first answered each call, when it arrived, and how long it was handled.
fn add_handling(
    desk: &mut Desk<'_>,
    (from, to): (Instant, Instant),
    take: &mut dyn FnMut([u8; 16], Instant, i64),
) -> Result<()> {
    let (first, last) = (from.micros() / Instant::DAY - 2, to.micros() / Instant::DAY + 2);
    desk.each(
        "select agent, arrived_at, handling_us from calls
          where tenant = $1 and day >= $2 and day <= $3 and arrived_at >= $4 and arrived_at < $5
            and agent is not null and handling_us is not null and outcome <> 'linked'",
        &[&desk.tenant.clone(), &first, &last, &from, &to],
        &mut |row| {
            take(row.get("agent")?, row.get("arrived_at")?, row.get("handling_us")?);
            Ok(())
        },
    )
}

/// The agents that may be counted, each with the unit.
fn countable(desk: &mut Desk<'_>) -> Result<BTreeMap<[u8; 16], [u8; 16]>> {
    let seats: Vec<Seat> = desk.all(
        "select a.id, a.unit, u.watching from agents as a
           join units as u on u.tenant = a.tenant and u.id = a.unit
          where a.tenant = $1",
        &[&desk.tenant.clone()],
    )?;
    let mut sizes: BTreeMap<[u8; 16], usize> = BTreeMap::new();
    for seat in &seats {
        *sizes.entry(seat.unit).or_default() += 1;
    }
    let allowed = seats.iter().filter(|seat| identity::may_count(seat.watching, sizes[&seat.unit]));
    Ok(allowed.map(|seat| (seat.agent, seat.unit)).collect())
}

struct Seat {
    agent: [u8; 16],
    unit: [u8; 16],
    watching: identity::Watching,
}

impl FromRow for Seat {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { agent: row.get("id")?, unit: row.get("unit")?, watching: row.word("watching")? })
    }
}

/// What happened to an agent.
struct Happened {
    agent: [u8; 16],
    stand: Stand,
}

impl FromRow for Happened {
    fn from_row(row: &Row) -> db::Result<Self> {
        let facts: String = row.get("facts")?;
        let wrong = |wanted| db::Error::Column { column: "kind or facts".into(), wanted };
        let facts: Json = serde_json::from_str(&facts).map_err(|_| wrong("JSON"))?;
        let queue = facts.get("queue").and_then(Json::as_str);
        let queue = queue.and_then(|text| text.parse::<Id<Seat>>().ok()).map(|id| id.bytes());
        let kind = row.word("kind")?;
        Ok(Self { agent: row.get("subject")?, stand: Stand::after(kind, queue, row.get("at")?) })
    }
}

/// The pieces of time in which the agent took calls, each within one quarter of an hour: its start
/// and its length in microseconds.
fn ready(facts: &[Happened], from: Instant, to: Instant) -> Vec<(Instant, i64)> {
    let mut stands: BTreeMap<[u8; 16], Stand> = BTreeMap::new();
    let mut next = facts.iter().peekable();
    let mut pieces = Vec::new();
    let points = turning_points(facts, from, to);
    for (start, end) in points.iter().zip(points.iter().skip(1)) {
        while let Some(one) = next.next_if(|one| one.stand.since <= *start) {
            stands.insert(one.stand.queue, one.stand.clone());
        }
        stands.retain(|_, stand| *start - stand.since < HOLDS_FOR);
        let known: Vec<Stand> = stands.values().cloned().collect();
        let state = agents::whole(&known).map(|stand| stand.state);
        if *start >= from && state == Some(AgentState::Ready) {
            pieces.push((*start, *end - *start));
        }
    }
    pieces
}

/// When anything may change: facts, their ends, and the quarters at which an hour may begin.
fn turning_points(facts: &[Happened], from: Instant, to: Instant) -> Vec<Instant> {
    let mut points = BTreeSet::from([from, to]);
    for one in facts {
        points.extend([one.stand.since, one.stand.since + HOLDS_FOR]);
    }
    let first = from.micros().div_euclid(QUARTER) + 1;
    let last = to.micros().div_euclid(QUARTER);
    points.extend((first..=last).map(|quarter| Instant::from_micros(quarter * QUARTER)));
    points.into_iter().filter(|point| *point <= to).collect()
}
