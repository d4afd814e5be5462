//! What is remembered of calls between events.

use kernel::Instant;
use std::collections::BTreeMap;

/// Where a call stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// In the menu.
    #[default]
    Arrived,
    /// In this queue.
    Waiting(String),
    /// It left this queue at this instant, and the exchange has not said how.
    Leaving(Leaving),
    /// With this agent, from this queue.
    Talking { queue: String, agent: String },
    /// Out of every queue.
    Over,
}

/// A caller who left a queue without an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaving {
    pub queue: String,
    pub at: Instant,
    /// When we heard of it: how long we wait for more is counted from here, whatever the
    /// exchange's clock says.
    pub came: Instant,
    /// The exchange's own wait, where it gave one: it does for all but those who pressed a key.
    pub wait_us: Option<i64>,
    pub gave_up: bool,
}

/// A call as events tell it.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    pub stage: Stage,
    /// It was in a queue at least once.
    pub queued: bool,
    /// The caller asked to be hung up.
    pub hanging_up: bool,
    /// The number that was dialled was told.
    pub arrived: bool,
    /// The exchange turned it away.
    pub refused: bool,
    /// The call whose agent consults by this one.
    pub consulted_by: Option<String>,
    /// The call that this one became part of.
    pub into: Option<String>,
    /// Telephones that ring for it.
    pub ringing: u32,
}

/// Calls remembered at once; the largest sites have some thousand. The oldest go first.
const COURSES_MAX: usize = 20_000;

/// Every call that is known.
#[derive(Debug, Default)]
pub(super) struct Courses {
    of: BTreeMap<String, Course>,
}

impl Courses {
    pub(super) fn of(&mut self, call: &str) -> &mut Course {
        if self.of.len() >= COURSES_MAX && !self.of.contains_key(call) {
            self.of.pop_first();
        }
        self.of.entry(call.to_owned()).or_default()
    }

    pub(super) fn get(&mut self, call: &str) -> Option<&mut Course> {
        self.of.get_mut(call)
    }

    pub(super) fn forget(&mut self, call: &str) {
        self.of.remove(call);
    }

    pub(super) fn forget_all(&mut self) {
        self.of.clear();
    }

    /// The call in which this one counts.
    pub(super) fn whole(&self, call: &str) -> String {
        let into = self.of.get(call).and_then(|course| course.into.clone());
        into.unwrap_or_else(|| call.to_owned())
    }

    /// The call that this agent talks in, from this queue.
    pub(super) fn talking(&self, of_queue: &str, of_agent: &str) -> Option<String> {
        let talks = |course: &Course| match &course.stage {
            Stage::Talking { queue, agent } => queue == of_queue && agent == of_agent,
            _ => false,
        };
        self.of.iter().find(|(_, course)| talks(course)).map(|(call, _)| call.clone())
    }

    /// The call by which the agent of this one consults a queue; from now on it is part of it.
    pub(super) fn join(&mut self, call: &str) -> Option<String> {
        let found = self.of.iter().find(|(_, course)| {
            course.consulted_by.as_deref() == Some(call)
                && course.into.is_none()
                && matches!(course.stage, Stage::Waiting(_) | Stage::Talking { .. })
        });
        let second = found.map(|(second, _)| second.clone())?;
        let whole = self.whole(call);
        if let Some(course) = self.of.get_mut(&second).filter(|_| second != whole) {
            course.into = Some(whole);
            return Some(second);
        }
        None
    }

    /// Calls that we heard leave a queue before this instant, with nothing more of them since.
    pub(super) fn left_before(&self, until: Instant) -> Vec<String> {
        let left = self.of.iter().filter(|(_, course)| match &course.stage {
            Stage::Leaving(leaving) => leaving.came < until,
            _ => false,
        });
        left.map(|(call, _)| call.clone()).collect()
    }
}
