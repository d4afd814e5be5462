use super::model::Callback;
use crate::{
    Desk, Kind, Result,
    commitments::{self, Book, Dims, Matter, Moment},
    contacts::requests::NEVER,
    history::{self, Entry},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use std::collections::{BTreeSet, HashMap};

struct Standing {
    id: Id<Callback>,
    unit: Option<[u8; 16]>,
    merged_into: Option<Id<Callback>>,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            unit: row.get("unit")?,
            merged_into: row.get("merged_into")?,
        })
    }
}

/// True for what a wish begins with.
fn begins(kind: Kind) -> bool {
    matches!(kind, Kind::CallbackWished | Kind::CallbackSlotWished | Kind::CallbackSlotOpened)
}

/// What clocks need to know of a wish. A slot that would open after we have spoken promises
/// nothing any more.
fn moments(own: &[Entry], merged: &[Entry]) -> Vec<Moment> {
    let spoke = |entry: &&Entry| {
        matches!(entry.kind, Kind::CallbackReached | Kind::CallRangBack | Kind::CallbackGivenUp)
    };
    let spoken_at: Option<Instant> = own.iter().filter(spoke).map(|entry| entry.at).min();
    let wished = merged.iter().filter(|entry| begins(entry.kind));
    let all = own.iter().chain(wished);
    let kept = all.filter(|entry| {
        entry.kind != Kind::CallbackSlotOpened || spoken_at.is_none_or(|at| entry.at <= at)
    });
    kept.map(|entry| Moment { at: entry.at, kind: entry.kind, priority: None, due: None }).collect()
}

/// Measures these wishes anew from their history.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, ids: &[Id<Callback>]) -> Result<()> {
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let own: Vec<Standing> = desk.all_in(
        "select id, unit, merged_into from callbacks where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let below: Vec<Standing> = desk.all_in(
        "select id, unit, merged_into from callbacks
          where tenant = $1 and merged_into in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let subjects: BTreeSet<[u8; 16]> = own.iter().chain(&below).map(|one| one.id.bytes()).collect();
    let mut entries: HashMap<[u8; 16], Vec<Entry>> = HashMap::new();
    for entry in history::of(desk, &subjects.into_iter().collect::<Vec<_>>())? {
        entries.entry(entry.subject).or_default().push(entry);
    }
    let told = |id: Id<Callback>| entries.get(&id.bytes()).map_or(&[][..], Vec::as_slice);
    let matter = |one: &Standing| {
        let merged: Vec<Entry> = below
            .iter()
            .filter(|other| other.merged_into == Some(one.id))
            .flat_map(|other| told(other.id))
            .cloned()
            .collect();
        Matter {
            subject: one.id.bytes(),
            kind: "callback",
            moments: moments(told(one.id), &merged),
            dims: Dims { unit: one.unit, ..Dims::default() },
            fresh: false,
        }
    };
    let matters: Vec<Matter> = own.iter().map(matter).collect();
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())?;
    desk.execute_in(
        "update callbacks set due_at = coalesce((
                select min(c.due_at) from clocks as c
                 where c.tenant = $1 and c.subject = callbacks.id and c.stopped_at is null
                   and c.state in ('running', 'breached')), slot_to, $2)
          where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone(), &NEVER],
        &list,
    )?;
    Ok(())
}
