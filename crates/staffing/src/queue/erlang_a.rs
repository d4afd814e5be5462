use super::{Answering, Load};
use crate::weights::Weights;

/// Erlang A (M/M/n+M): callers give up, each after a patience of their own with this mean in
/// seconds; `within` is the promise in seconds.
///
/// Where all agents are busy and `j` callers wait, calls leave the state at `n/handling +
/// j/patience` a second. The share of time with so many calls in the house follows from these
/// rates alone. A caller who finds `j` before them waits for `j + 1` departures; with `v` that
/// wait, `exp(-v/patience)` has a beta distribution, so that the chance to be answered in time is
/// a sum over a negative binomial one. There is always a long run: whoever is too many gives up.
///
/// `patience` is greater than 0; the work grows with the callers it lets wait, so that hours of it
/// under an overload take milliseconds.
///
/// ```
/// use staffing::queue::{Load, erlang_a};
/// let answering = erlang_a(Load::of(100.0, 1_800.0, 240.0), 120.0, 16, 20.0);
/// assert_eq!((answering.within * 1e3).round(), 856.0);
/// assert_eq!((answering.abandoned * 1e3).round(), 51.0);
/// ```
pub fn erlang_a(load: Load, patience: f64, agents: u32, within: f64) -> Answering {
    if load.rate <= 0.0 {
        return Answering::QUIET;
    }
    let house = House { load, patience, agents: u64::from(agents) };
    let states = house.states();
    let mut departures = Departures::of(&house, within);
    let (mut waiting, mut in_time, mut served, mut waited, mut length) = (0.0, 0.0, 0.0, 0.0, 0.0);
    // How long those wait who are answered with `before` callers in front of them, on average.
    let mut wait = 0.0;
    let mut next = 0;
    for (calls, share) in states.each().filter(|(calls, _)| *calls >= house.agents) {
        let before = calls - house.agents;
        while next <= before {
            departures.one_more();
            wait += patience / (house.pace() + 1.0 + next as f64);
            next += 1;
        }
        let stays = share * house.pace() / (house.pace() + 1.0 + before as f64);
        waiting += share;
        length += share * before as f64;
        served += stays;
        waited += stays * wait;
        in_time += stays * departures.more_than_counted();
    }
    let abandoned = (length / patience / load.rate).min(1.0);
    let answered = 1.0 - waiting + served;
    Answering {
        waiting,
        within: if agents == 0 { 0.0 } else { (1.0 - waiting + in_time).clamp(0.0, 1.0) },
        wait: if answered > 0.0 { waited / answered } else { 0.0 },
        abandoned,
        occupancy: if agents == 0 { 0.0 } else { answered * load.erlangs() / f64::from(agents) },
    }
}

struct House {
    load: Load,
    patience: f64,
    agents: u64,
}

impl House {
    /// Calls that all agents together finish in one patience.
    fn pace(&self) -> f64 {
        self.agents as f64 * self.patience / self.load.handling
    }

    /// Calls that leave in a second, answered or not, with so many in the house.
    fn leaving(&self, calls: u64) -> f64 {
        let busy = calls.min(self.agents) as f64 / self.load.handling;
        busy + calls.saturating_sub(self.agents) as f64 / self.patience
    }

    /// The share of time with 0, 1, 2 … calls in the house.
    fn states(&self) -> Weights {
        let all_busy = self.agents as f64 / self.load.handling;
        let peak = if self.load.rate <= all_busy {
            self.load.erlangs()
        } else {
            self.agents as f64 + (self.load.rate - all_busy) * self.patience
        };
        Weights::around(peak as u64, |calls| self.load.rate / self.leaving(calls + 1))
    }
}

/// How many departures a caller who does not give up sees within the promise: a negative binomial
/// count, whose sum is taken one number at a time.
struct Departures {
    size: f64,
    fall: f64,
    counted: u64,
    /// The probability of the next number, as `term` times e to the power `shift`: it starts far
    /// below the least number there is, and grows.
    term: f64,
    shift: f64,
    scale: f64,
    sum: f64,
}

impl Departures {
    /// When a term has grown this far, it hands over to the exponent.
    const LARGE: f64 = 1e200;

    fn of(house: &House, within: f64) -> Self {
        let ends = within / house.patience;
        let size = house.pace() + 1.0;
        let (fall, shift) = (-(-ends).exp_m1(), -size * ends);
        Self { size, fall, counted: 0, term: 1.0, shift, scale: shift.exp(), sum: 0.0 }
    }

    fn one_more(&mut self) {
        self.sum += self.term * self.scale;
        let counted = self.counted as f64;
        self.term *= (self.size + counted) * self.fall / (counted + 1.0);
        if self.term > Self::LARGE {
            self.term /= Self::LARGE;
            self.shift += Self::LARGE.ln();
            self.scale = self.shift.exp();
        }
        self.counted += 1;
    }

    /// The probability that there are at least as many departures as have been counted.
    fn more_than_counted(&self) -> f64 {
        (1.0 - self.sum).max(0.0)
    }
}
