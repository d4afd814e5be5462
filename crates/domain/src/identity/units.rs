use super::model::{TEAM_MIN, Unit, UnitKind, Watching};
use crate::{Desk, Kind, Reach, Refusal, Result, Right};
use kernel::Id;
use serde_json::json;

/// Units of one tenant at the most.
const UNITS_MAX: i64 = 20_000;

const COLUMNS: &str = "id, parent, kind, name, path, watching, agreement";

/// The units this person reaches, each after the one above it.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn units(desk: &mut Desk<'_>) -> Result<Vec<Unit>> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    desk.all(
        &format!(
            "select {COLUMNS} from units
              where tenant = $1 and substr(path, 1, length($2)) = $2 order by path limit $3"
        ),
        &[&desk.tenant.clone(), &path, &UNITS_MAX],
    )
}

/// One of them.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn unit(desk: &mut Desk<'_>, id: Id<Unit>) -> Result<Unit> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    desk.optional(
        &format!(
            "select {COLUMNS} from units
              where tenant = $1 and id = $2 and substr(path, 1, length($3)) = $3"
        ),
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("unit"))
}

/// Adds a unit below another.
///
/// # Errors
/// `Invalid` without a name; `Unknown` where the parent is not theirs.
pub fn add(desk: &mut Desk<'_>, parent: Id<Unit>, kind: UnitKind, name: &str) -> Result<Id<Unit>> {
    desk.reach(Right::ManagePeople)?;
    if name.trim().is_empty() || name.len() > 200 {
        return Err(Refusal::invalid("name", "fault-required"));
    }
    let above = unit(desk, parent)?;
    let id: Id<Unit> = desk.fresh_id();
    desk.execute(
        "insert into units (tenant, id, parent, kind, name, path)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            &desk.tenant.clone(),
            &id,
            &parent,
            &kind.word(),
            &name.trim(),
            &format!("{}{id}/", above.path),
        ],
    )?;
    desk.record(id, Kind::UnitSaved, &json!({ "kind": kind.word() }))?;
    Ok(id)
}

/// Sets how closely the people of a unit may be looked at.
///
/// # Errors
/// `Invalid` for one by one without the agreement that allows it.
pub fn set_watching(
    desk: &mut Desk<'_>,
    id: Id<Unit>,
    watching: Watching,
    agreement: Option<&str>,
) -> Result<()> {
    desk.reach(Right::ManagePeople)?;
    let agreement = agreement.map(str::trim).filter(|text| !text.is_empty());
    if watching == Watching::Individual && agreement.is_none() {
        return Err(Refusal::invalid("agreement", "fault-agreement"));
    }
    unit(desk, id)?;
    desk.execute(
        "update units set watching = $3, agreement = $4 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &watching.word(), &agreement.map(str::to_owned)],
    )?;
    desk.record(id, Kind::UnitSaved, &json!({ "watching": watching.word() }))
}

/// How closely the people of a unit may be looked at; none where the unit is not known.
///
/// # Errors
/// Only when the database fails.
pub fn watching_of(desk: &mut Desk<'_>, unit: Option<Id<Unit>>) -> Result<Watching> {
    let Some(unit) = unit else { return Ok(Watching::None) };
    let word: Option<String> = desk.optional(
        "select watching from units where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &unit],
    )?;
    Ok(word.and_then(|word| Watching::from_word(&word)).unwrap_or(Watching::None))
}

/// Whether the people of a unit with this setting may be counted together: only a team that is
/// large enough, or where an agreement allows each to be looked at.
pub fn may_count(watching: Watching, people: usize) -> bool {
    match watching {
        Watching::None => false,
        Watching::Team => people >= TEAM_MIN,
        Watching::Individual => true,
    }
}
