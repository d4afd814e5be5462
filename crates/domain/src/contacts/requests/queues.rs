//! Queues of written requests: which one takes a request, and who of those that can has least.

use super::model::Request;
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right, Role, contacts::topics::is_code, identity::Unit,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Language, words};
use serde_json::json;
use std::collections::HashMap;

words! {
    /// How a request finds its colleague.
    pub enum Assigning {
        /// Somebody takes it.
        ByHand = "by_hand",
        /// It goes to the colleague who has the fewest.
        FewestOpen = "fewest_open",
    }
}

/// A queue of written requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its row.
    pub id: Id<Queue>,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// 1, or 2 for specialists.
    pub level: i64,
    /// The unit that works on it.
    pub unit: Option<Id<Unit>>,
    /// The topics it takes; empty: all.
    pub topics: Vec<String>,
    /// The languages it takes; empty: all.
    pub languages: Vec<String>,
    /// The skill that its colleagues have; none: everybody of the unit.
    pub skill: Option<String>,
    /// How a request finds its colleague.
    pub assigning: Assigning,
}

fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl FromRow for Queue {
    fn from_row(row: &Row) -> db::Result<Self> {
        let (topics, languages): (String, String) = (row.get("topics")?, row.get("languages")?);
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            name: row.get("name")?,
            level: row.get("level")?,
            unit: row.get("unit")?,
            topics: words_of(&topics),
            languages: words_of(&languages),
            skill: row.get("skill")?,
            assigning: row.word("assigning")?,
        })
    }
}

impl Queue {
    fn takes(&self, topic: Option<&str>, language: Language) -> bool {
        let topic_fits = self.topics.is_empty()
            || topic.is_some_and(|topic| self.topics.iter().any(|one| one == topic));
        let language_fits =
            self.languages.is_empty() || self.languages.iter().any(|one| one == language.code());
        topic_fits && language_fits
    }
}

/// Queues of a company at the most.
const QUEUES_MAX: i64 = 200;

/// Every queue, in the order in which they are offered a request. Their names are no secret.
///
/// # Errors
/// Only when the database fails.
pub fn queues(desk: &mut Desk<'_>) -> Result<Vec<Queue>> {
    desk.all(
        "select id, code, name, level, unit, topics, languages, skill, assigning
           from request_queues where tenant = $1 order by position, code limit $2",
        &[&desk.tenant.clone(), &QUEUES_MAX],
    )
}

/// The first queue of the first level that takes such a request.
pub(super) fn route<'a>(
    queues: &'a [Queue],
    topic: Option<&str>,
    language: Language,
) -> Option<&'a Queue> {
    queues.iter().find(|queue| queue.level == 1 && queue.takes(topic, language))
}

/// Who gets the requests of one unit of work by the rules of their queues. Who could is read once
/// for each queue; what is given here counts with what they had before.
pub(super) struct Turns {
    most: i64,
    colleagues: HashMap<Id<Queue>, Vec<Colleague>>,
    given: HashMap<Id<Role>, i64>,
}

struct Colleague {
    id: Id<Role>,
    live: i64,
}

impl FromRow for Colleague {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, live: row.get("live")? })
    }
}

impl Turns {
    /// For so many requests at the most.
    pub(super) fn new(requests: usize) -> Self {
        let most = i64::try_from(requests).unwrap_or(i64::MAX);
        Self { most, colleagues: HashMap::new(), given: HashMap::new() }
    }

    /// Who gets the next request of this queue; none: whoever takes it.
    pub(super) fn next(&mut self, desk: &mut Desk<'_>, queue: &Queue) -> Result<Option<Id<Role>>> {
        if queue.assigning == Assigning::ByHand {
            return Ok(None);
        }
        if !self.colleagues.contains_key(&queue.id) {
            self.colleagues.insert(queue.id, colleagues(desk, queue, self.most)?);
        }
        let load = |one: &Colleague| one.live + self.given.get(&one.id).copied().unwrap_or(0);
        let fewest = self.colleagues[&queue.id].iter().min_by_key(|one| (load(one), one.id));
        let next = fewest.map(|one| one.id);
        if let Some(id) = next {
            *self.given.entry(id).or_default() += 1;
        }
        Ok(next)
    }
}

/// Those who can take requests of this queue, who has the fewest first. Of `most` requests nobody
/// beyond the first `most` gets one, whatever the other queues give them.
fn colleagues(desk: &mut Desk<'_>, queue: &Queue, most: i64) -> Result<Vec<Colleague>> {
    let path = match queue.unit {
        Some(unit) => desk.one(
            "select path from units where tenant = $1 and id = $2",
            &[&desk.tenant.clone(), &unit],
        )?,
        None => String::new(),
    };
    let skill = queue.skill.as_deref().unwrap_or("");
    // The fewest live requests, then whoever has been here longest: the same on both engines.
    desk.all(
        "select s.id, (select count(*) from requests as r
                        where r.tenant = $1 and r.owner = s.id and r.live) as live
           from staff as s
           join units as u on u.tenant = s.tenant and u.id = s.unit
          where s.tenant = $1 and s.left_at is null
            and s.role in ('agent', 'supervisor', 'claims_handler', 'partner')
            and substr(u.path, 1, length($2)) = $2
            and ($3 = '' or exists (select 1 from staff_skills as k
                  where k.tenant = $1 and k.staff = s.id and k.skill = $3))
          order by live, s.id
          limit $4",
        &[&desk.tenant.clone(), &path, &skill, &most],
    )
}

/// What a queue is saved with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queueing {
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// 1 or 2.
    pub level: i64,
    /// The unit that works on it.
    pub unit: Option<Id<Unit>>,
    /// Its place among the others.
    pub position: i64,
    /// The topics it takes.
    pub topics: Vec<String>,
    /// The languages it takes.
    pub languages: Vec<String>,
    /// The skill it needs.
    pub skill: Option<String>,
    /// How a request finds its colleague.
    pub assigning: Assigning,
}

/// Adds a queue, or changes the one of this code.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults.
pub fn save_queue(desk: &mut Desk<'_>, queueing: &Queueing) -> Result<Id<Queue>> {
    desk.reach(Right::SetUpDesk)?;
    let mut faults = Vec::new();
    if !is_code(&queueing.code) {
        faults.push(Fault::new("code", "fault-code"));
    }
    if queueing.name.trim().is_empty() || queueing.name.chars().count() > 120 {
        faults.push(Fault::new("name", "fault-required"));
    }
    if !(1..=2).contains(&queueing.level) {
        faults.push(Fault::new("level", "fault-choice"));
    }
    if queueing.languages.iter().any(|code| code.parse::<Language>().is_err()) {
        faults.push(Fault::new("languages", "fault-choice"));
    }
    if queueing.skill.as_deref().is_some_and(|skill| !is_code(skill)) {
        faults.push(Fault::new("skill", "fault-code"));
    }
    Refusal::unless_none(faults)?;
    let known: Option<Id<Queue>> = desk.optional(
        "select id from request_queues where tenant = $1 and code = $2",
        &[&desk.tenant.clone(), &queueing.code],
    )?;
    let id = known.unwrap_or_else(|| desk.fresh_id());
    let row = cells(desk, id, queueing);
    desk.insert(
        "request_queues (tenant, id, code, name, level, unit, position, topics, languages, skill,
                         assigning)",
        "on conflict (tenant, id) do update set name = excluded.name, level = excluded.level,
            unit = excluded.unit, position = excluded.position, topics = excluded.topics,
            languages = excluded.languages, skill = excluded.skill,
            assigning = excluded.assigning",
        &[row],
    )?;
    desk.record(id, Kind::RequestQueueSaved, &json!({ "code": queueing.code }))?;
    Ok(id)
}

fn cells(desk: &Desk<'_>, id: Id<Queue>, queueing: &Queueing) -> Vec<Value> {
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        queueing.code.to_value(),
        queueing.name.trim().to_value(),
        queueing.level.to_value(),
        queueing.unit.to_value(),
        queueing.position.to_value(),
        queueing.topics.join(" ").to_value(),
        queueing.languages.join(" ").to_value(),
        queueing.skill.to_value(),
        Value::Text(queueing.assigning.word().into()),
    ]
}

/// Skills of one colleague at the most.
const SKILLS_MAX: usize = 50;

/// Writes down what a colleague is good at, instead of what stood there.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` for a colleague there is not, `Invalid` for words that
/// are no short names.
pub fn save_skills(desk: &mut Desk<'_>, staff: Id<Role>, skills: &[String]) -> Result<()> {
    desk.reach(Right::SetUpDesk)?;
    if skills.len() > SKILLS_MAX || skills.iter().any(|skill| !is_code(skill)) {
        return Err(Refusal::invalid("skills", "fault-code"));
    }
    let known: Option<Id<Role>> = desk.optional(
        "select id from staff where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &staff],
    )?;
    known.ok_or(Refusal::Unknown("colleague"))?;
    desk.execute(
        "delete from staff_skills where tenant = $1 and staff = $2",
        &[&desk.tenant.clone(), &staff],
    )?;
    let rows: Vec<Vec<Value>> = skills
        .iter()
        .map(|skill| vec![desk.tenant.to_value(), staff.to_value(), skill.to_value()])
        .collect();
    desk.insert("staff_skills (tenant, staff, skill)", "on conflict do nothing", &rows)?;
    desk.record(staff, Kind::SkillsSaved, &json!({ "count": skills.len() }))
}

struct Skilled(Id<Role>, String);

impl FromRow for Skilled {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("staff")?, row.get("skill")?))
    }
}

/// What everybody is good at.
///
/// # Errors
/// `Forbidden` without the right to set the desk up.
pub fn skills(desk: &mut Desk<'_>) -> Result<Vec<(Id<Role>, String)>> {
    desk.reach(Right::SetUpDesk)?;
    let all: Vec<Skilled> = desk.all(
        "select staff, skill from staff_skills where tenant = $1
          order by staff, skill limit 10000",
        &[&desk.tenant.clone()],
    )?;
    Ok(all.into_iter().map(|one| (one.0, one.1)).collect())
}

/// What one colleague is good at.
///
/// # Errors
/// Only when the database fails.
pub fn skills_of(desk: &mut Desk<'_>, staff: Id<Role>) -> Result<Vec<String>> {
    desk.all(
        "select skill from staff_skills where tenant = $1 and staff = $2 order by skill limit 50",
        &[&desk.tenant.clone(), &staff],
    )
}

/// The queue a request is in.
pub(super) fn queue_of(desk: &mut Desk<'_>, request: &Request) -> Result<Option<Queue>> {
    Ok(queues(desk)?.into_iter().find(|queue| Some(queue.id) == request.queue))
}
