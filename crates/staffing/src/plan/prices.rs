use super::{Promise, Settings, need::Coming};
use crate::queue::Unreachable;

/// The shares whose price is told, in thousandths, within the seconds of the promise.
pub const PROMISES: [u16; 6] = [800, 850, 900, 950, 970, 990];

/// What a week under one promise costs, in minutes of people, for the expected calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Thousandths of all calls answered within the promised seconds.
    pub share: u16,
    /// On the telephone, where each line has its own agents.
    pub agents_apart: i64,
    /// On the telephone, where all agents answer all lines.
    pub agents_pooled: i64,
    /// On the roster, where each line has its own agents.
    pub roster_apart: i64,
    /// On the roster, where all agents answer all lines.
    pub roster_pooled: i64,
}

/// The price of each of [`PROMISES`].
pub(super) fn of(
    apart: &[Vec<Coming>],
    together: &[Coming],
    settings: &Settings,
) -> Result<Vec<Price>, Unreachable> {
    PROMISES
        .iter()
        .map(|share| {
            let (mut agents_apart, mut roster_apart) = (0, 0);
            for line in apart {
                let (agents, roster) = minutes(line, settings, *share)?;
                agents_apart += agents;
                roster_apart += roster;
            }
            let (agents_pooled, roster_pooled) = minutes(together, settings, *share)?;
            Ok(Price { share: *share, agents_apart, agents_pooled, roster_apart, roster_pooled })
        })
        .collect()
}

/// Minutes on the telephone and on the roster.
fn minutes(halves: &[Coming], settings: &Settings, share: u16) -> Result<(i64, i64), Unreachable> {
    let (promise, mut sums) = (Promise { share, ..settings.promise }, (0, 0));
    for half in halves {
        let agents = half.agents(half.calls.mean, settings, promise)?;
        sums.0 += 30 * i64::from(agents);
        sums.1 += 30 * i64::from(settings.roster(agents));
    }
    Ok(sums)
}
