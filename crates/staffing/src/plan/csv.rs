use super::{Between, HalfHour, Plan};
use crate::clock::wall;
use std::fmt::{Display, Write};

/// What stands above the columns.
const HEAD: [&str; 7] = [
    "line,name,date,begins,ends",
    "calls_low,calls,calls_high",
    "agents_low,agents,agents_high",
    "roster_low,roster,roster_high",
    "careful_agents,careful_roster",
    "within,abandoned",
    "wait,occupancy",
];

/// The plan as a table for other programs (RFC 4180: commas, CRLF, quotes doubled).
///
/// A line for each open half hour, first of each line, then of all lines as one, with an empty
/// `line`. Times are of the local clock, `ends` of the last half hour is 24:00. Calls have three
/// decimals; `within`, `abandoned` and `occupancy` are per cent with one; `wait` is seconds with
/// three. Text that a spreadsheet would compute with is given an apostrophe.
pub fn csv(plan: &Plan) -> String {
    let mut out = format!("{}\r\n", HEAD.join(","));
    for line in plan.lines.iter().chain([&plan.pool]) {
        let (id, name) = (cell(&line.id), cell(&line.name));
        for half in &line.halves {
            let row = row(half);
            write!(out, "{id},{name},{row}\r\n").expect("a text takes more text");
        }
    }
    out
}

fn row(half: &HalfHour) -> String {
    let (calls, kept) = (half.calls, half.kept);
    [
        format!("{},{},{}", half.date, wall(half.half), wall(half.half + 1)),
        between(calls, |calls| decimals(calls, 3)),
        between(half.agents, |agents| agents),
        between(half.roster, |people| people),
        format!("{},{}", half.careful.agents, half.careful.roster),
        [kept.within, kept.abandoned].map(|share| decimals(share, 1)).join(","),
        decimals((kept.wait + 500) / 1_000, 3),
        decimals(kept.occupancy, 1),
    ]
    .join(",")
}

fn between<T: Copy, S: Display>(of: Between<T>, say: impl Fn(T) -> S) -> String {
    format!("{},{},{}", say(of.low), say(of.expected), say(of.high))
}

/// A number of thousandths, or tenths, as a decimal.
fn decimals(number: i64, places: u32) -> String {
    let whole = 10_i64.pow(places);
    format!("{}.{:0width$}", number / whole, number % whole, width = places as usize)
}

/// A text in quotes where it needs them, and harmless where a spreadsheet would read a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
