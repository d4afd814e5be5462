//! Writes down what was taken: history and clocks, the request and its words, the confirmation.

use super::Incoming;
use crate::{
    Desk, Kind, Result,
    commitments::{self, Book, Moment},
    contacts::requests::{
        NEVER, Request, Word, WordKind,
        measuring::{fresh_matter, next_due},
        telling::telling,
    },
    history::Happened,
    identity::{self, secrets},
    notices::{self, Cause, Event},
};
use db::{ToValue, Value};
use kernel::Id;
use serde_json::json;
use std::collections::BTreeSet;

/// Starts their clocks.
pub(super) fn begin(desk: &mut Desk<'_>, requests: &mut [Request]) -> Result<()> {
    let (kind, mut happened, mut matters) = (Kind::RequestReceived, Vec::new(), Vec::new());
    for request in requests.iter() {
        let (at, subject) = (request.received_at, request.id.bytes());
        let facts = json!({ "channel": request.channel.word(), "topic": request.topic });
        happened.push(Happened { at, subject, kind, facts });
        matters.push(fresh_matter(request, vec![Moment { at, kind, priority: None, due: None }]));
    }
    desk.record_all(&happened)?;
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())?;
    let due = next_due(desk, requests)?;
    for request in requests {
        request.due_at = due.get(&request.id).copied().unwrap_or(NEVER);
    }
    Ok(())
}

/// Writes the requests with what was asked.
pub(super) fn write(
    desk: &mut Desk<'_>,
    requests: &[Request],
    incoming: &[&Incoming],
) -> Result<()> {
    let both = || requests.iter().zip(incoming);
    let rows: Vec<Vec<Value>> = both().map(|(one, incoming)| cells(desk, one, incoming)).collect();
    desk.insert(
        "requests (tenant, id, number, key, kind, channel, topic, language, party, contract,
            contract_number, client_kind, unit, name, email, phone, address, person, title, fields,
            state, live, unread, queue, level, priority, owner, repeat_of, link, received_at,
            due_at)",
        "",
        &rows,
    )?;
    let asked = both().filter(|(_, incoming)| !incoming.text.trim().is_empty());
    let words: Vec<Vec<Value>> =
        asked.map(|(request, incoming)| question(desk, request, &incoming.text)).collect();
    desk.insert(
        "request_words (tenant, id, request, at, kind, staff, channel, text, party)",
        "",
        &words,
    )?;
    Ok(())
}

fn question(desk: &mut Desk<'_>, request: &Request, text: &str) -> Vec<Value> {
    let id: Id<Word> = desk.fresh_id();
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        request.id.to_value(),
        request.received_at.to_value(),
        Value::Text(WordKind::Question.word().into()),
        desk.colleague().to_value(),
        Value::Text(request.channel.word().into()),
        text.trim().to_value(),
        request.sender.party.to_value(),
    ]
}

fn cells(desk: &Desk<'_>, request: &Request, incoming: &Incoming) -> Vec<Value> {
    let sender = &request.sender;
    let fields = serde_json::to_string(&request.fields).expect("texts have a form in JSON");
    vec![
        desk.tenant.to_value(),
        request.id.to_value(),
        request.number.to_value(),
        incoming.key.to_value(),
        Value::Text(request.kind.word().into()),
        Value::Text(request.channel.word().into()),
        request.topic.to_value(),
        request.language.to_value(),
        sender.party.to_value(),
        request.contract.to_value(),
        request.contract_number.to_value(),
        request.client_kind.to_value(),
        request.unit.to_value(),
        sender.name.trim().to_value(),
        sender.email.as_deref().map(str::trim).to_value(),
        sender.phone.as_deref().map(str::trim).to_value(),
        sender.address.as_deref().map(str::trim).to_value(),
        sender.person().to_value(),
        request.title.to_value(),
        Value::Text(fields),
        Value::Text(request.state.word().into()),
        Value::Bool(true),
        Value::Bool(false),
        request.queue.to_value(),
        request.level.to_value(),
        request.priority.to_value(),
        request.owner.to_value(),
        request.repeat_of.to_value(),
        secrets::hash_token(&incoming.link).to_value(),
        request.received_at.to_value(),
        request.due_at.to_value(),
    ]
}

/// Composes the confirmations: number and promised hour. They are no answer, and stop no clock.
pub(super) fn confirm(desk: &mut Desk<'_>, requests: &[Request]) -> Result<()> {
    let (at, kind) = (desk.now(), Kind::RequestConfirmed);
    let happened: Vec<Happened> = requests
        .iter()
        .map(|request| Happened { at, subject: request.id.bytes(), kind, facts: json!({}) })
        .collect();
    desk.record_all(&happened)?;
    let zone = identity::tenant(desk)?.zone;
    let causes: Vec<Cause> =
        requests.iter().map(|one| telling(one, Event::RequestReceived, &zone)).collect();
    notices::cause(desk, &causes).map(drop)
}
