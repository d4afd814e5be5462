use super::model::{Outside, Subject, is_done, is_receipt, moment};
use crate::{
    Desk, Refusal, Result, Right,
    commitments::{self, Book, Dims, Matter},
    history::{self, Entry, Told},
};
use db::{ToValue, Value};
use kernel::Id;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Takes facts about subjects of other systems; answers for each whether it was new.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` where a fact cannot be taken; then none is.
pub fn tell(desk: &mut Desk<'_>, facts: &[Outside]) -> Result<Vec<bool>> {
    desk.reach(Right::TellSubjects)?;
    for fact in facts {
        fact.check()?;
    }
    let named = facts.iter().flat_map(|fact| {
        let numbers = std::iter::once(&fact.number).chain(&fact.into);
        numbers.map(|number| name(fact.kind.subject(), &fact.source, number))
    });
    desk.lock(named)?;
    let (ids, made) = identify(desk, facts)?;
    let id_of = |fact: &Outside, number: &str| ids[&key(fact.kind.subject(), &fact.source, number)];
    let texts: Vec<String> = facts.iter().map(Outside::facts).collect();
    let told: Vec<Told<'_>> = facts
        .iter()
        .zip(texts)
        .map(|(fact, facts)| Told {
            at: fact.at,
            subject: id_of(fact, &fact.number).bytes(),
            kind: fact.kind,
            source: &fact.source,
            key: &fact.key,
            facts,
        })
        .collect();
    let fresh = history::tell(desk, &told)?;

    let mut touched = made.clone();
    for (fact, _) in facts.iter().zip(&fresh).filter(|(_, fresh)| **fresh) {
        touched.insert(id_of(fact, &fact.number));
        if let Some(into) = fact.into.as_ref().filter(|_| fact.is_merge()) {
            merge(desk, id_of(fact, &fact.number), id_of(fact, into))?;
        }
    }
    settle(desk, &touched, &made)?;
    for fact in facts {
        if let Some(contract) = fact.contract.as_deref().filter(|number| !number.is_empty()) {
            desk.execute(
                "update subjects set contract = $3 where tenant = $1 and id = $2",
                &[&desk.tenant.clone(), &id_of(fact, &fact.number), &contract],
            )?;
        }
    }
    Ok(fresh)
}

/// The name under which a subject is held while it follows its facts.
fn name(kind: &str, source: &str, number: &str) -> String {
    format!("{kind} {source} {number}")
}

type Key = (String, String, String);
type Ids = HashMap<Key, Id<Subject>>;

fn key(kind: &str, source: &str, number: &str) -> Key {
    (kind.into(), source.into(), number.into())
}

/// The rows of the subjects that these facts name; those that are new are made.
fn identify(desk: &mut Desk<'_>, facts: &[Outside]) -> Result<(Ids, BTreeSet<Id<Subject>>)> {
    let named: BTreeSet<Key> = facts
        .iter()
        .flat_map(|fact| {
            let numbers = std::iter::once(&fact.number).chain(&fact.into);
            numbers.map(|number| key(fact.kind.subject(), &fact.source, number))
        })
        .collect();
    let numbers: Vec<Value> = named.iter().map(|(_, _, number)| number.to_value()).collect();
    let mut ids = HashMap::new();
    let known: Vec<Subject> = desk.all_in(
        "select * from subjects where tenant = $1 and number in ({list})",
        &[&desk.tenant.clone()],
        &numbers,
    )?;
    for subject in known {
        ids.insert((subject.kind, subject.source, subject.number), subject.id);
    }
    let mut rows = Vec::new();
    let mut made = BTreeSet::new();
    for key in named.into_iter().filter(|key| !ids.contains_key(key)).collect::<Vec<_>>() {
        let id: Id<Subject> = desk.fresh_id();
        let (kind, source, number) = key.clone();
        rows.push(vec![
            desk.tenant.to_value(),
            id.to_value(),
            Value::Text(kind),
            Value::Text(source),
            Value::Text(number),
            desk.now().to_value(),
            desk.now().to_value(),
            Value::Text("announced".into()),
        ]);
        made.insert(id);
        ids.insert(key, id);
    }
    desk.insert(
        "subjects (tenant, id, kind, source, number, opened_at, last_at, state)",
        "",
        &rows,
    )?;
    Ok((ids, made))
}

/// Subjects that were merged into each other in a row at the most.
const MERGES_MAX: usize = 8;

fn merge(desk: &mut Desk<'_>, from: Id<Subject>, into: Id<Subject>) -> Result<()> {
    let mut above = Some(into);
    for _ in 0..MERGES_MAX {
        let Some(id) = above else { break };
        if id == from {
            return Err(Refusal::Conflict("conflict-merge-circle"));
        }
        above = desk
            .one::<Above>(
                "select merged_into from subjects where tenant = $1 and id = $2",
                &[&desk.tenant.clone(), &id],
            )?
            .0;
    }
    desk.execute(
        "update subjects set merged_into = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &from, &into],
    )?;
    Ok(())
}

struct Above(Option<Id<Subject>>);

impl db::FromRow for Above {
    fn from_row(row: &db::Row) -> db::Result<Self> {
        Ok(Self(row.get("merged_into")?))
    }
}

/// Brings the rows and clocks of these subjects, and of what they were merged into, to what
/// their facts say. Those that were `made` in this unit of work have no clocks yet.
fn settle(
    desk: &mut Desk<'_>,
    touched: &BTreeSet<Id<Subject>>,
    made: &BTreeSet<Id<Subject>>,
) -> Result<()> {
    if touched.is_empty() {
        return Ok(());
    }
    let family = family(desk, touched)?;
    let others = family.values().filter(|one| !made.contains(&one.id));
    desk.lock(others.map(|one| name(&one.kind, &one.source, &one.number)))?;
    let ids: Vec<[u8; 16]> = family.keys().map(|id| id.bytes()).collect();
    let mut entries: HashMap<[u8; 16], Vec<Entry>> = HashMap::new();
    for entry in history::of(desk, &ids)? {
        entries.entry(entry.subject).or_default().push(entry);
    }
    let units = units(desk, entries.values().flatten())?;
    let mut rows = Vec::new();
    let mut settled = BTreeMap::new();
    for (id, subject) in family {
        let Some(own) = entries.get(&id.bytes()) else {
            settled.insert(id, subject);
            continue;
        };
        let subject = follow(subject, own, &units);
        rows.push(cells(desk, &subject));
        settled.insert(id, subject);
    }
    desk.insert(
        "subjects (tenant, id, kind, source, number, opened_at, last_at, state, unit, client_kind)",
        "on conflict (tenant, id) do update set opened_at = excluded.opened_at,
            last_at = excluded.last_at, state = excluded.state, unit = excluded.unit,
            client_kind = excluded.client_kind",
        &rows,
    )?;
    let mut matters = matters_of(&settled, &entries);
    for matter in &mut matters {
        matter.fresh = made.contains(&Id::from_bytes(matter.subject));
    }
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())
}

/// These subjects, those above them and those merged into any of them.
fn family(
    desk: &mut Desk<'_>,
    touched: &BTreeSet<Id<Subject>>,
) -> Result<BTreeMap<Id<Subject>, Subject>> {
    let mut family: BTreeMap<Id<Subject>, Subject> = BTreeMap::new();
    let mut wanted: Vec<Value> = touched.iter().map(ToValue::to_value).collect();
    for _ in 0..MERGES_MAX {
        if wanted.is_empty() {
            break;
        }
        let found: Vec<Subject> = desk.all_in(
            "select * from subjects where tenant = $1 and id in ({list})",
            &[&desk.tenant.clone()],
            &wanted,
        )?;
        let below: Vec<Subject> = desk.all_in(
            "select * from subjects where tenant = $1 and merged_into in ({list})",
            &[&desk.tenant.clone()],
            &wanted,
        )?;
        wanted = found
            .iter()
            .filter_map(|subject| subject.merged_into)
            .chain(below.iter().map(|subject| subject.id))
            .filter(|id| !family.contains_key(id) && !found.iter().any(|one| one.id == *id))
            .map(|id| id.to_value())
            .collect();
        family.extend(found.into_iter().map(|subject| (subject.id, subject)));
    }
    Ok(family)
}

fn units<'a>(
    desk: &mut Desk<'_>,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<HashMap<String, [u8; 16]>> {
    let names: BTreeSet<&str> =
        entries.filter_map(|entry| entry.facts.get("unit").and_then(Json::as_str)).collect();
    let list: Vec<Value> = names.iter().map(ToValue::to_value).collect();
    let found: Vec<Named> = desk.all_in(
        "select id, name from units where tenant = $1 and name in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(found.into_iter().map(|named| (named.0, named.1)).collect())
}

struct Named(String, [u8; 16]);

impl db::FromRow for Named {
    fn from_row(row: &db::Row) -> db::Result<Self> {
        Ok(Self(row.get("name")?, row.get("id")?))
    }
}

/// The subject as its facts tell it; `entries` are in the order in which they happened.
fn follow(subject: Subject, entries: &[Entry], units: &HashMap<String, [u8; 16]>) -> Subject {
    let text =
        |name: &str| entries.iter().find_map(|entry| entry.facts.get(name).and_then(Json::as_str));
    let (first, last) = (&entries[0], &entries[entries.len() - 1]);
    let state = last.kind.word().split_once('.').map_or("", |(_, state)| state);
    Subject {
        opened_at: first.at,
        last_at: last.at,
        state: state.to_owned(),
        client_kind: text("client_kind").map(str::to_owned),
        unit: text("unit").and_then(|name| units.get(name)).copied(),
        ..subject
    }
}

fn cells(desk: &Desk<'_>, subject: &Subject) -> Vec<Value> {
    vec![
        desk.tenant.to_value(),
        subject.id.to_value(),
        subject.kind.to_value(),
        subject.source.to_value(),
        subject.number.to_value(),
        subject.opened_at.to_value(),
        subject.last_at.to_value(),
        subject.state.to_value(),
        subject.unit.to_value(),
        subject.client_kind.to_value(),
    ]
}

fn matters_of(
    settled: &BTreeMap<Id<Subject>, Subject>,
    entries: &HashMap<[u8; 16], Vec<Entry>>,
) -> Vec<Matter> {
    settled
        .values()
        .filter_map(|subject| {
            let kind = super::KINDS.iter().find(|kind| **kind == subject.kind)?;
            let own = entries.get(&subject.id.bytes()).into_iter().flatten();
            let inherited = settled
                .values()
                .filter(|other| other.merged_into == Some(subject.id))
                .filter_map(|other| entries.get(&other.id.bytes()))
                .filter(|theirs| !theirs.iter().any(|entry| is_done(entry.kind)))
                .flat_map(|theirs| theirs.iter().filter(|entry| is_receipt(entry.kind)));
            Some(Matter {
                subject: subject.id.bytes(),
                kind,
                moments: own.chain(inherited).map(moment).collect(),
                dims: Dims {
                    unit: subject.unit,
                    kind: subject.client_kind.clone(),
                    ..Dims::default()
                },
                fresh: false,
            })
        })
        .collect()
}

/// Measures these subjects anew from their facts, for a recalculation.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, subjects: &BTreeSet<Id<Subject>>) -> Result<()> {
    settle(desk, subjects, &BTreeSet::new())
}
