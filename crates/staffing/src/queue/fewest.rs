use super::{Load, erlang_a, erlang_c::Line};

/// Agents that one line may need at the most. The largest call centres have tens of thousands.
pub const AGENTS_MAX: u32 = 100_000;

/// A promise to callers: so large a share of them answered within so many seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// At least this share of all calls, below 1.
    pub share: f64,
    /// Answered within so many seconds.
    pub within: f64,
}

/// No number of agents up to [`AGENTS_MAX`] keeps the promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not even {AGENTS_MAX} agents keep this promise")]
pub struct Unreachable;

/// The fewest agents with whom the promise is kept: by Erlang A where a mean patience in seconds
/// is given, else by Erlang C.
///
/// # Errors
/// When there would have to be more than [`AGENTS_MAX`].
///
/// ```
/// use staffing::queue::{Goal, Load, fewest};
/// let (load, goal) = (Load::of(300.0, 1_800.0, 240.0), Goal { share: 0.95, within: 10.0 });
/// assert_eq!(fewest(load, None, goal), Ok(51));
/// assert_eq!(fewest(load, Some(120.0), goal), Ok(49));
/// ```
pub fn fewest(load: Load, patience: Option<f64>, goal: Goal) -> Result<u32, Unreachable> {
    if load.rate <= 0.0 {
        return Ok(0);
    }
    match patience {
        None => by_steps(load, goal),
        Some(patience) => by_halves(load.erlangs(), |agents| {
            erlang_a(load, patience, agents, goal.within).within >= goal.share
        }),
    }
}

/// Erlang C comes one agent at a time anyway.
fn by_steps(load: Load, goal: Goal) -> Result<u32, Unreachable> {
    let mut line = Line::of(load);
    while line.one_more() < AGENTS_MAX {
        if line.is_steady() && line.answering(goal.within).within >= goal.share {
            return Ok(line.agents());
        }
    }
    Err(Unreachable)
}

/// More agents never keep a promise worse: step away from a first guess until both sides of the
/// answer are known, then halve what lies between.
fn by_halves(erlangs: f64, kept: impl Fn(u32) -> bool) -> Result<u32, Unreachable> {
    if erlangs >= f64::from(AGENTS_MAX) {
        return Err(Unreachable);
    }
    let stray = erlangs.sqrt();
    let guess = ((erlangs + stray) as u32).clamp(1, AGENTS_MAX);
    let mut step = (stray / 3.0) as u32 + 1;
    let (mut broken, mut enough) = (guess, guess);
    if kept(guess) {
        broken = guess.saturating_sub(step);
        while broken > 0 && kept(broken) {
            step *= 2;
            (broken, enough) = (broken.saturating_sub(step), broken);
        }
    } else {
        while enough == broken || !kept(enough) {
            if enough == AGENTS_MAX {
                return Err(Unreachable);
            }
            (broken, enough, step) = (enough, (enough + step).min(AGENTS_MAX), step * 2);
        }
    }
    while enough > broken + 1 {
        let middle = broken + (enough - broken) / 2;
        if kept(middle) { enough = middle } else { broken = middle }
    }
    Ok(enough)
}
