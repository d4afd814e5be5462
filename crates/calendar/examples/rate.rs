//! Prints how many due instants and open times one core computes in a second.
//!
//! Run with `cargo run --release -p calendar --example rate`.

use calendar::{Calendar, Definition, Within};
use kernel::{Instant, World};
use std::{hint::black_box, time};

/// Questions asked of each kind.
const QUESTIONS: usize = 1 << 20;

fn main() {
    let mut definition = Definition {
        id: "it-office".into(),
        zone: "Europe/Rome".into(),
        hours: "Mo-Fr 08:30-12:30,14:00-18:00".into(),
        holidays: Some("IT".into()),
        closed: vec!["2026-12-24".into(), "2026-12-28/2026-12-31".into()],
        ..Definition::default()
    };
    let before = time::Instant::now();
    let office = Calendar::new(&definition).expect("an example's own calendar");
    office.is_open(Instant::from_seconds(1_800_000_000));
    println!("first question   {:>9.1} ms", before.elapsed().as_secs_f64() * 1e3);
    definition.hours = "Mo-Fr 08:30-12:30,14:00-18:00; Sa 09:00-12:00".into();
    let before = time::Instant::now();
    let other = Calendar::new(&definition).expect("an example's own calendar");
    other.is_open(Instant::from_seconds(1_800_000_000));
    println!("next calendar    {:>9.1} ms", before.elapsed().as_secs_f64() * 1e3);

    // Ten years of starts; targets of up to 2,000 open hours, which is a year of an office.
    let mut world = World::at("2026-01-01T00:00:00Z", 1);
    let mut draw = |most: u64| (world.chance() % most) as i64;
    let asked: Vec<_> = (0..QUESTIONS)
        .map(|_| {
            let start = Instant::from_seconds(1_600_000_000 + draw(315_000_000));
            (start, Within::Minutes(draw(120_000) as u32), Within::BusinessDays(draw(250) as u32))
        })
        .collect();
    office.elapsed(asked[0].0, Instant::from_seconds(1_600_000_000 + 400_000_000)).ok();
    report("due in minutes", || {
        for (start, open, _) in &asked {
            _ = black_box(office.due(*start, open));
        }
    });
    report("due in days", || {
        for (start, _, days) in &asked {
            _ = black_box(office.due(*start, days));
        }
    });
    report("elapsed", || {
        for (start, open, _) in &asked {
            let end = *start + open.open_micros().unwrap_or(0) * 4;
            _ = black_box(office.elapsed(*start, end));
        }
    });
}

fn report(what: &str, work: impl Fn()) {
    work();
    let before = time::Instant::now();
    work();
    let rate = QUESTIONS as f64 / before.elapsed().as_secs_f64();
    println!("{what:<16} {:>9.2} million/s", rate / 1e6);
}
