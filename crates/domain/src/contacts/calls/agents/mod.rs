//! Agents: who takes calls now, who pauses and why. What may be shown of it is the unit's setting.

mod teams;

use super::{
    model::Fact,
    places::{Places, Unknown, places},
};
use crate::{Desk, Kind, Result, Right, commitments::Book, days};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Instant, words};
use std::collections::{BTreeMap, BTreeSet};

pub use teams::{Day, Seat, Team, teams};

words! {
    /// What an agent does now.
    pub enum AgentState {
        /// Takes calls.
        Ready = "ready",
        /// Takes calls, and one rings.
        Ringing = "ringing",
        /// Takes calls, and talks in one.
        Talking = "talking",
        /// Has taken a pause.
        Paused = "paused",
        /// Is not signed in.
        Away = "away",
    }
}

/// Brings the states of agents to what was seen of them, and writes nothing into history: the
/// record that speaks for their hours says it again.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn show(desk: &mut Desk<'_>, seen: &[Fact]) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    desk.lock(seen.iter().filter_map(name))?;
    let places = places(desk, seen, Unknown::Create)?;
    take(desk, seen.iter(), &places)
}

/// The name under which an agent is held while what they do is written.
pub(super) fn name(fact: &Fact) -> Option<String> {
    Some(format!("agent {}", fact.agent.as_ref()?))
}

/// Brings the states of agents to what these facts say; an older fact never undoes a newer one.
///
/// An exchange signs agents in and out, and pauses them, queue by queue. An agent is away only
/// when signed out of every queue, and paused only when paused in all that are still served.
pub(super) fn take<'a>(
    desk: &mut Desk<'_>,
    facts: impl Iterator<Item = &'a Fact>,
    places: &Places,
) -> Result<()> {
    let mut newest: BTreeMap<([u8; 16], [u8; 16]), &Fact> = BTreeMap::new();
    for fact in facts {
        let Some(place) = fact.agent.as_ref().and_then(|code| places.agents.get(code)) else {
            continue;
        };
        let queue = fact.queue.as_ref().and_then(|code| places.queues.get(code));
        let queue = queue.map_or(ALL, |it| it.id);
        let standing = newest.entry((place.id, queue)).or_insert(fact);
        if Stand::of(fact, queue).rank() >= Stand::of(standing, queue).rank() {
            *standing = fact;
        }
    }
    let rows: Vec<Vec<Value>> = newest
        .iter()
        .map(|((agent, queue), fact)| cells(desk, *agent, Some(*queue), &Stand::of(fact, *queue)))
        .collect();
    desk.insert(
        "agent_queues (tenant, agent, queue, state, reason, since)",
        "on conflict (tenant, agent, queue) do update set state = excluded.state,
            reason = excluded.reason, since = excluded.since
          where agent_queues.since < excluded.since
             or (agent_queues.since = excluded.since and agent_queues.state >= excluded.state)",
        &rows,
    )?;
    let zone = Book::open(desk)?.zone.clone();
    // What is known of an agent holds on for two days at the most.
    let days = newest.values().flat_map(|fact| {
        let first = days::number(fact.at, &zone);
        first..=first + 2
    });
    days::mark(desk, &days.collect())?;
    let agents: BTreeSet<[u8; 16]> = newest.into_keys().map(|(agent, _)| agent).collect();
    follow(desk, &agents)
}

/// What is said of all queues at once stands under this id.
const ALL: [u8; 16] = [0; 16];

/// How an agent stands in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The queue; sixteen zeros for all of them.
    pub queue: [u8; 16],
    /// What the agent does for it.
    pub state: AgentState,
    /// Why the agent pauses.
    pub reason: Option<String>,
    /// Since when.
    pub since: Instant,
}

impl Stand {
    /// How an agent stands after this happened, in a queue or in all.
    pub fn after(kind: Kind, queue: Option<[u8; 16]>, since: Instant) -> Self {
        let state = match kind {
            Kind::AgentPaused => AgentState::Paused,
            Kind::AgentSignedOut => AgentState::Away,
            _ => AgentState::Ready,
        };
        Self { queue: queue.unwrap_or(ALL), state, reason: None, since }
    }

    /// Of what was said at one instant the least willing holds, whichever came first: away, then
    /// paused, then ready. The alphabet has them in the same order, which the SQL relies on.
    pub fn rank(&self) -> (Instant, AgentState) {
        (self.since, self.state)
    }

    fn of(fact: &Fact, queue: [u8; 16]) -> Self {
        let kind = fact.kind.unwrap_or(Kind::AgentResumed);
        let stand = Self::after(kind, Some(queue), fact.at);
        let reason = fact.reason.clone().filter(|_| stand.state == AgentState::Paused);
        Self { reason, ..stand }
    }
}

/// How an agent stands as a whole who stands so in each queue; none of whom nothing is known.
pub fn whole(stands: &[Stand]) -> Option<Stand> {
    let of_all = stands.iter().find(|stand| stand.queue == ALL);
    let is_over = |stand: &&Stand| of_all.is_none_or(|of_all| of_all.since <= stand.since);
    // What was said of all queues since holds for each; what was said of one since, for that one.
    let mut now: Vec<&Stand> = stands.iter().filter(|it| it.queue != ALL).filter(is_over).collect();
    let others = stands.len() - now.len() - usize::from(of_all.is_some());
    now.extend(of_all.filter(|_| others > 0 || now.is_empty()));
    let of = |state: AgentState| now.iter().copied().filter(move |stand| stand.state == state);
    let first_ready = of(AgentState::Ready).min_by_key(|stand| stand.since);
    let last = |state| of(state).max_by_key(|stand| (stand.since, stand.queue));
    first_ready.or(last(AgentState::Paused)).or(last(AgentState::Away)).cloned()
}

/// Brings the agents as a whole to how they stand in each queue.
fn follow(desk: &mut Desk<'_>, agents: &BTreeSet<[u8; 16]>) -> Result<()> {
    let list: Vec<Value> = agents.iter().map(|agent| Value::Uuid(*agent)).collect();
    let found: Vec<InQueue> = desk.all_in(
        "select agent, queue, state, reason, since from agent_queues
          where tenant = $1 and agent in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let mut of_agent: BTreeMap<[u8; 16], Vec<Stand>> = BTreeMap::new();
    for InQueue(agent, stand) in found {
        of_agent.entry(agent).or_default().push(stand);
    }
    let rows: Vec<Vec<Value>> = of_agent
        .into_iter()
        .filter_map(|(agent, stands)| Some(cells(desk, agent, None, &whole(&stands)?)))
        .collect();
    desk.insert(
        "agent_states (tenant, agent, state, reason, since)",
        "on conflict (tenant, agent) do update set state = excluded.state,
            reason = excluded.reason, since = excluded.since",
        &rows,
    )?;
    Ok(())
}

fn cells(desk: &Desk<'_>, agent: [u8; 16], queue: Option<[u8; 16]>, stand: &Stand) -> Vec<Value> {
    let mut cells = vec![desk.tenant.to_value(), Value::Uuid(agent)];
    cells.extend(queue.map(Value::Uuid));
    cells.push(Value::Text(stand.state.word().into()));
    cells.push(stand.reason.to_value());
    cells.push(stand.since.to_value());
    cells
}

struct InQueue([u8; 16], Stand);

impl FromRow for InQueue {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(
            row.get("agent")?,
            Stand {
                queue: row.get("queue")?,
                state: row.word("state")?,
                reason: row.get("reason")?,
                since: row.get("since")?,
            },
        ))
    }
}
