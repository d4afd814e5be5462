use super::{Answering, Load};

/// More work comes in than the agents can do, so that the line of those who wait grows without
/// end: there is no long run to speak of.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{agents} agents cannot do work for {erlangs:.3}: the line would grow without end")]
pub struct Overload {
    /// How many there are.
    pub agents: u32,
    /// How many would be busy all the time.
    pub erlangs: f64,
}

/// Erlang C: every caller waits until answered. `within` is the promise in seconds.
///
/// The probability of waiting comes from the recursion of Erlang's loss formula, one step an
/// agent, which neither overflows nor cancels for any load.
///
/// # Errors
/// When the agents do not outnumber the load.
///
/// ```
/// use staffing::queue::{Load, erlang_c};
/// let answering = erlang_c(Load::of(100.0, 1_800.0, 180.0), 14, 20.0)?;
/// assert!((answering.within - 0.888_350_019_179_47).abs() < 1e-12);
/// # Ok::<(), staffing::queue::Overload>(())
/// ```
pub fn erlang_c(load: Load, agents: u32, within: f64) -> Result<Answering, Overload> {
    if load.rate <= 0.0 {
        return Ok(Answering::QUIET);
    }
    let mut line = Line::of(load);
    if f64::from(agents) <= load.erlangs() {
        return Err(Overload { agents, erlangs: load.erlangs() });
    }
    for _ in 0..agents {
        line.one_more();
    }
    Ok(line.answering(within))
}

/// A load with an agent more at each step.
pub(super) struct Line {
    load: Load,
    agents: u32,
    /// Erlang's loss formula: the share turned away if nobody could wait.
    lost: f64,
}

impl Line {
    pub(super) fn of(load: Load) -> Self {
        Self { load, agents: 0, lost: 1.0 }
    }

    pub(super) fn one_more(&mut self) -> u32 {
        self.agents += 1;
        let busy = self.load.erlangs() * self.lost;
        self.lost = busy / (f64::from(self.agents) + busy);
        self.agents
    }

    pub(super) fn agents(&self) -> u32 {
        self.agents
    }

    /// Whether the agents outnumber the load, so that the line does not grow without end.
    pub(super) fn is_steady(&self) -> bool {
        f64::from(self.agents) > self.load.erlangs()
    }

    /// What callers experience; asked only where the line is steady.
    pub(super) fn answering(&self, within: f64) -> Answering {
        let (agents, erlangs) = (f64::from(self.agents), self.load.erlangs());
        let spare = agents - erlangs;
        let waiting = agents * self.lost / (spare + erlangs * self.lost);
        Answering {
            waiting,
            within: 1.0 - waiting * (-spare * within / self.load.handling).exp(),
            wait: waiting * self.load.handling / spare,
            abandoned: 0.0,
            occupancy: erlangs / agents,
        }
    }
}
