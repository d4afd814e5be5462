use crate::{
    Definition, Faults, Reason,
    definition::about,
    exceptions::{Exceptions, OwnHours},
    hours::{Hours, Run, chrono_date, joined},
};
use kernel::{Date, TimeZone};
use opening_hours::{Context, ContextHolidays, localization::Country};

/// Ids and names of zones longer than this are refused.
const NAME_BYTES_MAX: usize = 100;

/// The years looked at to see whether a calendar ever opens: wide enough for hours bound to a
/// year of the past or the future, and the same whenever it is asked.
const REFERENCE_YEARS: std::ops::RangeInclusive<i16> = 2020..=2049;

/// A definition understood: says of any local date when it is open, by the wall clock.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The zone of the wall clock.
    pub zone: TimeZone,
    hours: Hours,
    holidays: ContextHolidays,
    exceptions: Exceptions,
}

/// One local date by the wall clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct DayPlan {
    /// Whether the clock stands still; the date then has no runs.
    pub suspended: bool,
    /// The open runs, in order, none touching the next.
    pub runs: Vec<Run>,
    /// Those parts of them that belong to windows which start on this date.
    pub own: Vec<Run>,
}

/// Whose hours a date has.
enum Hold<'a> {
    Weekly,
    Own(&'a OwnHours),
    Closed,
}

impl Plan {
    /// Understands a definition, or says everything that is wrong with it.
    pub fn new(from: &Definition) -> Result<Plan, Faults> {
        let mut faults = Vec::new();
        if from.id.trim().is_empty() {
            faults.push(about(&from.id, "id", Reason::Empty));
        }
        if from.id.len() > NAME_BYTES_MAX {
            let start: String = from.id.chars().take(NAME_BYTES_MAX).collect();
            return Err(Faults(vec![about(&start, "id", Reason::TooLong(NAME_BYTES_MAX))]));
        }
        let mut note = |field, reason| faults.push(about(&from.id, field, reason));
        let zone = zone(&from.zone).map_err(|reason| note("zone", reason)).ok();
        let country = from.holidays.as_deref().map_or(Ok(ContextHolidays::default()), holidays);
        let holidays = country.map_err(|reason| note("holidays", reason)).unwrap_or_default();
        let context = Context::default().with_holidays(holidays.clone());
        let hours = Hours::parse(&from.hours, &context).map_err(|why| note("hours", why)).ok();
        let exceptions = Exceptions::read(from, &mut faults);
        let (Some(zone), Some(hours), []) = (zone, hours, faults.as_slice()) else {
            return Err(Faults(faults));
        };
        let plan = Plan { zone, hours, holidays, exceptions };
        if plan.ever_opens() {
            Ok(plan)
        } else {
            Err(Faults(vec![about(&from.id, "hours", Reason::NeverOpens)]))
        }
    }

    /// What the date holds, once every exception is in.
    pub fn day(&self, date: Date) -> DayPlan {
        if self.exceptions.suspends(date) {
            return DayPlan { suspended: true, ..DayPlan::default() };
        }
        let today = self.hold(date);
        let yesterday = date.yesterday().map_or(Hold::Closed, |before| self.hold(before));
        let own = match &today {
            Hold::Weekly => self.hours.own(date),
            Hold::Own(hours) => hours.own.clone(),
            Hold::Closed => Vec::new(),
        };
        let runs = joined([own.as_slice(), &self.morning_of(date, &yesterday)].concat());
        DayPlan { suspended: false, runs, own }
    }

    /// The runs of `date` that belong to windows of the day before.
    fn morning_of(&self, date: Date, yesterday: &Hold<'_>) -> Vec<Run> {
        match yesterday {
            Hold::Weekly => {
                date.yesterday().map_or_else(|_| Vec::new(), |day| self.hours.next_morning(day))
            }
            Hold::Own(hours) => hours.next_morning.clone(),
            Hold::Closed => Vec::new(),
        }
    }

    fn hold(&self, date: Date) -> Hold<'_> {
        if let Some(hours) = self.exceptions.own_hours(date) {
            return Hold::Own(hours);
        }
        let holiday = !self.hours.names_public_holidays && self.is_public_holiday(date);
        if holiday || self.exceptions.closes(date) { Hold::Closed } else { Hold::Weekly }
    }

    /// Whether the country has a public holiday on this date.
    pub fn is_public_holiday(&self, date: Date) -> bool {
        self.holidays.get_public().contains(chrono_date(date))
    }

    fn ever_opens(&self) -> bool {
        REFERENCE_YEARS.flat_map(days_of).any(|date| !self.day(date).own.is_empty())
    }
}

/// The dates of a year, in order.
pub(crate) fn days_of(year: i16) -> impl Iterator<Item = Date> {
    jiff::civil::date(year, 1, 1)
        .series(jiff::Span::new().days(1))
        .take_while(move |date| date.year() == year)
}

fn zone(name: &str) -> Result<TimeZone, Reason> {
    if name.len() > NAME_BYTES_MAX {
        return Err(Reason::TooLong(NAME_BYTES_MAX));
    }
    let zone = TimeZone::get(name).map_err(|_| Reason::Zone)?;
    if zone.is_unknown() { Err(Reason::Zone) } else { Ok(zone) }
}

fn holidays(country: &str) -> Result<ContextHolidays, Reason> {
    let country: Country = country.parse().map_err(|_| Reason::Country)?;
    Ok(country.holidays())
}
