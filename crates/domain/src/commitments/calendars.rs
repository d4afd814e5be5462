use super::book::Shelved;
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    identity::{self, Unit},
};
use calendar::{Calendar, Definition, File};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// One saved version of a calendar.
#[derive(Clone, Debug)]
pub struct CalendarVersion {
    /// The version's row.
    pub id: Id<CalendarVersion>,
    /// The calendar's short name, such as `it-office`.
    pub code: String,
    /// 1, 2, 3 … within a code.
    pub version: i64,
    /// The unit whose calendar it is; none: everybody's.
    pub unit: Option<Id<Unit>>,
    /// The calendar as a file of one.
    pub definition: String,
    /// When it was saved.
    pub saved_at: Instant,
}

impl FromRow for CalendarVersion {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            version: row.get("version")?,
            unit: row.get("unit")?,
            definition: row.get("definition")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// Calendars listed at once; a tenant has a handful.
const LIST_MAX: i64 = 500;

const COLUMNS: &str = "id, code, version, unit, definition, saved_at";

/// The newest version of every calendar.
///
/// # Errors
/// `Forbidden` without the right to see commitments.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<CalendarVersion>> {
    desk.reach(Right::SeeCommitments)?;
    desk.all(
        &format!(
            "select {COLUMNS} from calendars as c
              where tenant = $1 and version = (
                    select max(version) from calendars as newer
                     where newer.tenant = c.tenant and newer.code = c.code)
              order by code limit $2"
        ),
        &[&desk.tenant.clone(), &LIST_MAX],
    )
}

/// The newest version of one.
///
/// # Errors
/// `Unknown` where there is none of that name.
pub fn find(desk: &mut Desk<'_>, code: &str) -> Result<CalendarVersion> {
    desk.reach(Right::SeeCommitments)?;
    newest(desk, code)?.ok_or(Refusal::Unknown("calendar"))
}

pub(super) fn newest(desk: &mut Desk<'_>, code: &str) -> Result<Option<CalendarVersion>> {
    desk.optional(
        &format!(
            "select {COLUMNS} from calendars where tenant = $1 and code = $2
              order by version desc limit 1"
        ),
        &[&desk.tenant.clone(), &code],
    )
}

pub(super) fn every_version(desk: &mut Desk<'_>) -> Result<Vec<CalendarVersion>> {
    desk.all(
        &format!("select {COLUMNS} from calendars where tenant = $1 order by code, version"),
        &[&desk.tenant.clone()],
    )
}

/// Saves a calendar as its next version; the same again saves nothing. Clocks that run keep the
/// version they were started with until somebody has them recalculated.
///
/// A calendar of one unit is called like the one it replaces there, with `@` and a word more:
/// `it-office@lyon`. Its unit is `unit`, or else the one that the definition names.
///
/// # Errors
/// `Invalid` with every fault, a calendar that never opens or an unknown unit among them.
pub fn save(
    desk: &mut Desk<'_>,
    definition: &Definition,
    unit: Option<Id<Unit>>,
) -> Result<CalendarVersion> {
    desk.reach(Right::EditCommitments)?;
    Calendar::new(definition).map_err(unacceptable)?;
    let unit = match unit {
        Some(unit) => Some(identity::unit(desk, unit)?.id),
        None => owner(desk, definition)?,
    };
    check_name(&definition.id, unit.is_some())?;
    // A unit may be called otherwise tomorrow: the row has its id, the text has neither.
    let bare = Definition { unit: None, ..definition.clone() };
    let text = File { calendar: vec![bare] }.to_toml();
    let before = newest(desk, &definition.id)?;
    if let Some(before) = &before
        && before.definition == text
        && before.unit == unit
    {
        return Ok(before.clone());
    }
    let saved = CalendarVersion {
        id: desk.fresh_id(),
        code: definition.id.clone(),
        version: before.map_or(1, |before| before.version + 1),
        unit,
        definition: text,
        saved_at: desk.now(),
    };
    desk.execute(
        "insert into calendars (tenant, id, code, version, unit, definition, saved_at, actor)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &desk.tenant.clone(),
            &saved.id,
            &saved.code,
            &saved.version,
            &saved.unit,
            &saved.definition,
            &saved.saved_at,
            &desk.who.actor().label(),
        ],
    )?;
    let facts = json!({ "code": saved.code, "version": saved.version });
    desk.record(saved.id, Kind::CalendarSaved, &facts)?;
    Ok(saved)
}

/// A unit's own calendar is called `code@…`, and only such a one is.
fn check_name(id: &str, is_of_unit: bool) -> Result<()> {
    let named = id.split_once('@');
    let half = named.is_some_and(|(base, own)| base.is_empty() || own.is_empty());
    if half || named.is_some() != is_of_unit {
        return Err(Refusal::invalid("id", "fault-calendar-unit"));
    }
    Ok(())
}

/// The unit that a definition names; an id is meant before a name.
fn owner(desk: &mut Desk<'_>, definition: &Definition) -> Result<Option<Id<Unit>>> {
    let Some(text) = &definition.unit else { return Ok(None) };
    let units = identity::units(desk)?;
    if let Some(unit) = units.iter().find(|unit| unit.id.to_string() == *text) {
        return Ok(Some(unit.id));
    }
    let called: Vec<&Unit> = units.iter().filter(|unit| unit.name == *text).collect();
    match called.as_slice() {
        [unit] => Ok(Some(unit.id)),
        several => {
            let reason =
                if several.is_empty() { "fault-unknown-place" } else { "fault-unit-ambiguous" };
            Err(Refusal::Invalid(vec![Fault::new("unit", reason).with(text.clone())]))
        }
    }
}

/// These calendars as a file says them, each with the name of its unit: its id, where another
/// unit is called the same.
///
/// # Errors
/// `Forbidden` without the right to see figures, or to see commitments.
pub fn written(desk: &mut Desk<'_>, saved: &[CalendarVersion]) -> Result<Vec<Definition>> {
    desk.reach(Right::SeeCommitments)?;
    let units = identity::units(desk)?;
    let told = |id: Id<Unit>| {
        let name = units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone());
        let alike = |name: &String| units.iter().filter(|unit| unit.name == *name).count();
        name.filter(|name| alike(name) == 1).unwrap_or_else(|| id.to_string())
    };
    saved
        .iter()
        .map(|version| {
            let file = File::parse(&version.definition).map_err(unacceptable)?;
            let bare = file.calendar.into_iter().next().ok_or(Refusal::Unknown("calendar"))?;
            Ok(Definition { unit: version.unit.map(told), ..bare })
        })
        .collect()
}

/// The calendar of a version, from the shelf.
pub(super) fn shelve(desk: &Desk<'_>, saved: &CalendarVersion) -> Result<Shelved> {
    let calendar = desk.shelf().get(saved.id.bytes(), 0, || {
        let file = File::parse(&saved.definition).map_err(unacceptable)?;
        let definition = file.calendar.first().ok_or(Refusal::Unknown("calendar"))?;
        Calendar::new(definition).map_err(unacceptable)
    })?;
    Ok(Shelved { id: saved.id, calendar })
}

/// Every fault of a calendar, each naming its field.
fn unacceptable(faults: calendar::Faults) -> Refusal {
    let faults = faults.0.into_iter();
    Refusal::Invalid(
        faults
            .map(|fault| Fault::new(fault.field, "fault-calendar").with(fault.reason.to_string()))
            .collect(),
    )
}
