//! Repeats: the same person about the same, not long before.

use crate::{Desk, Result, contacts::requests::Request, parties::Party};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use std::collections::HashMap;

/// Time within which the same person about the same is a repeat: the share solved at first level
/// without repeats is counted over it.
const REPEATS_WITHIN: i64 = 7 * Instant::DAY;
/// What is looked at of one person about one topic in this time: a bound, hardly reached.
const EARLIER_MAX: i64 = 200;

/// Something of a person's that another may repeat: a request or a call.
struct Earlier {
    at: Instant,
    id: [u8; 16],
    topic: Option<String>,
}

struct Written(String, Earlier);
struct Called(Id<Party>, Earlier);

impl FromRow for Earlier {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { at: row.get("at")?, id: row.get("id")?, topic: row.get("topic")? })
    }
}

impl FromRow for Written {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("person")?, Earlier::from_row(row)?))
    }
}

impl FromRow for Called {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, Earlier::from_row(row)?))
    }
}

/// For each request the latest contact before it, request or call, of the same person about the
/// same, over all channels. Of these requests, each comes after those before it.
pub fn earlier(desk: &mut Desk<'_>, requests: &[Request]) -> Result<Vec<Option<[u8; 16]>>> {
    let mut written = written(desk, requests)?;
    let mut found = Vec::with_capacity(requests.len());
    for request in requests {
        let theirs = request.sender.person().map(|person| written.entry(person).or_default());
        found.push(theirs.as_deref().and_then(|theirs| latest(theirs.iter(), request)));
        if let Some(theirs) = theirs {
            let (at, id) = (request.received_at, request.id.bytes());
            theirs.push(Earlier { at, id, topic: request.topic.clone() });
        }
    }
    let called = called(desk, &requests.iter().collect::<Vec<_>>())?;
    for (found, request) in found.iter_mut().zip(requests) {
        let theirs = request.sender.party.and_then(|party| called.get(&party));
        // A request that a call became was received when the call arrived: it does not repeat it.
        let before = theirs.into_iter().flatten().filter(|one| one.at < request.received_at);
        *found = (*found).max(latest(before, request));
    }
    Ok(found.into_iter().map(|found| found.map(|(_, id)| id)).collect())
}

fn latest<'a>(
    theirs: impl Iterator<Item = &'a Earlier>,
    request: &Request,
) -> Option<(Instant, [u8; 16])> {
    let (topic, upto) = (request.topic.as_deref().unwrap_or_default(), request.received_at);
    theirs
        .filter(|one| one.at >= upto - REPEATS_WITHIN && one.at <= upto)
        .filter(|one| one.topic.as_deref().unwrap_or_default() == topic)
        .filter(|one| one.id != request.id.bytes())
        .map(|one| (one.at, one.id))
        .max()
}

/// From the first instant that the earliest of these may repeat to the last of them.
fn span<'a>(requests: impl Iterator<Item = &'a Request>) -> Option<(Instant, Instant)> {
    let at: Vec<Instant> = requests.map(|request| request.received_at).collect();
    Some((*at.iter().min()? - REPEATS_WITHIN, *at.iter().max()?))
}

/// What these persons wrote. `+ 0` and the latest picked here and not there: PostgreSQL, while it
/// has no statistics of a young table, takes any span of time between two ends for a short one,
/// and walks through all that came lately to find what one person wrote (measured: 12,000 rows for
/// each).
fn written(desk: &mut Desk<'_>, requests: &[Request]) -> Result<HashMap<String, Vec<Earlier>>> {
    let persons: Vec<Value> = requests
        .iter()
        .filter_map(|request| request.sender.person())
        .map(|person| person.to_value())
        .collect();
    let Some((since, upto)) = span(requests.iter()) else { return Ok(HashMap::new()) };
    let rows: Vec<Written> = desk.all_in(
        "select person, id, at, topic from (
            select person, id, received_at as at, topic, row_number() over (
                    partition by person, topic order by received_at desc, id desc) as place
              from requests
             where tenant = $1 and person in ({list}) and received_at >= $2
               and received_at + 0 <= $3 and state <> 'merged') as earlier
          where place <= $4",
        &[&desk.tenant.clone(), &since, &upto, &EARLIER_MAX],
        &persons,
    )?;
    let mut written: HashMap<String, Vec<Earlier>> = HashMap::new();
    for Written(person, one) in rows {
        written.entry(person).or_default().push(one);
    }
    Ok(written)
}

/// The calls of these persons, as far as we know who they are.
fn called(desk: &mut Desk<'_>, requests: &[&Request]) -> Result<HashMap<Id<Party>, Vec<Earlier>>> {
    let parties: Vec<Value> = requests
        .iter()
        .filter_map(|request| request.sender.party)
        .map(|id| id.to_value())
        .collect();
    let Some((since, upto)) = span(requests.iter().copied()) else { return Ok(HashMap::new()) };
    let rows: Vec<Called> = desk.all_in(
        "select party, id, at, topic from (
            select party, call as id, call_at as at, topic, row_number() over (
                    partition by party, topic order by call_at desc, call desc) as place
              from call_records
             where tenant = $1 and party in ({list}) and call_at >= $2
               and call_at + 0 <= $3) as earlier
          where place <= $4",
        &[&desk.tenant.clone(), &since, &upto, &EARLIER_MAX],
        &parties,
    )?;
    let mut called: HashMap<Id<Party>, Vec<Earlier>> = HashMap::new();
    for Called(party, one) in rows {
        called.entry(party).or_default().push(one);
    }
    Ok(called)
}
