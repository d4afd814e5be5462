//! Figures in words: their names, their formulas, their values.

use crate::{visit::Visit, voice::Voice};
use domain::{
    commitments::Book,
    quality::measures::{FIGURES, Measured, Value},
};

/// The limits that have a figure each, as the figure's name writes them.
const WITHIN: &str = "calls.answered_within_";

/// What a figure is called. A promise is called what its commitment is.
pub(super) fn name(voice: &Voice, book: &Book, id: &str) -> String {
    if let Some(code) = id.strip_prefix("promises.") {
        let found = book.current().find(|version| version.commitment.code == code);
        let name = found.map(|version| version.commitment.name.in_language(voice.language));
        return name.unwrap_or(code).to_owned();
    }
    match within(id) {
        Some((seconds, key)) => voice.tell(key, &[("seconds", seconds.into())]),
        None => voice.word("figure", id),
    }
}

/// How a figure is made, in words.
pub(super) fn formula(voice: &Voice, id: &str) -> String {
    if id.starts_with("promises.") {
        return voice.say("formula-promises");
    }
    match within(id) {
        Some((seconds, "figure-within")) => {
            voice.tell("formula-within", &[("seconds", seconds.into())])
        }
        Some((seconds, _)) => {
            voice.tell("formula-within-from-arrival", &[("seconds", seconds.into())])
        }
        None => voice.word("formula", id),
    }
}

fn within(id: &str) -> Option<(&str, &'static str)> {
    let rest = id.strip_prefix(WITHIN)?;
    match rest.strip_suffix("s.from_arrival") {
        Some(seconds) => Some((seconds, "figure-within-from-arrival")),
        None => Some((rest.strip_suffix('s')?, "figure-within")),
    }
}

/// The name of a measured figure, its percentile said.
pub(super) fn measured_name(visit: &Visit, book: &Book, measured: &Measured) -> String {
    let name = name(&visit.voice, book, &measured.id);
    match measured.value {
        Value::Percentile { p, .. } => {
            let p = p.to_string();
            visit.voice.tell("percentile", &[("name", name.into()), ("p", p.into())])
        }
        Value::Mean { .. } => visit.voice.tell("mean", &[("name", name.into())]),
        _ => name,
    }
}

/// The version that made a value, or all of them where several did.
pub(super) fn version(measured: &Measured) -> String {
    let versions: Vec<String> = measured.versions.iter().map(ToString::to_string).collect();
    if versions.is_empty() { measured.version.to_string() } else { versions.join(" + ") }
}

/// The value as people read it.
pub(super) fn value(voice: &Voice, value: Value) -> String {
    match value {
        Value::Count(count) => voice.number(count),
        Value::Share { kept, of, .. } => voice.percent_to(kept, of, 2),
        Value::Mean { sum, count } => voice.mean_seconds(sum, count),
        Value::Percentile { seconds, .. } => voice.seconds(seconds),
    }
}

/// Of how many, where that is said.
pub(super) fn of(voice: &Voice, value: Value) -> String {
    match value {
        Value::Share { kept, of, running } => {
            let told = format!("{} / {}", voice.number(kept), voice.number(of));
            let running = running.filter(|count| *count > 0);
            running.map_or(told.clone(), |count| {
                format!("{told} + {} {}", voice.number(count), voice.say("public-running"))
            })
        }
        Value::Mean { count, .. } => voice.number(count),
        _ => String::new(),
    }
}

/// The figures of the same kind: other formulas of one thing.
pub(super) fn siblings(id: &str) -> Vec<&'static str> {
    let kind = match id.split_once('.') {
        Some((kind @ ("service_level" | "answer_rate"), _)) => format!("{kind}."),
        _ if id.starts_with(WITHIN) => WITHIN.to_owned(),
        _ => return Vec::new(),
    };
    FIGURES.iter().map(|figure| figure.id).filter(|other| other.starts_with(&kind)).collect()
}
