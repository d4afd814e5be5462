use super::model::{Reopening, Rule};
use crate::Kind;
use calendar::{Calendar, Within};
use kernel::{Instant, words};

/// Something that happened to a subject, as far as clocks care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: Kind,
    /// The new priority, where it changed.
    pub priority: Option<String>,
    /// When the subject that begins so is due by itself, whatever time the commitment names: a day
    /// that the law counts from an end, and not from our own margin.
    pub due: Option<Instant>,
}

words! {
    /// What a clock says.
    pub enum State {
        /// The time runs.
        Running = "running",
        /// It stands still.
        Paused = "paused",
        /// The promise was kept.
        Kept = "kept",
        /// The promise was broken.
        Breached = "breached",
        /// It ended without a verdict.
        Void = "void",
    }
}

/// One promise on one subject, as history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// 0, and one more for each restart.
    pub ordinal: i64,
    /// What it says.
    pub state: State,
    /// When it started.
    pub started_at: Instant,
    /// When it is or was due; none while it is paused or where no time was promised.
    pub due_at: Option<Instant>,
    /// When the subject was done, in time or late.
    pub stopped_at: Option<Instant>,
    /// When the promise was broken.
    pub breached_at: Option<Instant>,
    /// Whole seconds it took from start to stop on the time it is measured in, pauses left out.
    pub delay_s: Option<i64>,
    /// True where it never paused, reopened or changed its priority, and has no due day of its
    /// own: its due instant follows from its start alone.
    pub plain: bool,
}

/// What the promise says about these moments, as of `now`. Pure: the order of `moments` does not
/// matter, nor does saying one twice.
pub fn replay(
    rule: &Rule,
    calendar: Option<&Calendar>,
    moments: &[Moment],
    now: Instant,
) -> Vec<Clock> {
    let mut ordered: Vec<(u8, &Moment)> =
        moments.iter().filter_map(|moment| Some((rule.part(moment)?, moment))).collect();
    ordered.sort_by(|one, other| order(one).cmp(&order(other)));
    ordered.dedup();

    let mut course = Course { rule, calendar, runs: Vec::new() };
    for (part, moment) in ordered {
        course.take(part, moment);
    }
    course.end(now)
}

fn order<'a>((part, moment): &(u8, &'a Moment)) -> (Instant, u8, Kind, &'a Option<String>) {
    (moment.at, *part, moment.kind, &moment.priority)
}

/// What a moment does, in the order in which moments of one instant are taken: a subject is not
/// done before it began, and not reopened before it was done.
mod part {
    pub const START: u8 = 0;
    pub const PRIORITY: u8 = 1;
    pub const PAUSE: u8 = 2;
    pub const RESUME: u8 = 3;
    pub const STOP: u8 = 4;
    pub const FAIL: u8 = 5;
    pub const VOID: u8 = 6;
    pub const REOPEN: u8 = 7;
}

impl Rule {
    /// When somebody is to be warned of what is due then: so much open time before, that nobody
    /// is warned in the night of what can still be done in the morning. None: nobody is.
    pub(super) fn warn_at(
        &self,
        calendar: Option<&Calendar>,
        started_at: Instant,
        due: Instant,
    ) -> Option<Instant> {
        let lead = self.warn_before?;
        let open = calendar.and_then(|calendar| {
            let all = calendar.elapsed(started_at, due).ok()?;
            calendar.due_after(started_at, all - lead).ok()
        });
        // Without a calendar, and beyond the years that one answers for, time is real.
        Some(open.unwrap_or(due - lead).max(started_at))
    }

    fn part(&self, moment: &Moment) -> Option<u8> {
        let lists = [
            (&self.starts, part::START),
            (&self.pauses, part::PAUSE),
            (&self.resumes, part::RESUME),
            (&self.stops, part::STOP),
            (&self.fails, part::FAIL),
            (&self.voids, part::VOID),
            (&self.reopens, part::REOPEN),
        ];
        let listed = lists.into_iter().find(|(kinds, _)| kinds.contains(&moment.kind));
        match listed {
            Some((_, part)) => Some(part),
            None if moment.priority.is_some() => Some(part::PRIORITY),
            None => None,
        }
    }
}

struct Course<'a> {
    rule: &'a Rule,
    calendar: Option<&'a Calendar>,
    /// Each start or restart; only the last may still be going on.
    runs: Vec<Run>,
}

/// A clock, and what a later moment needs to know of it.
struct Run {
    clock: Clock,
    within: Option<Within>,
    own_due: Option<Instant>,
    going: Going,
    /// Open (or real) time that had run before it last went on.
    spent: i64,
    /// Counted days by which pauses moved a target in days.
    moved: u32,
}

#[derive(Clone, Copy)]
enum Going {
    Since(Instant),
    PausedSince(Instant),
    StoppedAt(Instant),
}

impl Course<'_> {
    fn take(&mut self, what: u8, moment: &Moment) {
        let at = moment.at;
        let Some(mut run) = self.runs.pop() else {
            if what == part::START {
                let run = self.start(at, moment.due);
                self.runs.push(run);
            }
            return;
        };
        let mut restarted = None;
        match (what, run.going) {
            (part::PRIORITY, Going::Since(_) | Going::PausedSince(_)) => {
                self.change_target(&mut run, moment);
            }
            (part::PAUSE, Going::Since(since)) => self.pause(&mut run, since, at),
            (part::RESUME, Going::PausedSince(since)) => self.resume(&mut run, since, at),
            (part::STOP | part::FAIL | part::VOID, Going::Since(_) | Going::PausedSince(_)) => {
                self.settle(&mut run, what, at)
            }
            (part::REOPEN, Going::StoppedAt(stopped)) => match self.rule.reopening {
                Reopening::Ignored => {}
                Reopening::Resumes => self.resume(&mut run, stopped, at),
                Reopening::Restarts => restarted = Some(self.start(at, None)),
            },
            _ => {}
        }
        self.runs.push(run);
        if let Some(mut next) = restarted {
            next.clock.ordinal = i64::try_from(self.runs.len()).unwrap_or(i64::MAX);
            self.runs.push(next);
        }
    }

    fn start(&self, at: Instant, own_due: Option<Instant>) -> Run {
        let mut run = Run {
            clock: Clock {
                ordinal: 0,
                state: State::Running,
                started_at: at,
                due_at: None,
                stopped_at: None,
                breached_at: None,
                delay_s: None,
                plain: own_due.is_none(),
            },
            within: self.rule.within,
            own_due,
            going: Going::Since(at),
            spent: 0,
            moved: 0,
        };
        run.clock.due_at = self.due(&run, at);
        run
    }

    /// When the run is due if nothing more happens. A target too far away to be computed is never
    /// due; such targets are refused when they are saved.
    fn due(&self, run: &Run, since: Instant) -> Option<Instant> {
        if run.own_due.is_some() {
            return run.own_due;
        }
        let within = run.within?;
        match (within.open_micros(), self.calendar) {
            (Some(micros), None) => Some(since + (micros - run.spent).max(0)),
            (Some(micros), Some(calendar)) => {
                calendar.due_after(since, (micros - run.spent).max(0)).ok()
            }
            (None, Some(calendar)) => {
                calendar.extend_days(run.clock.started_at, &within, run.moved).ok()
            }
            (None, None) => None,
        }
    }

    fn elapsed(&self, run: &Run, from: Instant, to: Instant) -> i64 {
        let open = run.within.is_some_and(|within| within.open_micros().is_some());
        match self.calendar.filter(|_| open) {
            Some(calendar) => calendar.elapsed(from, to).unwrap_or(0),
            None => to - from,
        }
    }

    fn pause(&self, run: &mut Run, since: Instant, at: Instant) {
        run.note_breach(at);
        run.spent += self.elapsed(run, since, at);
        run.going = Going::PausedSince(at);
        run.clock.state = State::Paused;
        run.clock.plain = false;
        if run.clock.breached_at.is_none() {
            run.clock.due_at = None;
        }
    }

    /// Goes on after a pause, or after a stop that a reopening undid: the time between does not
    /// count.
    fn resume(&self, run: &mut Run, since: Instant, at: Instant) {
        if let (Some(within), Some(calendar)) = (run.within, self.calendar) {
            let days = calendar.counted_days(since, at, &within).unwrap_or(0);
            run.moved = run.moved.saturating_add(days);
        }
        run.going = Going::Since(at);
        run.clock.state = State::Running;
        run.clock.plain = false;
        run.clock.stopped_at = None;
        run.clock.delay_s = None;
        if run.clock.breached_at.is_none() {
            run.clock.due_at = self.due(run, at);
        }
    }

    /// What had run stays run; the new target counts from the same start. A target that had
    /// already passed under the new rule is due at the instant of the change, never before.
    fn change_target(&self, run: &mut Run, moment: &Moment) {
        run.note_breach(moment.at);
        let named = moment.priority.as_ref().and_then(|word| self.rule.priorities.get(word));
        run.within = named.copied().or(self.rule.within);
        run.clock.plain = false;
        if let (Going::Since(since), None) = (run.going, run.clock.breached_at) {
            run.clock.due_at = self.due(run, since).map(|due| due.max(moment.at));
        }
    }

    fn settle(&self, run: &mut Run, what: u8, at: Instant) {
        run.note_breach(at);
        if let Going::Since(since) = run.going {
            run.spent += self.elapsed(run, since, at);
        }
        run.going = Going::StoppedAt(at);
        run.clock.stopped_at = Some(at);
        run.clock.delay_s = Some(run.spent / Instant::SECOND);
        if what == part::FAIL && run.clock.breached_at.is_none() {
            run.clock.breached_at = Some(at);
        }
        run.clock.state = if what == part::VOID { State::Void } else { State::Kept };
    }

    fn end(self, now: Instant) -> Vec<Clock> {
        self.runs.into_iter().map(|run| run.end(now)).collect()
    }
}

impl Run {
    /// A promise that was due before `at` is broken, whatever happens at `at`.
    fn note_breach(&mut self, at: Instant) {
        if self.clock.breached_at.is_none() && self.clock.due_at.is_some_and(|due| due < at) {
            self.clock.breached_at = self.clock.due_at;
        }
    }

    fn end(mut self, now: Instant) -> Clock {
        if matches!(self.going, Going::Since(_)) {
            self.note_breach(now);
        }
        if self.clock.breached_at.is_some() {
            self.clock.state = State::Breached;
        }
        self.clock
    }
}
