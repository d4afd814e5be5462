use super::histogram::Histogram;
use crate::{commitments::State, contacts::calls::Outcome};
use kernel::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// The limits in seconds at which answers are counted: 10 is the promise, the others what the
/// trade compares itself by.
pub const LIMITS: [i64; 4] = [10, 20, 30, 60];

/// An abandoned call is short up to so many seconds. There is no standard value; five is common,
/// and the figure says which it is.
pub const SHORT_ABANDON_S: i64 = 5;

/// Everything counted of some calls and clocks. Two of them add up to what both would have given
/// together: that is what makes sums of days usable for months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Calls the exchange took.
    pub arrived: i64,
    /// Those it turned away.
    pub refused: i64,
    /// Those over before any queue.
    pub left_before_queue: i64,
    /// Those that could be answered: they joined a queue, or were answered at once.
    pub offered: i64,
    /// Those answered.
    pub answered: i64,
    /// Those abandoned in a queue.
    pub abandoned: i64,
    /// Those of them within [`SHORT_ABANDON_S`].
    pub short_abandoned: i64,
    /// Those that left the last queue another way.
    pub flowed_out: i64,
    /// Those handed on.
    pub transferred: i64,
    /// Those whose end nobody knows.
    pub unknown: i64,
    /// Those answered and over: of these it is known whether they were solved.
    pub judged: i64,
    /// Those solved at the first level.
    pub solved: i64,
    /// Answered within each of [`LIMITS`], by the wait of record.
    pub within: [i64; 4],
    /// Answered within each limit, counted from arrival.
    pub within_from_arrival: [i64; 4],
    /// Abandoned within each limit.
    pub abandoned_within: [i64; 4],
    /// Offered and still waiting within each limit: not yet decided.
    pub undecided: [i64; 4],
    /// The waits of answered calls.
    pub wait_of_answered: Histogram,
    /// The waits of abandoned calls.
    pub wait_of_abandoned: Histogram,
    /// The handling of answered calls that are over.
    pub handling: Histogram,
    /// Whole seconds in which agents took calls, talk included, as far as the settings of their
    /// units let them be counted.
    pub ready_s: i64,
    /// Whole seconds of handling by these agents, on days on which they took calls.
    pub busy_s: i64,
    /// Each promise by its code.
    pub promises: BTreeMap<String, Promise>,
}

/// What was counted of one promise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// Promises kept.
    pub kept: i64,
    /// Promises broken.
    pub breached: i64,
    /// Promises that still run or stand still.
    pub running: i64,
    /// The versions of the commitment that measured them.
    pub versions: BTreeSet<i64>,
    /// The time from start to stop, of those that were stopped.
    pub delay: Histogram,
}

/// A call as far as it is counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// How it stands or ended.
    pub outcome: Outcome,
    /// From when on it could be answered.
    pub offered_at: Option<Instant>,
    /// When an agent answered.
    pub answered_at: Option<Instant>,
    /// The wait of record, in microseconds.
    pub wait_us: Option<i64>,
    /// The wait from arrival, in microseconds.
    pub menu_wait_us: Option<i64>,
    /// All talk, in microseconds.
    pub handling_us: Option<i64>,
    /// True where it was handed on.
    pub transferred: bool,
    /// Whether it was solved at the first level.
    pub solved: Option<bool>,
}

impl Sums {
    /// Counts one call, as of `now`.
    pub fn count(&mut self, call: &Counted, now: Instant) {
        self.arrived += 1;
        self.offered += i64::from(call.offered_at.is_some());
        self.transferred += i64::from(call.transferred);
        match call.outcome {
            Outcome::Refused => self.refused += 1,
            Outcome::LeftBeforeQueue => self.left_before_queue += 1,
            Outcome::Abandoned => self.count_abandoned(call.wait_us.unwrap_or(0)),
            Outcome::FlowedOut => self.flowed_out += 1,
            Outcome::Unknown => self.unknown += 1,
            _ => {}
        }
        if call.answered_at.is_some() {
            self.count_answered(call);
        } else if let (Outcome::Waiting, Some(offered_at)) = (call.outcome, call.offered_at) {
            for (slot, limit) in LIMITS.iter().enumerate() {
                self.undecided[slot] += i64::from(now - offered_at <= limit * Instant::SECOND);
            }
        }
    }

    fn count_answered(&mut self, call: &Counted) {
        self.answered += 1;
        let wait = call.wait_us.unwrap_or(0);
        let from_arrival = call.menu_wait_us.unwrap_or(wait);
        for (slot, limit) in LIMITS.iter().enumerate() {
            self.within[slot] += i64::from(wait <= limit * Instant::SECOND);
            self.within_from_arrival[slot] += i64::from(from_arrival <= limit * Instant::SECOND);
        }
        self.wait_of_answered.add(wait / Instant::SECOND);
        if let Some(handling) = call.handling_us {
            self.handling.add(handling / Instant::SECOND);
        }
        if let Some(solved) = call.solved {
            self.judged += 1;
            self.solved += i64::from(solved);
        }
    }

    fn count_abandoned(&mut self, wait: i64) {
        self.abandoned += 1;
        self.short_abandoned += i64::from(wait <= SHORT_ABANDON_S * Instant::SECOND);
        for (slot, limit) in LIMITS.iter().enumerate() {
            self.abandoned_within[slot] += i64::from(wait <= limit * Instant::SECOND);
        }
        self.wait_of_abandoned.add(wait / Instant::SECOND);
    }

    /// Counts one clock of this version of a commitment, by what it says now.
    pub fn count_clock(
        &mut self,
        (code, version): (&str, i64),
        state: State,
        delay_s: Option<i64>,
    ) {
        if !self.promises.contains_key(code) {
            self.promises.insert(code.to_owned(), Promise::default());
        }
        let Some(promise) = self.promises.get_mut(code) else { return };
        promise.versions.insert(version);
        match state {
            State::Kept => promise.kept += 1,
            State::Breached => promise.breached += 1,
            State::Running | State::Paused => promise.running += 1,
            State::Void => return,
        }
        if let Some(delay) = delay_s {
            promise.delay.add(delay);
        }
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counters_mut().into_iter().zip(other.counters()) {
            *mine += theirs;
        }
        self.wait_of_answered.merge(&other.wait_of_answered);
        self.wait_of_abandoned.merge(&other.wait_of_abandoned);
        self.handling.merge(&other.handling);
        for (code, theirs) in &other.promises {
            let mine = self.promises.entry(code.clone()).or_default();
            mine.kept += theirs.kept;
            mine.breached += theirs.breached;
            mine.running += theirs.running;
            mine.versions.extend(&theirs.versions);
            mine.delay.merge(&theirs.delay);
        }
    }

    pub(super) fn counters(&self) -> [i64; COUNTERS] {
        let mut all = [0; COUNTERS];
        let mut copy = self.clone_counters();
        for (slot, counter) in all.iter_mut().zip(copy.counters_mut()) {
            *slot = *counter;
        }
        all
    }

    fn clone_counters(&self) -> Self {
        Self {
            wait_of_answered: Histogram::default(),
            wait_of_abandoned: Histogram::default(),
            handling: Histogram::default(),
            promises: BTreeMap::new(),
            ..*self
        }
    }

    pub(super) fn counters_mut(&mut self) -> [&mut i64; COUNTERS] {
        let [a, b, c, d] = &mut self.within;
        let [e, f, g, h] = &mut self.within_from_arrival;
        let [i, j, k, l] = &mut self.abandoned_within;
        let [m, n, o, p] = &mut self.undecided;
        [
            &mut self.arrived,
            &mut self.refused,
            &mut self.left_before_queue,
            &mut self.offered,
            &mut self.answered,
            &mut self.abandoned,
            &mut self.short_abandoned,
            &mut self.flowed_out,
            &mut self.transferred,
            &mut self.unknown,
            &mut self.judged,
            &mut self.solved,
            a,
            b,
            c,
            d,
            e,
            f,
            g,
            h,
            i,
            j,
            k,
            l,
            m,
            n,
            o,
            p,
            &mut self.ready_s,
            &mut self.busy_s,
        ]
    }
}

/// Numbers that are added one by one.
pub(super) const COUNTERS: usize = 30;
