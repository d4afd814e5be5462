//! Calls, subjects and commitments, as programs read them.

use super::manners::tagged;
use crate::{Answer, Visit};
use axum::{Json as Reply, extract::Path, http::HeaderMap, response::Response};
use domain::{
    Refusal,
    commitments::{self, ClockRow, Version},
    contacts::calls::{self, Filter, Outcome, Sheet},
    days,
    history::Entry,
    subjects::{self, Subject},
};
use kernel::{Date, Id, Instant};
use serde_json::{Value as Json, json};

/// A page of calls, the newest first, with the cursor of the next one.
pub async fn calls(visit: Visit) -> Answer<Reply<Json>> {
    let filter = filter(&visit)?;
    let found = visit.act(move |desk| calls::list(desk, &filter)).await?;
    let next = (found.len() as i64 == calls::PAGE)
        .then(|| found.last().map(|call| cursor(call.arrived_at, call.id)))
        .flatten();
    let items: Vec<Json> = found.iter().map(call_json).collect();
    Ok(Reply(json!({ "items": items, "next": next })))
}

fn filter(visit: &Visit) -> domain::Result<Filter> {
    let query = &visit.query;
    let day = |field: &'static str| -> domain::Result<Option<i64>> {
        let parsed = query.given(field).map(str::parse::<Date>).transpose();
        let date = parsed.map_err(|_| Refusal::invalid(field, "fault-date"))?;
        Ok(date.map(days::number_of))
    };
    let outcome = query.given("outcome").map(|word| {
        Outcome::from_word(word).ok_or_else(|| Refusal::invalid("outcome", "fault-unknown-word"))
    });
    Ok(Filter {
        from_day: day("from")?,
        to_day: day("to")?,
        outcome: outcome.transpose()?,
        kind: query.text("kind").to_owned(),
        before: query.given("cursor").map(place).transpose()?,
        ..Filter::default()
    })
}

pub(super) fn cursor<T>(at: Instant, id: Id<T>) -> String {
    format!("{}.{id}", at.micros())
}

pub(super) fn place<T>(cursor: &str) -> domain::Result<(Instant, Id<T>)> {
    let wrong = || Refusal::invalid("cursor", "fault-cursor");
    let (at, id) = cursor.split_once('.').ok_or_else(wrong)?;
    let at: i64 = at.parse().map_err(|_| wrong())?;
    Ok((Instant::from_micros(at), id.parse().map_err(|_| wrong())?))
}

/// One call with its legs, clocks and events.
pub async fn call(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let id: Id<calls::Call> = visit.identify(&id, "call")?;
    let answer = visit.act(move |desk| {
        let sheet = calls::sheet(desk, id)?;
        let legs: Vec<Json> = calls::legs(desk, id)?
            .iter()
            .map(|leg| {
                json!({
                    "position": leg.position,
                    "queue": leg.visit.queue.map(text),
                    "outcome": leg.visit.outcome.word(),
                    "joined_at": leg.visit.joined_at.to_string(),
                    "wait": leg.visit.wait_us.map(seconds),
                    "talk": leg.visit.talk_us.map(seconds),
                })
            })
            .collect();
        let clocks = commitments::of_subject(desk, id.bytes())?;
        let mut answer = call_json(&sheet);
        answer["legs"] = json!(legs);
        answer["clocks"] = clocks.iter().map(|clock| clock_json(clock, desk.now())).collect();
        Ok(answer)
    });
    Ok(tagged(&headers, &answer.await?))
}

fn text(id: [u8; 16]) -> String {
    Id::<Sheet>::from_bytes(id).to_string()
}

/// Microseconds as seconds, for programs that read numbers.
fn seconds(micros: i64) -> Json {
    let exact = domain::quality::measures::decimal(micros, Instant::SECOND, 6);
    exact.and_then(|text| text.parse::<f64>().ok()).map_or(Json::Null, |value| json!(value))
}

fn call_json(call: &Sheet) -> Json {
    let at = |at: Option<Instant>| at.map(|at| at.to_string());
    json!({
        "id": call.id.to_string(),
        "source": call.source,
        "key": call.key,
        "outcome": call.outcome.word(),
        "kind": call.kind,
        "number": call.number.map(text),
        "queue": call.queue.map(text),
        "caller": call.caller,
        "withheld": call.withheld,
        "arrived_at": call.arrived_at.to_string(),
        "offered_at": at(call.offered_at),
        "answered_at": at(call.answered_at),
        "ended_at": at(call.ended_at),
        "wait": call.wait_us.map(seconds),
        "wait_from_arrival": call.menu_wait_us.map(seconds),
        "handling": call.handling_us.map(seconds),
        "transferred": call.transferred,
        "level": call.level,
        "solved_first_level": call.solved,
    })
}

pub(super) fn clock_json(row: &ClockRow, now: Instant) -> Json {
    let at = |at: Option<Instant>| at.map(|at| at.to_string());
    json!({
        "code": row.code,
        "ordinal": row.clock.ordinal,
        "state": row.state_at(now).word(),
        "commitment": row.commitment.to_string(),
        "calendar": row.calendar.map(|id| id.to_string()),
        "started_at": row.clock.started_at.to_string(),
        "due_at": at(row.clock.due_at),
        "stopped_at": at(row.clock.stopped_at),
        "breached_at": at(row.clock.breached_at),
        "delay": row.clock.delay_s,
    })
}

/// A page of subjects of other systems, the newest first.
pub async fn subjects(visit: Visit) -> Answer<Reply<Json>> {
    let before = visit.query.given("cursor").map(place).transpose()?;
    let filter = subjects::Filter {
        kind: visit.query.text("kind").to_owned(),
        number: visit.query.text("number").to_owned(),
        before,
    };
    let found = visit.look(move |desk| subjects::list(desk, &filter)).await?;
    let next = (found.len() as i64 == subjects::PAGE)
        .then(|| found.last().map(|subject| cursor(subject.opened_at, subject.id)))
        .flatten();
    let items: Vec<Json> = found.iter().map(subject_json).collect();
    Ok(Reply(json!({ "items": items, "next": next })))
}

/// One subject with its events and clocks.
pub async fn subject(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let id: Id<Subject> = visit.identify(&id, "subject")?;
    let answer = visit.look(move |desk| {
        let mut answer = subject_json(&subjects::find(desk, id)?);
        answer["events"] = subjects::events(desk, id)?.iter().map(event_json).collect();
        let clocks = commitments::of_subject(desk, id.bytes())?;
        answer["clocks"] = clocks.iter().map(|clock| clock_json(clock, desk.now())).collect();
        Ok(answer)
    });
    Ok(tagged(&headers, &answer.await?))
}

fn subject_json(subject: &Subject) -> Json {
    json!({
        "id": subject.id.to_string(),
        "kind": subject.kind,
        "source": subject.source,
        "number": subject.number,
        "state": subject.state,
        "opened_at": subject.opened_at.to_string(),
        "last_at": subject.last_at.to_string(),
        "merged_into": subject.merged_into.map(|id| id.to_string()),
        "client_kind": subject.client_kind,
    })
}

fn event_json(entry: &Entry) -> Json {
    json!({
        "type": entry.kind.word(),
        "time": entry.at.to_string(),
        "recorded_at": entry.recorded_at.to_string(),
        "actor": entry.actor,
        "data": entry.facts,
    })
}

/// The commitments in force.
pub async fn commitments(visit: Visit) -> Answer<Reply<Json>> {
    let found = visit.look(commitments::all).await?;
    let items: Vec<Json> = found.iter().map(|version| commitment_json(version)).collect();
    Ok(Reply(json!({ "items": items })))
}

/// One of them.
pub async fn commitment(
    visit: Visit,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let found = visit.look(move |desk| commitments::find(desk, &code)).await?;
    Ok(tagged(&headers, &commitment_json(&found)))
}

fn commitment_json(version: &Version) -> Json {
    let commitment = &version.commitment;
    json!({
        "id": version.id.to_string(),
        "code": commitment.code,
        "version": version.version,
        "name": { "it": commitment.name.it, "fr": commitment.name.fr,
                  "nl": commitment.name.nl, "en": commitment.name.en },
        "within": commitment.within,
        "calendar": commitment.calendar,
        "share": commitment.share.to_string(),
        "basis": commitment.basis.word(),
        "public": commitment.public,
    })
}
