use super::{
    super::{Rejected, YEARS},
    Column,
    map::{Arrival, TimeFormat},
    row::Row,
};
use kernel::{Instant, TimeZone};

/// The reason of a row whose time cannot be read.
pub(super) const NO_TIME: &str = "not_a_time";
/// The reason of a row whose figure cannot be read.
pub(super) const NO_NUMBER: &str = "not_a_number";

/// Reads the times of a row. An hour that a zone has twice is the first one; one that it skips is
/// as much after the gap.
#[derive(Debug)]
pub(super) struct Times {
    zone: TimeZone,
    format: TimeFormat,
    arrival: Columns,
}

#[derive(Debug)]
enum Columns {
    /// One column with everything; so have all other times.
    Whole(Column),
    /// A date and a time of day; all other times are times of day near it.
    Parts(Column, Column),
}

/// The instant of arrival with what stands in its columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrived {
    pub at: Instant,
    date: jiff::civil::Date,
    of_day: i64,
}

impl Times {
    pub(super) fn of(
        arrival: &Arrival,
        zone: &str,
        columns: &super::Columns<'_>,
    ) -> Result<Self, String> {
        let zone = TimeZone::get(zone).map_err(|_| format!("there is no zone `{zone}`"))?;
        let whole = columns.find_if(arrival.at.as_ref())?;
        let date = columns.find_if(arrival.date.as_ref())?;
        let time = columns.find_if(arrival.time.as_ref())?;
        let arrival_columns = match (whole, date, time) {
            (Some(at), None, None) => Columns::Whole(at),
            (None, Some(date), Some(time)) => Columns::Parts(date, time),
            _ => return Err("[arrival] wants either `at`, or `date` and `time`".to_owned()),
        };
        Ok(Self { zone, format: arrival.format, arrival: arrival_columns })
    }

    pub(super) fn arrival(&self, row: &Row) -> Result<Arrived, Rejected> {
        let wrong = |column: &Column| Rejected::column(&column.name, NO_TIME);
        match &self.arrival {
            Columns::Whole(column) => {
                let at = self.whole(row.get(column)).ok_or_else(|| wrong(column))?;
                Ok(Arrived { at, date: jiff::civil::Date::ZERO, of_day: 0 })
            }
            Columns::Parts(day, time) => {
                let date = self.date(row.get(day).trim()).ok_or_else(|| wrong(day))?;
                let of_day = of_day(row.get(time)).ok_or_else(|| wrong(time))?;
                let at = self.local(date, of_day).ok_or_else(|| wrong(day))?;
                Ok(Arrived { at, date, of_day })
            }
        }
    }

    /// Another time of the same call. A time of day that seems to lie half a day or more away is
    /// on the other side of midnight.
    pub(super) fn near(&self, arrived: Arrived, text: &str) -> Option<Instant> {
        if let Columns::Whole(_) = self.arrival {
            return self.whole(text);
        }
        let of_day = of_day(text)?;
        let apart = of_day - arrived.of_day;
        let date = match apart {
            _ if apart <= -Instant::DAY / 2 => arrived.date.tomorrow().ok()?,
            _ if apart > Instant::DAY / 2 => arrived.date.yesterday().ok()?,
            _ => arrived.date,
        };
        self.local(date, of_day)
    }

    /// A time as a bare figure in microseconds, to compare with others of its row.
    pub(super) fn figure(&self, text: &str) -> Option<i64> {
        match self.arrival {
            Columns::Whole(_) => self.whole(text).map(Instant::micros),
            Columns::Parts(..) => of_day(text),
        }
    }

    fn whole(&self, text: &str) -> Option<Instant> {
        let text = text.trim();
        if matches!(self.format, TimeFormat::Epoch | TimeFormat::EpochMs) {
            let unit = if self.format == TimeFormat::Epoch { 1 } else { 1_000 };
            let micros = seconds(text)? / unit;
            return YEARS
                .contains(&(micros / Instant::SECOND))
                .then(|| Instant::from_micros(micros));
        }
        let (date, time) = text.split_once([' ', 'T'])?;
        if time.ends_with('Z') || time.contains(['+', '-']) {
            return text.parse().ok();
        }
        self.local(self.date(date)?, of_day(time)?)
    }

    fn local(&self, date: jiff::civil::Date, of_day: i64) -> Option<Instant> {
        let (hours, rest) = (of_day / Instant::HOUR, of_day % Instant::HOUR);
        let (minutes, rest) = (rest / Instant::MINUTE, rest % Instant::MINUTE);
        let (seconds, micros) = (rest / Instant::SECOND, rest % Instant::SECOND);
        let small = |part: i64| i8::try_from(part).ok();
        let nanos = i32::try_from(micros).ok()? * 1_000;
        let (hours, minutes, seconds) = (small(hours)?, small(minutes)?, small(seconds)?);
        let time = jiff::civil::Time::new(hours, minutes, seconds, nanos).ok()?;
        let timestamp = self.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible();
        timestamp.ok().map(Instant::from)
    }

    fn date(&self, text: &str) -> Option<jiff::civil::Date> {
        let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month, day) = match self.format {
            TimeFormat::ShortYear if text.len() == 6 && all_digits => {
                let year = digits(0..2)?;
                // Telephone logs are younger than 1970.
                let century = if year >= 70 { 1900 } else { 2000 };
                (century + year, digits(2..4)?, digits(4..6)?)
            }
            TimeFormat::Compact if text.len() == 8 && all_digits => {
                (digits(0..4)?, digits(4..6)?, digits(6..8)?)
            }
            TimeFormat::YearFirst | TimeFormat::DayFirst | TimeFormat::MonthFirst => {
                let mut parts = text.split(|letter: char| !letter.is_ascii_digit());
                let mut next = || parts.next()?.parse::<i16>().ok();
                let (one, two, three) = (next()?, next()?, next()?);
                match self.format {
                    TimeFormat::YearFirst => (one, two, three),
                    TimeFormat::DayFirst => (three, two, one),
                    _ => (three, one, two),
                }
            }
            _ => return None,
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        (1970..2100).contains(&date.year()).then_some(date)
    }
}

/// A time of day, `h:mm` or `h:mm:ss` or with a fraction, in microseconds after midnight.
fn of_day(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':');
    let hours: i64 = unsigned(parts.next()?)?;
    let minutes: i64 = unsigned(parts.next()?)?;
    let seconds = match parts.next() {
        Some(part) => seconds(part).filter(|micros| *micros >= 0)?,
        None => 0,
    };
    let fits = hours < 24 && minutes < 60 && seconds < Instant::MINUTE && parts.next().is_none();
    fits.then_some(hours * Instant::HOUR + minutes * Instant::MINUTE + seconds)
}

fn unsigned(text: &str) -> Option<i64> {
    let digits =
        !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A duration in microseconds: `12`, `-3`, `12.5`, `12,5`, `1:02`, `0:01:02`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let Some((before, last)) = text.rsplit_once(':') else { return seconds(text) };
    let minutes = match before.rsplit_once(':') {
        Some((hours, minutes)) => unsigned(hours)? * 60 + unsigned(minutes)?,
        None => unsigned(before)?,
    };
    Some(minutes * Instant::MINUTE + seconds(last)?)
}

/// Decimal seconds in microseconds; further digits are cut off.
fn seconds(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 13 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let places = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let fraction = places.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    // Thirteen digits are milliseconds of the epoch at the most: they stay far within 64 bits.
    whole.checked_mul(Instant::SECOND)?.checked_add(fraction).map(|micros| sign * micros)
}
