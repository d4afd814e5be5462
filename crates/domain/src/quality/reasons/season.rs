//! When in the year a reason comes: how much of it each month has, against the average month.

use crate::{Desk, Reach, Result, Right, days, quality::measures::Period};
use db::{FromRow, Row};
use kernel::{Date, Instant};
use std::collections::BTreeMap;

/// Years that are looked back on.
const YEARS: i64 = 3;
/// Months that must be known before a month is compared with the average: one of each.
const MONTHS_MIN: usize = 12;

/// The months of the year of each topic, January first: 100 is the average month. A topic of which
/// less than a year is known is not in it.
pub type Season = BTreeMap<String, [i64; 12]>;

struct OfDay {
    topic: String,
    day: i64,
    contacts: i64,
}

impl FromRow for OfDay {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { topic: row.get("topic")?, day: row.get("day")?, contacts: row.get("contacts")? })
    }
}

/// The seasons of the three years before this month.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn season(desk: &mut Desk<'_>, today: Date, zone: &kernel::TimeZone) -> Result<Season> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    let to = today.first_of_month();
    let from = to.saturating_sub(jiff::Span::new().years(YEARS));
    let period = Period::new(from, to, zone.clone())?;
    let (start, end) = period.instants();
    // Requests are told by the day of UTC: a month gains or loses no more than an hour's.
    let all: Vec<OfDay> = desk.all(
        "select topic, day, sum(contacts) as contacts from (
            select coalesce(r.topic, c.topic, '') as topic, c.day, count(*) as contacts
              from calls as c left join call_records as r on r.tenant = c.tenant and r.call = c.id
             where c.tenant = $1 and c.day >= $2 and c.day < $3 and c.outcome = 'answered'
               and ($6 = '' or c.unit in (
                   select id from units where tenant = $1 and substr(path, 1, length($6)) = $6))
             group by coalesce(r.topic, c.topic, ''), c.day
            union all
            select coalesce(topic, '') as topic, received_at / $7 as day, count(*) as contacts
              from requests
             where tenant = $1 and received_at >= $4 and received_at < $5 and state <> 'merged'
               and not (channel = 'phone' and substr(coalesce(key, ''), 1, 5) = 'call ')
               and ($6 = '' or unit in (
                   select id from units where tenant = $1 and substr(path, 1, length($6)) = $6))
             group by coalesce(topic, ''), received_at / $7) as both_ways
          group by topic, day",
        &[
            &desk.tenant.clone(),
            &period.first_day(),
            &period.last_day(),
            &start,
            &end,
            &path,
            &Instant::DAY,
        ],
    )?;
    Ok(indices(all, to))
}

/// Months from year nought to the month of a date.
fn month(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

fn indices(all: Vec<OfDay>, until: Date) -> Season {
    let mut topics: BTreeMap<String, BTreeMap<i64, i64>> = BTreeMap::new();
    for one in all {
        let months = topics.entry(one.topic).or_default();
        *months.entry(month(days::date(one.day))).or_default() += one.contacts;
    }
    let known = topics.into_iter().filter_map(|(topic, months)| {
        let index = of_months(&months, month(until))?;
        Some((topic, index))
    });
    known.collect()
}

/// From the first whole month after the topic first came to the last.
fn of_months(months: &BTreeMap<i64, i64>, until: i64) -> Option<[i64; 12]> {
    // The month in which it first came was not a whole one.
    let first = months.keys().next().copied()? + 1;
    let known = usize::try_from(until - first).ok()?;
    if known < MONTHS_MIN {
        return None;
    }
    let (mut sums, mut counts) = ([0_i64; 12], [0_i64; 12]);
    for month in first..until {
        let place = usize::try_from(month.rem_euclid(12)).ok()?;
        sums[place] += months.get(&month).copied().unwrap_or(0);
        counts[place] += 1;
    }
    // The average month is the mean of the twelve months' means, so that a month which is there
    // three times weighs no more than one which is there twice.
    let mean = |place: usize| sums[place] * 1_000 / counts[place].max(1);
    let average = (0..12).map(mean).sum::<i64>() / 12;
    (average > 0).then(|| std::array::from_fn(|place| (mean(place) * 100 + average / 2) / average))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_told_against_the_average_month() {
        // Twenty-four months of ten, but for Julys of forty.
        let months: BTreeMap<i64, i64> =
            (-1..24).map(|month| (month, if month % 12 == 6 { 40 } else { 10 })).collect();
        let index = of_months(&months, 24).expect("two years are known");
        assert_eq!((index[0], index[6]), (80, 320));
        assert_eq!(of_months(&months, 11), None, "less than a year is no season");
    }
}
