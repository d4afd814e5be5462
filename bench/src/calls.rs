//! Importing calls, reading lists of them, asking for figures.

use crate::{House, machine, percentile, row};
use domain::{
    contacts::calls::{self, Filter},
    identity::TenantRow,
    quality::measures::{self, By, Period, Question},
};
use kernel::TimeZone;
use premura::import::{Clock, ImportOptions, Report, import_calls};
use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};
use testkit::dice::Dice;

type Outcome = Result<(), Box<dyn Error>>;

/// The real month and its map, where they are at hand.
const MONTH: &str = "../shared/data/calls/technion_anonbank_1999-01.tsv.gz";
const MAP: &str = "docs/maps/technion.toml";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn tenant(house: &House) -> Result<TenantRow, Box<dyn Error>> {
    Ok(house.place.tenant(None)?)
}

fn import(house: &House, file: &Path, map: String) -> Result<(Report, f64), Box<dyn Error>> {
    let place = house.place.clone();
    let clock: Clock = Arc::new(move || place.world());
    let mut options = ImportOptions::new(&tenant(house)?, file, clock);
    options.map = Some(map);
    options.rejects = Some(env::temp_dir().join("premura-bench.rejects.csv"));
    let began = Instant::now();
    let report = import_calls(&house.place.db, &options)?;
    Ok((report, began.elapsed().as_secs_f64()))
}

/// The real month with clocks and figures.
pub fn import_month(house: &House) -> Outcome {
    let file = workspace().join(MONTH);
    if !file.exists() {
        row("import of the Technion month", house.engine, "skipped: data not present");
        return Ok(());
    }
    let map = fs::read_to_string(workspace().join(MAP))?;
    let began = Instant::now();
    let (report, _) = import(house, &file, map)?;
    let question = question("1999-01-01", "1999-02-01", Some(By::Day))?;
    house.place.look(house.tenant, move |desk| measures::ask(desk, &question))?;
    let seconds = began.elapsed().as_secs_f64();
    let text = format!("{seconds:.2} s for {} calls", report.kept);
    row("import of the Technion month with clocks and figures", house.engine, &text);
    Ok(())
}

fn question(from: &str, to: &str, by: Option<By>) -> Result<Question, Box<dyn Error>> {
    let zone = TimeZone::get("Europe/Rome")?;
    Ok(Question::of(Period::new(from.parse()?, to.parse()?, zone)?, by))
}

/// How many calls the large import holds.
fn many() -> u64 {
    env::var("PREMURA_BENCH_CALLS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// Years over which the large import's calls are spread.
const YEARS: i64 = 10;

/// A million calls and more, in the order of time.
pub fn import_many(house: &House) -> Outcome {
    let count = many();
    let file = env::temp_dir().join(format!("premura-bench-{count}.log"));
    write_log(&file, count)?;
    let place = house.place.clone();
    let clock: Clock = Arc::new(move || place.world());
    let options = ImportOptions::new(&tenant(house)?, &file, clock);
    let began = Instant::now();
    import_calls(&house.place.db, &options)?;
    let seconds = began.elapsed().as_secs_f64();
    let began = Instant::now();
    while house.place.act(house.tenant, measures::roll)? {}
    let rolled = began.elapsed().as_secs_f64();
    fs::remove_file(file)?;
    let rate = count as f64 / seconds;
    let memory = machine::resident_max()?;
    let text = format!(
        "{seconds:.1} s, {rate:.0} calls/s, then {rolled:.1} s to sum the days; \
         at most {memory} MiB resident"
    );
    let what = format!("import of {count} calls (queue_log, three lines each) with clocks");
    row(&what, house.engine, &text);
    Ok(())
}

/// A log of calls as Asterisk writes it: three lines each.
fn write_log(path: &Path, count: u64) -> Outcome {
    let mut out = BufWriter::new(File::create(path)?);
    let mut dice = Dice::new(7);
    let step = YEARS * 31_557_600_000 / i64::try_from(count)?.max(1);
    let mut at = 1_400_000_000_000_i64;
    for number in 0..count {
        at += step;
        let (second, wait, talk) = (at / 1000, dice.below(20), 30 + dice.below(300));
        let queue = ["claims", "legal", "partner"][usize::try_from(number % 3)?];
        let id = format!("{second}.{number}");
        writeln!(out, "{second}|{id}|{queue}|NONE|ENTERQUEUE||0000555{:03}|1", number % 997)?;
        if dice.chance(300) {
            writeln!(out, "{}|{id}|{queue}|NONE|ABANDON|1|1|{wait}", second + wait)?;
            continue;
        }
        writeln!(out, "{}|{id}|{queue}|op-{}|CONNECT|{wait}|{id}1|2", second + wait, number % 40)?;
        let over = second + wait + talk;
        writeln!(out, "{over}|{id}|{queue}|op-{}|COMPLETECALLER|{wait}|{talk}|1", number % 40)?;
    }
    out.flush()?;
    Ok(())
}

/// How often each question is asked.
const TIMES: usize = 200;

/// Pages of fifty calls among all of them.
pub fn read_lists(house: &House) -> Outcome {
    let mut millis = Vec::new();
    let mut filter = Filter::default();
    for _ in 0..TIMES {
        let wanted = filter.clone();
        let began = Instant::now();
        let page = house.place.act(house.tenant, move |desk| calls::list(desk, &wanted))?;
        millis.push(began.elapsed().as_secs_f64() * 1e3);
        filter.before = page.last().map(|call| (call.arrived_at, call.id));
    }
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    let text = format!("p50 {p50:.1} ms, p99 {p99:.1} ms, the access log written");
    row(&format!("a page of 50 among {} calls", many()), house.engine, &text);
    Ok(())
}

/// The standard questions over all years.
pub fn ask_figures(house: &House) -> Outcome {
    for by in [None, Some(By::Month), Some(By::Day), Some(By::Queue), Some(By::HourOfDay)] {
        let asked = question("2014-06-01", "2024-06-01", by)?;
        let mut millis = Vec::new();
        for _ in 0..10 {
            let asked = asked.clone();
            let began = Instant::now();
            house.place.look(house.tenant, move |desk| measures::ask(desk, &asked))?;
            millis.push(began.elapsed().as_secs_f64() * 1e3);
        }
        let name = by.map_or("in one", By::word);
        let text = format!("p50 {:.0} ms", percentile(&mut millis, 50));
        row(&format!("figures of ten years and {} calls, {name}", many()), house.engine, &text);
    }
    Ok(())
}
