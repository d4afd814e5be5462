//! What was promised about requests: their clocks, from their history.

use super::model::{COLUMNS, NEVER, Request};
use crate::{
    Desk, Kind, Result,
    commitments::{self, Book, Dims, Matter, Moment},
    history::{self, Entry},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What clocks need to know of a request: its own history without closings that were undone, and
/// the receipts of those merged into it that nobody had answered. So the earliest promise survives
/// a merger.
fn moments(own: &[Entry], merged: &[&[Entry]]) -> Vec<Moment> {
    let mut undone = own.iter().filter(|one| one.kind == Kind::RequestCloseUndone).count();
    let mut kept: Vec<Moment> = Vec::new();
    for entry in own.iter().rev() {
        if entry.kind == Kind::RequestWithdrawn && undone > 0 {
            undone -= 1;
        } else {
            kept.push(moment(entry));
        }
    }
    let unanswered =
        |theirs: &&&[Entry]| !theirs.iter().any(|entry| entry.kind == Kind::RequestAnswered);
    let receipts = merged.iter().filter(unanswered).flat_map(|theirs| theirs.iter());
    kept.extend(receipts.filter(|entry| entry.kind == Kind::RequestReceived).map(moment));
    kept
}

fn moment(entry: &Entry) -> Moment {
    let priority = entry.facts.get("priority").and_then(|word| word.as_str());
    Moment { at: entry.at, kind: entry.kind, priority: priority.map(str::to_owned), due: None }
}

/// The matter of a request that begins with this unit of work.
pub(super) fn fresh_matter(request: &Request, moments: Vec<Moment>) -> Matter {
    Matter {
        subject: request.id.bytes(),
        kind: "request",
        moments,
        dims: dims(request),
        fresh: true,
    }
}

fn dims(request: &Request) -> Dims {
    Dims {
        unit: request.unit.map(|unit| unit.bytes()),
        kind: request.client_kind.clone(),
        ..Dims::default()
    }
}

/// The next deadline of each of these that has one: what runs out first, or has run out and is not
/// done.
pub(super) fn next_due(
    desk: &mut Desk<'_>,
    requests: &[Request],
) -> Result<HashMap<Id<Request>, Instant>> {
    let list: Vec<Value> = requests.iter().map(|request| request.id.to_value()).collect();
    let due: Vec<Due> = desk.all_in(
        "select subject, min(due_at) as due_at from clocks
          where tenant = $1 and subject in ({list}) and stopped_at is null
            and state in ('running', 'breached') and due_at is not null
          group by subject",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(due.into_iter().map(|Due(id, due)| (id, due)).collect())
}

struct Due(Id<Request>, Instant);

impl FromRow for Due {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("subject")?, row.get("due_at")?))
    }
}

/// Measures these requests anew from their history, and those they were merged into.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, ids: &[Id<Request>]) -> Result<()> {
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let own: Vec<Request> = desk.all_in(
        &format!("select {COLUMNS} from requests where tenant = $1 and id in ({{list}})"),
        &[&desk.tenant.clone()],
        &list,
    )?;
    let below: Vec<Request> = desk.all_in(
        &format!("select {COLUMNS} from requests where tenant = $1 and merged_into in ({{list}})"),
        &[&desk.tenant.clone()],
        &list,
    )?;
    let subjects: BTreeSet<[u8; 16]> = own.iter().chain(&below).map(|one| one.id.bytes()).collect();
    let mut entries: HashMap<[u8; 16], Vec<Entry>> = HashMap::new();
    for entry in history::of(desk, &subjects.into_iter().collect::<Vec<_>>())? {
        entries.entry(entry.subject).or_default().push(entry);
    }
    let told = |id: Id<Request>| entries.get(&id.bytes()).map_or(&[][..], Vec::as_slice);
    let mut merged: BTreeMap<Id<Request>, Vec<&[Entry]>> = BTreeMap::new();
    for one in &below {
        if let Some(into) = one.merged_into {
            merged.entry(into).or_default().push(told(one.id));
        }
    }
    let matters: Vec<Matter> = own
        .iter()
        .map(|request| Matter {
            moments: moments(told(request.id), merged.get(&request.id).map_or(&[], Vec::as_slice)),
            fresh: false,
            ..fresh_matter(request, Vec::new())
        })
        .collect();
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())?;
    note_deadlines(desk, &list)
}

/// Keeps the next deadline of these requests at hand, by which every list is sorted.
fn note_deadlines(desk: &mut Desk<'_>, list: &[Value]) -> Result<()> {
    desk.execute_in(
        "update requests set due_at = coalesce((
                select min(c.due_at) from clocks as c
                 where c.tenant = $1 and c.subject in (requests.id, requests.complaint)
                   and c.stopped_at is null
                   and c.state in ('running', 'breached')), $2)
          where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone(), &NEVER],
        list,
    )?;
    Ok(())
}
