use crate::{
    Desk, Kind, Refusal, Result, Right,
    contacts::topics::TEXT_MAX,
    parties::{self, Party},
};
use kernel::Id;
use serde_json::json;

/// A note about a party; its row.
#[derive(Debug)]
pub enum Note {}

/// Writes a note about a party.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` for a party that is not theirs to see, `Invalid`.
pub fn note(desk: &mut Desk<'_>, party: Id<Party>, text: &str) -> Result<Id<Note>> {
    write(desk, party, text, None)
}

/// Corrects a note: the old one stays, and the new one says what it corrects.
///
/// # Errors
/// As [`note`]; `Unknown` where there is no such note of this party.
pub fn correct_note(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    old: Id<Note>,
    text: &str,
) -> Result<Id<Note>> {
    let known: Option<Id<Note>> = desk.optional(
        "select id from party_notes where tenant = $1 and party = $2 and id = $3",
        &[&desk.tenant.clone(), &party, &old],
    )?;
    write(desk, party, text, Some(known.ok_or(Refusal::Unknown("note"))?))
}

fn write(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    text: &str,
    corrects: Option<Id<Note>>,
) -> Result<Id<Note>> {
    desk.reach(Right::WorkRequests)?;
    parties::find(desk, party)?;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid("text", "fault-required"));
    }
    let id: Id<Note> = desk.fresh_id();
    desk.execute(
        "insert into party_notes (tenant, id, party, at, staff, text, corrects)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&desk.tenant.clone(), &id, &party, &desk.now(), &desk.colleague(), &text, &corrects],
    )?;
    desk.record(
        party,
        Kind::PartyNoted,
        &json!({ "corrects": corrects.map(|id| id.to_string()) }),
    )?;
    Ok(id)
}
