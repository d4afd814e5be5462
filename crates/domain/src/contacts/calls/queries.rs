use super::{
    fold::Recording,
    model::{Call, Leg, Outcome},
    places::Place,
};
use crate::{Desk, Reach, Refusal, Result, Right, identity};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use std::collections::HashMap;

/// A call as lists and pages show it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its row.
    pub id: Id<Call>,
    /// The exchange or import it came from.
    pub source: String,
    /// Its id there.
    pub key: String,
    /// The number that was dialled.
    pub number: Option<[u8; 16]>,
    /// The first queue.
    pub queue: Option<[u8; 16]>,
    /// The kind of client.
    pub kind: Option<String>,
    /// The unit.
    pub unit: Option<[u8; 16]>,
    /// Who called, where the number is known.
    pub caller: Option<String>,
    /// True where the caller kept it back.
    pub withheld: bool,
    /// How its recording stands; none: nobody records.
    pub recording: Option<Recording>,
    /// When the caller was told of it.
    pub announced_at: Option<Instant>,
    /// Where it is.
    pub recording_link: Option<String>,
    /// How it stands or ended.
    pub outcome: Outcome,
    /// What it was linked into.
    pub linked_into: Option<Id<Call>>,
    /// The first thing known of it.
    pub arrived_at: Instant,
    /// From when on it could be answered.
    pub offered_at: Option<Instant>,
    /// When an agent answered.
    pub answered_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// The wait of record in microseconds.
    pub wait_us: Option<i64>,
    /// The wait from arrival, menu included.
    pub menu_wait_us: Option<i64>,
    /// All talk, in microseconds.
    pub handling_us: Option<i64>,
    /// True where it was handed on.
    pub transferred: bool,
    /// The highest level it came to.
    pub level: i64,
    /// Whether it was solved at the first level; none where it was not answered.
    pub solved: Option<bool>,
    /// Who answered, to be shown only where the unit's setting allows it.
    pub agent: Option<[u8; 16]>,
    /// The code of the topic that the exchange tells; what an agent wrote down stands before it.
    pub topic: Option<String>,
}

impl FromRow for Sheet {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            source: row.get("source")?,
            key: row.get("key")?,
            number: row.get("number")?,
            queue: row.get("queue")?,
            kind: row.get("kind")?,
            unit: row.get("unit")?,
            caller: row.get("caller")?,
            withheld: row.get("withheld")?,
            recording: row
                .get::<Option<String>>("recording")?
                .and_then(|it| Recording::from_word(&it)),
            announced_at: row.get("announced_at")?,
            recording_link: row.get("recording_link")?,
            outcome: row.word("outcome")?,
            linked_into: row.get("linked_into")?,
            arrived_at: row.get("arrived_at")?,
            offered_at: row.get("offered_at")?,
            answered_at: row.get("answered_at")?,
            ended_at: row.get("ended_at")?,
            wait_us: row.get("wait_us")?,
            menu_wait_us: row.get("menu_wait_us")?,
            handling_us: row.get("handling_us")?,
            transferred: row.get("transferred")?,
            level: row.get("level")?,
            solved: row.get("solved")?,
            agent: row.get("agent")?,
            topic: row.get("topic")?,
        })
    }
}

pub(super) const SHEET: &str = "id, source, key, number, queue, kind, unit, caller, withheld,
    recording, announced_at, recording_link, outcome, linked_into, arrived_at, offered_at,
    answered_at, ended_at, wait_us, menu_wait_us, handling_us, transferred, level, solved, agent,
    topic";

/// One call.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Call>) -> Result<Sheet> {
    let Reach(path) = desk.reach(Right::SeeCalls)?;
    desk.optional(
        &format!(
            "select {SHEET} from calls
              where tenant = $1 and id = $2
                and ($3 = '' or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))"
        ),
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("call"))
}

/// One call, read by a person: it is written into the access log.
///
/// # Errors
/// As [`find`].
pub fn sheet(desk: &mut Desk<'_>, id: Id<Call>) -> Result<Sheet> {
    let sheet = find(desk, id)?;
    identity::saw(desk, "call", &[id.bytes()])?;
    Ok(sheet)
}

/// The legs of a call, the first one first.
///
/// # Errors
/// As [`find`].
pub fn legs(desk: &mut Desk<'_>, id: Id<Call>) -> Result<Vec<Leg>> {
    find(desk, id)?;
    desk.all(
        "select call, position, queue, agent, outcome, joined_at, answered_at, left_at, wait_us,
                talk_us, missed, transferred
           from legs where tenant = $1 and call = $2 order by position limit 200",
        &[&desk.tenant.clone(), &id],
    )
}

/// What goes on at the exchange now, for one number or in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// The number; none: all of them.
    pub number: Option<[u8; 16]>,
    /// Callers in a queue.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub longest_since: Option<Instant>,
    /// Callers with an agent.
    pub talking: i64,
}

impl FromRow for Live {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            waiting: row.get("waiting")?,
            longest_since: row.get("longest_since")?,
            talking: row.get("talking")?,
        })
    }
}

/// What goes on at the exchange now, per number.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn live(desk: &mut Desk<'_>) -> Result<Vec<Live>> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    desk.all(
        "select number,
                sum(case when outcome = 'waiting' then 1 else 0 end) as waiting,
                min(case when outcome = 'waiting' then offered_at end) as longest_since,
                sum(case when outcome = 'talking' then 1 else 0 end) as talking
           from calls
          where tenant = $1 and open
            and ($2 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($2)) = $2))
          group by number order by number limit 500",
        &[&desk.tenant.clone(), &path],
    )
}

/// The name of a place by its id, from what [`super::places()`] answers.
pub fn name_of(places: &HashMap<String, Place>, id: Option<[u8; 16]>) -> Option<&Place> {
    places.values().find(|place| Some(place.id) == id)
}
