//! The filter of a list of calls, as it stands in the page's address.

use super::Names;
use crate::fields::Fields;
use domain::{
    Fault,
    contacts::calls::{Filter, Outcome, Place, Sheet},
    days,
};
use kernel::{Date, Id, Instant};
use std::collections::HashMap;

/// Reads a filter; a field that cannot be read is a fault and narrows nothing.
pub(super) fn read(fields: &Fields, names: &Names) -> (Filter, Vec<Fault>) {
    let mut faults = Vec::new();
    let filter = Filter {
        from_day: day(fields, "from", &mut faults).map(days::number_of),
        to_day: day(fields, "to", &mut faults).map(|date| days::number_of(date) + 1),
        number: place(fields, "number", &names.numbers, &mut faults),
        queue: place(fields, "queue", &names.queues, &mut faults),
        unit: fields.text("unit").to_owned(),
        outcome: outcome(fields, &mut faults),
        kind: fields.text("kind").to_owned(),
        waited: waited(fields, &mut faults),
        before: fields.given("before").and_then(place_in_list),
    };
    (filter, faults)
}

fn day(fields: &Fields, name: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = fields.given(name)?;
    let date = text.parse().ok();
    if date.is_none() {
        faults.push(Fault::new(name, "fault-date"));
    }
    date
}

fn place(
    fields: &Fields,
    name: &str,
    places: &HashMap<[u8; 16], Place>,
    faults: &mut Vec<Fault>,
) -> Option<[u8; 16]> {
    let code = fields.given(name)?;
    let found = places.values().find(|place| place.code == code);
    if found.is_none() {
        faults.push(Fault::new(name, "fault-unknown-place").with(code));
    }
    found.map(|place| place.id)
}

fn outcome(fields: &Fields, faults: &mut Vec<Fault>) -> Option<Outcome> {
    let word = fields.given("outcome")?;
    let outcome = Outcome::from_word(word);
    if outcome.is_none() {
        faults.push(Fault::new("outcome", "fault-choice"));
    }
    outcome
}

fn waited(fields: &Fields, faults: &mut Vec<Fault>) -> Option<i64> {
    let seconds: Result<u32, _> = fields.given("waited")?.parse();
    if seconds.is_err() {
        faults.push(Fault::new("waited", "fault-number"));
    }
    seconds.ok().map(|seconds| i64::from(seconds) * Instant::SECOND)
}

/// Where the next page begins: `micros.id` of the last row shown.
pub(super) fn mark(sheet: &Sheet) -> String {
    format!("{}.{}", sheet.arrived_at.micros(), sheet.id)
}

/// Reads such a mark; one that is none begins at the start.
pub(in crate::desk) fn place_in_list<T>(text: &str) -> Option<(Instant, Id<T>)> {
    let (micros, id) = text.split_once('.')?;
    Some((Instant::from_micros(micros.parse().ok()?), id.parse().ok()?))
}
