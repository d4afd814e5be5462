mod views;

use super::{
    model::{Call, Outcome},
    queries::{SHEET, Sheet},
};
use crate::{Desk, Reach, Result, Right, commitments::Book, days, identity};
use db::ToValue;
use kernel::{Id, Instant};
pub use views::{View, forget_view, save_view, views};

/// What a list of calls is narrowed to. Its fields are those of the page's address, so that a
/// saved view is only a name for one.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only local days from this number on.
    pub from_day: Option<i64>,
    /// Only local days before this number.
    pub to_day: Option<i64>,
    /// Only calls of this number.
    pub number: Option<[u8; 16]>,
    /// Only calls of this queue.
    pub queue: Option<[u8; 16]>,
    /// Only calls of the unit of this name; empty: all.
    pub unit: String,
    /// Only calls that stand or ended so.
    pub outcome: Option<Outcome>,
    /// Only calls of this kind of client; empty: all.
    pub kind: String,
    /// Only calls that waited at least so many microseconds.
    pub waited: Option<i64>,
    /// Only calls that arrived before this one, for the next page.
    pub before: Option<(Instant, Id<Call>)>,
}

/// Calls a page shows.
pub const PAGE: i64 = 50;
/// Calls one export holds at the most; what is more is asked for by days.
pub const EXPORT_MAX: i64 = 100_000;

const FIRST_DAY: i64 = i32::MIN as i64;
const LAST_DAY: i64 = i32::MAX as i64;

/// A page of calls, the newest first. Each of them is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn list(desk: &mut Desk<'_>, filter: &Filter) -> Result<Vec<Sheet>> {
    let sheets = select(desk, filter, PAGE)?;
    let seen: Vec<[u8; 16]> = sheets.iter().map(|sheet| sheet.id.bytes()).collect();
    identity::saw(desk, "call list", &seen)?;
    Ok(sheets)
}

/// The calls of an export, the newest first; the access log has one line for it.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn export(desk: &mut Desk<'_>, filter: &Filter) -> Result<Vec<Sheet>> {
    let sheets = select(desk, filter, EXPORT_MAX)?;
    identity::saw(desk, "call export", &[[0; 16]])?;
    Ok(sheets)
}

fn select(desk: &mut Desk<'_>, filter: &Filter, limit: i64) -> Result<Vec<Sheet>> {
    let Reach(path) = desk.reach(Right::SeeCalls)?;
    let furthest = (Instant::from_micros(i64::MAX), Id::from_bytes([255; 16]));
    let (at, id) = filter.before.unwrap_or(furthest);
    let tenant = desk.tenant;
    // The day goes first, because the index begins with it; it rises with the arrival.
    let day = match filter.before {
        Some((at, _)) => days::number(at, &Book::open(desk)?.zone),
        None => LAST_DAY,
    };
    let (from, to) = (filter.from_day.unwrap_or(FIRST_DAY), filter.to_day.unwrap_or(LAST_DAY));
    let mut sql = format!(
        "select {SHEET} from calls
          where tenant = $1 and day >= $2 and day < $3 and outcome <> 'linked'
            and (day, arrived_at, id) < ($6, $4, $5)"
    );
    let outcome = filter.outcome.map(|outcome| outcome.word().to_owned());
    let mut values: Vec<&dyn ToValue> = vec![&tenant, &from, &to, &at, &id, &day];
    let narrow: [(bool, &str, &dyn ToValue); 7] = [
        (
            !path.is_empty(),
            "unit in (select id from units
            where tenant = $1 and substr(path, 1, length($?)) = $?)",
            &path,
        ),
        (filter.number.is_some(), "number = $?", &filter.number),
        (filter.queue.is_some(), "queue = $?", &filter.queue),
        (
            !filter.unit.is_empty(),
            "unit in (select id from units where tenant = $1 and name = $?)",
            &filter.unit,
        ),
        (outcome.is_some(), "outcome = $?", &outcome),
        (!filter.kind.is_empty(), "kind = $?", &filter.kind),
        (filter.waited.is_some(), "wait_us >= $?", &filter.waited),
    ];
    for (wanted, text, value) in narrow {
        if wanted {
            values.push(value);
            let place = format!("${}", values.len());
            sql += &format!(" and {}", text.replace("$?", &place));
        }
    }
    values.push(&limit);
    sql += &format!(" order by day desc, arrived_at desc, id desc limit ${}", values.len());
    desk.all(&sql, &values)
}
