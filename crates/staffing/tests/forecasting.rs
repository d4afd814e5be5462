//! What the forecast learns from histories that are known to the last call, because they are made
//! here.

use kernel::{Date, World};
use staffing::forecast::{HALVES, History, Outlook, Special, SpecialDays, accuracy};

/// A Monday.
const START: &str = "2024-01-01";

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn days(from: Date, count: i32) -> impl Iterator<Item = Date> {
    (0..count).map(move |days| from + jiff::Span::new().days(days))
}

fn monday_zero(day: Date) -> usize {
    day.weekday().to_monday_zero_offset() as usize
}

/// A whole number around `mean`, each caller by themselves, that repeats with the seed.
fn poisson(mean: f64, world: &mut World) -> u32 {
    let (mut calls, mut left) = (0, 1.0);
    loop {
        left *= ((world.chance() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        if left < (-mean).exp() {
            return calls;
        }
        calls += 1;
    }
}

/// Calls of a half hour of an office that opens from nine to five, on average.
fn usual(day: Date, half: usize) -> f64 {
    if !(18..34).contains(&half) {
        return 0.0;
    }
    let weekday = [1.3, 1.1, 1.0, 1.0, 0.8, 0.4, 0.2][monday_zero(day)];
    let hour = [0.6, 1.5, 1.2, 0.7][(half - 18) / 4];
    20.0 * weekday * hour
}

/// A history of so many days in which each half hour has `mean` calls, give or take chance.
fn history(count: i32, mean: impl Fn(Date, usize) -> f64) -> History {
    let mut world = World::at("2026-01-01T00:00:00Z", 3);
    let mut history = History::default();
    for day in days(date(START), count) {
        history.watch(day);
        for half in 0..HALVES {
            let mean = mean(day, half);
            history.add(day, half, if mean > 0.0 { poisson(mean, &mut world) } else { 0 });
        }
    }
    history
}

fn none() -> SpecialDays {
    SpecialDays::new()
}

/// Calls expected on the day that many days after the beginning.
fn day_ahead(history: &History, special: &SpecialDays, after: i32) -> f64 {
    let day = days(date(START), after + 1).last().expect("a day");
    let outlook = Outlook::of(history, special, day, 1).expect("enough history");
    let halves = (0..HALVES).map(|half| outlook.expected(day, half, 0.8).expect("that day").mean);
    halves.sum()
}

fn usual_day(after: i32) -> f64 {
    let day = days(date(START), after + 1).last().expect("a day");
    (0..HALVES).map(|half| usual(day, half)).sum()
}

fn near(found: f64, known: f64, share: f64) {
    assert!((found / known - 1.0).abs() <= share, "{found} is not near {known}");
}

#[test]
fn weekdays_and_half_hours_come_out_as_they_were_put_in() {
    let history = history(84, usual);
    let next = date("2024-03-25");
    let outlook = Outlook::of(&history, &none(), next, 7).expect("enough history");
    for day in days(next, 7) {
        for half in 0..HALVES {
            let expected = outlook.expected(day, half, 0.8).expect("that week");
            let known = usual(day, half);
            assert!(
                (expected.mean - known).abs() <= 0.16 * known + 0.5,
                "{day} {half}: {expected:?}"
            );
            assert!(expected.low as f64 <= expected.mean && expected.mean <= expected.high as f64);
        }
    }
    assert!(outlook.expected(date("2024-04-01"), 20, 0.8).is_none());
}

#[test]
fn a_trend_goes_on_and_a_sudden_level_is_followed() {
    let rising = history(168, |day, half| {
        let age = f64::from(day.since(date(START)).expect("a span").get_days());
        usual(day, half) * (1.0 + age / 336.0)
    });
    near(day_ahead(&rising, &none(), 170), usual_day(170) * 1.5, 0.06);
    let jumped = history(168, |day, half| {
        usual(day, half) * if day >= date("2024-06-03") { 1.4 } else { 1.0 }
    });
    near(day_ahead(&jumped, &none(), 170), usual_day(170) * 1.4, 0.06);
}

#[test]
fn two_years_teach_the_season() {
    let season = |day: Date| {
        1.0 + 0.3 * (f64::from(day.day_of_year()) / 365.25 * std::f64::consts::TAU).cos()
    };
    let history = history(731, |day, half| usual(day, half) * season(day));
    // Spring: the last weeks say too much of the weeks to come, the years know better.
    for months in [90, 180] {
        let after = 731 + months;
        let day = days(date(START), after + 1).last().expect("a day");
        near(day_ahead(&history, &none(), after), usual_day(after) * season(day), 0.08);
    }
}

#[test]
fn missing_days_are_no_empty_days() {
    let full = history(84, usual);
    let (mut missing, mut empty) = (History::default(), full.clone());
    for (day, halves) in full.days().filter(|(day, _)| day.day() % 3 != 0) {
        halves.iter().enumerate().for_each(|(half, calls)| {
            missing.add(day, half, calls.expect("all are known"));
        });
    }
    near(day_ahead(&missing, &none(), 84), usual_day(84), 0.06);
    for day in days(date("2024-03-11"), 14) {
        (0..HALVES).for_each(|half| empty.lose(day, half));
        empty.add(day, 20, 0);
        (0..HALVES).for_each(|half| empty.add(day, half, 0));
    }
    assert!(day_ahead(&empty, &none(), 84) < 0.75 * usual_day(84), "they have stopped calling");
}

#[test]
fn a_day_counted_in_part_counts_in_part() {
    let mut history = history(84, usual);
    for day in days(date("2024-03-04"), 21) {
        (24..HALVES).for_each(|half| history.lose(day, half));
    }
    near(day_ahead(&history, &none(), 84), usual_day(84), 0.06);
}

#[test]
fn holidays_are_learned_apart_and_closed_days_expect_nobody() {
    let holidays = ["2024-01-16", "2024-02-13", "2024-03-07"].map(date);
    let mut special: SpecialDays = holidays.map(|day| (day, Special::Holiday)).into();
    let history = history(84, |day, half| {
        if holidays.contains(&day) { usual(date(START), half) * 0.3 } else { usual(day, half) }
    });
    near(day_ahead(&history, &special, 85), usual_day(85), 0.06);
    special.insert(date("2024-03-26"), Special::Holiday);
    near(day_ahead(&history, &special, 85), usual_day(0) * 0.3, 0.25);
    special.insert(date("2024-03-26"), Special::Closed);
    assert_eq!(day_ahead(&history, &special, 85), 0.0);
    // A holiday of which none was seen is a Sunday.
    let unseen = [(date("2024-03-26"), Special::Holiday)].into();
    near(day_ahead(&history, &unseen, 85), usual_day(6), 0.25);
}

#[test]
fn the_day_after_a_closed_one_has_its_calls_too() {
    let closed =
        [2, 4, 6, 8, 10].map(|week| days(date(START), 7 * week + 1).last().expect("a day"));
    let special: SpecialDays = closed.map(|day| (day, Special::Closed)).into();
    let history = history(84, |day, half| {
        let after = special.contains_key(&day.yesterday().expect("a day before"));
        usual(day, half) * if after { 1.4 } else { 1.0 }
    });
    let mut coming = special.clone();
    coming.insert(date("2024-03-25"), Special::Closed);
    near(day_ahead(&history, &special, 85), usual_day(85), 0.08);
    near(day_ahead(&history, &coming, 85), usual_day(85) * 1.4, 0.10);
}

#[test]
fn an_odd_day_does_not_move_the_next_week() {
    let calm = history(84, usual);
    let mut storm = calm.clone();
    (18..34).for_each(|half| storm.add(date("2024-03-21"), half, 200));
    storm.add(date("2024-03-18"), 25, 3_000);
    let (calm, storm) = (day_ahead(&calm, &none(), 84), day_ahead(&storm, &none(), 84));
    near(storm, calm, 0.06);
}

#[test]
fn a_quiet_line_has_small_numbers_and_honest_intervals() {
    for (calls_are, wins) in [(5.0, true), (40.0, false)] {
        let history = history(140, |day, half| usual(day, half) / calls_are);
        let (_, found) = accuracy(&[(&history, &none())], 0.8);
        let found = found.expect("enough history");
        assert!(found.covered >= 800, "whole numbers cover more, never less: {found:?}");
        // With one call in an hour, who guesses none is off by less, and is wrong all the same.
        assert!(!wins || found.ours.off < found.last_week.off.min(found.mean_of_four.off));
        assert!((-100..=100).contains(&found.ours.bias), "{found:?}");
    }
}

#[test]
fn callers_who_come_by_themselves_lie_in_the_interval_as_often_as_it_says() {
    let busy = history(140, |day, half| usual(day, half) * 8.0);
    let office = |day: Date, halves: &mut History| {
        (0..18).chain(34..HALVES).for_each(|half| halves.lose(day, half));
    };
    let mut masked = busy.clone();
    days(date(START), 140).for_each(|day| office(day, &mut masked));
    for (share, covered) in [(0.5, 440..=600), (0.8, 750..=870), (0.95, 920..=985)] {
        let (_, found) = accuracy(&[(&masked, &none())], share);
        let found = found.expect("enough history");
        assert!(covered.contains(&found.covered), "{share}: {found:?}");
    }
}

#[test]
fn several_lines_that_move_together_stray_together() {
    // Every day has its own weather, the same for both lines.
    let weather = |day: Date| 0.7 + 0.6 * f64::from((day.day_of_year() * 37) % 11) / 10.0;
    let line = history(140, |day, half| usual(day, half) * 5.0 * weather(day));
    let next = date("2024-05-20");
    let one = Outlook::of(&line, &none(), next, 1).expect("enough history");
    let pool = Outlook::pooled(&[&one, &one]).expect("two lines");
    let (one, both) = (one.expected(next, 23, 0.8), pool.expected(next, 23, 0.8));
    let (one, both) = (one.expect("that day"), both.expect("that day"));
    assert!((both.mean - 2.0 * one.mean).abs() < 1e-9);
    let (narrow, wide) = (one.high - one.low, both.high - both.low);
    assert!(wide as f64 > 1.8 * narrow as f64, "{one:?} {both:?}");
}

#[test]
fn too_little_or_nothing_is_said_to_be_so() {
    assert!(Outlook::of(&history(13, usual), &none(), date("2024-06-01"), 7).is_none());
    assert!(Outlook::of(&History::default(), &none(), date("2024-06-01"), 7).is_none());
    let silent = history(60, |_, _| 0.0);
    assert!(day_ahead(&silent, &none(), 60) < 0.1);
    let (of_lines, of_all) = accuracy(&[(&History::default(), &none())], 0.8);
    assert_eq!((of_lines, of_all), (vec![None], None));
}

#[test]
fn the_future_is_not_read_and_the_same_history_says_the_same() {
    let long = history(200, usual);
    let short = long.within(..date("2024-05-06"));
    let of = |history: &History| {
        let outlook = Outlook::of(history, &none(), date("2024-05-06"), 7).expect("enough");
        let halves =
            days(date("2024-05-06"), 7).flat_map(|day| (0..HALVES).map(move |half| (day, half)));
        halves.map(|(day, half)| outlook.expected(day, half, 0.8)).collect::<Vec<_>>()
    };
    assert_eq!(of(&long), of(&short));
    assert_eq!(of(&long), of(&long.clone()));
}
