//! The forecast on real arrivals: a bank's call centre in 2003, in which it sees no day before its
//! time.

use kernel::Date;
use staffing::forecast::{Accuracy, History, Special, SpecialDays, accuracy};
use std::{fs, io::Read, path::PathBuf};

/// Where the shared data lies; it is not part of the source and may be absent.
const FILE: &str = "calls/bank_calls_5min_2003-03_2003-07.csv.gz";

/// Half hours counted whole: seven in the morning to nine in the evening.
const COUNTED: std::ops::Range<usize> = 14..42;

/// Arrivals by half hour; nothing where the file is absent.
fn bank() -> Option<History> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("PREMURA_TEST_DATA").map_or(beside.into(), PathBuf::from);
    let Ok(packed) = fs::read(folder.join(FILE)) else {
        println!("skipped: data not present");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut text).expect("the file unpacks");
    let mut history = History::default();
    for line in text.lines().skip(1) {
        let (at, calls) = line.split_once("Z,").expect("an instant and a number");
        let (date, time) = at.split_once('T').expect("a date and a time");
        let (hours, minutes) = time.split_once(':').expect("hours and minutes");
        let half = hours.parse::<usize>().expect("hours") * 2 + usize::from(minutes >= "30");
        let date: Date = date.parse().expect("a date");
        if COUNTED.contains(&half) {
            history.add(date, half, calls.parse().expect("a number"));
        }
    }
    let days: Vec<Date> = history.days().map(|(day, _)| day).collect();
    for day in days {
        (0..COUNTED.start).chain(COUNTED.end..48).for_each(|half| history.lose(day, half));
    }
    Some(history)
}

/// The two days without calls on which banks were closed. Two more are missing from the file for
/// no such reason, and are not known to the forecast.
fn closed() -> SpecialDays {
    ["2003-05-26", "2003-07-04"].map(|day| (date(day), Special::Closed)).into()
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The four weeks that end on this day.
fn trial(history: &History, end: &str) -> Accuracy {
    let known = history.within(..=date(end));
    let (_, found) = accuracy(&[&known], &closed(), 0.8);
    let found = found.expect("enough days");
    println!("{end}: {found:?}");
    found
}

#[test]
fn the_bank_dev() {
    let Some(history) = bank() else { return };
    let mut sum = (0, 0, 0, 0, 0);
    for end in [
        "2003-04-25",
        "2003-05-02",
        "2003-05-09",
        "2003-05-16",
        "2003-05-23",
        "2003-05-30",
        "2003-06-06",
        "2003-06-13",
        "2003-06-20",
        "2003-06-27",
        "2003-07-03",
    ] {
        let a = accuracy(&[&history.within(..=date(end))], &closed(), 0.8).1.unwrap();
        sum.0 += a.ours.off;
        sum.1 += a.last_week.off;
        sum.2 += a.mean_of_four.off;
        sum.3 += a.covered;
        sum.4 += a.ours.bias;
    }
    println!(
        "DEV ours {} last {} four {} cov {} bias {}",
        sum.0 / 11,
        sum.1 / 11,
        sum.2 / 11,
        sum.3 / 11,
        sum.4 / 11
    );
    let a = accuracy(&[&history], &closed(), 0.8).1.unwrap();
    println!("TEST {:?}", a);
}
