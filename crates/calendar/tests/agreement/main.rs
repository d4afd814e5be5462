//! The engine against a slow second way of counting, minute by minute, on calendars by chance.
//!
//! The second way shares no line with the engine and does not use the library for hours: it
//! keeps the weekly windows as numbers, paints minutes of local days, and walks.

mod dice;
mod slow;

use calendar::{Calendar, Fault, Within};
use dice::Dice;
use kernel::Instant;
use slow::Slow;
use std::thread;

/// Calendars of one run, and questions asked of each.
const CALENDARS: u64 = 2_000;
const SPANS: u64 = 50;

/// Days that a short question may span, and those that a long one may.
const SHORT_DAYS: i64 = 30;
const LONG_DAYS: i64 = 1_200;

/// The seed of a run, `PREMURA_SEED` or always the same, so that a failure can be repeated.
fn seed() -> u64 {
    let given = std::env::var("PREMURA_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or(20_260_430)
}

#[test]
fn engine_and_minutes_agree_on_calendars_by_chance() {
    let seed = seed();
    // Two halves side by side: the second way is slow.
    let halves = [0, 1].map(|half| {
        thread::spawn(move || {
            let mine = (half..CALENDARS).step_by(2);
            mine.map(|number| agree(seed + number, SHORT_DAYS)).sum::<u64>()
        })
    });
    let asked: u64 = halves.into_iter().map(|half| half.join().expect("see the seed above")).sum();
    assert!(asked > CALENDARS * SPANS / 2, "too few targets in days were compared: {asked}");
}

#[test]
#[ignore = "long: spans of years take minutes"]
fn engine_and_minutes_agree_over_years() {
    let asked: u64 = (0..200).map(|number| agree(seed() + 1_000_000 + number, LONG_DAYS)).sum();
    assert!(asked > 100 * SPANS, "too few targets in days were compared: {asked}");
}

/// One calendar by chance and its questions; says how many targets in days were compared.
fn agree(seed: u64, span_days: i64) -> u64 {
    let mut dice = Dice::new(seed);
    let written = dice.calendar();
    let Ok(calendar) = Calendar::new(&written.definition) else {
        // By chance alone, exceptions and suspensions may leave nothing of the week.
        return 0;
    };
    let slow = Slow::new(&written, calendar.zone(), span_days + 45);
    let context = format!("PREMURA_SEED={seed} {:?}", written.definition);
    let mut compared = 0;
    for _ in 0..SPANS {
        let from = written.from + dice.micros(30 * Instant::DAY);
        // Most spans are short, as in life; a few reach as far as they may.
        let longest = if dice.one_in(8) { span_days } else { 1 + span_days / 10 };
        let to = from + dice.micros((longest * Instant::DAY).min(slow.end() - from));
        check(&calendar, &slow, (from, to), &context);
        compared += u64::from(check_days(&calendar, &slow, from, &mut dice, &context).is_some());
    }
    compared
}

fn check(calendar: &Calendar, slow: &Slow, (from, to): (Instant, Instant), context: &str) {
    let open = slow.elapsed(from, to);
    assert_eq!(calendar.elapsed(from, to), Ok(open), "{from} to {to} {context}");
    assert_eq!(calendar.is_open(from), slow.is_open(from), "{from} {context}");
    let due = slow.due(from, open);
    assert_eq!(calendar.due_after(from, open).ok(), due, "{open} from {from} {context}");
    let pieces = calendar.open_intervals(from, to).map(|(opens, closes)| closes - opens);
    assert_eq!(pieces.sum::<i64>(), open, "{from} to {to} {context}");
}

/// `None` where the target ends beyond what the second way knows.
fn check_days(
    calendar: &Calendar,
    slow: &Slow,
    from: Instant,
    dice: &mut Dice,
    context: &str,
) -> Option<()> {
    let target = dice.target();
    let further = if dice.one_in(3) { dice.below(4) as u32 } else { 0 };
    let expected = slow.due_days(from, &target, further)?;
    let due = calendar.extend_days(from, &target, further);
    assert_eq!(due, Ok(expected), "{target}+{further} from {from} {context}");
    let counted = slow.counted(from, expected, matches!(target, Within::BusinessDays(_)));
    let ours: Result<u32, Fault> = calendar.counted_days(from, expected, &target);
    assert_eq!(ours, Ok(counted), "{target} from {from} to {expected} {context}");
    Some(())
}
