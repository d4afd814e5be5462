//! What staffing is planned from: calls by number and quarter of an hour, how long they take, and
//! how long callers wait before they give up.

use crate::{
    Desk, Reach, Result, Right,
    commitments::Book,
    contacts::calls::{self, Place},
    days, identity,
};
use calendar::Calendar;
use db::{FromRow, Row};
use kernel::{Date, Instant, TimeZone};
use std::{collections::HashMap, sync::Arc};

/// Quarters of an hour: every zone that is in use stands off by whole ones.
pub const QUARTER: i64 = 15 * Instant::MINUTE;
/// How far back arrivals are counted: three years show the season.
const LOOK_BACK: i64 = 3 * 365 * Instant::DAY;
/// How far back handling and patience are looked at: they change with people and products.
const RECENT: i64 = 60 * Instant::DAY;
/// Handling of a number nobody has answered yet.
const HANDLING: i64 = 4 * Instant::MINUTE;

/// A number with the calls it had.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// The number itself.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Offered calls of each quarter of an hour that had some: its beginning, how many.
    pub quarters: Vec<(Instant, u32)>,
    /// Mean handling, in microseconds.
    pub handling_us: i64,
    /// The calendar on which its calls are promised to be answered; none where no promise says.
    pub calendar: Option<Arc<Calendar>>,
    /// The time all callers waited, by the number of those who gave up; none where nobody did.
    pub patience_us: Option<i64>,
}

/// What staffing is planned from.
#[derive(Clone, Debug)]
pub struct Past {
    /// The zone of its days.
    pub zone: TimeZone,
    /// Numbers that had calls, by their own order.
    pub lines: Vec<Arrivals>,
    /// Weekdays on which the first calendar of the company has no hour, from the first call to a
    /// month ahead: holidays.
    pub holidays: Vec<Date>,
}

struct Quarter {
    number: [u8; 16],
    quarter: i64,
    calls: i64,
}

impl FromRow for Quarter {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            quarter: row.get("quarter")?,
            calls: row.get("calls")?,
        })
    }
}

struct Manner {
    number: [u8; 16],
    handling_us: Option<i64>,
    waited_us: i64,
    gave_up: i64,
}

impl FromRow for Manner {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            handling_us: row.get("handling_us")?,
            waited_us: row.get("waited_us")?,
            gave_up: row.get("gave_up")?,
        })
    }
}

const WITHIN: &str = "($3 = '' or unit in (
    select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))";

/// The past of every number within reach.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn past(desk: &mut Desk<'_>) -> Result<Past> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    let (tenant, now) = (desk.tenant, desk.now());
    let quarters: Vec<Quarter> = desk.all(
        &format!(
            "select number, arrived_at / $4 as quarter, count(*) as calls from calls
              where tenant = $1 and day >= $2 and number is not null and linked_into is null
                and offered_at is not null and {WITHIN}
              group by number, arrived_at / $4 order by number, quarter"
        ),
        &[&tenant, &days::number(now - LOOK_BACK, &TimeZone::UTC), &path, &QUARTER],
    )?;
    let manners: Vec<Manner> = desk.all(
        &format!(
            "select number, sum(handling_us) / nullif(count(handling_us), 0) as handling_us,
                    coalesce(sum(wait_us), 0) as waited_us,
                    sum(case when outcome = 'abandoned' then 1 else 0 end) as gave_up
               from calls
              where tenant = $1 and day >= $2 and number is not null and linked_into is null
                and offered_at is not null and {WITHIN}
              group by number"
        ),
        &[&tenant, &days::number(now - RECENT, &TimeZone::UTC), &path],
    )?;
    let zone = identity::tenant(desk)?.zone;
    let places = calls::places(desk)?.numbers;
    let book = Book::open(desk)?;
    let lines = lines_of(&quarters, &manners, &book, places.into_values().collect());
    let holidays = holidays(&book, &lines, desk.now(), &zone);
    Ok(Past { zone, lines, holidays })
}

fn lines_of(
    quarters: &[Quarter],
    manners: &[Manner],
    book: &Book,
    mut places: Vec<Place>,
) -> Vec<Arrivals> {
    places.sort_by(|one, other| one.code.cmp(&other.code));
    let manners: HashMap<[u8; 16], &Manner> = manners.iter().map(|one| (one.number, one)).collect();
    let line = |place: Place| {
        let own = quarters.iter().filter(|one| one.number == place.id);
        let counted = |one: &Quarter| {
            let at = Instant::from_micros(one.quarter * QUARTER);
            (at, u32::try_from(one.calls).unwrap_or(u32::MAX))
        };
        let manner = manners.get(&place.id);
        let patience = manner.filter(|one| one.gave_up > 0).map(|one| one.waited_us / one.gave_up);
        let calendar = book.calendar_of_calls(place.kind.as_deref(), place.unit);
        Arrivals {
            calendar: calendar.map(|shelved| Arc::clone(&shelved.calendar)),
            code: place.code,
            name: place.name,
            quarters: own.map(counted).collect(),
            handling_us: manner.and_then(|one| one.handling_us).unwrap_or(HANDLING),
            patience_us: patience,
        }
    };
    let mut lines: Vec<Arrivals> = places.into_iter().map(line).collect();
    lines.retain(|line| !line.quarters.is_empty());
    lines
}

/// Days ahead for which holidays are told.
const AHEAD: i64 = 31 * Instant::DAY;

fn holidays(book: &Book, lines: &[Arrivals], now: Instant, zone: &TimeZone) -> Vec<Date> {
    let first = lines.iter().filter_map(|line| line.quarters.first()).map(|one| one.0).min();
    let (Some(first), Some(calendar)) = (first, book.with_holidays()) else {
        return Vec::new();
    };
    let (mut day, last) = (first.day(zone), (now + AHEAD).day(zone));
    let mut found = Vec::new();
    while day <= last {
        if is_holiday(calendar, day) {
            found.push(day);
        }
        day = day.tomorrow().unwrap_or(last.saturating_add(jiff::Span::new().days(1)));
    }
    found
}

/// A day from Monday to Friday without an hour of office.
fn is_holiday(calendar: &Calendar, day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5 && !calendar.is_business_day(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Kind,
        contacts::calls::{Ending, Fact, Recorded, Unknown},
        house::each_engine,
        reactions,
    };

    const COMMITMENTS: &str = r#"
        [[commitment]]
        code = "a.callbacks"
        starts = ["call.missed"]
        stops = ["callback.attempted"]
        within = "1bd"
        calendar = "office"
        share = "95%"
        valid_from = "2020-01-01"
        name = { en = "Called back" }

        [[commitment]]
        code = "b.answered"
        starts = ["call.offered"]
        stops = ["call.answered"]
        calendar = "evenings"
        client_kinds = ["business"]
        share = "95%"
        valid_from = "2020-01-01"
        name = { en = "Answered in the evening" }

        [[commitment]]
        code = "c.answered"
        starts = ["call.offered"]
        stops = ["call.answered"]
        calendar = "mornings"
        client_kinds = ["private", "business"]
        share = "95%"
        valid_from = "2020-01-01"
        name = { en = "Answered in the morning" }
    "#;

    const CALENDARS: &str = r#"
        [[calendar]]
        id = "office"
        zone = "Europe/Rome"
        hours = "Mo-Fr 09:00-17:00"
        [[calendar]]
        id = "evenings"
        zone = "Europe/Rome"
        hours = "Mo-Fr 18:00-22:00"
        [[calendar]]
        id = "mornings"
        zone = "Europe/Rome"
        hours = "Sa 09:00-13:00"
    "#;

    fn call(key: &str, at: &str, ending: Ending, wait: i64) -> Fact {
        let at: Instant = at.parse().expect("an instant");
        let answered = (ending == Ending::Answered).then(|| (at + wait).micros());
        Fact {
            source: "pbx".into(),
            key: key.into(),
            call: key.into(),
            at,
            kind: Some(Kind::CallRecorded),
            number: Some("800".into()),
            queue: Some("clients".into()),
            record: Some(Recorded {
                offered_at: Some(at.micros()),
                ending,
                wait_us: wait,
                answered_at: answered,
                handling_us: answered.map(|_| 120 * Instant::SECOND),
                ended_at: (at + wait + 120 * Instant::SECOND).micros(),
                queued: true,
            }),
            ..Fact::default()
        }
    }

    #[test]
    fn calls_are_counted_by_quarter_with_their_handling_and_patience() {
        each_engine(|house| {
            let past = house.system("2026-05-20T10:00:00Z", |desk| {
                let second = Instant::SECOND;
                let facts = [
                    call("a", "2026-05-04T08:01:00Z", Ending::Answered, 10 * second),
                    call("b", "2026-05-04T08:14:59Z", Ending::Answered, 20 * second),
                    call("c", "2026-05-04T08:15:00Z", Ending::Abandoned, 30 * second),
                ];
                reactions::calls_told(desk, &facts, Unknown::Create)?;
                past(desk)
            });
            let line = &past.lines[0];
            let at = |text: &str| text.parse::<Instant>().expect("an instant");
            let quarters = [(at("2026-05-04T08:00:00Z"), 2), (at("2026-05-04T08:15:00Z"), 1)];
            assert_eq!((past.lines.len(), line.code.as_str()), (1, "800"));
            assert_eq!(line.quarters, quarters);
            assert_eq!(line.handling_us, 120 * Instant::SECOND);
            assert_eq!(line.patience_us, Some(60 * Instant::SECOND));
        });
    }

    #[test]
    fn a_number_has_the_calendar_on_which_its_calls_are_promised_an_answer() {
        each_engine(|house| {
            house.promise(COMMITMENTS, CALENDARS);
            let of_kind = |kind: &'static str| {
                let past = house.system("2026-05-20T10:00:00Z", move |desk| {
                    let naming = calls::Naming { code: "800", name: "Free", ..Default::default() };
                    let kind = Some(kind).filter(|kind| !kind.is_empty());
                    calls::name_number(desk, &calls::Naming { kind, ..naming })?;
                    let fact = call("a", "2026-05-04T08:01:00Z", Ending::Answered, 10);
                    reactions::calls_told(desk, &[fact], Unknown::Create)?;
                    past(desk)
                });
                past.lines[0].calendar.as_ref().map(|calendar| calendar.id().to_owned())
            };
            assert_eq!(of_kind("private").as_deref(), Some("mornings"));
            assert_eq!(of_kind("business").as_deref(), Some("evenings"), "the first by code");
            assert_eq!(of_kind(""), None, "nothing is promised to it");
        });
    }
}
