use crate::{Fault, Refusal, Result, days};
use kernel::{Date, Instant, TimeZone, words};

words! {
    /// By what a figure is split up.
    pub enum By {
        /// The hour of the day, 0 to 23, whatever the day.
        HourOfDay = "hour-of-day",
        /// Each hour.
        Hour = "hour",
        /// Each day.
        Day = "day",
        /// Each week of ISO 8601.
        Week = "week",
        /// Each month.
        Month = "month",
        /// Each quarter.
        Quarter = "quarter",
        /// Each year.
        Year = "year",
        /// The number that was dialled.
        Number = "number",
        /// The first queue.
        Queue = "queue",
        /// The unit.
        Unit = "unit",
        /// The kind of client.
        Kind = "kind",
    }
}

impl By {
    /// True where days must be split into hours.
    pub(super) fn needs_hours(self) -> bool {
        matches!(self, By::HourOfDay | By::Hour)
    }

    /// The name of the period that a local day and hour belong to; none where it splits by
    /// something else.
    pub(super) fn name(self, day: i64, hour: i64) -> Option<String> {
        let date = days::date(day);
        let year = date.year();
        Some(match self {
            By::HourOfDay => format!("{hour}"),
            By::Hour => format!("{date}T{hour:02}"),
            By::Day => date.to_string(),
            By::Week => {
                let week = date.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week())
            }
            By::Month => format!("{year}-{:02}", date.month()),
            By::Quarter => format!("{year}-Q{}", (date.month() + 2) / 3),
            By::Year => year.to_string(),
            By::Number | By::Queue | By::Unit | By::Kind => return None,
        })
    }
}

/// From a day to a day, the last one not included, as days are in one zone.
#[derive(Clone, Debug)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub to: Date,
    /// In which zone.
    pub zone: TimeZone,
}

/// Days a question may span: twenty years and a little.
const SPAN_MAX: i64 = 7_400;

impl Period {
    /// A period, if it is one.
    ///
    /// # Errors
    /// `Invalid` where it ends before it begins, or is longer than twenty years.
    pub fn new(from: Date, to: Date, zone: TimeZone) -> Result<Self> {
        let period = Self { from, to, zone };
        let span = period.last_day() - period.first_day();
        if span < 0 {
            return Err(Refusal::invalid("to", "fault-before-from"));
        }
        if span > SPAN_MAX {
            let fault = Fault::new("to", "fault-too-long").with(SPAN_MAX.to_string());
            return Err(Refusal::Invalid(vec![fault]));
        }
        Ok(period)
    }

    /// The calendar year.
    ///
    /// # Errors
    /// `Invalid` for a year that has no dates.
    pub fn year(year: i16, zone: &TimeZone) -> Result<Self> {
        let wrong = |_| Refusal::invalid("year", "fault-date");
        let from = Date::new(year, 1, 1).map_err(wrong)?;
        let to = Date::new(year + 1, 1, 1).map_err(wrong)?;
        Self::new(from, to, zone.clone())
    }

    /// The same days a year before.
    pub fn year_before(&self) -> Self {
        let back = |date: Date| date.checked_sub(jiff::Span::new().years(1)).unwrap_or(Date::MIN);
        Self { from: back(self.from), to: back(self.to), zone: self.zone.clone() }
    }

    /// The number of the first day.
    pub fn first_day(&self) -> i64 {
        days::number_of(self.from)
    }

    /// The number of the day after the last.
    pub fn last_day(&self) -> i64 {
        days::number_of(self.to)
    }

    /// The first instant, and the first after the last.
    pub fn instants(&self) -> (Instant, Instant) {
        (Instant::start_of(self.from, &self.zone), Instant::start_of(self.to, &self.zone))
    }
}
