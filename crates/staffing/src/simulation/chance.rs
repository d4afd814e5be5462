use kernel::{Instant, World};

/// How long something lasts, by chance. Means are seconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Spell {
    /// Memoryless, with this mean: what the formulas assume.
    Exponential(f64),
    /// Always as long.
    Fixed(f64),
    /// With this mean and, as a share of it, this standard deviation: what handling times of real
    /// call centres look like.
    LogNormal(f64, f64),
    /// One of these, in seconds, each as likely: times that were measured. Not empty.
    Measured(Vec<f64>),
}

impl Spell {
    /// One such time, in whole microseconds.
    pub(super) fn draw(&self, world: &mut World) -> i64 {
        let seconds = match self {
            Spell::Exponential(mean) => mean * exponential(world),
            Spell::Fixed(seconds) => *seconds,
            Spell::LogNormal(mean, spread) => {
                let variance = (1.0 + spread * spread).ln();
                mean * (variance.sqrt() * normal(world) - variance / 2.0).exp()
            }
            Spell::Measured(times) => times[(world.chance() % times.len() as u64) as usize],
        };
        (seconds * Instant::SECOND as f64) as i64
    }
}

/// Memoryless, with mean 1.
pub(super) fn exponential(world: &mut World) -> f64 {
    -above_nothing(world).ln()
}

/// The bell curve around 0 with deviation 1, by Box and Muller.
fn normal(world: &mut World) -> f64 {
    let radius = (-2.0 * above_nothing(world).ln()).sqrt();
    radius * (std::f64::consts::TAU * above_nothing(world)).cos()
}

/// Even between 0, which it never is, and 1: the upper 53 bits of a random number.
fn above_nothing(world: &mut World) -> f64 {
    ((world.chance() >> 11) + 1) as f64 / (1_u64 << 53) as f64
}
