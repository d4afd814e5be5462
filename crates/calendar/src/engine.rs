use crate::{DUE_DAYS_MAX, Definition, Fault, Faults, Within, YEARS, plan::Plan, year::Year};
use kernel::{Instant, TimeZone};
use std::sync::OnceLock;

/// A calendar that can be asked. Cheap to share in an `Arc`; a year of it is expanded when a
/// question first touches that year, and kept.
#[derive(Debug)]
pub struct Calendar {
    pub(crate) definition: Definition,
    pub(crate) plan: Plan,
    /// Where each year of [`YEARS`] begins, and where the last one ends, in UTC microseconds.
    starts: Vec<i64>,
    years: Vec<OnceLock<Box<Year>>>,
}

impl Calendar {
    /// Understands a definition.
    ///
    /// # Errors
    /// Every fault of every field at once; last of all, a calendar that opens on no day of the
    /// years 2020 to 2049 is refused, since nothing would ever be due by it.
    pub fn new(definition: &Definition) -> Result<Calendar, Faults> {
        let plan = Plan::new(definition)?;
        let first_days = YEARS.chain([*YEARS.end() + 1]).map(|year| jiff::civil::date(year, 1, 1));
        let starts = first_days.map(|day| Instant::start_of(day, &plan.zone).micros()).collect();
        let years = YEARS.map(|_| OnceLock::new()).collect();
        Ok(Calendar { definition: definition.clone(), plan, starts, years })
    }

    /// A calendar that never closes, for targets in days and months by a zone's midnights.
    ///
    /// # Errors
    /// No such zone.
    pub fn always(zone: &str) -> Result<Calendar, Faults> {
        Calendar::new(&Definition {
            id: "always".to_owned(),
            zone: zone.to_owned(),
            hours: "24/7".to_owned(),
            ..Definition::default()
        })
    }

    /// What commitments call it.
    pub fn id(&self) -> &str {
        &self.definition.id
    }

    /// The words it was made from.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The zone of its wall clock.
    pub fn zone(&self) -> &TimeZone {
        &self.plan.zone
    }

    /// The instant by which something started at `start` is due.
    ///
    /// Open time ends at the very closing time it fills; days end at 24:00, which is 00:00 of the
    /// next day. Zero of anything is due at the start.
    ///
    /// ```
    /// let rome = calendar::Calendar::always("Europe/Rome")?;
    /// let start = "2026-03-28T12:00:00+01:00".parse()?;
    /// assert_eq!(rome.due(start, &"48h".parse()?)?, "2026-03-30T13:00:00+02:00".parse()?);
    /// assert_eq!(rome.due(start, &"1d".parse()?)?, "2026-03-30T00:00:00+02:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Fault::TooFar`] and [`Fault::OutsideYears`].
    pub fn due(&self, start: Instant, within: &Within) -> Result<Instant, Fault> {
        match within.open_micros() {
            Some(micros) => self.due_after(start, micros),
            None => self.extend_days(start, within, 0),
        }
    }

    /// The first instant by which the calendar has been open for so many microseconds since
    /// `start`; what is left of a paused clock is counted with it. Nothing or less is the start.
    ///
    /// # Errors
    /// [`Fault::TooFar`] and [`Fault::OutsideYears`].
    pub fn due_after(&self, start: Instant, open_micros: i64) -> Result<Instant, Fault> {
        let mut index = self.year_of(start)?;
        if open_micros <= 0 {
            return Ok(start);
        }
        let latest = latest_due(start);
        let mut need = self.year(index).open_before(start.micros()).saturating_add(open_micros);
        loop {
            let year = self.year(index);
            if need <= year.total {
                return no_later(Instant::from_micros(year.open_for(need)), latest);
            }
            need -= year.total;
            index = self.next_year(index, latest)?;
        }
    }

    /// The open microseconds from `from` to `to`.
    ///
    /// # Errors
    /// [`Fault::Backwards`] and [`Fault::OutsideYears`].
    pub fn elapsed(&self, from: Instant, to: Instant) -> Result<i64, Fault> {
        if to < from {
            return Err(Fault::Backwards);
        }
        let (first, last) = (self.year_of(from)?, self.year_of(to)?);
        let whole: i64 = (first..last).map(|index| self.year(index).total).sum();
        let before = self.year(first).open_before(from.micros());
        Ok(whole + self.year(last).open_before(to.micros()) - before)
    }

    /// Whether it is open at this instant. A closing time is closed, an opening time open.
    /// Outside [`YEARS`] it is closed.
    pub fn is_open(&self, at: Instant) -> bool {
        self.year_of(at).is_ok_and(|index| {
            let year = self.year(index);
            let after = year.opens.partition_point(|opens| *opens <= at.micros());
            after > 0 && year.closes[after - 1] > at.micros()
        })
    }

    /// The instant itself where it is open, else the next opening; `None` where there is none
    /// within [`DUE_DAYS_MAX`] days, as for hours that lie wholly in the past.
    pub fn opening_at_or_after(&self, at: Instant) -> Option<Instant> {
        let latest = latest_due(at);
        let mut index = self.year_of(at).ok()?;
        loop {
            let year = self.year(index);
            let next = year.closes.partition_point(|closes| *closes <= at.micros());
            if let Some(opens) = year.opens.get(next) {
                return no_later(Instant::from_micros(*opens).max(at), latest).ok();
            }
            index = self.next_year(index, latest).ok()?;
        }
    }

    /// The open intervals from `from` to `to`, cut to these, in order, none touching the next.
    /// Empty where `to` is not after `from`; nothing outside [`YEARS`].
    pub fn open_intervals(
        &self,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let first = self.starts.partition_point(|start| *start <= from.micros()).saturating_sub(1);
        let last = self.starts.partition_point(|start| *start < to.micros());
        let cut = move |micros: i64| Instant::from_micros(micros).clamp(from, to.max(from));
        let mut pieces = (first..last.min(self.years.len()))
            .flat_map(|index| self.year(index).opens.iter().zip(&self.year(index).closes))
            .map(move |(opens, closes)| (cut(*opens), cut(*closes)))
            .filter(|(opens, closes)| opens < closes)
            .peekable();
        std::iter::from_fn(move || {
            let (opens, mut closes) = pieces.next()?;
            while let Some((_, more)) = pieces.next_if(|(next, _)| *next == closes) {
                closes = more;
            }
            Some((opens, closes))
        })
    }

    /// The index of the local year that holds an instant.
    pub(crate) fn year_of(&self, at: Instant) -> Result<usize, Fault> {
        let after = self.starts.partition_point(|start| *start <= at.micros());
        if (1..self.starts.len()).contains(&after) {
            Ok(after - 1)
        } else {
            Err(Fault::OutsideYears)
        }
    }

    /// The next year, while a due instant may still lie in it.
    pub(crate) fn next_year(&self, index: usize, latest: Instant) -> Result<usize, Fault> {
        if self.starts[index + 1] > latest.micros() {
            return Err(Fault::TooFar);
        }
        if index + 1 == self.years.len() { Err(Fault::OutsideYears) } else { Ok(index + 1) }
    }

    /// A year, expanded if it was not.
    pub(crate) fn year(&self, index: usize) -> &Year {
        self.years[index]
            .get_or_init(|| Box::new(Year::new(&self.plan, YEARS.start() + index as i16)))
    }
}

/// The due instant in real time, for a commitment that names no calendar.
///
/// ```
/// let start = "2026-10-25T00:30:00Z".parse()?;
/// let due = calendar::due_without_calendar(start, &"1h".parse()?)?;
/// assert_eq!(due, "2026-10-25T01:30:00Z".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Fault::NeedsCalendar`] for days, weeks, business days and months; [`Fault::TooFar`];
/// [`Fault::OutsideYears`] where no date is left, in the year 9999.
pub fn due_without_calendar(start: Instant, within: &Within) -> Result<Instant, Fault> {
    let micros = within.open_micros().ok_or(Fault::NeedsCalendar)?;
    if micros > DUE_DAYS_MAX * Instant::DAY {
        return Err(Fault::TooFar);
    }
    let due = start + micros;
    if due - start == micros { Ok(due) } else { Err(Fault::OutsideYears) }
}

/// The microseconds of real time from `from` to `to`.
///
/// # Errors
/// [`Fault::Backwards`].
pub fn elapsed(from: Instant, to: Instant) -> Result<i64, Fault> {
    if to < from { Err(Fault::Backwards) } else { Ok(to - from) }
}

/// The latest instant that something started at `start` may be due.
pub(crate) fn latest_due(start: Instant) -> Instant {
    start + DUE_DAYS_MAX * Instant::DAY
}

/// The due instant, unless it is later than the latest.
pub(crate) fn no_later(due: Instant, latest: Instant) -> Result<Instant, Fault> {
    if due > latest { Err(Fault::TooFar) } else { Ok(due) }
}
