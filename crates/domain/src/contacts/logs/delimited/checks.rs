use super::{
    Column, Columns,
    map::{self, Counted, Map, Where},
    record::Wish,
    row::Row,
    times::{Times, duration},
};
use crate::contacts::logs::Tally;
use serde_json::{Value as Json, json};
use std::{
    collections::{BTreeMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// What the reader counts anyhow.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub rows: u64,
    pub shifted: u64,
    pub unparsable: u64,
}

/// The counters of data quality.
#[derive(Debug)]
pub(super) struct Checks {
    checks: Vec<Check>,
    times: Times,
}

#[derive(Debug)]
struct Check {
    name: String,
    wish: Wish,
    rule: Rule,
    count: u64,
}

#[derive(Debug)]
enum Rule {
    Counted(Counted),
    Every,
    Negative(Column),
    Differs(Column, Column, Column),
    CountBy(Column, Tally),
    Distinct(Column, HashSet<u64>),
    Duplicates(Vec<Column>, HashSet<u64>),
    Overlaps(Spans),
}

/// Spans of time, each of somebody; sorted in the end.
#[derive(Debug)]
struct Spans {
    by: Vec<Column>,
    start: Column,
    end: Column,
    spans: Vec<(u64, i64, i64)>,
}

/// Rows remembered by one check, 16 to 40 bytes each. Later rows are not compared; the report
/// then shows a text that says so in the place of the number.
const REMEMBERED_MAX: usize = 2_000_000;

impl Checks {
    pub(super) fn of(map: &Map, columns: &Columns<'_>) -> Result<Self, String> {
        let arrival = map.arrival.as_ref().ok_or("the mapping has no [arrival]")?;
        let zone = map.table.as_ref().map_or("UTC", |table| table.zone.as_str());
        let checks = map.check.iter().map(|check| Check::of(check, columns));
        Ok(Self {
            checks: checks.collect::<Result<_, String>>()?,
            times: Times::of(arrival, zone, columns)?,
        })
    }

    pub(super) fn look(&mut self, row: &Row) {
        for check in &mut self.checks {
            if check.wish.is_met(row) && check.rule.look(row, &self.times) {
                check.count += 1;
            }
        }
    }

    pub(super) fn results(&self, seen: &Seen) -> BTreeMap<String, Json> {
        self.checks.iter().map(|check| (check.name.clone(), check.result(seen))).collect()
    }
}

impl Check {
    fn of(check: &map::Check, columns: &Columns<'_>) -> Result<Self, String> {
        let mut wanted: Where = check.r#where.clone();
        wanted.extend(check.equals.clone().unwrap_or_default());
        let mut rules = Vec::new();
        rules.extend(check.count.map(Rule::Counted));
        rules.extend(check.equals.as_ref().map(|_| Rule::Every));
        rules.extend(columns.find_if(check.negative.as_ref())?.map(Rule::Negative));
        if let Some(differs) = &check.differs {
            let find = |name| columns.find(name);
            let (value, from) = (find(&differs.value)?, find(&differs.from)?);
            rules.push(Rule::Differs(value, from, find(&differs.to)?));
        }
        let count_by = columns.find_if(check.count_by.as_ref())?;
        rules.extend(count_by.map(|column| Rule::CountBy(column, Tally::default())));
        let distinct = columns.find_if(check.distinct.as_ref())?;
        rules.extend(distinct.map(|column| Rule::Distinct(column, HashSet::new())));
        if let Some(names) = &check.duplicates {
            rules.push(Rule::Duplicates(columns.find_all(names)?, HashSet::new()));
        }
        if let Some(overlaps) = &check.overlaps {
            rules.push(Rule::Overlaps(Spans {
                by: columns.find_all(&overlaps.by)?,
                start: columns.find(&overlaps.start)?,
                end: columns.find(&overlaps.end)?,
                spans: Vec::new(),
            }));
        }
        let name = check.name.clone();
        let wish = Wish::of(&wanted, &check.unless, columns)?;
        let [rule] = <[Rule; 1]>::try_from(rules)
            .map_err(|_| format!("the check `{name}` wants exactly one rule"))?;
        Ok(Self { name, wish, rule, count: 0 })
    }

    fn result(&self, seen: &Seen) -> Json {
        let full = |length: usize, found: u64| match length >= REMEMBERED_MAX {
            true => json!(format!("{found} in the first {REMEMBERED_MAX} rows")),
            false => json!(found),
        };
        match &self.rule {
            Rule::Counted(Counted::Rows) => json!(seen.rows),
            Rule::Counted(Counted::Shifted) => json!(seen.shifted),
            Rule::Counted(Counted::Unparsable) => json!(seen.unparsable),
            Rule::CountBy(_, tally) => json!(tally.counts),
            Rule::Distinct(_, values) | Rule::Duplicates(_, values) => {
                full(values.len(), self.count)
            }
            Rule::Overlaps(spans) => full(spans.spans.len(), spans.overlaps()),
            Rule::Every | Rule::Negative(_) | Rule::Differs(..) => json!(self.count),
        }
    }
}

impl Rule {
    /// Looks at a row; true where it counts.
    fn look(&mut self, row: &Row, times: &Times) -> bool {
        match self {
            Rule::Counted(_) => false,
            Rule::Every => true,
            Rule::Negative(column) => duration(row.get(column)).is_some_and(|micros| micros < 0),
            Rule::Differs(value, from, to) => {
                let ends = times.figure(row.get(from)).zip(times.figure(row.get(to)));
                let value = duration(row.get(value));
                ends.zip(value).is_some_and(|((from, to), value)| to - from != value)
            }
            Rule::CountBy(column, tally) => {
                tally.count(row.get(column).trim());
                true
            }
            Rule::Distinct(column, values) => {
                let value = hash(std::iter::once(row.get(column).trim()));
                values.len() < REMEMBERED_MAX && values.insert(value)
            }
            Rule::Duplicates(columns, rows) => {
                let row = match columns.is_empty() {
                    true => hash(row.fields()),
                    false => hash(columns.iter().map(|column| row.get(column))),
                };
                rows.len() < REMEMBERED_MAX && !rows.insert(row)
            }
            Rule::Overlaps(spans) => {
                spans.take(row, times);
                true
            }
        }
    }
}

impl Spans {
    fn take(&mut self, row: &Row, times: &Times) {
        let start = times.figure(row.get(&self.start));
        let span = start.zip(times.figure(row.get(&self.end)));
        if let Some((start, end)) = span.filter(|_| self.spans.len() < REMEMBERED_MAX) {
            let whose = hash(self.by.iter().map(|column| row.get(column)));
            self.spans.push((whose, start, end));
        }
    }

    /// Spans that begin before the one before them, of the same owner, has ended.
    fn overlaps(&self) -> u64 {
        let mut spans = self.spans.clone();
        spans.sort_unstable();
        let overlap = |pair: &&[(u64, i64, i64)]| pair[0].0 == pair[1].0 && pair[1].1 < pair[0].2;
        spans.windows(2).filter(overlap).count() as u64
    }
}

/// Two different texts have the same number once in very many billion pairs.
fn hash<'a>(values: impl Iterator<Item = &'a str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    values.for_each(|value| value.hash(&mut hasher));
    hasher.finish()
}
