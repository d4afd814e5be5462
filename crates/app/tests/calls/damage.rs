//! Logs as they arrive in life: cut, mixed up, in the wrong encoding.

use super::house::{House, houses};
use flate2::{Compression, write::GzEncoder};
use premura::import::{Failure, RECORD_MAX};
use std::io::Write;

const ENTER: &str = "1795340898|1795340898.0|claims|NONE|ENTERQUEUE||0000555001|1";
const CONNECT: &str = "1795340899|1795340898.0|claims|op-101|CONNECT|1|1795340898.6|1";
const COMPLETE: &str = "1795340905|1795340898.0|claims|op-101|COMPLETEAGENT|1|6|1";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn outcome(house: &House) -> (String, i64) {
    let rows = house.rows("select outcome, wait_us from calls");
    assert_eq!(rows.len(), 1, "on {}", house.db.name());
    let wait: Option<i64> = rows[0].get("wait_us").expect("a figure");
    (rows[0].get("outcome").expect("a word"), wait.unwrap_or(-1))
}

#[test]
fn a_bad_line_costs_only_itself() {
    let long = format!("{ENTER}{}", "x".repeat(RECORD_MAX));
    let lines: Vec<Vec<u8>> = vec![
        b"\xef\xbb\xbf".iter().copied().chain(ENTER.bytes()).collect(),
        b"\x00\x01\x02binary\xff".to_vec(),
        b"no log at all".to_vec(),
        long.into_bytes(),
        CONNECT.into(),
        b"99|1795340898.0|claims|op-101|ABANDON|1|1|1".to_vec(),
        b"1795340900|1795340898.0|claims|op-101|a b c|1".to_vec(),
        b"1795340901|1795340898.0|claims|op-101|CAFF\xc8|1".to_vec(),
        COMPLETE.into(),
    ];
    for house in houses() {
        let log = house.file("queue_log", lines.join(&b"\r\n"[..]));
        let report = house.import(&house.options(&log));
        assert_eq!(outcome(&house), ("answered".to_owned(), 1_000_000));
        assert_eq!(
            house.rejects(),
            [
                "2,,binary",
                "3,time,not_a_time",
                "4,,too_long",
                "6,time,not_a_time",
                "7,event,not_an_event",
                "8,event,not_an_event",
            ]
        );
        assert_eq!(report.rejected_total(), 6);
    }
}

#[test]
fn packed_logs_are_recognised_by_their_bytes() {
    for house in houses() {
        let log = format!("{ENTER}\n{CONNECT}\n{COMPLETE}\n");
        let file = house.file("queue_log.without_ending", gzip(log.as_bytes()));
        let report = house.import(&house.options(&file));
        assert_eq!((report.rows, report.kept), (3, 3));
        assert_eq!(report.format, "queue_log");
    }
}

#[test]
fn a_packed_log_that_breaks_off_gives_what_is_whole() {
    for house in houses() {
        let many: String = (0..20_000)
            .map(|at: u64| {
                format!("{}|{at}.{}|night|NONE|ENTERQUEUE||555|1\n", 1_795_340_898 + at, at * 7)
            })
            .collect();
        let mut packed = gzip(many.as_bytes());
        packed.truncate(packed.len() / 2);
        let file = house.file("queue_log.gz", packed);
        let report = house.import(&house.options(&file));
        assert_eq!(report.rejected.get("file_breaks_off"), Some(&1));
        assert!(report.kept > 1_000, "{report:?}");
        let calls = house.count("select count(*) as n from calls");
        assert_eq!(u64::try_from(calls), Ok(report.kept));
    }
}

#[test]
fn a_clock_set_back_keeps_the_order_of_the_log() {
    for house in houses() {
        let back = CONNECT.replacen("1795340899", "1795340890", 1);
        let log = house.file("queue_log", format!("{ENTER}\n{back}\n{COMPLETE}\n"));
        house.import(&house.options(&log));
        assert_eq!(outcome(&house), ("answered".to_owned(), 1_000_000));
        assert_eq!(house.count("select visits as n from calls"), 1);
    }
}

#[test]
fn callers_are_not_in_history_or_in_what_is_remembered() {
    for house in houses() {
        let transfer = "1795340903|1795340898.0|claims|op-101|BLINDTRANSFER|0000555999|out|1|4|1";
        let log = house.file("queue_log", format!("{ENTER}\n{CONNECT}\n{transfer}\n"));
        house.import(&house.options(&log));
        let personal = "select count(*) as n from history
             where facts like '%0000555%' or key like '%0000555%'";
        assert_eq!(house.count(personal), 0);
        let remembered = "select count(*) as n from imports where report like '%0000555%'";
        assert_eq!(house.count(remembered), 0);
        assert_eq!(house.count("select count(*) as n from calls where caller = '0000555001'"), 1);
    }
}

#[test]
fn a_file_that_is_no_log_is_refused_whole() {
    for house in houses() {
        let file = house.file("letter.txt", "Dear Sir or Madam,\nwe write to you\n");
        let refused = house.try_import(&house.options(&file));
        assert!(matches!(refused, Err(Failure::Unrecognised)));
        let missing = house.try_import(&house.options(&house.folder.join("nowhere")));
        assert!(matches!(missing, Err(Failure::File { .. })));
    }
}
