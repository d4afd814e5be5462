//! What is asked for in figures, measured: `cargo run --release -p bench`, or some parts of it by
//! name: `cargo run --release -p bench calls api`.
//!
//! Prints a table for `bench/RESULTS.md`. On SQLite always; on PostgreSQL where
//! `PREMURA_BENCH_POSTGRES` names a server with fsync on. `PREMURA_BENCH_CALLS` is the size of the
//! large import (1,000,000 without it).

mod api;
mod calls;
mod clocks;
mod desk;
mod exchange;
mod house;
mod leaving;
mod letters;
mod machine;
mod mail;
mod notices;
mod screen;
mod sms;

use house::House;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    premura::talk::begin();
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(odd) = wanted.iter().find(|name| !PARTS.iter().any(|(known, _)| known == name)) {
        return Err(format!("no part is called {odd}").into());
    }
    machine::describe()?;
    println!("| what | engine | measured |");
    println!("|---|---|---|");
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            part()?;
        }
    }
    Ok(())
}

type Part = fn() -> Result<(), Box<dyn Error>>;

/// What can be asked for alone, in the order in which all of it is measured.
const PARTS: &[(&str, Part)] = &[
    ("calendar", clocks::due_instants),
    ("month", || each(&[calls::import_month])),
    ("calls", || each(&[calls::import_many, calls::read_lists, calls::ask_figures])),
    ("api", || each(&[|house| api::tell(house, 100, None), |house| api::tell(house, 1, None)])),
    ("requests", || each(&[|house| api::bring(house, None), api::keep_up])),
    ("desk", || {
        each(&[desk::open_lists, desk::recognise_callers, screen::show, desk::import_logs])
    }),
    ("pace", || each(&[api::keep_pace])),
    ("exchange", || each(&[exchange::ring])),
    ("mail", || each(&[mail::send])),
    ("mail-parsing", letters::read),
    ("sms", || sms::send().and_then(|()| each(&[sms::send_from]))),
    ("notices", || each(&[notices::campaign])),
    ("clocks", || each(&[clocks::start_many, clocks::breach, clocks::recalculate])),
];

type Measure = fn(&House) -> Result<(), Box<dyn Error>>;

/// Measures all of these in one house on each engine.
fn each(measures: &[Measure]) -> Result<(), Box<dyn Error>> {
    for house in House::all()? {
        measures.iter().try_for_each(|measure| measure(&house))?;
    }
    Ok(())
}

/// One line of the table.
fn row(what: &str, engine: &str, measured: &str) {
    println!("| {what} | {engine} | {measured} |");
}

/// The value that so many per cent of these do not exceed; they are sorted by it.
fn percentile(values: &mut [f64], p: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * p).div_ceil(100).max(1);
    values.get(rank - 1).copied().unwrap_or_default()
}
