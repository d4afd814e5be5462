//! Agents: who takes calls now, who pauses and why. What may be shown of it is the unit's setting.

use super::{model::Fact, places::Places};
use crate::{
    Desk, Kind, Result, Right,
    identity::{self, TEAM_MIN, Watching},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Instant, words};
use std::collections::BTreeMap;

words! {
    /// What an agent does now.
    pub enum AgentState {
        /// Takes calls.
        Ready = "ready",
        /// Has taken a pause.
        Paused = "paused",
        /// Is not signed in.
        Away = "away",
    }
}

/// Brings the states of agents to what these facts say; an older fact never undoes a newer one.
pub(super) fn take<'a>(
    desk: &mut Desk<'_>,
    facts: impl Iterator<Item = &'a Fact>,
    places: &Places,
) -> Result<()> {
    let mut newest: BTreeMap<[u8; 16], &Fact> = BTreeMap::new();
    for fact in facts {
        let Some(place) = fact.agent.as_ref().and_then(|code| places.agents.get(code)) else {
            continue;
        };
        let standing = newest.entry(place.id).or_insert(fact);
        if (fact.at, fact.kind) >= (standing.at, standing.kind) {
            *standing = fact;
        }
    }
    let rows: Vec<Vec<Value>> = newest
        .into_iter()
        .map(|(agent, fact)| {
            let state = match fact.kind {
                Some(Kind::AgentPaused) => AgentState::Paused,
                Some(Kind::AgentSignedOut) => AgentState::Away,
                _ => AgentState::Ready,
            };
            let reason = fact.reason.clone().filter(|_| state == AgentState::Paused);
            vec![
                desk.tenant.to_value(),
                Value::Uuid(agent),
                Value::Text(state.word().into()),
                reason.to_value(),
                fact.at.to_value(),
            ]
        })
        .collect();
    desk.insert(
        "agent_states (tenant, agent, state, reason, since)",
        "on conflict (tenant, agent) do update set state = excluded.state,
            reason = excluded.reason, since = excluded.since
          where agent_states.since <= excluded.since",
        &rows,
    )?;
    Ok(())
}

/// What may be shown of the agents of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The unit's name.
    pub unit: String,
    /// How many are in each state.
    pub states: BTreeMap<AgentState, usize>,
    /// Each of them, only where the unit's agreement allows it.
    pub one_by_one: Vec<Seat>,
}

/// One agent, where that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// What the agent is called.
    pub name: String,
    /// What they do now.
    pub state: AgentState,
    /// Why they pause.
    pub reason: Option<String>,
    /// Since when.
    pub since: Instant,
}

struct Seated {
    unit: [u8; 16],
    seat: Seat,
}

impl FromRow for Seated {
    fn from_row(row: &Row) -> db::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            unit: row.get("unit")?,
            seat: Seat {
                name: row.get("name")?,
                state: AgentState::from_word(&state)
                    .ok_or(db::Error::Column { column: "state".into(), wanted: "state" })?,
                reason: row.get("reason")?,
                since: row.get("since")?,
            },
        })
    }
}

/// The agents of the units this person reaches, as far as each unit's setting allows: nothing,
/// the numbers of a team of five or more, or one by one.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn teams(desk: &mut Desk<'_>) -> Result<Vec<Team>> {
    desk.reach(Right::SeeFigures)?;
    let units = identity::units(desk)?;
    let mut of_unit: BTreeMap<[u8; 16], Vec<Seat>> = BTreeMap::new();
    let seated: Vec<Seated> = desk.all(
        "select a.unit, a.name, s.state, s.reason, s.since
           from agent_states as s join agents as a on a.tenant = s.tenant and a.id = s.agent
          where s.tenant = $1 and a.unit is not null order by a.name, a.id limit 5000",
        &[&desk.tenant.clone()],
    )?;
    for one in seated {
        of_unit.entry(one.unit).or_default().push(one.seat);
    }
    let shown = units.into_iter().filter_map(|unit| {
        let seats = of_unit.remove(&unit.id.bytes())?;
        let allowed = match unit.watching {
            Watching::None => false,
            Watching::Team => seats.len() >= TEAM_MIN,
            Watching::Individual => true,
        };
        let mut states = BTreeMap::new();
        for seat in &seats {
            *states.entry(seat.state).or_insert(0) += 1;
        }
        let one_by_one = if unit.watching == Watching::Individual { seats } else { Vec::new() };
        allowed.then_some(Team { unit: unit.name, states, one_by_one })
    });
    Ok(shown.collect())
}
