use super::{
    count::{self, Cell},
    only::{Only, Sieve},
    periods::{By, Period},
    sums::Sums,
    tallies::{self, Grain, add, month_after, month_of, stale_days},
};
use crate::{Desk, Result, commitments::Book, days};
use kernel::Instant;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is asked: which days, split by what, narrowed to what.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which days.
    pub period: Period,
    /// Split by what; none: the whole period in one.
    pub by: Option<By>,
    /// Narrowed to what.
    pub only: Only,
}

impl Question {
    /// A question about everything within a period.
    pub fn of(period: Period, by: Option<By>) -> Self {
        Self { period, by, only: Only::default() }
    }
}

/// One part of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The name of the part, such as `2026-04`; empty where the period was not split.
    pub name: String,
    /// What was counted in it.
    pub sums: Sums,
}

/// The answer: its groups in their natural order.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// Each part.
    pub groups: Vec<Group>,
}

/// Answers a question from the sums that are at hand, counting again only what has changed since.
///
/// # Errors
/// `Forbidden` without the right to see figures; `Invalid` where it is narrowed to what is not
/// known.
pub fn ask(desk: &mut Desk<'_>, question: &Question) -> Result<Answer> {
    let sieve = Sieve::make(desk, &question.only)?;
    let book = Book::open(desk)?;
    let mut gathering = Gathering { by: question.by, sieve, groups: BTreeMap::new() };
    let period = &question.period;
    if period.zone == book.zone {
        from_tallies(desk, period, &mut gathering)?;
    } else {
        // Kept sums are of the tenant's own days: another zone's days are counted anew.
        for (cell, sums) in count::between(desk, period.instants(), &period.zone)? {
            if let Some(group) = gathering.group(&cell) {
                group.merge(&sums);
            }
        }
    }
    let names = names(desk, question.by)?;
    Ok(Answer { question: question.clone(), groups: gathering.finish(&names) })
}

struct Gathering {
    by: Option<By>,
    sieve: Sieve,
    groups: BTreeMap<GroupKey, Sums>,
}

/// Periods sort by their days, everything else by its id until it has a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey {
    order: i64,
    name: String,
    id: [u8; 16],
}

impl Gathering {
    fn group(&mut self, cell: &Cell) -> Option<&mut Sums> {
        if !self.sieve.passes(cell) {
            return None;
        }
        let key = match self.by {
            None => GroupKey::default(),
            Some(By::Number) => GroupKey { id: cell.number, ..GroupKey::default() },
            Some(By::Queue) => GroupKey { id: cell.queue, ..GroupKey::default() },
            Some(By::Unit) => GroupKey { id: cell.unit, ..GroupKey::default() },
            Some(By::Kind) => GroupKey { name: cell.kind.clone(), ..GroupKey::default() },
            Some(By::HourOfDay) => {
                GroupKey { order: cell.hour, name: cell.hour.to_string(), id: [0; 16] }
            }
            Some(by) => GroupKey {
                order: 0,
                name: by.name(cell.day, cell.hour).unwrap_or_default(),
                id: [0; 16],
            },
        };
        Some(self.groups.entry(key).or_default())
    }

    fn take(&mut self, cell: &Cell, bytes: &[u8]) -> db::Result<()> {
        self.group(cell).map_or(Ok(()), |sums| add(sums, bytes))
    }

    fn finish(self, names: &HashMap<[u8; 16], String>) -> Vec<Group> {
        if self.by.is_none() {
            let sums = self.groups.into_values().next().unwrap_or_default();
            return vec![Group { name: String::new(), sums }];
        }
        let named = self.groups.into_iter().map(|(key, sums)| Group {
            name: if key.name.is_empty() {
                names.get(&key.id).cloned().unwrap_or_else(|| Only::NONE.into())
            } else {
                key.name
            },
            sums,
        });
        let mut groups: Vec<Group> = named.collect();
        if matches!(self.by, Some(By::Number | By::Queue | By::Unit | By::Kind)) {
            groups.sort_by(|one, other| one.name.cmp(&other.name));
        }
        groups
    }
}

fn from_tallies(desk: &mut Desk<'_>, period: &Period, gathering: &mut Gathering) -> Result<()> {
    let (from, to) = (period.first_day(), period.last_day());
    let stale = stale_days(desk, from, to)?;
    let hours = gathering.by.is_some_and(By::needs_hours);
    let months = if gathering.by == Some(By::HourOfDay) {
        whole_months(from, to, &stale)
    } else {
        BTreeSet::new()
    };
    for month in &months {
        let span = (*month, *month + 1);
        tallies::each(desk, Grain::Month, span, &mut |cell, bytes| gathering.take(&cell, bytes))?;
    }
    let grain = if hours { Grain::Hour } else { Grain::Day };
    let spans = spans_outside(from, to, &months);
    for span in spans {
        tallies::each(desk, grain, span, &mut |cell, bytes| {
            if stale.contains(&cell.day) { Ok(()) } else { gathering.take(&cell, bytes) }
        })?;
    }
    for (first, last) in runs(&stale) {
        let start = Instant::start_of(days::date(first), &period.zone);
        let end = Instant::start_of(days::date(last + 1), &period.zone);
        for (cell, sums) in count::between(desk, (start, end), &period.zone)? {
            if let Some(group) = gathering.group(&cell) {
                group.merge(&sums);
            }
        }
    }
    Ok(())
}

/// The months that lie wholly within the days and have no stale day, by their first day.
fn whole_months(from: i64, to: i64, stale: &BTreeSet<i64>) -> BTreeSet<i64> {
    let mut months = BTreeSet::new();
    let mut month = month_of(from);
    while month < to {
        let next = month_after(month);
        if month >= from && next <= to && stale.range(month..next).next().is_none() {
            months.insert(month);
        }
        month = next;
    }
    months
}

/// The days that lie in none of the months, as spans.
fn spans_outside(from: i64, to: i64, months: &BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut spans = Vec::new();
    let mut start = from;
    for month in months {
        if start < *month {
            spans.push((start, *month));
        }
        start = month_after(*month);
    }
    if start < to {
        spans.push((start, to));
    }
    spans
}

/// Days in a row, as first and last.
fn runs(days: &BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}

/// The names of what a figure is split by.
fn names(desk: &mut Desk<'_>, by: Option<By>) -> Result<HashMap<[u8; 16], String>> {
    let sql = match by {
        Some(By::Number) => "select id, number as name from phone_numbers where tenant = $1",
        Some(By::Queue) => "select id, code as name from queues where tenant = $1",
        Some(By::Unit) => "select id, name from units where tenant = $1",
        _ => return Ok(HashMap::new()),
    };
    let mut names = HashMap::new();
    desk.each(sql, &[&desk.tenant.clone()], &mut |row| {
        names.insert(row.get("id")?, row.get("name")?);
        Ok(())
    })?;
    Ok(names)
}
