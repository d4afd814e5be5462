use crate::forecast::{HALVES, Halves, History, Special, SpecialDays};
use kernel::Date;
use std::collections::BTreeMap;

/// Something that is answered by agents of its own: a number, or a queue.
#[derive(Clone, Debug)]
pub struct Line {
    /// What other systems and calendars know it by; stable.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Calls that came in the past.
    pub history: History,
    /// When it is answered.
    pub hours: Hours,
    /// Holidays and closed days of those who answer, past and to come.
    pub special: SpecialDays,
    /// Mean microseconds an agent is busy with a call, wrap-up included.
    pub handling: i64,
    /// Mean microseconds after which callers who are not answered give up, where it is known: the
    /// time all callers waited together, by the number of those who gave up.
    pub patience: Option<i64>,
}

/// The half hours in which agents answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Of each weekday, Monday first.
    pub week: [Halves<bool>; 7],
    /// Of holidays, whatever weekday they fall on.
    pub holidays: Halves<bool>,
    /// Of single days, past and to come, whatever else they are: a calendar's own.
    pub days: BTreeMap<Date, Halves<bool>>,
}

impl Hours {
    /// Always answered.
    pub const ALWAYS: Self =
        Self { week: [[true; HALVES]; 7], holidays: [true; HALVES], days: BTreeMap::new() };

    /// Never answered: where hours are put together from.
    pub const NEVER: Self =
        Self { week: [[false; HALVES]; 7], holidays: [false; HALVES], days: BTreeMap::new() };

    /// Open on these weekdays (Monday is 0) from one half hour up to another, holidays closed.
    ///
    /// ```
    /// use staffing::plan::Hours;
    /// let office = Hours::weekly(0..5, 17..36);
    /// assert!(office.week[4][35] && !office.week[4][36] && !office.week[5][20]);
    /// ```
    pub fn weekly(weekdays: std::ops::Range<usize>, halves: std::ops::Range<usize>) -> Self {
        let mut hours = Self::NEVER;
        for day in &mut hours.week[weekdays] {
            day[halves.clone()].fill(true);
        }
        hours
    }
}

impl Line {
    /// The half hours of a date in which it is answered.
    pub(super) fn open(&self, date: Date) -> Halves<bool> {
        if let Some(own) = self.hours.days.get(&date) {
            return *own;
        }
        match self.special.get(&date) {
            Some(Special::Closed) => [false; HALVES],
            Some(Special::Holiday) => self.hours.holidays,
            None => {
                let weekday = date.weekday().to_monday_zero_offset();
                self.hours.week[weekday.unsigned_abs() as usize]
            }
        }
    }

    /// What came before a day, without the calls of when nobody answered: other callers, who ring
    /// again.
    pub(super) fn past(&self, before: Date) -> History {
        let mut past = self.history.within(..before);
        let days: Vec<Date> = past.days().map(|(date, _)| date).collect();
        for date in days {
            let open = self.open(date);
            (0..HALVES).filter(|half| !open[*half]).for_each(|half| past.lose(date, half));
        }
        past
    }
}
