//! Contacts counted: pure.

use crate::days;
use kernel::{Instant, TimeZone};
use std::collections::BTreeMap;

/// The key of contacts that have no team or no number.
pub const NOBODY: [u8; 16] = [0; 16];

/// Time after which nobody comes again about the same: seven days are the trade's usual window.
pub(super) const REPEATS_WITHIN: i64 = 7 * Instant::DAY;

/// A contact as it is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contact {
    pub id: [u8; 16],
    pub at: Instant,
    /// `phone`, or how the request came in.
    pub channel: String,
    /// The code of its topic; empty where nobody said what it was about.
    pub topic: String,
    pub unit: Option<[u8; 16]>,
    pub number: Option<[u8; 16]>,
    /// Whether the first level solved it; none while nobody has answered.
    pub solved: Option<bool>,
    /// The level it came to.
    pub level: i64,
    /// Where it was passed on to, and why.
    pub passed: Option<(String, String)>,
    /// True where it is one itself: the same person came about the same shortly before.
    pub repeat: bool,
    /// True where the same person came again about the same.
    pub came_again: bool,
}

impl Contact {
    /// True where the first level may not solve it: it came to the second at once, or its people
    /// have not the authority.
    fn beyond(&self) -> bool {
        self.solved == Some(false)
            && match &self.passed {
                Some((_, reason)) => reason == "authority",
                None => self.level > 1,
            }
    }
}

/// Contacts of one reason, team, number or channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Contacts that were answered.
    pub contacts: i64,
    /// Those solved at the first level by the word of who answered.
    pub solved: i64,
    /// Of the solved, those whose person came again about the same.
    pub came_again: i64,
    /// Those the first level may not solve.
    pub beyond: i64,
    /// Those passed on.
    pub passed: i64,
    /// Those that are repeats themselves.
    pub repeats: i64,
    /// Solved ones whose seven days are not over: somebody may still come again.
    pub unsettled: i64,
    /// Contacts that nobody has answered yet; they are in no other number here.
    pub unanswered: i64,
}

impl Tally {
    fn count(&mut self, contact: &Contact, now: Instant) {
        let Some(solved) = contact.solved else {
            self.unanswered += 1;
            return;
        };
        self.contacts += 1;
        self.solved += i64::from(solved);
        self.came_again += i64::from(solved && contact.came_again);
        self.beyond += i64::from(contact.beyond());
        self.passed += i64::from(contact.passed.is_some());
        self.repeats += i64::from(contact.repeat);
        let settled = contact.at + REPEATS_WITHIN <= now;
        self.unsettled += i64::from(solved && !contact.came_again && !settled);
    }

    /// All that came, answered or not.
    pub fn volume(&self) -> i64 {
        self.contacts + self.unanswered
    }

    /// Solved by the flag, of all contacts.
    pub fn gross(&self) -> (i64, i64) {
        (self.solved, self.contacts)
    }

    /// Solved by the flag, of those that the first level may solve.
    pub fn net(&self) -> (i64, i64) {
        (self.solved, self.contacts - self.beyond)
    }

    /// Solved without coming again, of all contacts.
    pub fn gross_without_repeats(&self) -> (i64, i64) {
        (self.solved - self.came_again, self.contacts)
    }

    /// Solved without coming again, of those that the first level may solve.
    pub fn net_without_repeats(&self) -> (i64, i64) {
        (self.solved - self.came_again, self.contacts - self.beyond)
    }
}

/// What is known of a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// Its contacts.
    pub tally: Tally,
    /// How many came on each local day that had some, by the day's number.
    pub days: BTreeMap<i64, i64>,
    /// How many came in each hour of the week, Monday first.
    pub hours: [[i64; 24]; 7],
}

impl Reason {
    fn came(&mut self, at: Instant, zone: &TimeZone) {
        let day = days::number(at, zone);
        *self.days.entry(day).or_default() += 1;
        let hour = usize::try_from(days::hour(at, zone)).unwrap_or(0);
        self.hours[days::weekday(day)][hour] += 1;
    }

    /// All that came, answered or not.
    pub fn volume(&self) -> i64 {
        self.tally.volume()
    }

    /// The day that had most, the earliest of several, with how many it had.
    pub fn busiest_day(&self) -> Option<(i64, i64)> {
        let day = self.days.iter().max_by_key(|(day, count)| (**count, std::cmp::Reverse(**day)));
        day.map(|(day, count)| (*day, *count))
    }

    /// The hour of the week that had most, the earliest of several: weekday, hour, how many.
    pub fn busiest_hour(&self) -> Option<(usize, usize, i64)> {
        let all = self.hours.iter().enumerate().flat_map(|(weekday, hours)| {
            hours.iter().enumerate().map(move |(hour, count)| (weekday, hour, *count))
        });
        let busiest =
            all.max_by_key(|(weekday, hour, count)| (*count, std::cmp::Reverse((*weekday, *hour))));
        busiest.filter(|(_, _, count)| *count > 0)
    }
}

/// What was passed on: about what, to which queue, why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pass {
    /// The code of the topic; empty where there is none.
    pub topic: String,
    /// The name of the queue.
    pub to: String,
    /// The code of the reason.
    pub reason: String,
}

/// The contacts of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// All of them.
    pub whole: Tally,
    /// By the code of the topic; empty for those nobody gave one.
    pub topics: BTreeMap<String, Reason>,
    /// By the unit, [`NOBODY`] for none.
    pub teams: BTreeMap<[u8; 16], Tally>,
    /// By the number that was dialled, [`NOBODY`] for what was written.
    pub numbers: BTreeMap<[u8; 16], Tally>,
    /// By how they came in.
    pub channels: BTreeMap<String, Tally>,
    /// What was passed on.
    pub passed: BTreeMap<Pass, i64>,
}

impl Contacts {
    pub(super) fn count(&mut self, contact: &Contact, now: Instant, zone: &TimeZone) {
        let reason = self.topics.entry(contact.topic.clone()).or_default();
        reason.came(contact.at, zone);
        let tallies = [
            &mut self.whole,
            &mut reason.tally,
            self.teams.entry(contact.unit.unwrap_or(NOBODY)).or_default(),
            self.numbers.entry(contact.number.unwrap_or(NOBODY)).or_default(),
            self.channels.entry(contact.channel.clone()).or_default(),
        ];
        for tally in tallies {
            tally.count(contact, now);
        }
        if let (Some(_), Some((to, why))) = (contact.solved, &contact.passed) {
            let pass = Pass { topic: contact.topic.clone(), to: to.clone(), reason: why.clone() };
            *self.passed.entry(pass).or_default() += 1;
        }
    }

    /// The reasons, the most frequent first.
    pub fn by_volume(&self) -> Vec<(&str, &Reason)> {
        let mut all: Vec<(&str, &Reason)> =
            self.topics.iter().map(|(code, reason)| (code.as_str(), reason)).collect();
        all.sort_by_key(|(code, reason)| (std::cmp::Reverse(reason.volume()), *code));
        all
    }
}
