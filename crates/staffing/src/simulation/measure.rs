use super::{Outcome, Scene, play};
use kernel::World;

/// A mean over many runs, and how far it may be from the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The mean.
    pub mean: f64,
    /// Its standard error: the truth lies within three of them in 997 of 1,000 cases.
    pub error: f64,
}

impl Measured {
    /// The mean over runs of a share `part(outcome) / whole(outcome)`, each run weighing as much
    /// as its whole: the ratio of the sums, with the error of such a ratio.
    ///
    /// At least two runs, and something in the whole.
    pub fn ratio(
        runs: &[Outcome],
        part: impl Fn(&Outcome) -> f64,
        whole: impl Fn(&Outcome) -> f64,
    ) -> Self {
        let count = runs.len() as f64;
        let sum: f64 = runs.iter().map(&whole).sum();
        let mean = runs.iter().map(&part).sum::<f64>() / sum;
        let off = runs.iter().map(|run| (part(run) - mean * whole(run)).powi(2)).sum::<f64>();
        let error = (off / (count - 1.0) * count).sqrt() / sum;
        Self { mean, error }
    }
}

/// Plays a scene so often, one run after the other from the same source of chance, and gives the
/// outcomes stretch by stretch: `replay(…)[stretch][run]`.
pub fn replay(scene: &Scene, runs: usize, world: &mut World) -> Vec<Vec<Outcome>> {
    let mut outcomes = vec![Vec::with_capacity(runs); scene.stretches.len()];
    for _ in 0..runs {
        for (stretch, outcome) in play(scene, world).into_iter().enumerate() {
            outcomes[stretch].push(outcome);
        }
    }
    outcomes
}
