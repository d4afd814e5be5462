use super::{Line, Patience, Settings};
use kernel::Instant;
use std::fmt;

/// Lines planned together at the most.
pub const LINES_MAX: usize = 200;

/// Everything wrong with what a plan was asked for, at once. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        out.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

/// One number that lies outside what makes sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A setting.
    #[error("{field}: {least} to {most} are possible")]
    Setting {
        /// As [`Settings`] spells it.
        field: &'static str,
        /// The least that is possible.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A number of one line.
    #[error("line {line}, {field}: {least} to {most} microseconds are possible")]
    Line {
        /// The line's id.
        line: String,
        /// As [`Line`] spells it.
        field: &'static str,
        /// The least that is possible, in microseconds.
        least: i64,
        /// The most.
        most: i64,
    },
    /// More than [`LINES_MAX`] lines, or none.
    #[error("1 to {LINES_MAX} lines can be planned together")]
    Lines,
    /// Two lines with the same id.
    #[error("line {0} is given twice")]
    Twice(String),
    /// More calls than any number of agents could answer as promised.
    #[error("there are more calls than can be planned for")]
    Unreachable,
}

/// Handling times that make sense: a second to eight hours.
const HANDLING: (i64, i64) = (Instant::SECOND, 8 * Instant::HOUR);
/// Patience that makes sense: a second to a day.
const PATIENCE: (i64, i64) = (Instant::SECOND, Instant::DAY);

/// Looks at everything before anything is computed.
pub(super) fn check_settings(settings: &Settings) -> Result<(), Faults> {
    let breaks = settings.breaks;
    let patience = match settings.patience {
        Patience::Of(patience) => patience,
        Patience::Endless | Patience::Measured => PATIENCE.0,
    };
    let fields = [
        ("promise.share", i64::from(settings.promise.share), (1, 999)),
        ("promise.within", settings.promise.within, (0, Instant::HOUR)),
        ("patience", patience, PATIENCE),
        ("volume", i64::from(settings.volume), (0, 10_000)),
        ("handling", i64::from(settings.handling), (100, 10_000)),
        ("shrinkage", i64::from(settings.shrinkage), (0, 900)),
        ("breaks.every", i64::from(breaks.every), (1, 1_440)),
        ("breaks.minutes", i64::from(breaks.minutes), (0, i64::from(breaks.every.max(2)) / 2)),
        ("minimum", i64::from(settings.minimum), (0, 10_000)),
        ("interval", i64::from(settings.interval), (100, 990)),
    ];
    let faults: Vec<Fault> = fields
        .into_iter()
        .filter(|(_, value, (least, most))| !(*least..=*most).contains(value))
        .map(|(field, _, (least, most))| Fault::Setting { field, least, most })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

pub(super) fn check_lines(lines: &[Line]) -> Result<(), Faults> {
    let mut faults = Vec::new();
    if lines.is_empty() || lines.len() > LINES_MAX {
        faults.push(Fault::Lines);
    }
    let mut ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]);
    faults.extend(twice.map(|pair| Fault::Twice(pair[0].to_owned())));
    for line in lines {
        let of = |field, (least, most)| Fault::Line { line: line.id.clone(), field, least, most };
        let outside = |value: i64, (least, most)| value < least || value > most;
        if outside(line.handling, HANDLING) {
            faults.push(of("handling", HANDLING));
        }
        if line.patience.is_some_and(|patience| outside(patience, PATIENCE)) {
            faults.push(of("patience", PATIENCE));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}
