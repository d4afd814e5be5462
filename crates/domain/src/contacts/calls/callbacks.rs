use super::{model::Call, telling::measure};
use crate::{
    Desk, Kind, Result,
    history::{self, Told},
    subjects::Outside,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use std::collections::{BTreeSet, HashMap};

/// A caller who rang again within this time and was answered no longer waits for us.
const RINGS_BACK_WITHIN: i64 = 7 * Instant::DAY;
/// Missed calls of one caller that one answered call settles at the most.
const SETTLED_MAX: i64 = 50;

/// Writes facts about call-backs to the calls they are about. Answers, for each fact, whether it
/// was new; none where the call is not known and the fact stands on its own.
///
/// # Errors
/// Only when the database fails.
pub fn attach(desk: &mut Desk<'_>, facts: &[Outside]) -> Result<Vec<Option<bool>>> {
    let keys: Vec<Value> =
        facts.iter().filter_map(|fact| Some(fact.call.as_ref()?.to_value())).collect();
    let known: Vec<Keyed> = desk.all_in(
        "select id, source, key from calls where tenant = $1 and key in ({list})",
        &[&desk.tenant.clone()],
        &keys,
    )?;
    let ids: HashMap<(String, String), Id<Call>> =
        known.into_iter().map(|keyed| ((keyed.source, keyed.key), keyed.id)).collect();
    let call_of = |fact: &Outside| {
        let call = fact.call.clone()?;
        ids.get(&(fact.source.clone(), call)).copied()
    };
    let told: Vec<Told<'_>> = facts
        .iter()
        .filter_map(|fact| {
            Some(Told {
                at: fact.at,
                subject: call_of(fact)?.bytes(),
                kind: fact.kind,
                source: &fact.source,
                key: &fact.key,
                facts: "{}".into(),
            })
        })
        .collect();
    let mut fresh = history::tell(desk, &told)?.into_iter();
    let touched: BTreeSet<Id<Call>> = facts.iter().filter_map(call_of).collect();
    measure(desk, &touched.into_iter().collect::<Vec<_>>())?;
    Ok(facts.iter().map(|fact| call_of(fact).and_then(|_| fresh.next())).collect())
}

struct Keyed {
    id: Id<Call>,
    source: String,
    key: String,
}

impl FromRow for Keyed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, source: row.get("source")?, key: row.get("key")? })
    }
}

struct Missed {
    id: Id<Call>,
    answered_at: Instant,
}

impl FromRow for Missed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, answered_at: row.get("answered_at")? })
    }
}

/// Settles the call-backs owed to callers who rang again and were answered: the promise was that
/// they reach us, and they did.
///
/// # Errors
/// Only when the database fails.
pub fn rang_back(desk: &mut Desk<'_>, answered: &[Id<Call>]) -> Result<usize> {
    let list: Vec<Value> = answered.iter().map(ToValue::to_value).collect();
    let missed: Vec<Missed> = desk.all_in(
        "select m.id, min(a.answered_at) as answered_at
           from calls as a
           join calls as m on m.tenant = a.tenant and m.caller = a.caller
            and m.arrived_at < a.arrived_at and m.arrived_at > a.arrived_at - $2
          where a.tenant = $1 and a.answered_at is not null and a.caller is not null
            and m.answered_at is null and not m.open and a.id in ({list})
            and not exists (select 1 from history as h
                 where h.tenant = m.tenant and h.subject = m.id and h.kind = 'call.rang_back')
          group by m.id order by m.id limit $3",
        &[&desk.tenant.clone(), &RINGS_BACK_WITHIN, &SETTLED_MAX],
        &list,
    )?;
    let keys: Vec<String> = missed.iter().map(|one| format!("rang back {}", one.id)).collect();
    let told: Vec<Told<'_>> = missed
        .iter()
        .zip(&keys)
        .map(|(one, key)| Told {
            at: one.answered_at,
            subject: one.id.bytes(),
            kind: Kind::CallRangBack,
            source: "premura",
            key,
            facts: "{}".into(),
        })
        .collect();
    history::tell(desk, &told)?;
    let ids: Vec<Id<Call>> = missed.iter().map(|one| one.id).collect();
    measure(desk, &ids)?;
    Ok(ids.len())
}
