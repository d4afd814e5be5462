//! What the law asks of every company, as commitments that it has from its first day: without them
//! what clients ask about their own data, and the notice before a contract ends, would have no
//! clock. The company changes and ends them like its own.

use super::{
    actions::save,
    calendars::{newest, save as save_calendar},
    model::Document,
};
use crate::{Desk, Result, identity};
use calendar::Definition;
use std::collections::HashSet;

/// The commitments, as a file.
pub const LEGAL: &str = include_str!("commitments.toml");

/// What the calendar of their days is called.
const CALENDAR: &str = "legal";

/// Saves those that the company never had. Their days are all days: a time that the law gives to
/// others is not made longer by our own days off.
///
/// # Errors
/// Only when the database fails.
pub fn install(desk: &mut Desk<'_>) -> Result<()> {
    let known: Vec<String> = desk.all(
        "select distinct code from commitments where tenant = $1 order by code",
        &[&desk.tenant.clone()],
    )?;
    let known: HashSet<String> = known.into_iter().collect();
    let mut missing = Document::read(LEGAL)?.commitment;
    missing.retain(|one| !known.contains(&one.code));
    if missing.is_empty() {
        return Ok(());
    }
    if newest(desk, CALENDAR)?.is_none() {
        let zone = identity::tenant(desk)?.zone_name;
        let (id, hours) = (CALENDAR.to_owned(), "24/7".to_owned());
        save_calendar(desk, &Definition { id, zone, hours, ..Definition::default() }, None)?;
    }
    missing.iter().try_for_each(|one| save(desk, one).map(drop))
}
