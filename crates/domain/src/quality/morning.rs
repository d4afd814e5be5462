//! What a quality manager reads each morning: what came in a period, what waits now, and which
//! reasons came more often than is usual for such a day.

use super::{
    measures::Period,
    reasons::{self, Narrowed, Reason},
};
use crate::{Desk, Reach, Result, Right, days};
use db::{FromRow, Row};
use kernel::{Date, Instant};
use std::collections::{BTreeMap, BTreeSet};

/// What came in writing in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// Requests received.
    pub requests: i64,
    /// Of these, those that have an answer.
    pub answered: i64,
    /// Complaints received.
    pub complaints: i64,
    /// Of these, those that have an answer.
    pub complaints_answered: i64,
}

impl FromRow for Came {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            requests: row.get("requests")?,
            answered: row.get("answered")?,
            complaints: row.get("complaints")?,
            complaints_answered: row.get("complaints_answered")?,
        })
    }
}

/// What waits now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Requests that somebody has to do something about.
    pub requests: i64,
    /// Of these, those that are due before the day ends.
    pub due_today: i64,
    /// Of these, those whose time is over.
    pub overdue: i64,
    /// Complaints that nobody has answered.
    pub complaints: i64,
    /// People who wish to be called back.
    pub callbacks: i64,
    /// Of these, those whose time is over.
    pub callbacks_overdue: i64,
}

impl FromRow for Waiting {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            requests: row.get("requests")?,
            due_today: row.get("due_today")?,
            overdue: row.get("overdue")?,
            complaints: row.get("complaints")?,
            callbacks: row.get("callbacks")?,
            callbacks_overdue: row.get("callbacks_overdue")?,
        })
    }
}

/// A reason that came more often than is usual on such a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rising {
    /// The code of its topic.
    pub topic: String,
    /// How many contacts it had.
    pub came: i64,
    /// How many it had on the same weekday of the weeks before, all of them together.
    pub before: i64,
    /// How many such days those were: without those on which nobody gave reasons.
    pub days: i64,
}

impl Rising {
    /// How many are usual, rounded half up.
    pub fn usual(&self) -> i64 {
        (2 * self.before + self.days) / (2 * self.days.max(1))
    }
}

/// What came in writing in these days, within reach.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn came(desk: &mut Desk<'_>, period: &Period) -> Result<Came> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    let (from, to) = period.instants();
    desk.one(
        "select r.requests, r.answered, c.complaints, c.complaints_answered
           from (select count(*) as requests, count(answered_at) as answered from requests
                  where tenant = $1 and received_at >= $2 and received_at < $3
                    and state <> 'merged'
                    and not (channel = 'phone' and substr(coalesce(key, ''), 1, 5) = 'call ')
                    and ($4 = '' or unit in (
                        select id from units
                         where tenant = $1 and substr(path, 1, length($4)) = $4))) as r,
                (select count(*) as complaints, count(answered_at) as complaints_answered
                   from complaints
                  where tenant = $1 and received_at >= $2 and received_at < $3
                    and ($4 = '' or unit in (
                        select id from units
                         where tenant = $1 and substr(path, 1, length($4)) = $4))) as c",
        &[&desk.tenant.clone(), &from, &to, &path],
    )
}

/// What waits now, within reach; `day_ends` is when today is over.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn waiting(desk: &mut Desk<'_>, day_ends: Instant) -> Result<Waiting> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    let now = desk.now();
    desk.one(
        "select r.requests, r.due_today, r.overdue, c.complaints, b.callbacks,
                b.callbacks_overdue
           from (select count(*) as requests,
                        coalesce(sum(case when due_at >= $2 and due_at < $3 then 1 else 0 end), 0)
                            as due_today,
                        coalesce(sum(case when due_at < $2 then 1 else 0 end), 0) as overdue
                   from requests
                  where tenant = $1 and live
                    and ($4 = '' or unit in (
                        select id from units
                         where tenant = $1 and substr(path, 1, length($4)) = $4))) as r,
                (select count(*) as complaints from complaints
                  where tenant = $1 and answered_at is null
                    and ($4 = '' or unit in (
                        select id from units
                         where tenant = $1 and substr(path, 1, length($4)) = $4))) as c,
                (select count(*) as callbacks,
                        coalesce(sum(case when due_at < $2 then 1 else 0 end), 0)
                            as callbacks_overdue
                   from callbacks
                  where tenant = $1 and state = 'open'
                    and ($4 = '' or unit in (
                        select id from units
                         where tenant = $1 and substr(path, 1, length($4)) = $4))) as b",
        &[&desk.tenant.clone(), &now, &day_ends, &path],
    )
}

/// Weeks before with which a day is compared.
const WEEKS: i64 = 4;
/// Contacts below which nothing is said: three instead of one is no rise.
const RISING_MIN: i64 = 5;
/// Such days that must be known before anything is said.
const DAYS_MIN: i64 = 2;

/// The reasons that came half as often again as on the same weekday of the four weeks before, the
/// greatest rise first.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn rising(desk: &mut Desk<'_>, day: &Period) -> Result<Vec<Rising>> {
    let back = |date: Date, days: i64| date.saturating_sub(jiff::Span::new().days(days));
    let month = Period { from: back(day.from, 7 * WEEKS), to: day.from, zone: day.zone.clone() };
    let (now, before) = (
        reasons::ask(desk, day, &Narrowed::default())?,
        reasons::ask(desk, &month, &Narrowed::default())?,
    );
    let weekday = days::weekday(day.first_day());
    let such = |reason: &Reason| -> BTreeMap<i64, i64> {
        let days = reason.days.iter().filter(|(day, _)| days::weekday(**day) == weekday);
        days.map(|(day, count)| (*day, *count)).collect()
    };
    let said = |topic: &&String| !topic.is_empty();
    let told: BTreeSet<i64> = before
        .topics
        .iter()
        .filter(|(topic, _)| said(topic))
        .flat_map(|(_, reason)| such(reason).into_keys())
        .collect();
    let known = i64::try_from(told.len()).unwrap_or(0);
    if known < DAYS_MIN {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for (topic, reason) in now.topics.iter().filter(|(topic, _)| said(topic)) {
        let earlier: i64 = before.topics.get(topic).map_or(0, |reason| such(reason).values().sum());
        let came = reason.volume();
        if came >= RISING_MIN && 2 * known * came >= 3 * earlier {
            all.push(Rising { topic: topic.clone(), came, before: earlier, days: known });
        }
    }
    all.sort_by_key(|one| (std::cmp::Reverse(known * one.came - one.before), one.topic.clone()));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contacts::requests::{Channel, Incoming, Sender, receive},
        contacts::topics,
        house::{House, each_engine},
    };
    use kernel::TimeZone;

    fn asked(house: &House, when: &str, number: usize) {
        let at: Instant = when.parse().expect("an instant");
        house.system("2026-06-20T12:00:00Z", move |desk| {
            let incoming = Incoming {
                channel: Some(Channel::Email),
                topic: Some("hail".into()),
                sender: Sender {
                    name: "Dora".into(),
                    email: Some(format!("dora-{number}@example.test")),
                    ..Sender::default()
                },
                text: "It hailed.".into(),
                link: format!("secret {number} {}", at.micros()),
                received_at: Some(at),
                ..Incoming::default()
            };
            receive(desk, &incoming)
        });
    }

    #[test]
    fn a_day_of_hail_stands_out_and_what_waits_is_counted() {
        each_engine(|house| {
            house.system("2026-01-02T00:00:00Z", |desk| {
                let text = "[[topic]]\ncode = \"hail\"\n[topic.name]\nen = \"Hail\"\n";
                topics::save(desk, &topics::Document::read(text)?)
            });
            // Two on each Monday before, and five on this one.
            for (week, day) in
                ["2026-05-18", "2026-05-25", "2026-06-01", "2026-06-08"].into_iter().enumerate()
            {
                for number in 0..2 {
                    asked(house, &format!("{day}T08:00:00Z"), week * 10 + number);
                }
            }
            for number in 0..5 {
                asked(house, "2026-06-15T08:00:00Z", 100 + number);
            }
            let day = |from: &str, to: &str| {
                let date = |text: &str| text.parse().expect("a day");
                Period::new(date(from), date(to), TimeZone::UTC).expect("a period")
            };
            let (monday, quiet) =
                (day("2026-06-15", "2026-06-16"), day("2026-06-08", "2026-06-09"));
            let (found, none, came, waits) = house.system("2026-06-20T12:00:00Z", move |desk| {
                Ok((
                    rising(desk, &monday)?,
                    rising(desk, &quiet)?,
                    super::came(desk, &monday)?,
                    waiting(desk, "2026-06-20T22:00:00Z".parse().expect("an instant"))?,
                ))
            });
            assert_eq!(found, [Rising { topic: "hail".into(), came: 5, before: 8, days: 4 }]);
            assert_eq!(none, []);
            assert_eq!((came.requests, came.answered, came.complaints), (5, 0, 0));
            assert_eq!((waits.requests, waits.overdue), (13, 0), "nothing is promised here");
        });
    }
}
