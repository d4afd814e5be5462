//! The slots in which one can be called back.

use crate::visit::Visit;
use domain::{Fault, contacts::callbacks};
use kernel::Instant;

/// Slots as options of a choice, "as soon as possible" first.
pub(crate) fn slot_options(visit: &Visit, slots: &[Instant]) -> Vec<(String, String)> {
    let told = |at: &Instant| {
        let end = visit.voice.minute(*at + callbacks::SLOT);
        let text = format!("{}–{end}", visit.voice.full(*at));
        (at.micros().to_string(), text)
    };
    let soon = (String::new(), visit.say("call-me-soon"));
    std::iter::once(soon).chain(slots.iter().map(told)).collect()
}

/// The beginning of the slot that was chosen; none: as soon as possible.
///
/// # Errors
/// A fault of the field `slot` for what is no slot.
pub(crate) fn slot_of(text: &str) -> Result<Option<Instant>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let micros: i64 = text.parse().map_err(|_| Fault::new("slot", "fault-slot"))?;
    Ok(Some(Instant::from_micros(micros)))
}
