//! Measures the forecast and the staffing of a week for twenty queues on one core.
//!
//! Run with `cargo run --release -p staffing --example week`.

use kernel::{Date, Instant, World};
use staffing::{
    forecast::{History, SpecialDays},
    plan::{Hours, Line, Patience, Settings, Week},
    queue::{Goal, Load, fewest},
};
use std::{hint::black_box, time};

const QUEUES: u32 = 20;

/// Two years of history before the week.
const DAYS: i32 = 730;

fn main() {
    let lines: Vec<Line> = (0..QUEUES).map(line).collect();
    let next: Date = "2026-06-01".parse().expect("a date");
    let settings = Settings { minimum: 1, shrinkage: 300, ..Settings::default() };
    let week = measured("forecast, four weeks held back included", || {
        Week::of(&lines, next, settings.interval).expect("lines that make sense")
    });
    let plan = measured("staffing by Erlang A, with six promises", || {
        week.plan(&settings).expect("settings that make sense")
    });
    measured("staffing by Erlang C, with six promises", || {
        week.plan(&Settings { patience: Patience::Endless, ..settings }).expect("the same")
    });
    measured("one line of 10,000 Erlang by Erlang A", || {
        let goal = Goal { share: 0.95, within: 10.0 };
        fewest(black_box(Load { rate: 10_000.0 / 240.0, handling: 240.0 }), Some(120.0), goal)
            .expect("fewer than all agents")
    });
    let hours = |minutes: i64| minutes / 60;
    println!("{} open half hours, {} calls", plan.pool.halves.len(), plan.pool.calls() / 1_000);
    for price in &plan.prices {
        let (apart, pooled) = (hours(price.agents_apart), hours(price.agents_pooled));
        println!("{:>3} ‰: {apart:>6} hours apart, {pooled:>6} pooled", price.share);
    }
}

fn measured<T>(what: &str, work: impl Fn() -> T) -> T {
    work();
    let before = time::Instant::now();
    let found = work();
    println!("{what:<42} {:>8.1} ms", before.elapsed().as_secs_f64() * 1e3);
    found
}

/// A queue of an insurer: 10 to 86 calls in a usual half hour, more on Mondays and in the morning.
fn line(number: u32) -> Line {
    let mut world = World::at("2026-01-01T00:00:00Z", u64::from(number));
    let mut history = History::default();
    let first: Date = "2024-06-03".parse().expect("a date");
    for day in (0..DAYS - 2).map(|days| first + jiff::Span::new().days(days)) {
        history.watch(day);
        let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
        for half in 16..40 {
            let usual = [13, 11, 10, 10, 9, 4, 0][weekday] * [8, 12, 11, 7, 9, 6][(half - 16) / 4];
            let mean = usual * (10 + 4 * u64::from(number)) / 100;
            // Three dice, so that counts stray as they do.
            let dice = (0..3).map(|_| world.chance() % (mean + 1)).sum::<u64>();
            history.add(day, half, ((mean + dice) * 2 / 5) as u32);
        }
    }
    Line {
        id: number.to_string(),
        name: format!("Queue {number}"),
        history,
        hours: Hours::weekly(0..6, 16..40),
        special: SpecialDays::new(),
        handling: i64::from(180 + 10 * number) * Instant::SECOND,
        patience: Some(120 * Instant::SECOND),
    }
}
