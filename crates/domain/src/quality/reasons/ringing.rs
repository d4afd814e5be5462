//! Who rang again about the same, among calls whose topic the exchange told.
//!
//! What an agent wrote down knows the party, and repeats of parties are known beforehand, over all
//! channels. A call that nobody wrote up has only a number: it repeats the call before it of the
//! same number about the same, and is repeated by the one after it.

use super::tally::REPEATS_WITHIN;
use crate::{Desk, Result, quality::measures::Period};
use db::Row;
use kernel::Instant;
use std::collections::HashSet;

/// Calls that came of each other.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Calls that repeat an earlier one.
    pub repeats: HashSet<[u8; 16]>,
    /// Calls after which the same number rang again about the same.
    pub repeated: HashSet<[u8; 16]>,
}

struct Rang {
    id: [u8; 16],
    caller: String,
    topic: String,
    at: Instant,
    written_up: bool,
}

impl Rang {
    fn of(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            caller: row.get("caller")?,
            topic: row.get("topic")?,
            at: row.get("at")?,
            written_up: row.get("written_up")?,
        })
    }

    fn repeats(&self, before: &Self) -> bool {
        let same = self.caller == before.caller && self.topic == before.topic;
        let known_otherwise = self.written_up && before.written_up;
        same && !known_otherwise && self.at - before.at < REPEATS_WITHIN
    }
}

/// The repeats among answered calls of a period and of the week on both sides of it.
pub(super) fn again(desk: &mut Desk<'_>, period: &Period) -> Result<Again> {
    let (from, to) = period.instants();
    let days = (period.first_day() - MARGIN, period.last_day() + MARGIN);
    let tenant = desk.tenant;
    let mut again = Again::default();
    let mut before: Option<Rang> = None;
    desk.each(
        "select c.id, c.caller, coalesce(r.topic, c.topic) as topic, c.arrived_at as at,
                r.call is not null as written_up
           from calls as c left join call_records as r on r.tenant = c.tenant and r.call = c.id
          where c.tenant = $1 and c.day >= $2 and c.day < $3 and c.outcome = 'answered'
            and c.arrived_at >= $4 and c.arrived_at < $5 and c.caller is not null
            and coalesce(r.topic, c.topic) is not null
          order by 2, 3, 4, 1",
        &[&tenant, &days.0, &days.1, &(from - REPEATS_WITHIN), &(to + REPEATS_WITHIN)],
        &mut |row: &Row| {
            let rang = Rang::of(row)?;
            if let Some(before) = before.as_ref().filter(|before| rang.repeats(before)) {
                again.repeats.insert(rang.id);
                again.repeated.insert(before.id);
            }
            before = Some(rang);
            Ok(())
        },
    )?;
    Ok(again)
}

/// Days looked at on both sides: the week of a repeat, and one for where days begin.
const MARGIN: i64 = 8;
