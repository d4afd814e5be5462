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
    caller: String,
    arrived_at: Instant,
}

impl FromRow for Missed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            caller: row.get("caller")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

/// A call that was answered, and whose caller is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The call.
    pub id: Id<Call>,
    /// Who called.
    pub caller: String,
    /// When the call arrived.
    pub arrived_at: Instant,
    /// When it was answered.
    pub answered_at: Instant,
}

/// Settles the call-backs owed to callers who rang again and were answered: the promise was that
/// they reach us, and they did.
///
/// # Errors
/// Only when the database fails.
pub fn rang_back(desk: &mut Desk<'_>, answered: &[Answered]) -> Result<usize> {
    let callers: BTreeSet<&str> = answered.iter().map(|call| call.caller.as_str()).collect();
    let list: Vec<Value> = callers.iter().map(ToValue::to_value).collect();
    let missed: Vec<Missed> = desk.all_in(
        "select id, caller, arrived_at from calls
          where tenant = $1 and answered_at is null and caller is not null and not open
            and caller in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let mut by_caller: HashMap<&str, Vec<&Answered>> = HashMap::new();
    for call in answered {
        by_caller.entry(&call.caller).or_default().push(call);
    }
    let pairs = missed.iter().flat_map(|one| {
        let calls = by_caller.get(one.caller.as_str()).into_iter().flatten();
        calls.filter(|call| one.is_settled_by(call)).map(|call| (one.id, *call))
    });
    let keyed: Vec<_> =
        pairs.map(|(id, call)| (id, call, format!("{} rang {id} back", call.id))).collect();
    let told: Vec<Told<'_>> = keyed
        .iter()
        .map(|(id, call, key)| Told {
            at: call.answered_at,
            subject: id.bytes(),
            kind: Kind::CallRangBack,
            source: "premura",
            key,
            facts: "{}".into(),
        })
        .collect();
    let fresh = history::tell(desk, &told)?;
    let settled: BTreeSet<Id<Call>> =
        keyed.iter().zip(fresh).filter(|(_, fresh)| *fresh).map(|((id, _, _), _)| *id).collect();
    measure(desk, &settled.iter().copied().collect::<Vec<_>>())?;
    Ok(settled.len())
}

impl Missed {
    fn is_settled_by(&self, call: &Answered) -> bool {
        let later = call.arrived_at - self.arrived_at;
        (1..=RINGS_BACK_WITHIN).contains(&later)
    }
}

/// Writes down that a call was written up, with whether it was solved at the first level.
///
/// # Errors
/// Only when the database fails.
pub fn wrapped_up(desk: &mut Desk<'_>, id: Id<Call>, solved: Option<bool>) -> Result<()> {
    let facts = match solved {
        Some(solved) => serde_json::json!({ "solved": solved }),
        None => serde_json::json!({}),
    };
    desk.record(id, Kind::CallWrappedUp, &facts)?;
    measure(desk, &[id])
}

/// Missed calls of one telephone that are looked for at the most.
const MISSED_MAX: i64 = 200;

/// The calls of this telephone in the last seven days that nobody answered. Exchanges write the
/// same number in several ways: with a plus, with two noughts, bare.
///
/// # Errors
/// Only when the database fails.
pub fn missed_by(desk: &mut Desk<'_>, digits: &str) -> Result<Vec<Id<Call>>> {
    if digits.is_empty() {
        return Ok(Vec::new());
    }
    let since = desk.now() - RINGS_BACK_WITHIN;
    let callers = [digits.to_owned(), format!("+{digits}"), format!("00{digits}")];
    let list: Vec<Value> = callers.iter().map(ToValue::to_value).collect();
    let mut found: Vec<Id<Call>> = desk.all_in(
        "select id from calls
          where tenant = $1 and caller in ({list}) and arrived_at >= $2
            and answered_at is null and not open and linked_into is null",
        &[&desk.tenant.clone(), &since],
        &list,
    )?;
    found.sort_unstable();
    found.truncate(usize::try_from(MISSED_MAX).unwrap_or(usize::MAX));
    Ok(found)
}

/// How many calls since this day nobody answered and nobody can call back.
///
/// # Errors
/// Only when the database fails.
pub fn missed_withheld(desk: &mut Desk<'_>, since_day: i64) -> Result<i64> {
    desk.one(
        "select count(*) as n from calls
          where tenant = $1 and day >= $2 and caller is null and withheld and not open
            and answered_at is null and linked_into is null",
        &[&desk.tenant.clone(), &since_day],
    )
}
