use crate::{
    Calendar, Fault, Within, YEARS,
    engine::{latest_due, no_later},
    year::Year,
};
use kernel::{Date, Instant};

/// Which days a target counts.
#[derive(Clone, Copy)]
enum Counting {
    /// Every day that is not suspended.
    Calendar,
    /// Days on which a window starts.
    Business,
}

/// A local day: the index of its year in [`YEARS`], and of the day in that year.
#[derive(Clone, Copy)]
struct Day {
    year: usize,
    day: usize,
}

impl Counting {
    fn of(within: &Within) -> Result<Counting, Fault> {
        match within {
            Within::Days(_) | Within::Weeks(_) | Within::Months(_) => Ok(Counting::Calendar),
            Within::BusinessDays(_) => Ok(Counting::Business),
            _ => Err(Fault::NotDays),
        }
    }

    /// Days counted before each day of a year, and in all.
    fn sums(self, year: &Year) -> &[u16] {
        match self {
            Counting::Calendar => &year.counted,
            Counting::Business => &year.business,
        }
    }
}

impl Calendar {
    /// The due instant of a target in days, moved by further days of the kind it counts: what a
    /// pause took from it. With none it is the target's own due instant.
    ///
    /// The day of the start is day 0. Suspended days are not counted, which lengthens days, weeks
    /// and months by those inside. Rolling comes last, so that a moved target rolls once.
    ///
    /// ```
    /// let office = calendar::Calendar::always("Europe/Rome")?;
    /// let start = "2026-04-30T17:30:00+02:00".parse()?;
    /// let due = office.extend_days(start, &"1mo".parse()?, 2)?;
    /// assert_eq!(due, "2026-06-02T00:00:00+02:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Fault::NotDays`] for open time, [`Fault::TooFar`] and [`Fault::OutsideYears`].
    pub fn extend_days(
        &self,
        start: Instant,
        within: &Within,
        further: u32,
    ) -> Result<Instant, Fault> {
        let counting = Counting::of(within)?;
        let first = self.day_of(start)?;
        if within.is_zero() && further == 0 {
            return Ok(start);
        }
        let latest = latest_due(start);
        let further = u64::from(further);
        let mut last = match *within {
            Within::Months(months) => {
                let (day, lengthened) = self.months_on(first, months)?;
                self.days_after(day, lengthened + further, counting, latest)?
            }
            Within::Weeks(weeks) => {
                self.days_after(first, 7 * u64::from(weeks) + further, counting, latest)?
            }
            Within::Days(days) | Within::BusinessDays(days) => {
                self.days_after(first, u64::from(days) + further, counting, latest)?
            }
            _ => return Err(Fault::NotDays),
        };
        let rolls = self.definition.roll && matches!(counting, Counting::Calendar);
        if rolls && !self.opens_on(last) {
            last = self.days_after(last, 1, Counting::Business, latest)?;
        }
        no_later(Instant::from_micros(self.year(last.year).days[last.day + 1]), latest)
    }

    /// How many days of the kind a target counts have their 24:00 after `from` and not after
    /// `to`: what a pause between the two takes from it.
    ///
    /// ```
    /// let office = calendar::Calendar::always("Europe/Rome")?;
    /// let from = "2026-04-30T17:00:00+02:00".parse()?;
    /// let to = "2026-05-02T00:00:00+02:00".parse()?;
    /// assert_eq!(office.counted_days(from, to, &"3d".parse()?)?, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Fault::NotDays`] for open time, [`Fault::Backwards`] and [`Fault::OutsideYears`].
    pub fn counted_days(&self, from: Instant, to: Instant, within: &Within) -> Result<u32, Fault> {
        let counting = Counting::of(within)?;
        if to < from {
            return Err(Fault::Backwards);
        }
        Ok(self.counted_between(self.day_of(from)?, self.day_of(to)?, counting))
    }

    /// Whether a window starts on this local date, so that it is a business day. `false` outside
    /// [`YEARS`].
    pub fn is_business_day(&self, date: Date) -> bool {
        self.day_at(date).is_ok_and(|day| self.opens_on(day))
    }

    /// Whether the calendar's country has a public holiday on this local date, open or not.
    /// `false` without a country, and outside [`YEARS`].
    ///
    /// ```
    /// let office = calendar::Calendar::new(&calendar::Definition {
    ///     id: "shop".into(),
    ///     zone: "Europe/Rome".into(),
    ///     hours: "Mo-Sa 09:00-19:00; PH 10:00-13:00".into(),
    ///     holidays: Some("IT".into()),
    ///     ..calendar::Definition::default()
    /// })?;
    /// let day = "2026-06-02".parse()?;
    /// assert!(office.is_public_holiday(day) && office.is_business_day(day));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_public_holiday(&self, date: Date) -> bool {
        YEARS.contains(&date.year()) && self.plan.is_public_holiday(date)
    }

    fn opens_on(&self, day: Day) -> bool {
        let sums = &self.year(day.year).business;
        sums[day.day] < sums[day.day + 1]
    }

    fn day_of(&self, at: Instant) -> Result<Day, Fault> {
        let year = self.year_of(at)?;
        Ok(Day { year, day: self.year(year).day_of(at.micros()) })
    }

    fn day_at(&self, date: Date) -> Result<Day, Fault> {
        if !YEARS.contains(&date.year()) {
            return Err(Fault::OutsideYears);
        }
        let year = (date.year() - YEARS.start()).unsigned_abs();
        let day = (date.day_of_year() - 1).unsigned_abs();
        Ok(Day { year: usize::from(year), day: usize::from(day) })
    }

    fn date_of(&self, day: Day) -> Date {
        let first = jiff::civil::date(YEARS.start() + day.year as i16, 1, 1);
        first.saturating_add(jiff::Span::new().days(day.day as i64))
    }

    /// The same date so many months on, or that month's last day, and the days it must be
    /// lengthened by: those not counted on the way.
    fn months_on(&self, first: Day, months: u32) -> Result<(Day, u64), Fault> {
        let date = self.date_of(first);
        let span = jiff::Span::new().try_months(i64::from(months)).map_err(|_| Fault::TooFar)?;
        let target = date.checked_add(span).map_err(|_| Fault::TooFar)?;
        let days = (target - date).get_days().unsigned_abs();
        if i64::from(days) > crate::DUE_DAYS_MAX + 1 {
            return Err(Fault::TooFar);
        }
        let last = self.day_at(target)?;
        let after = |day: Day| Day { day: day.day + 1, ..day };
        let counted = self.counted_between(after(first), after(last), Counting::Calendar);
        Ok((last, u64::from(days.saturating_sub(counted))))
    }

    /// Days counted from `from` on and before `to`. An index one past a year's last day is fine.
    fn counted_between(&self, from: Day, to: Day, counting: Counting) -> u32 {
        let sums = |index: usize| counting.sums(self.year(index));
        let total = |index: usize| sums(index).last().copied().map_or(0, u32::from);
        let whole: u32 = (from.year..to.year).map(total).sum();
        whole + u32::from(sums(to.year)[to.day]) - u32::from(sums(from.year)[from.day])
    }

    /// The `count`-th day counted after `day`; the day itself where the count is zero.
    fn days_after(
        &self,
        day: Day,
        count: u64,
        counting: Counting,
        latest: Instant,
    ) -> Result<Day, Fault> {
        if count == 0 {
            return Ok(day);
        }
        let mut index = day.year;
        let mut need = u64::from(counting.sums(self.year(index))[day.day + 1]) + count;
        loop {
            let sums = counting.sums(self.year(index));
            let total = sums.last().copied().map_or(0, u64::from);
            if need <= total {
                let after = sums.partition_point(|sum| u64::from(*sum) < need);
                return Ok(Day { year: index, day: after - 1 });
            }
            need -= total;
            index = self.next_year(index, latest)?;
        }
    }
}
