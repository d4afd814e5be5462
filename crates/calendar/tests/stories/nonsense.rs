//! Texts by chance: whatever is written, it is read or refused, and never a panic.

use crate::{at, office, weekly, within};
use calendar::{Calendar, Calendars, File, Within, lines};
use kernel::World;

/// Pieces that hours are made of, so that chance gets past the first letter.
const PIECES: &[&str] = &[
    "Mo",
    "Fr",
    "Su",
    "-",
    ",",
    " ",
    "; ",
    " || ",
    ", ",
    ":",
    "08:00-12:00",
    "22:00-06:00",
    "20:00-48:00",
    "24/7",
    " off",
    " open",
    " unknown",
    "PH",
    "SH",
    "PH +1 day",
    "\"a\"",
    "[1]",
    "[-1]",
    "[5]",
    "week 53",
    "week 1-53/2",
    "Feb 29",
    "Dec 20-Jan 06",
    "easter",
    "easter -2 days",
    "2026",
    "2020-9999/7",
    "9999+",
    "sunrise",
    "(sunset+23:00)",
    "30:00",
    "+",
    "/30",
    "Jan",
    "é",
    "-9999 days",
    "+9999 days",
    "00:00-24:00",
    "Jan 31-Feb 30",
    "9999 Dec 31",
];

/// Each readable one costs a year's expansion.
const HOURS_BY_CHANCE: usize = 4_000;

fn composed(world: &mut World, pieces: &[&str], most: u64) -> String {
    let length = 1 + world.chance() % most;
    (0..length).map(|_| pieces[(world.chance() % pieces.len() as u64) as usize]).collect()
}

#[test]
fn hours_by_chance_are_read_or_refused() {
    let mut world = World::at("2026-01-01T00:00:00Z", 7);
    let mut read = 0;
    for _ in 0..HOURS_BY_CHANCE {
        let hours = composed(&mut world, PIECES, 7);
        // Hours that open on no day cost a walk over thirty years: the walk stays rare.
        if hours.contains("unknown") || hours.contains("off") {
            continue;
        }
        let definition = calendar::Definition { holidays: Some("IT".into()), ..weekly(&hours) };
        let Ok(calendar) = Calendar::new(&definition) else { continue };
        read += 1;
        let start = at("2026-06-23T10:00:00Z");
        calendar.is_open(start);
        if let Ok(due) = calendar.due(start, &within("1h")) {
            assert!(due > start, "{hours}");
        }
    }
    assert!(read > 100, "chance found {read} readable hours only");
}

#[test]
fn lines_by_chance_are_answered() {
    let pieces = [
        "{",
        "}",
        "\"",
        ":",
        ",",
        "\"at\"",
        "\"within\"",
        "\"calendar\"",
        "\"it-office\"",
        "null",
        "\"2026-04-30T17:30:00+02:00\"",
        "\"1d\"",
        "\u{0}",
        "\\",
        "9",
        "[",
        "é",
        "\"from\"",
        "\"to\"",
    ];
    let calendars = Calendars::new(&File { calendar: vec![office()] }).expect("a good calendar");
    let mut world = World::at("2026-01-01T00:00:00Z", 8);
    for number in 0..20_000 {
        let line = composed(&mut world, &pieces, 12);
        for question in [lines::Question::Due, lines::Question::Elapsed] {
            let (answer, _) = lines::answer(question, &calendars, number, &line);
            assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok(), "{line}");
        }
    }
}

#[test]
fn targets_files_and_dates_by_chance_are_read_or_refused() {
    let pieces =
        ["0", "9", "-", "/", ":", "m", "bd", "12-24", "2026-12-24", "é", "09:00", " ", "="];
    let mut world = World::at("2026-01-01T00:00:00Z", 9);
    for _ in 0..20_000 {
        let text = composed(&mut world, &pieces, 8);
        if let Ok(target) = text.parse::<Within>() {
            assert_eq!(target.to_string().parse(), Ok(target));
        }
        File::parse(&text).ok();
        let mut definition = office();
        definition.closed = vec![text.clone()];
        definition.suspended = vec![text.clone()];
        definition.open = vec![crate::own_day(&text, &text), crate::own_day("2026-12-24", &text)];
        Calendar::new(&definition).ok();
    }
}
