//! The formulas of steady traffic against golden values, against each other and at their limits.

use staffing::queue::{Answering, Goal, Load, Overload, erlang_a, erlang_c, fewest};

/// Calls in half an hour, each of 240 seconds.
fn half_hour(calls: f64) -> Load {
    Load::of(calls, 1_800.0, 240.0)
}

fn steady(load: Load, agents: u32, within: f64) -> Answering {
    erlang_c(load, agents, within).unwrap_or_else(|overload| panic!("{overload}"))
}

fn close(found: f64, known: f64, error: f64) {
    assert!((found - known).abs() <= error, "{found} is not {known}");
}

/// A share as published tables print it.
fn thousandths(share: f64) -> f64 {
    (share * 1e3).round()
}

#[test]
fn a_hundred_calls_and_fourteen_agents_agree_with_two_other_programs() {
    let found = steady(Load::of(100.0, 1_800.0, 180.0), 14, 20.0);
    close(found.waiting, 0.174_131_933_595_05, 1e-12);
    close(found.within, 0.888_350_019_179_47, 1e-12);
    close(found.wait, 7.835_937_011_777_24, 1e-12);
    close(found.occupancy, 10.0 / 14.0, 1e-12);
}

/// Calls, promise; agents, within, wait in tenths, occupancy in hundredths for Erlang C; agents,
/// within, given up, occupancy in hundredths for Erlang A with a patience of 120 seconds. The
/// fourth share within is 0.961464 by solving the equations of a waiting caller step by step, too.
type Row = (f64, (f64, f64), (u32, f64, f64, f64), (u32, f64, f64, f64));
const TABLE: &[Row] = &[
    (30.0, (0.80, 20.0), (7, 895.0, 108.0, 57.0), (6, 853.0, 65.0, 62.0)),
    (30.0, (0.95, 10.0), (8, 950.0, 35.0, 50.0), (8, 961.0, 12.0, 49.0)),
    (100.0, (0.80, 20.0), (17, 810.0, 168.0, 78.0), (16, 856.0, 51.0, 79.0)),
    (100.0, (0.95, 10.0), (20, 953.0, 22.0, 67.0), (20, 967.0, 8.0, 66.0)),
    (300.0, (0.80, 20.0), (46, 839.0, 106.0, 87.0), (41, 807.0, 62.0, 92.0)),
    (300.0, (0.95, 10.0), (51, 960.0, 14.0, 78.0), (49, 954.0, 9.0, 81.0)),
];

#[test]
fn the_table_of_both_formulas_comes_out() {
    for (calls, (share, within), c, a) in TABLE {
        let (load, goal) = (half_hour(*calls), Goal { share: *share, within: *within });
        assert_eq!(fewest(load, None, goal), Ok(c.0), "{calls} calls, {share}");
        let found = steady(load, c.0, *within);
        let rounded = (thousandths(found.within), (found.wait * 10.0).round());
        assert_eq!((rounded, (found.occupancy * 100.0).round()), ((c.1, c.2), c.3));
        assert_eq!(fewest(load, Some(120.0), goal), Ok(a.0), "{calls} calls, {share}");
        let found = erlang_a(load, 120.0, a.0, *within);
        let rounded = (thousandths(found.within), thousandths(found.abandoned));
        assert_eq!((rounded, (found.occupancy * 100.0).round()), ((a.1, a.2), a.3));
    }
}

#[test]
fn endless_patience_turns_erlang_a_into_erlang_c() {
    for agents in [14, 16, 20] {
        let load = half_hour(100.0);
        let (a, c) = (erlang_a(load, 1e9, agents, 10.0), steady(load, agents, 10.0));
        close(a.within, c.within, 1e-5);
        close(a.waiting, c.waiting, 1e-5);
        close(a.wait, c.wait, 1e-2);
        close(a.occupancy, c.occupancy, 1e-6);
    }
}

/// Erlang A another way: the density of the wait a caller is offered, added up in small steps.
fn by_adding_up(load: Load, patience: f64, agents: u32, within: f64) -> (f64, f64) {
    let pace = f64::from(agents) / load.handling;
    let grown = |v: f64| (load.rate * patience * -(-v / patience).exp_m1() - pace * v).exp() * pace;
    let endless = 40.0 * patience.max(1.0 / pace);
    let simpson = |to: f64, f: &dyn Fn(f64) -> f64| {
        let steps = 200_000;
        let width = to / f64::from(steps);
        let inner =
            (1..steps).map(|i| f(f64::from(i) * width) * if i % 2 == 1 { 4.0 } else { 2.0 });
        (inner.sum::<f64>() + f(0.0) + f(to)) * width / 3.0
    };
    let lost = (1..=agents)
        .fold(1.0, |lost, n| load.erlangs() * lost / (f64::from(n) + load.erlangs() * lost));
    let all_busy = 1.0 / (1.0 / lost - 1.0 + simpson(endless, &grown));
    let free = all_busy * (1.0 / lost - 1.0);
    let stays = |v: f64| grown(v) * (-v / patience).exp();
    (free + all_busy * simpson(within, &stays), free + all_busy * simpson(endless, &stays))
}

#[test]
fn erlang_a_agrees_with_the_density_of_the_offered_wait() {
    for (calls, agents, patience, within) in [
        (30.0, 6, 120.0, 20.0),
        (100.0, 12, 30.0, 10.0),
        (100.0, 16, 600.0, 45.0),
        (9.0, 1, 90.0, 5.0),
    ] {
        let found = erlang_a(half_hour(calls), patience, agents, within);
        let (in_time, answered) = by_adding_up(half_hour(calls), patience, agents, within);
        close(found.within, in_time, 1e-9);
        close(1.0 - found.abandoned, answered, 1e-9);
    }
}

#[test]
fn nothing_and_next_to_nothing_are_answered() {
    let goal = Goal { share: 0.95, within: 10.0 };
    let quiet = Load { rate: 0.0, handling: 240.0 };
    assert_eq!((fewest(quiet, None, goal), fewest(quiet, Some(60.0), goal)), (Ok(0), Ok(0)));
    close(steady(quiet, 0, 10.0).within, 1.0, 0.0);
    let rare = Load { rate: 1e-9 / 240.0, handling: 240.0 };
    assert_eq!((fewest(rare, None, goal), fewest(rare, Some(60.0), goal)), (Ok(1), Ok(1)));
    close(steady(rare, 1, 10.0).waiting / 1e-9, 1.0, 1e-6);
    close(erlang_a(rare, 60.0, 1, 10.0).waiting / 1e-9, 1.0, 1e-6);
}

#[test]
fn ten_thousand_erlang_are_counted_without_overflow() {
    let load = Load { rate: 10_000.0 / 240.0, handling: 240.0 };
    let goal = Goal { share: 0.95, within: 10.0 };
    let c = fewest(load, None, goal).expect("within the bound");
    assert!(steady(load, c, 10.0).within >= 0.95 && steady(load, c - 1, 10.0).within < 0.95);
    let a = fewest(load, Some(120.0), goal).expect("within the bound");
    let of = |agents| erlang_a(load, 120.0, agents, 10.0).within;
    assert!(of(a) >= 0.95 && of(a - 1) < 0.95, "{a}: {}, {}", of(a), of(a - 1));
    assert!((9_000..c).contains(&a), "{a} by Erlang A, {c} by Erlang C");
    // Far too few: one agent answers one call in four minutes, the others give up.
    let overrun = erlang_a(load, 120.0, 1, 10.0);
    close(1.0 - overrun.abandoned, 1.0 / 10_000.0, 1e-9);
    close(overrun.occupancy, 1.0, 1e-9);
}

#[test]
fn too_few_agents_are_a_clear_answer() {
    let load = half_hour(100.0);
    let refused = erlang_c(load, 13, 10.0).expect_err("13 agents for 13.333 Erlang");
    assert_eq!(refused, Overload { agents: 13, erlangs: load.erlangs() });
    assert!(refused.to_string().contains("13 agents cannot do work for 13.333"));
    assert!(erlang_c(load, 14, 10.0).is_ok());
    let nobody = erlang_a(load, 60.0, 0, 10.0);
    close(nobody.within, 0.0, 0.0);
    close(nobody.abandoned, 1.0, 1e-9);
}

#[test]
fn an_agent_more_never_answers_worse() {
    for patience in [5.0, 60.0, 1_000.0] {
        let of = |agents| erlang_a(half_hour(100.0), patience, agents, 10.0);
        for agents in 0..40 {
            let (fewer, more) = (of(agents), of(agents + 1));
            assert!(more.within >= fewer.within - 1e-12, "{agents}: {fewer:?} {more:?}");
            assert!(more.abandoned <= fewer.abandoned + 1e-12);
        }
    }
}

#[test]
fn a_promise_beyond_all_agents_is_refused() {
    let crowd = Load { rate: 1_000.0, handling: 240.0 };
    let goal = Goal { share: 0.95, within: 10.0 };
    assert!(fewest(crowd, None, goal).is_err() && fewest(crowd, Some(60.0), goal).is_err());
}
