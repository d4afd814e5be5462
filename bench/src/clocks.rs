//! Due instants computed, and many clocks running at once.

use crate::{House, percentile, row};
use calendar::{Calendars, File, Within};
use domain::{Kind, commitments, reactions, subjects::Outside};
use kernel::Instant as At;
use premura::Stop;
use std::{
    env,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
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

const BATCH: usize = 100;
/// What the measured promise gives us.
const WITHIN: i64 = 48 * At::HOUR;
const CODE: &str = "requests.48h";

/// How many clocks run at once.
fn running() -> usize {
    env::var("PREMURA_BENCH_CLOCKS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

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
        contract: None,
    }
}

/// Tells that requests were received, so many in each unit of work.
fn receive(house: &House, facts: &[Outside]) -> Outcome {
    for batch in facts.chunks(BATCH) {
        let batch = batch.to_vec();
        house.place.act(house.tenant, move |desk| reactions::subjects_told(desk, &batch))?;
    }
    Ok(())
}

/// Starts as many clocks as are wanted.
pub fn start_many(house: &House) -> Outcome {
    let (count, now, began) = (running(), house.place.clock.now(), Instant::now());
    for first in (0..count).step_by(BATCH) {
        let facts: Vec<Outside> = (first..first + BATCH).map(|it| received(it, now)).collect();
        receive(house, &facts)?;
    }
    let rate = count as f64 / began.elapsed().as_secs_f64();
    let what = format!("events in batches of {BATCH} up to {count} running clocks");
    row(&what, house.engine, &format!("{rate:.0} events/s, one caller"));
    Ok(())
}

/// How late breaches are recorded by the workers of a serving program: five hundred due each
/// second for ten seconds, then ten thousand at one instant.
pub fn breach(house: &House) -> Outcome {
    let stop = Stop::default();
    let workers = premura::work(&house.place, &stop)?;
    // Told a little before they are due, and stamped as long ago as the promise lasts.
    let first = house.place.clock.now() + 8 * At::SECOND - WITHIN;
    let steady: Vec<Outside> =
        (0..5_000).map(|it| received(900_000_000 + it, first + it as i64 * 2_000)).collect();
    receive(house, &steady)?;
    let mut late = wait_for_breaches(house, 5_000)?;
    let text =
        format!("p50 {:.0} ms, p99 {:.0} ms", percentile(&mut late, 50), percentile(&mut late, 99));
    let among = running();
    row(&format!("breaches recorded, 500 due a second, among {among}"), house.engine, &text);

    let at = house.place.clock.now() + 8 * At::SECOND - WITHIN;
    let once: Vec<Outside> = (0..10_000).map(|it| received(910_000_000 + it, at)).collect();
    receive(house, &once)?;
    let mut late = wait_for_breaches(house, 15_000)?;
    late.drain(..5_000);
    let text = format!("the last after {:.1} s", percentile(&mut late, 100) / 1e3);
    row(&format!("10000 due at once, among {among}"), house.engine, &text);
    stop.say();
    for worker in workers {
        worker.join().map_err(|_| "a worker ended badly")?;
    }
    Ok(())
}

/// Waits until so many breaches are recorded; answers how late each was in milliseconds, in the
/// order of being recorded.
fn wait_for_breaches(house: &House, count: usize) -> Result<Vec<f64>, Box<dyn Error>> {
    let began = Instant::now();
    loop {
        let late: Vec<i64> = house.place.look(house.tenant, |desk| {
            desk.all(
                "select recorded_at - at as late from history
                  where tenant = $1 and kind = 'clock.breached' order by seq",
                &[&desk.tenant.clone()],
            )
        })?;
        if late.len() >= count {
            return Ok(late.into_iter().map(|micros| micros as f64 / 1e3).collect());
        }
        if began.elapsed() > Duration::from_secs(120) {
            return Err(format!("only {} breaches of {count} after two minutes", late.len()).into());
        }
        thread::park_timeout(Duration::from_millis(500));
    }
}

/// Brings every running clock to a new version that counts on a calendar, while somebody tells
/// facts one by one.
pub fn recalculate(house: &House) -> Outcome {
    house.place.act(house.tenant, |desk| {
        let mut commitment = commitments::find(desk, CODE)?.commitment.clone();
        commitment.calendar = Some("it-office".into());
        commitments::save(desk, &commitment)
    })?;
    let over = Arc::new(AtomicBool::new(false));
    let teller = tell_meanwhile(house, &over);
    let (began, mut after, mut count) = (Instant::now(), None, 0);
    loop {
        let slice =
            house.place.act(house.tenant, move |desk| reactions::recalculate(desk, CODE, after))?;
        count += slice.looked_at;
        after = slice.next;
        if after.is_none() {
            break;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let mut millis = teller.join().map_err(|_| "the teller ended badly")??;
    let p99 = percentile(&mut millis, 99);
    let text = format!("{seconds:.1} s; meanwhile {} facts told, p99 {p99:.0} ms", millis.len());
    row(&format!("{count} running clocks recalculated"), house.engine, &text);
    Ok(())
}

type Teller = thread::JoinHandle<Result<Vec<f64>, String>>;

fn tell_meanwhile(house: &House, over: &Arc<AtomicBool>) -> Teller {
    let (place, tenant, over) = (house.place.clone(), house.tenant, Arc::clone(over));
    thread::spawn(move || {
        let mut millis = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let fact = received(950_000_000 + millis.len(), place.clock.now());
            let began = Instant::now();
            let told = place.act(tenant, move |desk| {
                reactions::subjects_told(desk, std::slice::from_ref(&fact))
            });
            told.map_err(|refusal| refusal.to_string())?;
            millis.push(began.elapsed().as_secs_f64() * 1e3);
            thread::park_timeout(Duration::from_millis(5));
        }
        Ok(millis)
    })
}
