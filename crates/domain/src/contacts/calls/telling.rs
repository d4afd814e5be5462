use super::{
    agents,
    callbacks::Answered,
    fold::{Folded, Folding, fold},
    model::{Call, Fact},
    places::{Places, Unknown, places},
    rows::{Ready, STANDING, Standing, is_call_fact},
    writing::{KnownPlaces, belonging, learn_places, matter, write},
};
use crate::{
    Desk, Kind, Result, Right,
    commitments::{self, Book, Matter, Moment},
    contacts::topics::Lexicon,
    history::{self, Entry, Told as Fresh},
};
use db::{ToValue, Value};
use kernel::Id;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What became of facts about calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// For each fact, whether it was new.
    pub fresh: Vec<bool>,
    /// The calls they touched that were answered and whose caller is known.
    pub answered: Vec<Answered>,
}

/// Takes facts about calls and agents.
///
/// Facts of one call may come in any order and more than once; each time the call is folded anew
/// from all that is known of it.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` where a fact cannot be taken; then none is.
pub fn tell(desk: &mut Desk<'_>, facts: &[Fact], unknown: Unknown) -> Result<Told> {
    desk.reach(Right::TellCalls)?;
    for fact in facts {
        fact.check()?;
    }
    let named = facts.iter().filter(|fact| !fact.is_about_agent()).flat_map(|fact| {
        let keys = std::iter::once(&fact.call).chain(&fact.joins);
        keys.map(|key| name(&fact.source, key))
    });
    let seen = facts.iter().filter(|fact| fact.is_about_agent());
    desk.lock(named.chain(seen.filter_map(agents::name)))?;
    let places = places(desk, facts, unknown)?;
    let mut calls = Calls::identify(desk, facts)?;
    let fresh = calls.write_down(desk, facts, &places)?;
    let about_agents =
        facts.iter().zip(&fresh).filter(|(fact, fresh)| **fresh && fact.is_about_agent());
    agents::take(desk, about_agents.map(|(fact, _)| fact), &places)?;
    let answered = calls.settle(desk, places.by_id())?;
    Ok(Told { fresh, answered })
}

/// The name under which a call is held while it is folded.
fn name(source: &str, key: &str) -> String {
    format!("call {source} {key}")
}

type Key = (String, String);

/// The calls that a batch of facts touches.
struct Calls {
    by_key: HashMap<Key, Id<Call>>,
    standing: BTreeMap<Id<Call>, Standing>,
    fresh: HashSet<Id<Call>>,
    touched: BTreeSet<Id<Call>>,
    /// What this batch told of calls that are new with it: nothing else is known of them.
    told: HashMap<Id<Call>, Vec<Folding>>,
}

impl Calls {
    fn identify(desk: &mut Desk<'_>, facts: &[Fact]) -> Result<Self> {
        let named: BTreeSet<Key> = facts
            .iter()
            .filter(|fact| !fact.is_about_agent())
            .flat_map(|fact| {
                let keys = std::iter::once(&fact.call).chain(&fact.joins);
                keys.map(|key| (fact.source.clone(), key.clone()))
            })
            .collect();
        let keys: Vec<Value> = named.iter().map(|(_, key)| key.to_value()).collect();
        let known: Vec<Standing> = desk.all_in(
            &format!("select {STANDING} from calls where tenant = $1 and key in ({{list}})"),
            &[&desk.tenant.clone()],
            &keys,
        )?;
        let mut calls = Self {
            by_key: HashMap::new(),
            standing: BTreeMap::new(),
            fresh: HashSet::new(),
            touched: BTreeSet::new(),
            told: HashMap::new(),
        };
        for standing in known {
            let key = (standing.source.clone(), standing.key.clone());
            if named.contains(&key) {
                calls.by_key.insert(key, standing.id);
                calls.standing.insert(standing.id, standing);
            }
        }
        for (source, key) in named {
            if calls.by_key.contains_key(&(source.clone(), key.clone())) {
                continue;
            }
            let id = desk.fresh_id();
            calls.by_key.insert((source.clone(), key.clone()), id);
            calls.fresh.insert(id);
            calls.standing.insert(id, Standing::new(id, source, key));
        }
        Ok(calls)
    }

    /// Puts the facts into history, once each, and the callers and links into the rows.
    fn write_down(
        &mut self,
        desk: &mut Desk<'_>,
        facts: &[Fact],
        places: &Places,
    ) -> Result<Vec<bool>> {
        let lexicon = match facts.iter().any(|fact| fact.topic.is_some()) {
            true => Lexicon::open(desk)?,
            false => Lexicon::default(),
        };
        let folding: Vec<Folding> =
            facts.iter().map(|fact| Folding::of(fact, places, &lexicon)).collect();
        let told: Vec<Fresh<'_>> = facts
            .iter()
            .zip(&folding)
            .map(|(fact, folding)| Fresh {
                at: fact.at,
                subject: self.subject(fact, places),
                kind: fact.kind.unwrap_or(Kind::CallArrived),
                source: &fact.source,
                key: &fact.key,
                facts: folding.kept(),
            })
            .collect();
        let fresh = self.put(desk, facts, &told)?;
        for ((fact, folding), _) in
            facts.iter().zip(folding).zip(&fresh).filter(|(_, fresh)| **fresh)
        {
            self.take(fact, folding);
        }
        Ok(fresh)
    }

    /// Where every call of the batch is new, its facts can go in the quick way.
    fn put(&self, desk: &mut Desk<'_>, facts: &[Fact], told: &[Fresh<'_>]) -> Result<Vec<bool>> {
        let all_new =
            self.fresh.len() == self.standing.len() && !facts.iter().any(Fact::is_about_agent);
        if all_new { history::tell_of_new(desk, told) } else { history::tell(desk, told) }
    }

    fn subject(&self, fact: &Fact, places: &Places) -> [u8; 16] {
        if let Some(agent) = fact.agent.as_ref().filter(|_| fact.is_about_agent()) {
            return places.agents.get(agent).map_or([0; 16], |place| place.id);
        }
        self.id(fact, &fact.call).bytes()
    }

    fn id(&self, fact: &Fact, key: &str) -> Id<Call> {
        self.by_key[&(fact.source.clone(), key.to_owned())]
    }

    fn take(&mut self, fact: &Fact, folding: Folding) {
        if fact.is_about_agent() {
            return;
        }
        let id = self.id(fact, &fact.call);
        self.touched.insert(id);
        if self.fresh.contains(&id) {
            self.told.entry(id).or_default().push(folding);
        }
        if let Some(standing) = self.standing.get_mut(&id) {
            standing.hear(fact);
        }
        if let Some(joined) = fact.joins.as_ref().map(|key| self.id(fact, key)) {
            self.touched.insert(joined);
            if let Some(standing) = self.standing.get_mut(&joined) {
                standing.linked_into = Some(id);
            }
        }
    }

    /// Brings rows, legs and clocks of the touched calls to what their facts say; answers those
    /// that were answered and whose caller is known.
    fn settle(mut self, desk: &mut Desk<'_>, known: KnownPlaces) -> Result<Vec<Answered>> {
        if self.touched.is_empty() {
            return Ok(Vec::new());
        }
        self.load_family(desk)?;
        let mut facts = std::mem::take(&mut self.told);
        let mut extra: HashMap<Id<Call>, Vec<Moment>> = HashMap::new();
        self.load_facts(desk, &mut facts, &mut extra)?;
        let ready = self.fold(desk, &facts, known)?;
        let book = Book::open(desk)?;
        let days = write(desk, &book, &ready, &self.fresh)?;
        let matters: Vec<Matter> = ready
            .iter()
            .map(|one| matter(one, extra.remove(&one.standing.id), &self.fresh))
            .collect();
        commitments::measure(desk, &book, &matters, days)?;
        Ok(ready.iter().filter_map(Ready::answered).collect())
    }

    /// Adds the calls that the touched ones are linked into, and those linked into them.
    fn load_family(&mut self, desk: &mut Desk<'_>) -> Result<()> {
        let old: Vec<Value> = self
            .touched
            .difference(&self.fresh.iter().copied().collect())
            .map(|id| id.to_value())
            .collect();
        let below: Vec<Standing> = desk.all_in(
            &format!(
                "select {STANDING} from calls where tenant = $1 and linked_into in ({{list}})"
            ),
            &[&desk.tenant.clone()],
            &old,
        )?;
        let above: Vec<Value> = self
            .touched
            .iter()
            .filter_map(|id| self.standing.get(id)?.linked_into)
            .filter(|id| !self.standing.contains_key(id))
            .map(|id| id.to_value())
            .collect();
        let above: Vec<Standing> = desk.all_in(
            &format!("select {STANDING} from calls where tenant = $1 and id in ({{list}})"),
            &[&desk.tenant.clone()],
            &above,
        )?;
        let mut joined = Vec::new();
        for standing in below.into_iter().chain(above) {
            self.touched.insert(standing.id);
            joined.push(name(&standing.source, &standing.key));
            self.standing.entry(standing.id).or_insert(standing);
        }
        desk.lock(joined)?;
        let linked: Vec<Id<Call>> =
            self.touched.iter().filter_map(|id| self.standing.get(id)?.linked_into).collect();
        self.touched.extend(linked);
        Ok(())
    }

    fn load_facts(
        &self,
        desk: &mut Desk<'_>,
        facts: &mut HashMap<Id<Call>, Vec<Folding>>,
        extra: &mut HashMap<Id<Call>, Vec<Moment>>,
    ) -> Result<()> {
        let old: Vec<[u8; 16]> = self
            .touched
            .iter()
            .filter(|id| !self.fresh.contains(id))
            .map(|id| id.bytes())
            .collect();
        for entry in history::of(desk, &old)? {
            let id = Id::from_bytes(entry.subject);
            if is_call_fact(entry.kind) {
                facts.entry(id).or_default().push(Folding::from_entry(&entry)?);
            } else if entry.kind.subject() != "clock" {
                extra.entry(id).or_default().push(moment(&entry));
            }
        }
        Ok(())
    }

    fn fold(
        &self,
        desk: &mut Desk<'_>,
        facts: &HashMap<Id<Call>, Vec<Folding>>,
        mut known: KnownPlaces,
    ) -> Result<Vec<Ready>> {
        let mut of_call: BTreeMap<Id<Call>, Vec<Folding>> = BTreeMap::new();
        for (id, standing) in self.touched.iter().filter_map(|id| self.standing.get_key_value(id)) {
            let own = facts.get(id).into_iter().flatten().cloned();
            if let Some(into) = standing.linked_into {
                // A leg without a name of its own is told apart by that of its call.
                let leg = |fact: Folding| {
                    let leg = fact.leg.or_else(|| Some(standing.key.clone()));
                    Folding { leg, ..fact }
                };
                of_call.entry(into).or_default().extend(own.clone().map(leg));
            }
            of_call.entry(*id).or_default().extend(own);
        }
        let folded: Vec<(Id<Call>, Folded)> =
            of_call.into_iter().map(|(id, facts)| (id, fold(&facts))).collect();
        learn_places(desk, &mut known, folded.iter().map(|(_, folded)| folded))?;
        Ok(folded
            .into_iter()
            .filter_map(|(id, folded)| {
                let standing = self.standing.get(&id)?.clone();
                let belonging = belonging(&folded, &known);
                Some(Ready { standing, folded, belonging })
            })
            .collect())
    }
}

fn moment(entry: &Entry) -> Moment {
    Moment { at: entry.at, kind: entry.kind, priority: None, due: None }
}

/// Measures these calls anew from their facts, for a recalculation or after a call-back.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, ids: &[Id<Call>]) -> Result<()> {
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let standing: Vec<Standing> = desk.all_in(
        &format!("select {STANDING} from calls where tenant = $1 and id in ({{list}})"),
        &[&desk.tenant.clone()],
        &list,
    )?;
    desk.lock(standing.iter().map(|one| name(&one.source, &one.key)))?;
    let calls = Calls {
        by_key: HashMap::new(),
        touched: standing.iter().map(|one| one.id).collect(),
        standing: standing.into_iter().map(|one| (one.id, one)).collect(),
        fresh: HashSet::new(),
        told: HashMap::new(),
    };
    calls.settle(desk, KnownPlaces::new())?;
    Ok(())
}
