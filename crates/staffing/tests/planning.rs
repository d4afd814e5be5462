//! From history and settings to people, and how a plan is written.

use kernel::{Date, Instant, TimeZone};
use staffing::{
    forecast::{HALVES, History, Special, SpecialDays},
    plan::{
        Aim, Breaks, Fault, HalfHour, Hours, Line, LinePlan, Patience, Plan, Promise, Publisher,
        Settings, Week, csv, icalendar, plan, runs,
    },
    queue::{Goal, Load, fewest},
};

/// A Monday, after three months of history.
const NEXT: &str = "2026-06-01";

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn days(from: &str, count: i32) -> impl Iterator<Item = Date> {
    let from = date(from);
    (0..count).map(move |days| from + jiff::Span::new().days(days))
}

/// Eight in the morning to six in the evening, Monday to Friday.
fn office() -> Hours {
    Hours::weekly(0..5, 16..36)
}

/// So many calls in every open half hour of thirteen weeks, in calls and none elsewhere.
fn line(id: &str, calls: u32) -> Line {
    let mut history = History::default();
    for day in days("2026-03-02", 91) {
        history.watch(day);
        if day.weekday().to_monday_zero_offset() < 5 {
            // One more and one less by turns, so that counts stray a little.
            let stray = u32::from(day.day() % 2 == 0);
            (16..36).for_each(|half| history.add(day, half, calls - calls.min(1) + 2 * stray));
        }
    }
    Line {
        id: id.into(),
        name: format!("Line {id}"),
        history,
        hours: office(),
        special: SpecialDays::new(),
        handling: 240 * Instant::SECOND,
        patience: Some(120 * Instant::SECOND),
    }
}

fn made(lines: &[Line], settings: &Settings) -> Plan {
    plan(lines, date(NEXT), settings).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The half hours of the first day.
fn monday(line: &LinePlan) -> Vec<&HalfHour> {
    line.halves.iter().filter(|half| half.date == date(NEXT)).collect()
}

#[test]
fn only_open_half_hours_need_people() {
    let plan = made(&[line("a", 100)], &Settings::default());
    let halves = &plan.lines[0].halves;
    assert_eq!(halves.len(), 5 * 20);
    assert!(halves.iter().all(|half| (16..36).contains(&half.half)));
    let mut special: SpecialDays = [(date("2026-06-02"), Special::Holiday)].into();
    special.insert(date("2026-06-03"), Special::Closed);
    let open = |hours: Hours| {
        let line = Line { hours, special: special.clone(), ..line("a", 100) };
        made(&[line], &Settings::default()).lines[0].halves.len()
    };
    assert_eq!(open(office()), 3 * 20);
    assert_eq!(open(Hours::ALWAYS), 6 * HALVES);
}

#[test]
fn a_day_with_hours_of_its_own_is_staffed_in_them_whatever_else_it_is() {
    let mut hours = office();
    let mut morning = [false; HALVES];
    morning[16..20].fill(true);
    // A Tuesday that closes at ten, and a Saturday that opens for once.
    hours.days = [(date("2026-06-02"), morning), (date("2026-06-06"), morning)].into();
    let special: SpecialDays = [(date("2026-06-02"), Special::Holiday)].into();
    let plan = made(&[Line { hours, special, ..line("a", 100) }], &Settings::default());
    let on = |day: &str| -> Vec<u8> {
        let halves = plan.lines[0].halves.iter().filter(|half| half.date == date(day));
        halves.map(|half| half.half).collect()
    };
    assert_eq!(on("2026-06-02"), [16, 17, 18, 19]);
    assert_eq!(on("2026-06-06"), [16, 17, 18, 19]);
    assert_eq!((on("2026-06-01").len(), on("2026-06-07").len()), (20, 0));
}

#[test]
fn each_half_hour_gets_the_fewest_who_keep_the_promise() {
    let plan = made(&[line("a", 100)], &Settings::default());
    let goal = Goal { share: 0.95, within: 10.0 };
    for half in &plan.lines[0].halves {
        let calls = half.calls.expected as f64 / 1e3;
        assert!((98.0..102.0).contains(&calls), "{calls}");
        let needed = |calls: f64| fewest(Load::of(calls, 1_800.0, 240.0), Some(120.0), goal);
        assert_eq!(Ok(half.agents.expected), needed(calls));
        assert_eq!(Ok(half.agents.high), needed(half.calls.high as f64 / 1e3));
        assert!(half.agents.low <= half.agents.expected);
        assert!(half.agents.expected <= half.agents.high);
        assert!(half.kept.within >= 950 && half.kept.occupancy < 750, "{:?}", half.kept);
    }
    let patient = Settings { patience: Patience::Endless, ..Settings::default() };
    let erlang_c = made(&[line("a", 100)], &patient);
    assert!(erlang_c.lines[0].halves.iter().all(|half| half.kept.abandoned == 0));
    assert!(erlang_c.pool.agent_minutes().expected >= plan.pool.agent_minutes().expected);
}

#[test]
fn breaks_and_absence_are_on_the_roster_and_the_minimum_on_the_telephone() {
    let shrinking = Settings { shrinkage: 300, ..Settings::default() };
    assert_eq!((shrinking.roster(14), shrinking.roster(0)), (20, 0));
    let resting = Settings { breaks: Breaks::SCREEN_WORK, ..shrinking };
    // 14 on the telephone are 16 with a quarter of an hour in two, and 16 of 23 are present.
    assert_eq!(resting.roster(14), 23);
    let least = Settings { minimum: 3, ..Settings::default() };
    let quiet = made(&[line("a", 1)], &least);
    assert!(quiet.lines[0].halves.iter().all(|half| half.agents.low == 3));
    let roster = made(&[line("a", 100)], &resting).lines[0].roster_minutes();
    assert!(roster.expected as f64 > 1.5 * 100.0 * 30.0 * 20.0 / 1.1);
}

#[test]
fn lines_that_share_agents_need_fewer_and_dearer_promises_more() {
    let plan = made(&[line("a", 30), line("b", 30), line("c", 40)], &Settings::default());
    let shares: Vec<u16> = plan.prices.iter().map(|price| price.share).collect();
    assert_eq!(shares, [800, 850, 900, 950, 970, 990]);
    for price in &plan.prices {
        assert!(price.agents_pooled < price.agents_apart, "{price:?}");
        assert!(price.roster_pooled < price.roster_apart, "{price:?}");
    }
    for pair in plan.prices.windows(2) {
        assert!(pair[0].agents_apart < pair[1].agents_apart, "{pair:?}");
        assert!(pair[0].agents_pooled <= pair[1].agents_pooled, "{pair:?}");
    }
    let apart: i64 = plan.lines.iter().map(|line| line.agent_minutes().expected).sum();
    let same = plan.prices.iter().find(|price| price.share == 950).expect("the promise itself");
    assert_eq!(same.agents_apart, apart);
    assert_eq!(same.agents_pooled, plan.pool.agent_minutes().expected);
    let calls: i64 = plan.lines.iter().map(LinePlan::calls).sum();
    assert!((plan.pool.calls() - calls).abs() <= 3 * 100, "rounded to thousandths");
}

#[test]
fn a_pool_is_staffed_when_any_line_is_open_with_means_over_its_calls() {
    let mut evening = Line { handling: 480 * Instant::SECOND, ..line("b", 100) };
    evening.hours = Hours::weekly(0..5, 30..40);
    let plan = made(&[line("a", 100), evening.clone()], &Settings::default());
    assert_eq!(monday(&plan.pool).len(), 24);
    let alone = &plan.lines[1];
    // After six only the evening line is open; nobody calls there in this history.
    let late: Vec<_> = monday(&plan.pool).into_iter().filter(|half| half.half >= 36).collect();
    let same: Vec<_> = monday(alone).into_iter().filter(|half| half.half >= 36).collect();
    assert_eq!(late.iter().map(|half| half.agents.expected).collect::<Vec<_>>(), vec![0; 4]);
    assert_eq!(late.len(), same.len());
    // In the afternoon both ring: twice the calls, of six minutes on average.
    let both = monday(&plan.pool)[15];
    let load = Load::of(both.calls.expected as f64 / 1e3, 1_800.0, 360.0);
    let goal = Goal { share: 0.95, within: 10.0 };
    assert_eq!(Ok(both.agents.expected), fewest(load, Some(120.0), goal));
}

#[test]
fn what_if_moves_the_need_the_way_it_should() {
    let lines = [line("a", 60)];
    let week = Week::of(&lines, date(NEXT), 800).expect("a week");
    let need =
        |settings: Settings| week.plan(&settings).expect("a plan").pool.agent_minutes().expected;
    let usual = need(Settings::default());
    assert!(need(Settings { volume: 1_200, ..Settings::default() }) > usual);
    assert!(need(Settings { volume: 800, ..Settings::default() }) < usual);
    assert!(need(Settings { handling: 1_200, ..Settings::default() }) > usual);
    let promise = Promise { share: 800, within: 20 * Instant::SECOND };
    assert!(need(Settings { promise, ..Settings::default() }) < usual);
    assert_eq!(need(Settings { volume: 0, ..Settings::default() }), 0);
    let at_once = made(&lines, &Settings::default());
    assert_eq!(week.plan(&Settings::default()), Ok(at_once), "in two steps or in one");
}

#[test]
fn a_line_without_a_past_has_its_minimum() {
    let young = Line { history: History::default(), ..line("young", 1) };
    let settings = Settings { minimum: 2, ..Settings::default() };
    let plan = made(&[line("a", 50), young], &settings);
    assert!(plan.lines[0].forecast && !plan.lines[1].forecast && plan.pool.forecast);
    assert_eq!(plan.lines[1].accuracy, None);
    assert!(plan.lines[1].halves.iter().all(|half| half.agents.high == 2));
    let known = plan.lines[0].accuracy.expect("thirteen weeks are enough");
    assert!(known.ours.off <= known.last_week.off && known.covered >= 800, "{known:?}");
}

#[test]
fn everything_wrong_is_told_at_once() {
    let settings = Settings {
        promise: Promise { share: 1_000, within: -1 },
        patience: Patience::Of(0),
        shrinkage: 1_000,
        breaks: Breaks { minutes: 90, every: 120 },
        ..Settings::default()
    };
    let refused = plan(&[line("a", 1)], date(NEXT), &settings);
    let fields: Vec<&str> = refused
        .expect_err("five faults")
        .0
        .iter()
        .map(|fault| match fault {
            Fault::Setting { field, .. } => *field,
            other => panic!("{other}"),
        })
        .collect();
    let known = ["promise.share", "promise.within", "patience", "shrinkage", "breaks.minutes"];
    assert_eq!(fields, known);
    let odd = [Line { handling: 0, patience: Some(-1), ..line("a", 1) }, line("a", 1)];
    let refused = plan(&odd, date(NEXT), &Settings::default());
    assert_eq!(refused.expect_err("three faults").0.len(), 3);
    let none = plan(&[], date(NEXT), &Settings::default());
    assert_eq!(none.expect_err("no lines").0, [Fault::Lines]);
    let crowd = Line { handling: 8 * Instant::HOUR, ..line("a", 20_000) };
    let crowd = plan(&[crowd], date(NEXT), &Settings::default());
    assert_eq!(crowd.expect_err("320,000 Erlang").0, [Fault::Unreachable]);
}

#[test]
fn the_table_has_a_row_for_each_half_hour_and_no_formulas() {
    let named = Line { name: "=1+1,\"x\"".into(), ..line("@a", 100) };
    let table = csv(&made(&[named], &Settings::default()));
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(rows.len(), 1 + 2 * 100 + 1, "a head, one line and all lines as one, an end");
    assert_eq!(rows[0].split(',').count(), 20);
    assert!(rows[1].starts_with("'@a,\"'=1+1,\"\"x\"\"\",2026-06-01,08:00,08:30,"), "{}", rows[1]);
    assert!(rows[101].starts_with(",,2026-06-01,08:00,08:30,"), "{}", rows[101]);
    assert_eq!(rows[101].split(',').count(), 20);
    let numbers = |row: &str| row.split(',').skip(5).map(str::to_owned).collect::<Vec<_>>();
    assert!(numbers(rows[101]).iter().all(|cell| cell.parse::<f64>().is_ok()), "{}", rows[101]);
    assert!(table.contains(",17:30,18:00,"));
}

fn calendar(plan: &Plan, zone: &str, title: &dyn Fn(&staffing::plan::Run) -> String) -> String {
    let zone = TimeZone::get(zone).expect("a zone");
    let stamp = "2026-05-29T08:00:00.5Z".parse().expect("an instant");
    icalendar(
        plan,
        &Publisher { zone: &zone, stamp, host: "premura.example", aim: Aim::Expected, title },
    )
}

#[test]
fn the_calendar_is_one_other_programs_read() {
    let plan = made(&[line("a b", 100)], &Settings::default());
    let title = |run: &staffing::plan::Run| {
        format!(
            "{}: {} people; on the telephone, {}\nétage 2 — à gauche",
            run.name, run.team.roster, run.team.agents
        )
    };
    let text = calendar(&plan, "Europe/Rome", &title);
    assert!(
        text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n'])
    );
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = text.replace("\r\n ", "");
    let of = |name: &str| unfolded.split("\r\n").filter(|line| line.starts_with(name)).count();
    let expected = runs(&plan.lines[0], Aim::Expected).len();
    assert_eq!(
        (of("BEGIN:VEVENT"), of("UID:"), of("DTSTAMP:20260529T080000Z")),
        (expected, expected, expected)
    );
    // Eight in Rome in summer is six by UTC.
    assert!(unfolded.contains("UID:a_20b-20260601T060000Z@premura.example\r\n"), "{unfolded}");
    assert!(unfolded.contains("people\\; on the telephone\\, "));
    assert!(unfolded.contains("\\nétage 2 — à gauche\r\n"));
    assert_eq!(text, calendar(&plan, "Europe/Rome", &title), "the same plan, the same file");
    let mut two = made(&[line("a", 30), line("b", 30)], &Settings::default());
    assert!(calendar(&two, "UTC", &title).contains("UID:_all-20260601T080000Z@"));
    two.lines[0].halves.clear();
    assert!(!calendar(&two, "UTC", &title).contains("UID:a-"));
}

#[test]
fn equal_half_hours_on_end_are_one_run() {
    let mut plan = made(&[line("a", 100)], &Settings::default());
    let halves = &mut plan.lines[0].halves;
    halves.retain(|half| half.date == date(NEXT) && half.half < 22);
    for (half, agents) in halves.iter_mut().zip([4, 4, 5, 0, 5, 5]) {
        half.agents.expected = agents;
        half.roster.expected = agents;
    }
    let found: Vec<_> = runs(&plan.lines[0], Aim::Expected)
        .iter()
        .map(|run| (run.first, run.length, run.team.roster))
        .collect();
    assert_eq!(found, [(16, 2, 4), (18, 1, 5), (20, 2, 5)]);
}

#[test]
fn the_careful_choice_lies_between_the_expected_and_the_upper_end() {
    for patience in [Patience::Measured, Patience::Endless] {
        let settings = Settings { patience, interval: 900, ..Settings::default() };
        // Days that stray by a third: five kinds of weather, one after the other.
        let mut stormy = line("a", 100);
        for day in days("2026-03-02", 91) {
            (16..36).for_each(|half| {
                stormy.history.add(day, half, 15 * (day.day_of_year() as u32 * 3 % 5))
            });
        }
        let plan = made(&[stormy, line("calm", 100)], &settings);
        let minutes = |line: &LinePlan| (line.agent_minutes(), line.careful_minutes().0);
        let (stormy, careful) = minutes(&plan.lines[0]);
        assert!(careful > stormy.expected + stormy.expected / 50, "{stormy:?} {careful}");
        assert!(careful < stormy.high, "{stormy:?} {careful}");
        let (calm, careful) = minutes(&plan.lines[1]);
        assert!((calm.expected..=calm.high).contains(&careful), "{calm:?} {careful}");
        let halves = plan.lines.iter().flat_map(|line| &line.halves);
        assert!(halves.into_iter().all(|half| half.team(Aim::Careful) >= half.team(Aim::Expected)));
    }
}
