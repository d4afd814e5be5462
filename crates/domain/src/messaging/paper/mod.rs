//! Letters on paper: where they go, and what is told of their way.
//!
//! A letter goes by [`Channel::Post`](super::Channel) or, where the post is to prove it, by
//! `Registered`; both go to whoever prints letters, in batches. That printer, or a colleague with a
//! receipt in hand, tells facts of it ([`paper_told`]):
//!
//! | state | what it is | the message |
//! |---|---|---|
//! | `printed`, `posted` | it is on its way; `posted` is the proof that we sent it | stays sent |
//! | `delivered` | it is in the box, or was handed over | has arrived |
//! | `returned` | nobody of that name is reached there | came back; the address is spared |
//! | `unclaimed` | nobody fetched it from the post | came back; the address may be right |
//! | `refused` | the printer does not print or post it | came back; the address may be right |
//!
//! A fact is told once however often it comes, and their order does not matter. One that came back
//! goes its next way, like any other message.

mod facts;
mod shown;
#[cfg(test)]
mod tests;

pub use facts::{By, Fact, PaperState, Proof, Taken, of_day, of_hand, paper_told};
pub use shown::{Paper, on_paper, papers};

/// Lines of an address.
const LINES_MAX: usize = 12;

/// A letter's address: whom it is for, and the lines by which it is brought there. The register
/// keeps an address as one text, whose lines end as lines do, or else with commas.
///
/// ```
/// use domain::messaging::envelope;
/// assert_eq!(envelope("Ada", "Via Roma 1, 28921 Verbania"), "Ada\nVia Roma 1\n28921 Verbania");
/// assert_eq!(envelope("Ada", "Via Roma 1, scala B\n28921 Verbania").lines().count(), 3);
/// assert_eq!(envelope("Ada", " , "), "", "that is no address");
/// ```
pub fn envelope(name: &str, address: &str) -> String {
    let ends = if address.trim().contains('\n') { '\n' } else { ',' };
    let lines: Vec<String> =
        address.split(ends).map(one_line).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut all = vec![one_line(name)];
    all.extend(lines);
    all.retain(|line| !line.is_empty());
    all.truncate(LINES_MAX);
    all.join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
