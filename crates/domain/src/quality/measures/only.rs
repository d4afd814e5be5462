use super::count::Cell;
use crate::{Desk, Fault, Reach, Refusal, Result, Right, identity};
use db::{FromRow, Row};
use kernel::Id;
use std::collections::HashSet;

/// To what a question is narrowed. Each field that is given must hold; [`Only::NONE`] stands for
/// calls and clocks that have no such thing, as the groups of a split name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// The number that was dialled, as the exchange writes it.
    pub number: Option<String>,
    /// The first queue, by the exchange's name for it.
    pub queue: Option<String>,
    /// The unit itself, without those below it, by its name or its id.
    pub unit: Option<String>,
    /// The kind of client, by its code.
    pub kind: Option<String>,
}

impl Only {
    /// What a group is called that has no number, queue, unit or kind.
    pub const NONE: &str = "-";

    /// The fields that are given, each with its text.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("number", &self.number),
            ("queue", &self.queue),
            ("unit", &self.unit),
            ("kind", &self.kind),
        ];
        all.into_iter().filter_map(|(field, text)| Some((field, text.as_deref()?)))
    }
}

/// Lets only the wanted cells through: those within reach, and those that were asked for.
pub(super) struct Sieve {
    reached: Option<HashSet<[u8; 16]>>,
    number: Option<HashSet<[u8; 16]>>,
    queue: Option<HashSet<[u8; 16]>>,
    unit: Option<HashSet<[u8; 16]>>,
    kind: Option<String>,
}

impl Sieve {
    /// The sieve of a question, as this person may ask it.
    ///
    /// # Errors
    /// `Forbidden` without the right to see figures; `Invalid` with every name that is not known.
    pub(super) fn make(desk: &mut Desk<'_>, only: &Only) -> Result<Self> {
        let reach = desk.reach(Right::SeeFigures)?;
        let mut faults = Vec::new();
        let sieve = Self {
            reached: units_within(desk, &reach)?,
            number: named(desk, ("number", &only.number), NUMBERS, &mut faults)?,
            queue: named(desk, ("queue", &only.queue), QUEUES, &mut faults)?,
            unit: unit(desk, only.unit.as_deref(), &mut faults)?,
            kind: only
                .kind
                .clone()
                .map(|kind| if kind == Only::NONE { String::new() } else { kind }),
        };
        Refusal::unless_none(faults)?;
        Ok(sieve)
    }

    /// True for a cell that is wanted.
    pub(super) fn passes(&self, cell: &Cell) -> bool {
        let within = |wanted: &Option<HashSet<[u8; 16]>>, id: &[u8; 16]| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(id))
        };
        within(&self.reached, &cell.unit)
            && within(&self.number, &cell.number)
            && within(&self.queue, &cell.queue)
            && within(&self.unit, &cell.unit)
            && self.kind.as_ref().is_none_or(|kind| *kind == cell.kind)
    }
}

const NUMBERS: &str = "select id from phone_numbers where tenant = $1 and number = $2";
const QUEUES: &str = "select id from queues where tenant = $1 and code = $2";

struct Found([u8; 16]);

impl FromRow for Found {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?))
    }
}

fn unknown(field: &str, text: &str) -> Fault {
    Fault::new(field, "fault-unknown-place").with(text)
}

fn named(
    desk: &mut Desk<'_>,
    (field, text): (&str, &Option<String>),
    sql: &str,
    faults: &mut Vec<Fault>,
) -> Result<Option<HashSet<[u8; 16]>>> {
    let Some(text) = text else { return Ok(None) };
    if text == Only::NONE {
        return Ok(Some(HashSet::from([[0; 16]])));
    }
    let found: Vec<Found> = desk.all(sql, &[&desk.tenant.clone(), text])?;
    if found.is_empty() {
        faults.push(unknown(field, text));
    }
    Ok(Some(found.into_iter().map(|one| one.0).collect()))
}

/// Two units may be called alike; a name means both.
fn unit(
    desk: &mut Desk<'_>,
    text: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Option<HashSet<[u8; 16]>>> {
    let Some(text) = text else { return Ok(None) };
    if text == Only::NONE {
        return Ok(Some(HashSet::from([[0; 16]])));
    }
    let id: Option<Id<identity::Unit>> = text.parse().ok();
    let meant = |unit: &identity::Unit| unit.name == text || Some(unit.id) == id;
    let units = identity::units(desk)?;
    let found: HashSet<_> = units.into_iter().filter(meant).map(|unit| unit.id.bytes()).collect();
    if found.is_empty() {
        faults.push(unknown("unit", text));
    }
    Ok(Some(found))
}

/// The units whose rows are reached; none: all rows.
fn units_within(desk: &mut Desk<'_>, reach: &Reach) -> Result<Option<HashSet<[u8; 16]>>> {
    if reach.is_all() {
        return Ok(None);
    }
    let units: Vec<Found> = desk.all(
        "select id from units where tenant = $1 and substr(path, 1, length($2)) = $2",
        &[&desk.tenant.clone(), &reach.0],
    )?;
    Ok(Some(units.into_iter().map(|one| one.0).collect()))
}
