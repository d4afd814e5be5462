use super::{
    calendars,
    model::{Commitment, Rule},
};
use crate::{Desk, Kind, Refusal, Result};
use calendar::Calendar;
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, TimeZone};
use std::sync::Arc;

/// One version of a commitment, ready to measure with.
#[derive(Debug)]
pub struct Version {
    /// The version's row.
    pub id: Id<Version>,
    /// 1, 2, 3 … within a code.
    pub version: i64,
    /// The first instant whose clocks it measures.
    pub valid_from: Instant,
    /// True where the commitment was given up with this version: it starts no more clocks.
    pub ended: bool,
    /// What was saved.
    pub commitment: Commitment,
    /// The same, compiled.
    pub rule: Rule,
}

impl Version {
    /// Whether it is promised to clients of this kind.
    pub(super) fn is_promised_to(&self, kind: Option<&str>) -> bool {
        let kinds = &self.commitment.client_kinds;
        kinds.is_empty() || kind.is_some_and(|kind| kinds.iter().any(|one| one == kind))
    }

    fn promises_an_answer(&self) -> bool {
        let answered = Kind::CallAnswered.word();
        self.commitment.stops.iter().any(|stop| stop == answered)
    }
}

/// A calendar version, ready to count with.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// The version's row.
    pub id: Id<calendars::CalendarVersion>,
    /// The calendar.
    pub calendar: Arc<Calendar>,
}

/// Every commitment and calendar of a tenant, all versions, as they stand now.
///
/// It is kept ready on the shelf: versions are only ever added, so their number names a book.
#[derive(Debug)]
pub struct Book {
    versions: Vec<Arc<Version>>,
    calendars: Vec<Entry>,
    /// The tenant's own zone: where its days begin.
    pub zone: TimeZone,
}

#[derive(Debug)]
struct Entry {
    code: String,
    unit: Option<[u8; 16]>,
    shelved: Shelved,
}

impl Book {
    /// The tenant's book.
    ///
    /// # Errors
    /// Only when the database fails, or holds what this program cannot read.
    pub fn open(desk: &mut Desk<'_>) -> Result<Arc<Self>> {
        let tenant = desk.tenant;
        let stamp: i64 = desk.one(
            "select (select count(*) from commitments where tenant = $1)
                  + (select count(*) from calendars where tenant = $1) as stamp",
            &[&tenant],
        )?;
        desk.shelf().get(tenant.bytes(), stamp, || Self::load(desk))
    }

    fn load(desk: &mut Desk<'_>) -> Result<Self> {
        let tenant = desk.tenant;
        let zone: String = desk.one("select zone from tenants where id = $1", &[&tenant])?;
        let versions: Vec<Loaded> = desk.all(
            "select id, version, valid_from, ended, definition from commitments
              where tenant = $1 order by code, version",
            &[&tenant],
        )?;
        let mut entries = Vec::new();
        for saved in calendars::every_version(desk)? {
            let shelved = calendars::shelve(desk, &saved)?;
            entries.push(Entry {
                code: saved.code,
                unit: saved.unit.map(|unit| unit.bytes()),
                shelved,
            });
        }
        Ok(Self {
            versions: versions.into_iter().map(|loaded| loaded.0).collect(),
            calendars: entries,
            zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
        })
    }

    /// The versions that measure a subject of this kind which begins at `start`: of each code the
    /// newest that was valid then.
    pub fn for_start<'a>(
        &'a self,
        subject: &'a str,
        start: Instant,
    ) -> impl Iterator<Item = &'a Arc<Version>> {
        let valid = move |version: &&Arc<Version>| version.valid_from <= start;
        self.versions.iter().enumerate().filter_map(move |(at, version)| {
            let of_kind = version.commitment.measures(subject);
            let newest = valid(&version)
                && !self.versions[at + 1..]
                    .iter()
                    .take_while(|next| next.commitment.code == version.commitment.code)
                    .any(|next| valid(&next));
            (of_kind && newest && !version.ended).then_some(version)
        })
    }

    /// The newest version of each commitment that is not given up.
    pub fn current(&self) -> impl Iterator<Item = &Arc<Version>> {
        self.versions.iter().enumerate().filter_map(|(at, version)| {
            let next = self.versions.get(at + 1);
            let last = next.is_none_or(|next| next.commitment.code != version.commitment.code);
            (last && !version.ended).then_some(version)
        })
    }

    /// A pinned version.
    pub fn version(&self, id: Id<Version>) -> Option<&Arc<Version>> {
        self.versions.iter().find(|version| version.id == id)
    }

    /// A pinned calendar.
    pub fn calendar(&self, id: Id<calendars::CalendarVersion>) -> Option<&Shelved> {
        self.calendars.iter().map(|entry| &entry.shelved).find(|shelved| shelved.id == id)
    }

    /// The company's calendar that knows public holidays; of several, the first by its code.
    pub fn with_holidays(&self) -> Option<&Calendar> {
        let newest = self.calendars.iter().enumerate().filter(|(at, entry)| {
            let next = self.calendars.get(at + 1);
            entry.unit.is_none() && next.is_none_or(|next| next.code != entry.code)
        });
        let mut calendars = newest.map(|(_, entry)| &*entry.shelved.calendar);
        calendars.find(|calendar| calendar.definition().holidays.is_some())
    }

    /// The newest calendar a commitment is measured on: the unit's own, named `code@…`, before
    /// that of all units.
    pub fn calendar_for(&self, code: &str, unit: Option<[u8; 16]>) -> Option<&Shelved> {
        let prefix = format!("{code}@");
        // A unit that kept a calendar in an earlier version of it keeps it no more.
        let mut newest = self.calendars.iter().enumerate().rev().filter_map(|(at, entry)| {
            let next = self.calendars.get(at + 1);
            next.is_none_or(|next| next.code != entry.code).then_some(entry)
        });
        let own = newest
            .clone()
            .find(|entry| unit.is_some() && entry.unit == unit && entry.code.starts_with(&prefix));
        own.or_else(|| newest.find(|entry| entry.code == code)).map(|entry| &entry.shelved)
    }

    /// The calendar of a number for clients of this kind: the one on which it is promised that
    /// its calls are answered; of several such promises, the first by code that names one.
    pub fn calendar_of_calls(
        &self,
        kind: Option<&str>,
        unit: Option<[u8; 16]>,
    ) -> Option<&Shelved> {
        let promises =
            self.current().filter(|one| one.promises_an_answer() && one.is_promised_to(kind));
        let mut codes = promises.filter_map(|one| one.commitment.calendar.as_deref());
        codes.find_map(|code| self.calendar_for(code, unit))
    }
}

struct Loaded(Arc<Version>);

impl FromRow for Loaded {
    fn from_row(row: &Row) -> db::Result<Self> {
        let definition: String = row.get("definition")?;
        let unreadable = || db::Error::Column { column: "definition".into(), wanted: "commitment" };
        let commitment: Commitment = toml::from_str(&definition).map_err(|_| unreadable())?;
        let rule = commitment.rule().map_err(|_| unreadable())?;
        Ok(Self(Arc::new(Version {
            id: row.get("id")?,
            version: row.get("version")?,
            valid_from: row.get("valid_from")?,
            ended: row.get("ended")?,
            commitment,
            rule,
        })))
    }
}

/// The instant from which a commitment of this first day is valid.
///
/// # Errors
/// `Invalid` where the day cannot be read.
pub fn valid_from(commitment: &Commitment, zone: &TimeZone) -> Result<Instant> {
    let day: Date =
        commitment.valid_from.parse().map_err(|_| Refusal::invalid("valid_from", "fault-date"))?;
    Ok(Instant::start_of(day, zone))
}
