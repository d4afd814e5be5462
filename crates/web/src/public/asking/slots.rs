//! The slots in which one can be called back.

use crate::visit::Visit;
use domain::{Fault, contacts::callbacks};
use kernel::Instant;

/// The hours at which slots begin, and for how many days ahead.
const SLOT_HOURS: [i8; 4] = [9, 11, 14, 16];
const DAYS_AHEAD: i64 = 7;

/// The slots one can choose: working days, the next week, none that has begun.
fn slots(visit: &Visit) -> Vec<Instant> {
    let (now, zone) = (visit.app.now(), &visit.voice.zone);
    let today = now.day(zone);
    let days = (0..=DAYS_AHEAD).filter_map(|ahead| {
        let day = today.checked_add(jiff::Span::new().days(ahead)).ok()?;
        (day.weekday().to_monday_zero_offset() < 5).then_some(day)
    });
    let all = days.flat_map(|day| {
        SLOT_HOURS.into_iter().filter_map(move |hour| {
            let at = day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?;
            Some(Instant::from(at.timestamp()))
        })
    });
    all.filter(|at| *at > now).collect()
}

/// Slots as options of a choice, "as soon as possible" first.
pub(crate) fn slot_options(visit: &Visit) -> Vec<(String, String)> {
    let told = |at: Instant| {
        let end = visit.voice.minute(at + callbacks::SLOT);
        let text = format!("{}–{end}", visit.voice.full(at));
        (at.micros().to_string(), text)
    };
    let soon = (String::new(), visit.say("call-me-soon"));
    std::iter::once(soon).chain(slots(visit).into_iter().map(told)).collect()
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
