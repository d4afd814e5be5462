//! Due instants computed, and many clocks running at once.

use crate::{House, percentile, row};
use calendar::{Calendars, File, Within};
use domain::{Kind, commitments, reactions, subjects::Outside};
use kernel::Instant as At;
use std::{error::Error, time::Instant};
use testkit::company;

type Outcome = Result<(), Box<dyn Error>>;

/// Due and elapsed on an office's calendar, spans up to a year.
pub fn due_instants() -> Outcome {
    let calendars = Calendars::new(&File::parse(company::CALENDARS)?)?;
    let office = calendars.get("it-office").ok_or("the office's calendar")?;
    let within: Vec<Within> = (1..200)
        .map(|hours| format!("{}h", hours * 10))
        .map(|text| text.parse())
        .collect::<Result<_, _>>()?;
    let start: At = "2024-01-01T08:00:00+01:00".parse()?;
    let count = 2_000_000;
    let began = Instant::now();
    let mut sum = 0_i64;
    for number in 0..count {
        let at = start + i64::from(number) * 137 * At::SECOND;
        let within = within[usize::try_from(number)? % within.len()];
        sum = sum.wrapping_add(office.due(at, &within).map_or(0, At::micros));
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64() / 1e6;
    row("due instants on one core", "-", &format!("{rate:.1} million/s (check sum {sum})"));
    Ok(())
}

/// Clocks that run at once.
const RUNNING: usize = 1_000_000;
const BATCH: usize = 100;

fn received(number: usize, at: At) -> Outside {
    Outside {
        source: "bench".into(),
        key: format!("r{number:09}"),
        at,
        kind: Kind::RequestReceived,
        number: format!("R{number:09}"),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: None,
    }
}

/// A million running clocks: how quickly they start, how soon a breach is recorded, and how long
/// ten thousand at once take.
pub fn many_running(house: &House) -> Outcome {
    let running = std::env::var("PREMURA_BENCH_CLOCKS").ok().and_then(|text| text.parse().ok());
    let running = running.unwrap_or(RUNNING);
    let now = house.place.clock.now();
    let began = Instant::now();
    for batch in 0..running / BATCH {
        let facts: Vec<Outside> =
            (0..BATCH).map(|place| received(batch * BATCH + place, now)).collect();
        house.place.act(house.tenant, move |desk| reactions::subjects_told(desk, &facts))?;
    }
    let rate = running as f64 / began.elapsed().as_secs_f64();
    let what = format!("events in batches of {BATCH} up to {running} running clocks");
    row(&what, house.engine, &format!("{rate:.0} events/s, one caller"));

    let due = now - 48 * At::HOUR - At::SECOND;
    for batch in 0..10_000 / BATCH {
        let facts: Vec<Outside> =
            (0..BATCH).map(|place| received(900_000_000 + batch * BATCH + place, due)).collect();
        house.place.act(house.tenant, move |desk| reactions::subjects_told(desk, &facts))?;
    }
    let mut millis = Vec::new();
    for number in 0..200 {
        // Due five milliseconds from now: how late is it recorded, tick by tick?
        let at = house.place.clock.now() - 48 * At::HOUR + 5_000;
        let fact = received(950_000_000 + number, at);
        house.place.act(house.tenant, move |desk| {
            reactions::subjects_told(desk, std::slice::from_ref(&fact))
        })?;
        let due = at + 48 * At::HOUR;
        while house.place.act(house.tenant, commitments::tick)?.breached == 0 {}
        millis.push((house.place.clock.now() - due) as f64 / 1e3);
    }
    let text =
        format!("p99 {:.1} ms with a worker that looks all the time", percentile(&mut millis, 99));
    row(&format!("a breach recorded among {running} running clocks"), house.engine, &text);
    Ok(())
}
