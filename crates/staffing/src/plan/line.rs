use crate::forecast::{HALVES, Halves, History, Special, SpecialDays};
use kernel::Date;

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
}

impl Hours {
    /// Always answered.
    pub const ALWAYS: Self = Self { week: [[true; HALVES]; 7], holidays: [true; HALVES] };

    /// Never answered: where hours are put together from.
    pub const NEVER: Self = Self { week: [[false; HALVES]; 7], holidays: [false; HALVES] };

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

    /// The open half hours of a date.
    pub(super) fn of(&self, date: Date, special: &SpecialDays) -> Halves<bool> {
        match special.get(&date) {
            Some(Special::Closed) => [false; HALVES],
            Some(Special::Holiday) => self.holidays,
            None => self.week[date.weekday().to_monday_zero_offset().unsigned_abs() as usize],
        }
    }

    /// The history without what came when nobody answered: other callers, who ring again.
    pub(super) fn masked(&self, history: &History, special: &SpecialDays) -> History {
        let mut masked = history.clone();
        let days: Vec<Date> = history.days().map(|(date, _)| date).collect();
        for date in days {
            let open = self.of(date, special);
            (0..HALVES).filter(|half| !open[*half]).for_each(|half| masked.lose(date, half));
        }
        masked
    }
}
