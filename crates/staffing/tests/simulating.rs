//! The simulation against the formulas where both know the answer, and where only it does.

use kernel::{Instant, World};
use staffing::{
    queue::{Answering, Goal, Load, erlang_a, erlang_c, fewest},
    simulation::{Measured, Outcome, Scene, Spell, Stretch, play, replay},
};

const HALF: i64 = 30 * Instant::MINUTE;
const HANDLING: f64 = 240.0;

fn world() -> World {
    World::at("2026-01-01T00:00:00Z", 7)
}

/// Ten even hours after an hour that fills the house and is not counted.
fn even(calls: f64, agents: u32, patience: Option<f64>, within: i64) -> Scene {
    let stretch =
        |halves: i64| Stretch { length: halves * HALF, calls: calls * halves as f64, agents };
    Scene {
        stretches: vec![stretch(4), stretch(20)],
        handling: Spell::Exponential(HANDLING),
        patience: patience.map(Spell::Exponential),
        within: within * Instant::SECOND,
    }
}

/// What was seen of the second stretch in 400 runs, in the formulas' words.
fn seen(scene: &Scene) -> [Measured; 5] {
    let runs = &replay(scene, 400, &mut world())[1];
    let agent_time = f64::from(scene.stretches[1].agents) * scene.stretches[1].length as f64;
    let offered = |run: &Outcome| run.offered as f64;
    [
        Measured::ratio(runs, |run| run.waited as f64, offered),
        Measured::ratio(runs, |run| run.within as f64, offered),
        Measured::ratio(runs, |run| run.wait as f64 / 1e6, |run| run.answered as f64),
        Measured::ratio(runs, |run| run.abandoned as f64, offered),
        Measured::ratio(runs, |run| run.handling as f64, |_| agent_time),
    ]
}

fn agrees(scene: &Scene, known: Answering) {
    let known = [known.waiting, known.within, known.wait, known.abandoned, known.occupancy];
    for (index, (seen, known)) in seen(scene).into_iter().zip(known).enumerate() {
        let off = (seen.mean - known).abs();
        assert!(off <= 3.5 * seen.error + 1e-6, "{index}: {seen:?}, the formula says {known}");
        // An error so large that any formula would agree with it would say nothing.
        assert!(seen.error < f64::max(0.006, known / 25.0), "{index}: {seen:?} is too coarse");
    }
}

#[test]
fn erlang_c_and_the_simulation_agree() {
    for (calls, agents, within) in [(30.0, 7, 20), (100.0, 17, 20), (300.0, 51, 10)] {
        let known = erlang_c(Load::of(calls, 1_800.0, HANDLING), agents, within as f64);
        agrees(&even(calls, agents, None, within), known.expect("enough agents"));
    }
}

#[test]
fn erlang_a_and_the_simulation_agree() {
    for (calls, agents, patience, within) in [
        (30.0, 6, 120.0, 20),
        (100.0, 16, 120.0, 20),
        (100.0, 11, 60.0, 30),
        (300.0, 49, 120.0, 10),
    ] {
        let load = Load::of(calls, 1_800.0, HANDLING);
        let known = erlang_a(load, patience, agents, within as f64);
        agrees(&even(calls, agents, Some(patience), within), known);
    }
}

#[test]
fn the_same_seed_plays_the_same_day() {
    let scene = even(100.0, 16, Some(120.0), 20);
    assert_eq!(play(&scene, &mut world()), play(&scene, &mut world()));
    assert_ne!(play(&scene, &mut world()), play(&scene, &mut World::at("2026-01-01T00:00:00Z", 8)));
}

#[test]
fn every_call_is_answered_or_given_up_in_a_day_that_changes() {
    let mut scene = even(60.0, 9, Some(90.0), 10);
    scene.stretches = day(&[10.0, 80.0, 200.0, 0.0, 90.0], &[3, 6, 14, 0, 8]);
    for outcome in play(&scene, &mut world()) {
        assert_eq!(outcome.offered, outcome.answered + outcome.abandoned);
        assert!(outcome.within <= outcome.answered && outcome.waited <= outcome.offered);
    }
}

#[test]
fn without_agents_nobody_is_answered_and_the_impatient_give_up() {
    let mut scene = even(50.0, 0, Some(60.0), 10);
    let seen = play(&scene, &mut world());
    assert!(seen.iter().all(|half| half.offered > 0 && half.abandoned == half.offered));
    scene.patience = None;
    assert!(play(&scene, &mut world()).iter().all(|half| half.answered + half.abandoned == 0));
}

#[test]
fn calls_of_even_length_wait_half_as_long() {
    // One agent, fixed handling: the mean wait is half of the memoryless one, load / (2 spare).
    let mut scene = even(4.5, 1, None, 20);
    scene.handling = Spell::Fixed(HANDLING);
    let [_, _, wait, ..] = seen(&scene);
    let known = 0.6 * HANDLING / (2.0 * 0.4);
    assert!((wait.mean - known).abs() <= 3.5 * wait.error, "{wait:?}, known {known}");
    assert!(wait.error < 6.0, "{wait:?}");
}

#[test]
fn drawn_times_have_their_mean_and_spread() {
    let measured = Spell::Measured(vec![60.0, 120.0, 180.0]);
    for (spell, mean) in [(Spell::LogNormal(200.0, 1.3), 200.0), (measured, 120.0)] {
        let mut scene = even(2_000.0, 10_000, None, 10);
        scene.handling = spell;
        let runs = &replay(&scene, 40, &mut world())[1];
        let seen =
            Measured::ratio(runs, |run| run.handling as f64 / 1e6, |run| run.answered as f64);
        assert!((seen.mean - mean).abs() <= 3.5 * seen.error, "{seen:?}, known {mean}");
        assert!(seen.error < 0.5, "{seen:?}");
    }
}

fn day(calls: &[f64], agents: &[u32]) -> Vec<Stretch> {
    calls
        .iter()
        .zip(agents)
        .map(|(calls, agents)| Stretch { length: HALF, calls: *calls, agents: *agents })
        .collect()
}

/// A day of an insurer's line, half hour by half hour from eight to six.
const DAY: [f64; 20] = [
    30.0, 62.0, 95.0, 118.0, 125.0, 120.0, 104.0, 92.0, 70.0, 58.0, 60.0, 74.0, 88.0, 96.0, 99.0,
    92.0, 80.0, 64.0, 46.0, 25.0,
];

/// The share answered in time over a day staffed half hour by half hour for 95 % in 10 seconds,
/// and that of its worst half hour.
fn day_staffed(handling: Spell, patience: Option<f64>) -> (f64, f64) {
    let goal = Goal { share: 0.95, within: 10.0 };
    let need = |calls: &f64| fewest(Load::of(*calls, 1_800.0, HANDLING), patience, goal);
    let agents: Vec<u32> = DAY.iter().map(|calls| need(calls).expect("within the bound")).collect();
    let scene = Scene {
        stretches: day(&DAY, &agents),
        handling,
        patience: patience.map(Spell::Exponential),
        within: 10 * Instant::SECOND,
    };
    let runs = replay(&scene, 400, &mut world());
    let share =
        |runs: &[Outcome]| Measured::ratio(runs, |run| run.within as f64, |run| run.offered as f64);
    let worst = runs.iter().map(|runs| share(runs).mean).fold(1.0, f64::min);
    (share(&runs.concat()).mean, worst)
}

#[test]
fn a_day_planned_half_hour_by_half_hour_keeps_the_promise_though_calls_carry_over() {
    for patience in [None, Some(120.0)] {
        let (whole, worst) = day_staffed(Spell::Exponential(HANDLING), patience);
        println!("patience {patience:?}: {whole:.4}, worst half hour {worst:.4}");
        assert!(whole >= 0.95, "{whole}");
        // Where the calls of a busier half hour are still being handled, fewer agents are free.
        assert!(worst >= 0.92, "the worst half hour: {worst}");
        let (whole, worst) = day_staffed(Spell::LogNormal(HANDLING, 1.2), patience);
        println!("patience {patience:?}, log-normal: {whole:.4}, worst half hour {worst:.4}");
        assert!(whole >= 0.945 && worst >= 0.91, "{whole}, {worst}");
    }
}
