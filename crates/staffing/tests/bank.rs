//! The forecast on real arrivals: a bank's call centre in 2003, in which it sees no day before its
//! time.

use kernel::Date;
use staffing::{
    forecast::{Accuracy, Expected, History, Outlook, Special, SpecialDays, accuracy},
    queue::{Goal, Load, erlang_a, fewest},
};
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

/// The four weeks that end on this day, forecast by somebody who stands before each of them.
fn trial(history: &History, end: Date) -> Accuracy {
    let (_, found) = accuracy(&[(&history.within(..=end), &closed())], 0.8);
    let found = found.expect("enough days");
    println!("{found:?}");
    found
}

#[test]
fn the_last_four_weeks_of_the_bank_are_forecast_better_than_by_the_week_before() {
    let Some(history) = bank() else { return };
    let found = trial(&history, date("2003-07-31"));
    assert_eq!((found.halves, found.calls), (19 * 28, 632_436));
    assert!(found.ours.off <= 55, "5.5 % at the most");
    assert!(found.ours.off < found.last_week.off && found.ours.off < found.mean_of_four.off);
    assert!((-40..=40).contains(&found.ours.bias), "neither too many nor too few");
    assert!((740..=880).contains(&found.covered), "four of five within the interval");
}

#[test]
fn every_four_weeks_of_the_bank_are_forecast_better_than_by_the_week_before() {
    let Some(history) = bank() else { return };
    let ends = (0..11).map(|weeks| date("2003-04-25") + jiff::Span::new().weeks(weeks));
    let found: Vec<Accuracy> = ends.map(|end| trial(&history, end)).collect();
    let mean = |of: fn(&Accuracy) -> i64| found.iter().map(of).sum::<i64>() / 11;
    let ours = mean(|trial| trial.ours.off);
    let (last_week, four) =
        (mean(|trial| trial.last_week.off), mean(|trial| trial.mean_of_four.off));
    println!("eleven trials: {ours}, last week {last_week}, mean of four {four}");
    println!("covered {}, bias {}", mean(|trial| trial.covered), mean(|trial| trial.ours.bias));
    assert!(ours <= 65 && ours < four && four < last_week);
    assert!((720..=860).contains(&mean(|trial| trial.covered)));
    assert!(found.iter().all(|trial| trial.ours.off < trial.last_week.off));
}

/// The share of the last four weeks' calls that would have been answered within ten seconds, in
/// thousandths, had as many agents come as `calls` of each half hour need; and agent hours.
fn kept(history: &History, calls: fn(&Expected) -> f64) -> (i64, u32) {
    let goal = Goal { share: 0.95, within: 10.0 };
    let load = |calls: f64| Load::of(calls, 1_800.0, 240.0);
    let (mut all, mut in_time, mut halves) = (0.0, 0.0, 0);
    for first in ["2003-07-04", "2003-07-11", "2003-07-18", "2003-07-25"].map(date) {
        let outlook = Outlook::of(history, &closed(), first, 7).expect("enough days");
        for (day, counted) in history.within(first..first + jiff::Span::new().days(7)).days() {
            for half in COUNTED {
                let expected = outlook.expected(day, half, 0.8).expect("that week");
                let agents = fewest(load(calls(&expected)), Some(120.0), goal).expect("enough");
                let came = f64::from(counted[half].expect("counted whole"));
                all += came;
                in_time += came * erlang_a(load(came), 120.0, agents, 10.0).within;
                halves += agents;
            }
        }
    }
    ((in_time / all * 1e3).round() as i64, halves / 2)
}

#[test]
fn a_bank_staffed_for_the_upper_end_keeps_its_promise_and_for_the_middle_nearly() {
    let Some(history) = bank() else { return };
    let (middle, hours) = kept(&history, |expected| expected.mean);
    let (upper, more) = kept(&history, |expected| expected.high as f64);
    println!("for the middle: {middle} with {hours} hours; for the upper end: {upper} with {more}");
    assert!((850..950).contains(&middle), "half of the half hours bring more than was expected");
    assert!(upper >= 960, "four of five lie within, one of ten above");
    assert!(f64::from(more) < 1.12 * f64::from(hours));
}
