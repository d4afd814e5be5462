//! What may be shown of agents, by the unit's setting on watching staff.

use super::AgentState;
use crate::{
    Desk, Result, Right, days,
    identity::{self, Watching},
};
use db::{FromRow, Row};
use kernel::Instant;
use std::collections::BTreeMap;

/// What may be shown of the agents of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The unit's name.
    pub unit: String,
    /// How many are in each state.
    pub states: BTreeMap<AgentState, usize>,
    /// What they did today together.
    pub today: Day,
    /// Each of them, only where the unit's agreement allows it.
    pub one_by_one: Vec<Seat>,
}

/// What agents did since midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Calls answered.
    pub answered: i64,
    /// Their talk, in microseconds.
    pub talk_us: i64,
    /// Those of which it is known whether they were solved.
    pub over: i64,
    /// Those solved at the first level.
    pub solved: i64,
    /// Those that were written up.
    pub written_up: i64,
}

impl Day {
    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.talk_us += other.talk_us;
        self.over += other.over;
        self.solved += other.solved;
        self.written_up += other.written_up;
    }
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
    /// What they did today.
    pub today: Day,
}

struct Seated {
    unit: [u8; 16],
    seat: Seat,
}

impl FromRow for Seated {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            unit: row.get("unit")?,
            seat: Seat {
                name: row.get("name")?,
                state: row.word("state")?,
                reason: row.get("reason")?,
                since: row.get("since")?,
                today: Day {
                    answered: row.get("answered")?,
                    talk_us: row.get("talk_us")?,
                    over: row.get("judged")?,
                    solved: row.get("solved")?,
                    written_up: row.get("written_up")?,
                },
            },
        })
    }
}

/// Every agent of a unit: how they stand, since when, and their day, `$2`.
const SEATED: &str = "select a.unit, a.name, s.reason,
            case when t.since is not null then 'talking'
                 when r.since is not null then 'ringing' else s.state end as state,
            coalesce(t.since, r.since, s.since) as since,
            coalesce(d.answered, 0) as answered, coalesce(d.talk_us, 0) as talk_us,
            coalesce(d.over_now, 0) as judged, coalesce(d.solved, 0) as solved,
            coalesce(d.written_up, 0) as written_up
       from agent_states as s join agents as a on a.tenant = s.tenant and a.id = s.agent
       left join (select c.agent, count(*) as answered, sum(c.handling_us) as talk_us,
              count(c.solved) as over_now,
              sum(case when c.solved then 1 else 0 end) as solved,
              count(w.call) as written_up
             from calls as c
             left join call_records as w on w.tenant = c.tenant and w.call = c.id
            where c.tenant = $1 and c.day = $2 and c.answered_at is not null
              and c.linked_into is null and c.agent is not null
            group by c.agent) as d
         on d.agent = a.id
       left join (select l.agent, max(l.answered_at) as since from calls as c
              join legs as l on l.tenant = c.tenant and l.call = c.id
             where c.tenant = $1 and c.open and l.answered_at is not null
               and l.left_at is null group by l.agent) as t
         on t.agent = a.id
       left join (select agent, max(since) as since from ringing
             where tenant = $1 group by agent) as r
         on r.agent = a.code
      where s.tenant = $1 and a.unit is not null order by a.name, a.id limit 5000";

/// The agents of the units this person reaches, as far as each unit's setting allows: nothing,
/// the numbers of a team of five or more, or one by one.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn teams(desk: &mut Desk<'_>) -> Result<Vec<Team>> {
    desk.reach(Right::SeeFigures)?;
    let units = identity::units(desk)?;
    let today = days::number(desk.now(), &identity::tenant(desk)?.zone);
    let mut of_unit: BTreeMap<[u8; 16], Vec<Seat>> = BTreeMap::new();
    let seated: Vec<Seated> = desk.all(SEATED, &[&desk.tenant.clone(), &today])?;
    for one in seated {
        of_unit.entry(one.unit).or_default().push(one.seat);
    }
    let shown = units.into_iter().filter_map(|unit| {
        let seats = of_unit.remove(&unit.id.bytes())?;
        let allowed = identity::may_count(unit.watching, seats.len());
        let (mut states, mut today) = (BTreeMap::new(), Day::default());
        for seat in &seats {
            *states.entry(seat.state).or_insert(0) += 1;
            today.add(seat.today);
        }
        let one_by_one = if unit.watching == Watching::Individual { seats } else { Vec::new() };
        allowed.then_some(Team { unit: unit.name, states, today, one_by_one })
    });
    Ok(shown.collect())
}
