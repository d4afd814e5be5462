//! In whose name clients are spoken to: the head office, or one of its agencies.

use crate::{desk::house::unit_options, visit::Visit};
use domain::{
    Desk, Refusal, Result,
    identity::{self, Unit, UnitKind},
};
use kernel::Id;

/// The head office, and those of these units that are agencies, as options of a choice.
pub(in crate::desk) fn options(visit: &Visit, units: &[Unit]) -> Vec<(String, String)> {
    let agencies: Vec<Unit> =
        units.iter().filter(|unit| unit.kind == UnitKind::Agency).cloned().collect();
    let mut senders = vec![(String::new(), visit.say("head-office"))];
    senders.extend(unit_options(&agencies));
    senders
}

/// What a sender is called; a dash for an agency that is not among these units.
pub(in crate::desk) fn name(visit: &Visit, units: &[Unit], sender: Option<Id<Unit>>) -> String {
    let Some(sender) = sender else { return visit.say("head-office") };
    let unit = units.iter().find(|unit| unit.id == sender);
    unit.map_or_else(|| "–".to_owned(), |unit| unit.name.clone())
}

/// The agency that was chosen; none: the head office.
///
/// # Errors
/// `Invalid` for what is no agency, or none of those that this person reaches.
pub(in crate::desk) fn chosen(desk: &mut Desk<'_>, choice: &str) -> Result<Option<Id<Unit>>> {
    if choice.is_empty() {
        return Ok(None);
    }
    let unknown = || Refusal::invalid("sender", "fault-choice");
    let unit = match identity::unit(desk, choice.parse().map_err(|_| unknown())?) {
        Err(Refusal::Unknown(_)) => return Err(unknown()),
        found => found?,
    };
    if unit.kind == UnitKind::Agency { Ok(Some(unit.id)) } else { Err(unknown()) }
}
