use super::{
    book::{Book, Shelved, Version},
    queries::ClockRow,
    replay::{Clock, Moment, State, replay},
};
use crate::{
    Desk, Kind, Result, days,
    history::{self, Happened},
};
use db::{ToValue, Value};
use kernel::{Id, Instant};
use serde_json::{Value as Json, json};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// A subject with all that ever happened to it, to be measured.
#[derive(Clone, Debug)]
pub struct Matter {
    /// Its row.
    pub subject: [u8; 16],
    /// Its kind: `call`, `request` …
    pub kind: &'static str,
    /// Everything that happened to it.
    pub moments: Vec<Moment>,
    /// By what its promises are counted.
    pub dims: Dims,
    /// True where it is certain to have no clocks yet.
    pub fresh: bool,
}

/// By what a promise is counted besides its day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dims {
    /// The number that was dialled.
    pub number: Option<[u8; 16]>,
    /// The first queue.
    pub queue: Option<[u8; 16]>,
    /// The unit.
    pub unit: Option<[u8; 16]>,
    /// The kind of client.
    pub kind: Option<String>,
}

/// Brings the clocks of these subjects to what their history says, and records what that changes:
/// a breach at the instant it was due, a breach withdrawn. The sums of `days`, on which the caller
/// changed something, and of the clocks' own days no longer hold.
///
/// # Errors
/// Only when the database fails.
pub fn measure(
    desk: &mut Desk<'_>,
    book: &Book,
    matters: &[Matter],
    days: BTreeSet<i64>,
) -> Result<()> {
    let mut standing = standing(desk, matters)?;
    let mut work = Work { days, ..Work::default() };
    for matter in matters {
        let rows = standing.remove(&matter.subject).unwrap_or_default();
        measure_one(book, desk.now(), matter, rows, &mut work);
    }
    write(desk, work)
}

/// What is to be written for a batch of subjects.
#[derive(Default)]
struct Work {
    fresh: Vec<ClockRow>,
    changed: Vec<ClockRow>,
    gone: Vec<ClockRow>,
    events: Vec<(Kind, ClockRow)>,
    days: BTreeSet<i64>,
}

fn standing(desk: &mut Desk<'_>, matters: &[Matter]) -> Result<HashMap<[u8; 16], Vec<ClockRow>>> {
    let list: Vec<Value> = matters
        .iter()
        .filter(|matter| !matter.fresh)
        .map(|matter| Value::Uuid(matter.subject))
        .collect();
    let sql = format!(
        "select * from clocks where tenant = $1 and subject in ({{list}}){}",
        desk.for_update()
    );
    let rows: Vec<ClockRow> = desk.all_in(&sql, &[&desk.tenant.clone()], &list)?;
    let mut standing: HashMap<_, Vec<ClockRow>> = HashMap::new();
    for row in rows {
        standing.entry(row.subject).or_default().push(row);
    }
    Ok(standing)
}

fn measure_one(
    book: &Book,
    now: Instant,
    matter: &Matter,
    standing: Vec<ClockRow>,
    work: &mut Work,
) {
    let Some(begun) = matter.moments.iter().map(|moment| moment.at).min() else {
        // Nothing is left of it: a leg that turned out to be part of another call.
        work.gone.extend(standing);
        return;
    };
    let mut rules: Vec<(Arc<Version>, Option<&Shelved>)> = Vec::new();
    for row in standing.iter().filter(|row| row.clock.ordinal == 0) {
        if let Some(version) = book.version(row.commitment) {
            rules.push((Arc::clone(version), row.calendar.and_then(|id| book.calendar(id))));
        }
    }
    for version in book.for_start(matter.kind, begun) {
        let code = &version.commitment.code;
        let measured = rules.iter().any(|(pinned, _)| pinned.commitment.code == *code);
        if !measured && version.is_promised_to(matter.dims.kind.as_deref()) {
            let calendar = version.commitment.calendar.as_deref();
            let calendar = calendar.and_then(|code| book.calendar_for(code, matter.dims.unit));
            rules.push((Arc::clone(version), calendar));
        }
    }
    let mut standing: HashMap<(String, i64), ClockRow> =
        standing.into_iter().map(|row| ((row.code.clone(), row.clock.ordinal), row)).collect();
    for (version, shelved) in rules {
        let calendar = shelved.map(|shelved| shelved.calendar.as_ref());
        for clock in replay(&version.rule, calendar, &matter.moments, now) {
            let before = standing.remove(&(version.commitment.code.clone(), clock.ordinal));
            work.note(book, matter, (&version, shelved), (before, clock));
        }
    }
    work.gone.extend(standing.into_values());
}

impl Work {
    fn note(
        &mut self,
        book: &Book,
        matter: &Matter,
        (version, shelved): (&Version, Option<&Shelved>),
        (before, clock): (Option<ClockRow>, Clock),
    ) {
        let row = ClockRow {
            subject: matter.subject,
            code: version.commitment.code.clone(),
            commitment: version.id,
            calendar: shelved.map(|shelved| shelved.id),
            warn_at: warn_at(version, shelved, &clock),
            warned_at: before.as_ref().and_then(|row| row.warned_at),
            day: days::number(clock.started_at, &book.zone),
            dims: matter.dims.clone(),
            clock,
        };
        if before.as_ref() == Some(&row) {
            return;
        }
        let was_breached = before.as_ref().is_some_and(|row| row.clock.breached_at.is_some());
        match (was_breached, row.clock.breached_at.is_some()) {
            (false, true) => self.events.push((Kind::ClockBreached, row.clone())),
            (true, false) => self.events.push((Kind::ClockWithdrawn, row.clone())),
            _ => {}
        }
        self.days.insert(row.day);
        match before {
            Some(before) => {
                self.days.insert(before.day);
                self.changed.push(row);
            }
            None if matter.fresh => self.fresh.push(row),
            None => self.changed.push(row),
        }
    }
}

fn warn_at(version: &Version, shelved: Option<&Shelved>, clock: &Clock) -> Option<Instant> {
    let due = clock.due_at.filter(|_| clock.state == State::Running)?;
    let calendar = shelved.map(|shelved| shelved.calendar.as_ref());
    version.rule.warn_at(calendar, clock.started_at, due)
}

const COLUMNS: &str = "clocks (tenant, subject, code, ordinal, commitment, calendar, zone_rules,
    state, started_at, due_at, warn_at, warned_at, stopped_at, breached_at, delay_s, plain, day,
    number, queue, unit, kind)";

const UPSERT: &str = "on conflict (tenant, subject, code, ordinal) do update set
    commitment = excluded.commitment, calendar = excluded.calendar,
    zone_rules = excluded.zone_rules, state = excluded.state, started_at = excluded.started_at,
    due_at = excluded.due_at, warn_at = excluded.warn_at, warned_at = excluded.warned_at,
    stopped_at = excluded.stopped_at, breached_at = excluded.breached_at,
    delay_s = excluded.delay_s, plain = excluded.plain, day = excluded.day,
    number = excluded.number, queue = excluded.queue, unit = excluded.unit, kind = excluded.kind";

fn write(desk: &mut Desk<'_>, work: Work) -> Result<()> {
    let tenant = desk.tenant;
    let cells = |rows: &[ClockRow]| rows.iter().map(|row| row.cells(tenant)).collect::<Vec<_>>();
    history::append(desk, COLUMNS, cells(&work.fresh))?;
    desk.insert(COLUMNS, UPSERT, &cells(&work.changed))?;
    for row in &work.gone {
        desk.execute(
            "delete from clocks
              where tenant = $1 and subject = $2 and code = $3 and ordinal = $4",
            &[&tenant, &row.subject, &row.code, &row.clock.ordinal],
        )?;
    }
    record(desk, &work.events)?;
    days::mark(desk, &work.days)
}

/// Writes clocks that were pinned to other versions.
pub(super) fn write_repinned(desk: &mut Desk<'_>, changed: Vec<ClockRow>) -> Result<()> {
    let days = changed.iter().map(|row| row.day).collect();
    write(desk, Work { changed, days, ..Work::default() })
}

/// Writes the history of clocks, many at once.
pub(super) fn record(desk: &mut Desk<'_>, events: &[(Kind, ClockRow)]) -> Result<()> {
    let now = desk.now();
    let happened: Vec<Happened> = events
        .iter()
        .map(|(kind, row)| {
            let at = if *kind == Kind::ClockBreached { row.clock.breached_at } else { None };
            let (subject, facts) = (row.subject, row.facts());
            Happened { at: at.unwrap_or(now), subject, kind: *kind, facts }
        })
        .collect();
    desk.record_all(&happened)
}

impl ClockRow {
    fn cells(&self, tenant: Id<crate::Tenant>) -> Vec<Value> {
        let clock = &self.clock;
        vec![
            tenant.to_value(),
            Value::Uuid(self.subject),
            Value::Text(self.code.clone()),
            Value::Int(clock.ordinal),
            self.commitment.to_value(),
            self.calendar.to_value(),
            Value::Text(calendar::zone_edition().into()),
            Value::Text(clock.state.word().into()),
            clock.started_at.to_value(),
            clock.due_at.to_value(),
            self.warn_at.to_value(),
            self.warned_at.to_value(),
            clock.stopped_at.to_value(),
            clock.breached_at.to_value(),
            clock.delay_s.to_value(),
            Value::Bool(clock.plain),
            Value::Int(self.day),
            self.dims.number.to_value(),
            self.dims.queue.to_value(),
            self.dims.unit.to_value(),
            self.dims.kind.to_value(),
        ]
    }

    fn facts(&self) -> Json {
        let due = self.clock.due_at.map(|due| due.to_string());
        json!({
            "code": self.code,
            "ordinal": self.clock.ordinal,
            "commitment": self.commitment.to_string(),
            "due": due,
        })
    }
}
