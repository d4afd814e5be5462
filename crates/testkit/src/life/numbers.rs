//! Telephone numbers that nobody has.
//!
//! France sets ranges aside for works of fiction (its regulator's numbering plan: 01 99 00,
//! 02 61 91, 03 53 01, 04 65 71, 05 36 49 and 06 39 98, four digits after each). Callers of the
//! demo have numbers of these.

use crate::dice::Dice;

const RANGES: [&str; 6] = ["199 00", "261 91", "353 01", "465 71", "536 49", "639 98"];

/// Numbers of each range that clients of the register have.
const REGULARS: i64 = 200;
/// Of ten thousand calls: those from a number of the register.
const FROM_REGULARS: i64 = 6_000;

fn written(range: &str, subscriber: i64) -> String {
    format!("+33 {range} {:02} {:02}", subscriber / 100, subscriber % 100)
}

/// A caller's number: the same clients call again and again, so there are fewer than calls.
pub fn caller(dice: &mut Dice) -> String {
    let range = dice.pick(&RANGES);
    let known = dice.chance(FROM_REGULARS);
    let subscriber = dice.below(if known { REGULARS } else { 7_000 });
    written(range, subscriber)
}

/// The numbers that clients of the register have, each once.
pub fn regulars() -> impl Iterator<Item = String> {
    let of_range = |range: &'static str| (0..REGULARS).map(move |one| written(range, one));
    RANGES.iter().flat_map(move |range| of_range(range))
}
