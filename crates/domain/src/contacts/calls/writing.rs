//! From folded calls to rows, legs and what clocks need to know.

use super::{
    fold::Folded,
    model::{Call, Outcome},
    places::Place,
    rows::{Belonging, CALL_COLUMNS, CALL_UPSERT, LEG_COLUMNS, Ready, leg_cells},
};
use crate::{
    Desk, Result,
    commitments::{Book, Dims, Matter, Moment},
    days, history,
};
use db::{ToValue, Value};
use kernel::Id;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Numbers and queues by id.
pub(super) type KnownPlaces = HashMap<[u8; 16], Place>;

/// Adds the numbers and queues of these calls that are not known yet.
pub(super) fn learn_places<'a>(
    desk: &mut Desk<'_>,
    known: &mut KnownPlaces,
    folded: impl Iterator<Item = &'a Folded>,
) -> Result<()> {
    let (mut numbers, mut queues) = (BTreeSet::new(), BTreeSet::new());
    for one in folded {
        numbers.extend(one.number);
        queues.extend(one.visits.iter().filter_map(|visit| visit.queue));
    }
    let list = |ids: &BTreeSet<[u8; 16]>| {
        let missing = ids.iter().filter(|id| !known.contains_key(*id));
        missing.map(|id| Value::Uuid(*id)).collect::<Vec<_>>()
    };
    let (numbers, queues) = (list(&numbers), list(&queues));
    let mut found: Vec<Place> = desk.all_in(
        "select id, number as code, label as name, kind, unit, null as number, 1 as level
           from phone_numbers where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &numbers,
    )?;
    found.extend(desk.all_in::<Place>(
        "select id, code, name, null as kind, unit, number, level
           from queues where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &queues,
    )?);
    known.extend(found.into_iter().map(|place| (place.id, place)));
    Ok(())
}

pub(super) fn belonging(folded: &Folded, known: &KnownPlaces) -> Belonging {
    let number = folded.number.and_then(|id| known.get(&id));
    let queues: Vec<&Place> =
        folded.visits.iter().filter_map(|visit| known.get(&visit.queue?)).collect();
    Belonging {
        kind: folded.client_kind.clone().or(number.and_then(|place| place.kind.clone())),
        unit: queues.first().and_then(|place| place.unit).or(number.and_then(|place| place.unit)),
        level: queues.iter().map(|place| place.level).max().unwrap_or(1),
    }
}

/// Writes rows and legs; answers the days on which these calls stand or stood.
pub(super) fn write(
    desk: &mut Desk<'_>,
    book: &Book,
    ready: &[Ready],
    fresh: &HashSet<Id<Call>>,
) -> Result<BTreeSet<i64>> {
    let (tenant, zone) = (desk.tenant, &book.zone);
    let is_fresh = |one: &&Ready| fresh.contains(&one.standing.id);
    let new = ready.iter().filter(is_fresh).map(|one| one.cells(tenant, zone)).collect();
    history::append(desk, CALL_COLUMNS, new)?;
    let old: Vec<Vec<Value>> =
        ready.iter().filter(|one| !is_fresh(one)).map(|one| one.cells(tenant, zone)).collect();
    desk.insert(CALL_COLUMNS, CALL_UPSERT, &old)?;
    let gone = ready.iter().filter(|one| !is_fresh(one)).map(|one| one.standing.id.to_value());
    desk.execute_in(
        "delete from legs where tenant = $1 and call in ({list})",
        &[&tenant],
        &gone.collect::<Vec<_>>(),
    )?;
    let legs = ready.iter().filter(|one| one.outcome() != Outcome::Linked).flat_map(|one| {
        let visits = one.folded.visits.iter().enumerate();
        visits.map(|(position, visit)| leg_cells(tenant, one.standing.id, position, visit))
    });
    history::append(desk, LEG_COLUMNS, legs.collect())?;
    let days = ready
        .iter()
        .flat_map(|one| [one.standing.day, days::number(one.folded.arrived_at, zone)])
        .filter(|day| *day != 0);
    Ok(days.collect())
}

pub(super) fn matter(one: &Ready, extra: Option<Vec<Moment>>, fresh: &HashSet<Id<Call>>) -> Matter {
    let linked = one.outcome() == Outcome::Linked;
    let extra = extra.unwrap_or_default().into_iter();
    Matter {
        subject: one.standing.id.bytes(),
        kind: "call",
        moments: if linked { Vec::new() } else { one.folded.moments(extra) },
        dims: Dims {
            number: one.folded.number,
            queue: one.folded.visits.first().and_then(|visit| visit.queue),
            unit: one.belonging.unit,
            kind: one.belonging.kind.clone(),
        },
        fresh: fresh.contains(&one.standing.id),
    }
}
