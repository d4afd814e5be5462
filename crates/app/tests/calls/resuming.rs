//! The same file twice, a run that is stopped, a log that grows or is rotated.

use super::{
    house::{House, houses},
    technion,
};
use premura::import::{CHUNK, ImportOptions, Run};
use std::fs;
use testkit::data;

const LOG: &str = "\
1795340898|1795340898.0|claims|NONE|DID|0000800101
1795340898|1795340898.0|claims|NONE|ENTERQUEUE||0000555001|1
1795340899|1795340898.0|claims|op-101|CONNECT|1|1795340898.6|1
";
const MORE: &str = "\
1795340905|1795340898.0|claims|op-101|COMPLETEAGENT|1|6|1
1795340910|1795340910.9|night|NONE|ENTERQUEUE||0000555002|1
";
const RESTART: &str = "1795340920|NONE|NONE|NONE|QUEUESTART|\n";

/// Everything that an import may have changed, but ids.
fn picture(house: &House) -> Vec<String> {
    let rows = house.rows(
        "select key, outcome, open, arrived_at, wait_us, handling_us, visits from calls
          order by key",
    );
    let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    lines.push(house.count("select count(*) as n from history where key is not null").to_string());
    lines.push(house.count("select count(*) as n from legs").to_string());
    lines
}

#[test]
fn the_same_file_twice_changes_nothing() {
    for house in houses() {
        let log = house.file("queue_log", LOG);
        let first = house.import(&house.options(&log));
        let before = picture(&house);
        let copy = house.file("copy_of_queue_log", LOG);
        let second = house.import(&house.options(&copy));
        assert_eq!((first.already_imported, second.already_imported), (false, true));
        assert_eq!((second.rows, second.kept), (first.rows, first.kept));
        assert_eq!(picture(&house), before);
    }
}

#[test]
fn the_same_lines_in_other_bytes_are_known_one_by_one() {
    for house in houses() {
        let log = house.file("queue_log", LOG);
        house.import(&house.options(&log));
        let before = picture(&house);
        let with_returns = house.file("queue_log.dos", LOG.replace('\n', "\r\n"));
        let report = house.import(&house.options(&with_returns));
        assert_eq!((report.kept, report.doubled), (0, 3));
        assert_eq!(picture(&house), before);
    }
}

#[test]
fn a_log_that_has_grown_is_read_from_where_it_ended() {
    for house in houses() {
        let log = house.file("queue_log", LOG);
        house.import(&house.options(&log));
        fs::write(&log, format!("{LOG}{MORE}")).expect("it grows");
        let report = house.import(&house.options(&log));
        assert_eq!((report.rows, report.kept, report.doubled), (2, 2, 0));
        assert_eq!(report.grown_after, Some(3));
        let answered = "select count(*) as n from calls where outcome = 'answered'";
        assert_eq!(house.count(answered), 1);
    }
}

#[test]
fn a_restart_in_the_next_file_ends_what_the_last_one_left_open() {
    for house in houses() {
        for (name, lines) in [("queue_log.0", LOG), ("queue_log.1", MORE), ("queue_log", RESTART)] {
            let log = house.file(name, lines);
            house.import(&house.options(&log));
        }
        let rows = house.rows("select outcome, open from calls order by key");
        let outcomes: Vec<String> =
            rows.iter().map(|row| row.get("outcome").expect("a word")).collect();
        assert_eq!(outcomes, ["answered", "unknown"], "on {}", house.db.name());
        assert_eq!(house.count("select count(*) as n from calls where open"), 0);
    }
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    for house in houses() {
        let log = house.file("queue_log", LOG);
        let report = house.import(&ImportOptions { run: Run::Dry, ..house.options(&log) });
        assert_eq!((report.rows, report.kept), (3, 3));
        assert_eq!(house.count("select count(*) as n from imports"), 0);
        assert_eq!(house.count("select count(*) as n from calls"), 0);
    }
}

/// A bank's month in which every hundredth row is broken, so that rejects stand on both sides of
/// the place where a run is stopped.
fn broken_month(house: &House) -> Option<std::path::PathBuf> {
    let packed = data::file("calls/technion_anonbank_1999-01.tsv.gz")?;
    let mut text = String::new();
    let file = fs::File::open(packed).expect("it is there");
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text)
        .expect("it is whole");
    let lines = text.lines().take(3 * CHUNK).enumerate().map(|(at, line)| match at % 100 {
        50 => format!("{line}\tone column more\n"),
        _ => format!("{line}\n"),
    });
    Some(house.file("month.tsv", lines.collect::<String>()))
}

#[test]
fn a_killed_import_goes_on_where_it_stopped() {
    for (whole, killed) in houses().into_iter().zip(houses()) {
        let Some(log) = broken_month(&whole) else { return };
        let expected = whole.import(&technion::options(&whole, &log));
        let rejects = whole.rejects();

        let options = technion::options(&killed, &log);
        stop_in_the_second_chunk(&killed, &options);
        assert_eq!(killed.count("select count(*) as n from imports where ended_at is null"), 1);
        let done = killed.count("select count(*) as n from calls");
        assert_eq!(done, i64::try_from(CHUNK).expect("small"), "on {}", killed.db.name());

        let report = killed.import(&options);
        assert!(report.resumed_after.is_some());
        assert_eq!((report.rows, report.kept), (expected.rows, expected.kept));
        assert_eq!(report.doubled, 0);
        assert_eq!((report.rejected, report.quality), (expected.rejected, expected.quality));
        assert_eq!(killed.rejects(), rejects);
        assert_eq!(picture(&killed), picture(&whole));
    }
}

/// The clock of the unit that tells the second chunk panics, and with it the unit.
fn stop_in_the_second_chunk(house: &House, options: &ImportOptions) {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };
    // Looking up twice, beginning, the topics, the first chunk: then it stops.
    let (clock, asked) = (options.clock.clone(), AtomicU64::new(0));
    let stopping: premura::import::Clock = Arc::new(move || {
        assert!(asked.fetch_add(1, Ordering::Relaxed) < 5, "the machine goes down, as planned");
        clock()
    });
    let stopped = house.try_import(&ImportOptions { clock: stopping, ..options.clone() });
    assert!(stopped.is_err());
}
