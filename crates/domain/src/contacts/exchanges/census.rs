//! What ended while nobody listened.

use super::heard::Census;
use crate::{
    Desk, Kind, Result,
    contacts::calls::{Fact, RESTARTED, Voice},
};
use db::{FromRow, Row};
use kernel::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Open calls of one exchange looked at in one unit of work.
const OPEN_MAX: i64 = 5_000;

struct Open {
    key: String,
    legs: Option<String>,
    arrived_at: Instant,
}

impl FromRow for Open {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            key: row.get("key")?,
            legs: row.get("legs")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

/// Open calls, each with one of the legs that became part of it.
fn open(desk: &mut Desk<'_>, source: &str) -> Result<Vec<Open>> {
    desk.all(
        "select c.key, l.key as legs, c.arrived_at from calls as c
           left join calls as l on l.tenant = c.tenant and l.linked_into = c.id
          where c.tenant = $1 and c.open and c.source = $2
          order by c.arrived_at, c.id limit $3",
        &[&desk.tenant.clone(), &source, &OPEN_MAX],
    )
}

/// What a restart of the exchange ended: every call that was open before. Nobody knows how.
///
/// # Errors
/// Only when the database fails.
pub fn lost_in_restart(
    desk: &mut Desk<'_>,
    source: &str,
    started_at: Instant,
    voice: Voice,
) -> Result<Vec<Fact>> {
    let lost = open(desk, source)?.into_iter().filter(|call| call.arrived_at < started_at);
    let lost: BTreeSet<String> = lost.map(|call| call.key).collect();
    let ended = lost.into_iter().map(|call| ended(source, call, started_at, "restart"));
    Ok(ended.map(|fact| Fact { voice, ..fact }).collect())
}

/// What a gap in listening hid: calls that are gone have ended somehow, and callers found waiting
/// have joined meanwhile.
///
/// # Errors
/// Only when the database fails.
pub fn lost_in_gap(
    desk: &mut Desk<'_>,
    source: &str,
    census: &Census,
    voice: Voice,
) -> Result<Vec<Fact>> {
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    for call in open(desk, source)?.into_iter().filter(|call| call.arrived_at < census.at) {
        let alive = known.entry(call.key.clone()).or_default();
        let ids = call.legs.iter().chain([&call.key]);
        *alive |= ids.into_iter().any(|id| census.alive.contains(id));
    }
    let joined = census.waiting.iter().filter(|one| !known.contains_key(&one.call));
    let joined: Vec<Fact> = joined
        .map(|one| Fact {
            source: source.to_owned(),
            key: format!("live|{}|{}|found|{}", one.call, one.queue, one.since.micros()),
            at: one.since,
            kind: Some(Kind::CallQueued),
            call: one.call.clone(),
            leg: Some(one.call.clone()),
            queue: Some(one.queue.clone()),
            caller: one.caller.clone(),
            voice,
            ..Fact::default()
        })
        .collect();
    let gone = known.into_iter().filter(|(_, alive)| !alive).map(|(call, _)| call);
    let gone = gone.map(|call| Fact { voice, ..ended(source, call, census.at, "gap") });
    Ok(gone.chain(joined).collect())
}

fn ended(source: &str, call: String, at: Instant, why: &str) -> Fact {
    Fact {
        source: source.to_owned(),
        key: format!("live|{call}|{why}|{}", at.micros()),
        at,
        kind: Some(Kind::CallEnded),
        call,
        reason: Some(RESTARTED.to_owned()),
        ..Fact::default()
    }
}
