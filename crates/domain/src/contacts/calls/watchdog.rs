use super::{
    model::{Fact, Outcome, Voice},
    telling::tell,
};
use crate::{Desk, Kind, Result, contacts::calls::Unknown};
use db::{FromRow, Row};
use kernel::Instant;

/// Nobody stays in a menu longer.
const IN_MENU: i64 = Instant::HOUR;
/// Nobody waits longer; an exchange that says so lost the call.
const IN_QUEUE: i64 = 4 * Instant::HOUR;
/// Nobody talks longer; an exchange can leave a call "answered" for days.
const IN_TALK: i64 = 12 * Instant::HOUR;
/// Calls closed in one unit of work at the most.
const AT_ONCE: i64 = 500;

struct Lost {
    source: String,
    key: String,
    outcome: Option<Outcome>,
    since: Instant,
}

impl FromRow for Lost {
    fn from_row(row: &Row) -> db::Result<Self> {
        let outcome: String = row.get("outcome")?;
        Ok(Self {
            source: row.get("source")?,
            key: row.get("key")?,
            outcome: Outcome::from_word(&outcome),
            since: row.get("since")?,
        })
    }
}

/// Closes calls of which the exchange will tell nothing more; answers how many.
///
/// A call that never came to a queue was left before it; one that waited or talked ends unknown.
///
/// # Errors
/// Only when the database fails.
pub fn close_lost(desk: &mut Desk<'_>) -> Result<usize> {
    let now = desk.now();
    let lost: Vec<Lost> = desk.all(
        "select source, key, outcome,
                coalesce(answered_at, offered_at, arrived_at) as since
           from calls
          where tenant = $1 and open
            and ((outcome = 'arrived' and arrived_at < $2)
              or (outcome = 'waiting' and offered_at < $3)
              or (outcome = 'talking' and answered_at < $4))
          order by arrived_at, id limit $5",
        &[&desk.tenant.clone(), &(now - IN_MENU), &(now - IN_QUEUE), &(now - IN_TALK), &AT_ONCE],
    )?;
    let facts: Vec<Fact> = lost
        .into_iter()
        .map(|call| {
            let (after, reason) = match call.outcome {
                Some(Outcome::Waiting) => (IN_QUEUE, Some(super::fold::RESTARTED.to_owned())),
                Some(Outcome::Talking) => (IN_TALK, Some(super::fold::RESTARTED.to_owned())),
                _ => (IN_MENU, None),
            };
            Fact {
                key: format!("watchdog {}", call.key),
                source: call.source,
                call: call.key,
                at: call.since + after,
                kind: Some(Kind::CallEnded),
                reason,
                voice: Voice::House,
                ..Fact::default()
            }
        })
        .collect();
    tell(desk, &facts, Unknown::Create)?;
    Ok(facts.len())
}
