use crate::{
    hours::{DAY_MINUTES, Run},
    plan::{Plan, days_of},
};
use jiff::civil::Time;
use kernel::{Date, Instant, TimeZone};

/// One local year of a calendar, expanded: open intervals and days, with running sums.
///
/// All instants are UTC microseconds.
#[derive(Debug)]
pub(crate) struct Year {
    /// Where each open interval begins, in order; none touches the next.
    pub opens: Vec<i64>,
    /// Where each ends.
    pub closes: Vec<i64>,
    /// Open microseconds of the year before each interval.
    before: Vec<i64>,
    /// Open microseconds of the whole year.
    pub total: i64,
    /// Where each day begins, and where the last one ends.
    pub days: Vec<i64>,
    /// Days before each day, and in all, that a target in days, weeks or months counts.
    pub counted: Vec<u16>,
    /// Days before each day, and in all, on which a window starts.
    pub business: Vec<u16>,
}

impl Year {
    /// Expands one year of a plan.
    pub fn new(plan: &Plan, number: i16) -> Year {
        let start = Instant::start_of(jiff::civil::date(number, 1, 1), &plan.zone).micros();
        let mut year = Year {
            opens: Vec::new(),
            closes: Vec::new(),
            before: Vec::new(),
            total: 0,
            days: vec![start],
            counted: vec![0],
            business: vec![0],
        };
        days_of(number).for_each(|date| year.append(plan, date));
        year.sum_up();
        year
    }

    fn append(&mut self, plan: &Plan, date: Date) {
        let day = plan.day(date);
        let wall = Wall::new(&plan.zone, date);
        let mut spans: Vec<_> = day.runs.iter().filter_map(|run| wall.span(run)).collect();
        spans.sort_unstable();
        spans.into_iter().for_each(|span| self.open(span));
        let is_business = day.own.iter().any(|run| wall.span(run).is_some());
        self.days.push(wall.end);
        self.business.push(self.business[self.business.len() - 1] + u16::from(is_business));
        self.counted.push(self.counted[self.counted.len() - 1] + u16::from(!day.suspended));
    }

    /// Adds an interval that begins no earlier than the last one did.
    fn open(&mut self, (opens, closes): (i64, i64)) {
        match self.closes.last_mut() {
            Some(last) if *last >= opens => *last = closes.max(*last),
            _ => {
                self.opens.push(opens);
                self.closes.push(closes);
            }
        }
    }

    fn sum_up(&mut self) {
        for (opens, closes) in self.opens.iter().zip(&self.closes) {
            self.before.push(self.total);
            self.total += closes - opens;
        }
    }

    /// Open microseconds of this year before `at`.
    pub fn open_before(&self, at: i64) -> i64 {
        match self.opens.partition_point(|opens| *opens <= at) {
            0 => 0,
            after => {
                let last = after - 1;
                self.before[last] + at.min(self.closes[last]) - self.opens[last]
            }
        }
    }

    /// The first instant by which this year has been open for so long, from 1 to the total.
    pub fn open_for(&self, micros: i64) -> i64 {
        let last = self.before.partition_point(|before| *before < micros) - 1;
        self.opens[last] + micros - self.before[last]
    }

    /// The index of the day that holds an instant of this year.
    pub fn day_of(&self, at: i64) -> usize {
        self.days.partition_point(|start| *start <= at).saturating_sub(1).min(self.last_day())
    }

    /// The index of 31 December.
    pub fn last_day(&self) -> usize {
        self.days.len() - 2
    }
}

/// One local date's wall clock, in instants.
struct Wall<'a> {
    zone: &'a TimeZone,
    date: Date,
    start: i64,
    end: i64,
}

impl Wall<'_> {
    fn new(zone: &TimeZone, date: Date) -> Wall<'_> {
        let start = Instant::start_of(date, zone).micros();
        let next = date.tomorrow().expect("the years of a calendar end before dates do");
        Wall { zone, date, start, end: Instant::start_of(next, zone).micros() }
    }

    /// A run as instants, within its day; `None` where daylight saving leaves nothing of it.
    fn span(&self, run: &Run) -> Option<(i64, i64)> {
        let within = |minute| self.at(minute).clamp(self.start, self.end);
        let (opens, closes) = (within(run.start), within(run.end));
        (opens < closes).then_some((opens, closes))
    }

    /// A wall time: moved forward by a gap that skips it, the first where it comes twice.
    fn at(&self, minute: u16) -> i64 {
        match minute {
            0 => self.start,
            DAY_MINUTES.. => self.end,
            _ => {
                let (hour, minute) = ((minute / 60) as i8, (minute % 60) as i8);
                let wall = self.date.to_datetime(Time::constant(hour, minute, 0, 0));
                self.zone
                    .to_ambiguous_timestamp(wall)
                    .compatible()
                    .map_or(self.end, |timestamp| Instant::from(timestamp).micros())
            }
        }
    }
}
