//! What is asked for in figures, measured: `cargo run --release -p bench`.
//!
//! Prints a table for `bench/RESULTS.md`. On SQLite always; on PostgreSQL where
//! `PREMURA_BENCH_POSTGRES` names a server with fsync on. `PREMURA_BENCH_CALLS` is the size of the
//! large import (1,000,000 without it).

mod api;
mod calls;
mod clocks;
mod house;
mod machine;

use house::House;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    premura::talk::begin();
    let only = std::env::args().nth(1);
    if only.as_deref() == Some("api") {
        return api_only();
    }
    machine::describe()?;
    println!("| what | engine | measured |");
    println!("|---|---|---|");
    clocks::due_instants()?;
    for house in House::all()? {
        calls::import_month(&house)?;
    }
    for house in House::all()? {
        calls::import_many(&house)?;
        calls::read_lists(&house)?;
        calls::ask_figures(&house)?;
    }
    for house in House::all()? {
        api::tell(&house, 100)?;
        api::tell(&house, 1)?;
    }
    for house in House::all()? {
        clocks::many_running(&house)?;
    }
    Ok(())
}

/// The API alone, for whoever works on it: `cargo run --release -p bench api`.
fn api_only() -> Result<(), Box<dyn Error>> {
    for house in House::all()? {
        api::tell(&house, 100)?;
        api::tell(&house, 1)?;
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
