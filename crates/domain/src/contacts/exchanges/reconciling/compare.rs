use crate::contacts::calls::{Account, Outcome, Stay};
use kernel::{Date, Instant, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a day comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Calls.
    pub calls: i64,
    /// Those that could be answered.
    pub offered: i64,
    /// Those that were.
    pub answered: i64,
    /// Those whose caller gave up.
    pub abandoned: i64,
    /// All waits of record in microseconds.
    pub wait_us: i64,
    /// All talk in microseconds.
    pub talk_us: i64,
}

impl Totals {
    fn of<'a>(calls: impl Iterator<Item = &'a Account>) -> Self {
        let mut totals = Self::default();
        for call in calls {
            totals.calls += 1;
            totals.offered += i64::from(call.is_offered());
            totals.answered += i64::from(call.outcome == Outcome::Answered);
            totals.abandoned += i64::from(call.outcome == Outcome::Abandoned);
            totals.wait_us += call.wait_us.unwrap_or(0);
            totals.talk_us += call.stays.iter().filter_map(|stay| stay.talk_us).sum::<i64>();
        }
        totals
    }
}

words! {
    /// Why two accounts may well differ.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Why {
        /// The exchange turned the caller away; its log has no line of that.
        Refused = "refused",
        /// The caller left before any queue; the log has no end of that.
        LeftMenu = "left_menu",
        /// The log has no end of the call: the exchange died, or the file ends before.
        #[serde(rename = "no_end_in_log")]
        NoEnd = "no_end_in_log",
        /// Whole seconds counted from another beginning.
        Rounding = "rounding",
    }
}

/// A call that the log does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// The exchange's id for it.
    pub key: String,
    /// Why that may be; none: it should not.
    pub why: Option<Why>,
}

/// A call of which the two accounts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The exchange's id for it.
    pub key: String,
    /// In what.
    pub fields: Vec<Field>,
    /// Why that may be; none: it should not.
    pub why: Option<Why>,
}

/// What differs, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is.
    pub name: String,
    /// As we have it.
    pub ours: String,
    /// As the log has it.
    pub log: String,
}

/// A day, call by call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which day, in the company's zone; kept beside the report, and not in it.
    #[serde(skip)]
    pub day: Date,
    /// What our calls come to.
    pub ours: Totals,
    /// What those of the log come to.
    pub log: Totals,
    /// Calls in which both agree.
    pub agreeing: i64,
    /// Calls of the log that we do not have.
    pub missing: Vec<String>,
    /// Calls of ours that the log does not have.
    pub extra: Vec<Extra>,
    /// Calls that were told by another system too, and count twice.
    pub doubled: Vec<String>,
    /// Calls of which the accounts differ.
    pub differing: Vec<Difference>,
}

impl Report {
    /// True where everything agrees or is explained.
    pub fn is_settled(&self) -> bool {
        let explained = self.extra.iter().all(|extra| extra.why.is_some())
            && self.differing.iter().all(|difference| difference.why.is_some());
        explained && self.missing.is_empty() && self.doubled.is_empty()
    }
}

/// Compares accounts of one day.
pub(super) fn compare(
    day: Date,
    ours: &BTreeMap<String, Account>,
    log: &BTreeMap<String, Account>,
    doubled: Vec<String>,
) -> Report {
    let missing = log.keys().filter(|key| !ours.contains_key(*key)).cloned().collect();
    let extra = ours.values().filter(|call| !log.contains_key(&call.key));
    let extra = extra.map(|call| Extra { key: call.key.clone(), why: unseen(call.outcome) });
    let both = ours.values().filter_map(|call| Some((call, log.get(&call.key)?)));
    let (mut agreeing, mut differing) = (0, Vec::new());
    for (ours, log) in both {
        let fields = fields(ours, log);
        if fields.is_empty() {
            agreeing += 1;
        } else {
            let why = explain(ours, log);
            differing.push(Difference { key: ours.key.clone(), fields, why });
        }
    }
    Report {
        day,
        ours: Totals::of(ours.values()),
        log: Totals::of(log.values()),
        agreeing,
        missing,
        extra: extra.collect(),
        doubled,
        differing,
    }
}

/// Why the log cannot know of a call, or of how it ended.
fn unseen(outcome: Outcome) -> Option<Why> {
    match outcome {
        Outcome::Refused => Some(Why::Refused),
        Outcome::LeftBeforeQueue | Outcome::Arrived => Some(Why::LeftMenu),
        _ => None,
    }
}

fn explain(ours: &Account, log: &Account) -> Option<Why> {
    if log.stays.is_empty() && ours.stays.is_empty() {
        return unseen(ours.outcome);
    }
    let goes_on = matches!(log.outcome, Outcome::Waiting | Outcome::Talking);
    if goes_on && log.stays.len() <= ours.stays.len() {
        return Some(Why::NoEnd);
    }
    let same = ours.outcome == log.outcome
        && ours.stays.len() == log.stays.len()
        && near(ours.wait_us, log.wait_us)
        && ours.stays.iter().zip(&log.stays).all(|(ours, log)| is_rounded(ours, log));
    same.then_some(Why::Rounding)
}

fn is_rounded(ours: &Stay, log: &Stay) -> bool {
    ours.queue == log.queue
        && ours.agent == log.agent
        && near(ours.wait_us, log.wait_us)
        && near(ours.talk_us, log.talk_us)
}

/// Two counts of the same time: less than two seconds apart.
fn near(one: Option<i64>, other: Option<i64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 2 * Instant::SECOND,
        (one, other) => one == other,
    }
}

fn fields(ours: &Account, log: &Account) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut field = |name: String, ours: String, log: String| {
        if ours != log {
            fields.push(Field { name, ours, log });
        }
    };
    field("outcome".into(), ours.outcome.word().into(), log.outcome.word().into());
    field("wait".into(), seconds(ours.wait_us), seconds(log.wait_us));
    let count = |call: &Account| call.stays.len().to_string();
    field("queues".into(), count(ours), count(log));
    for (place, (ours, log)) in ours.stays.iter().zip(&log.stays).enumerate() {
        let name = |what: &str| format!("{what} {}", place + 1);
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        field(name("queue"), text(&ours.queue), text(&log.queue));
        field(name("agent"), text(&ours.agent), text(&log.agent));
        field(name("wait"), seconds(ours.wait_us), seconds(log.wait_us));
        field(name("talk"), seconds(ours.talk_us), seconds(log.talk_us));
    }
    fields
}

/// Seconds to the microsecond, without zeros at the end.
fn seconds(micros: Option<i64>) -> String {
    let Some(micros) = micros else { return "-".to_owned() };
    let (whole, part) = (micros / Instant::SECOND, micros % Instant::SECOND);
    if part == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{part:06}");
    text.trim_end_matches('0').to_owned()
}
