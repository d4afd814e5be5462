//! Accounts of calls, by the exchange's own names: as facts tell them without anything being
//! written, and as they stand in the books. Two accounts of one call can be compared.

use super::{
    fold::{Folded, Folding, fold},
    model::{Fact, Outcome},
    places::{Place, Places},
};
use crate::{Desk, Result, Right, contacts::topics::Lexicon};
use db::{FromRow, Row};
use kernel::Instant;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The exchange's id for it.
    pub key: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The first thing that is known of it.
    pub arrived_at: Instant,
    /// The wait of record in microseconds.
    pub wait_us: Option<i64>,
    /// Each queue it was in.
    pub stays: Vec<Stay>,
}

/// One queue, or one agent without a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The queue.
    pub queue: Option<String>,
    /// Who answered.
    pub agent: Option<String>,
    /// The wait in it in microseconds.
    pub wait_us: Option<i64>,
    /// The talk in microseconds.
    pub talk_us: Option<i64>,
}

impl Account {
    /// True where it could be answered.
    pub fn is_offered(&self) -> bool {
        !self.stays.is_empty()
    }
}

/// Accounts of the calls that these facts tell of, by key. Nothing is read or written.
pub fn told(facts: &[Fact]) -> BTreeMap<String, Account> {
    let mut names = Names::default();
    let into: HashMap<&str, &str> = facts
        .iter()
        .filter_map(|fact| Some((fact.joins.as_deref()?, fact.call.as_str())))
        .collect();
    let mut of_call: BTreeMap<&str, Vec<Folding>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !fact.is_about_agent()) {
        let mut folding = names.identify(fact);
        let whole = into.get(fact.call.as_str()).copied();
        if whole.is_some() && folding.leg.is_none() {
            folding.leg = Some(fact.call.clone());
        }
        of_call.entry(whole.unwrap_or(&fact.call)).or_default().push(folding);
    }
    let account =
        |(key, facts): (&str, Vec<Folding>)| (key.to_owned(), names.account(key, &fold(&facts)));
    of_call.into_iter().map(account).collect()
}

/// Names of places, each under an id made of it.
#[derive(Default)]
struct Names(HashMap<[u8; 16], String>);

impl Names {
    fn identify(&mut self, fact: &Fact) -> Folding {
        let mut places = Places::default();
        let sorts = [
            (&fact.queue, &mut places.queues),
            (&fact.agent, &mut places.agents),
            (&fact.number, &mut places.numbers),
        ];
        for (code, sort) in sorts {
            if let Some(code) = code {
                sort.insert(code.clone(), self.place(code));
            }
        }
        Folding::of(fact, &places, &Lexicon::default())
    }

    fn place(&mut self, code: &str) -> Place {
        let digest = Sha256::digest(code.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        self.0.insert(id, code.to_owned());
        let (code, name) = (code.to_owned(), code.to_owned());
        Place { id, code, name, kind: None, unit: None, number: None, level: 1 }
    }

    fn account(&self, key: &str, folded: &Folded) -> Account {
        let name = |id: Option<[u8; 16]>| self.0.get(&id?).cloned();
        let stays = folded.visits.iter().map(|visit| Stay {
            queue: name(visit.queue),
            agent: name(visit.agent),
            wait_us: visit.wait_us,
            talk_us: visit.talk_us,
        });
        Account {
            key: key.to_owned(),
            outcome: folded.outcome,
            arrived_at: folded.arrived_at,
            wait_us: folded.wait_us,
            stays: stays.collect(),
        }
    }
}

struct Told(Account);

impl FromRow for Told {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(Account {
            key: row.get("key")?,
            outcome: row.word("outcome")?,
            arrived_at: row.get("arrived_at")?,
            wait_us: row.get("wait_us")?,
            stays: Vec::new(),
        }))
    }
}

/// Accounts of the calls of one exchange on a day, as the books have them. A call that became part
/// of another is none of its own.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn on_day(desk: &mut Desk<'_>, source: &str, day: i64) -> Result<BTreeMap<String, Account>> {
    desk.reach(Right::SeeFigures)?;
    let values: [&dyn db::ToValue; 3] = [&desk.tenant.clone(), &day, &source];
    let calls: Vec<Told> = desk.all(
        "select key, outcome, arrived_at, wait_us from calls
          where tenant = $1 and day = $2 and source = $3 and linked_into is null order by key",
        &values,
    )?;
    let mut calls: BTreeMap<String, Account> =
        calls.into_iter().map(|Told(call)| (call.key.clone(), call)).collect();
    desk.each(
        "select c.key, q.code as queue, a.code as agent, l.wait_us, l.talk_us
           from calls as c join legs as l on l.tenant = c.tenant and l.call = c.id
           left join queues as q on q.tenant = l.tenant and q.id = l.queue
           left join agents as a on a.tenant = l.tenant and a.id = l.agent
          where c.tenant = $1 and c.day = $2 and c.source = $3 and c.linked_into is null
          order by c.key, l.position",
        &values,
        &mut |row| {
            let key: String = row.get("key")?;
            let stay = Stay {
                queue: row.get("queue")?,
                agent: row.get("agent")?,
                wait_us: row.get("wait_us")?,
                talk_us: row.get("talk_us")?,
            };
            if let Some(call) = calls.get_mut(&key) {
                call.stays.push(stay);
            }
            Ok(())
        },
    )?;
    Ok(calls)
}
