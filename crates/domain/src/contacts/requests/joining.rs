//! One request inside another, two that belong together, one that is really two.

use super::{
    acting::{Before, load},
    measuring::measure,
    model::Request,
    receiving::{Incoming, Received, receive},
};
use crate::{Desk, Kind, Refusal, Result};
use kernel::Id;
use serde_json::json;

/// Merges a request into another, which keeps the earliest promise of the two.
///
/// # Errors
/// As for every action; `Conflict` where they would lead to each other.
pub fn merge(desk: &mut Desk<'_>, id: Id<Request>, into: Id<Request>) -> Result<()> {
    if id == into {
        return Err(Refusal::Conflict("conflict-merge-circle"));
    }
    // Always held in the same order, so that two who merge the same pair do not wait in a ring.
    desk.lock([id.min(into), id.max(into)].map(|one| format!("request {one}")))?;
    load(desk, id, &[Before::Open, Before::Answered])?;
    load(desk, into, &[Before::Open, Before::Answered])?;
    desk.execute(
        "update requests set state = 'merged', live = false, unread = false, merged_into = $3
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &into],
    )?;
    // What was merged into it before goes on there too.
    desk.execute(
        "update requests set merged_into = $3 where tenant = $1 and merged_into = $2",
        &[&desk.tenant.clone(), &id, &into],
    )?;
    desk.record(id, Kind::RequestMerged, &json!({ "into": into.to_string() }))?;
    measure(desk, &[id, into])
}

/// Says that two requests belong together.
///
/// # Errors
/// As for every action.
pub fn link(desk: &mut Desk<'_>, id: Id<Request>, other: Id<Request>) -> Result<()> {
    if id == other {
        return Err(Refusal::Conflict("conflict-merge-circle"));
    }
    super::find(desk, other)?;
    load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    desk.execute(
        "insert into request_links (tenant, one, other, at) values ($1, $2, $3, $4)
         on conflict (tenant, one, other) do nothing",
        &[&desk.tenant.clone(), &id.min(other), &id.max(other), &desk.now()],
    )?;
    desk.record(id, Kind::RequestLinked, &json!({ "with": other.to_string() }))
}

/// Makes a part of a request one of its own, received when the whole was: the client waits for it
/// since then.
///
/// # Errors
/// As for every action, and as [`receive`].
pub fn split(
    desk: &mut Desk<'_>,
    id: Id<Request>,
    topic: Option<String>,
    text: &str,
    secret: &str,
) -> Result<Received> {
    let whole = load(desk, id, &[Before::Open, Before::Answered])?;
    let part = Incoming {
        channel: Some(whole.channel),
        topic,
        language: whole.language,
        sender: whole.sender,
        contract: whole.contract_number,
        text: text.to_owned(),
        client_kind: whole.client_kind,
        received_at: Some(whole.received_at),
        link: secret.to_owned(),
        ..Incoming::default()
    };
    let received = receive(desk, &part)?;
    desk.record(id, Kind::RequestSplit, &json!({ "into": received.id.to_string() }))?;
    link(desk, id, received.id)?;
    Ok(received)
}
