//! Written requests, as other programs bring them, read them and answer them.

use super::manners::{self, tagged};
use crate::{
    Answer, Visit,
    app::{Tell, chance},
};
use axum::{
    Json as Reply,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{
    Desk, Refusal, answers,
    contacts::requests::{
        self, Channel, Filter, Incoming, NEVER, Received, Request, Sender, Word, WordKind,
    },
    identity::secrets,
};
use kernel::{Id, Instant, Language};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// A request as a program writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    key: Option<String>,
    channel: Option<String>,
    topic: Option<String>,
    language: Option<String>,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    contract: Option<String>,
    title: String,
    text: String,
    fields: BTreeMap<String, String>,
    kind: Option<String>,
    received_at: Option<String>,
}

impl Written {
    fn incoming(self, tenant: Language) -> domain::Result<Incoming> {
        let wrong = |field: &'static str, reason| Refusal::invalid(field, reason);
        let language = match self.language.as_deref() {
            None => tenant,
            Some(code) => code.parse().map_err(|()| wrong("language", "fault-unknown-word"))?,
        };
        let channel = match self.channel.as_deref() {
            None => Channel::Api,
            Some(word) => {
                Channel::from_word(word).ok_or_else(|| wrong("channel", "fault-unknown-word"))?
            }
        };
        let received_at = self.received_at.as_deref().map(str::parse::<Instant>).transpose();
        Ok(Incoming {
            key: self.key,
            channel: Some(channel),
            topic: self.topic,
            language,
            sender: Sender {
                name: self.name,
                email: self.email,
                phone: self.phone,
                ..Sender::default()
            },
            contract: self.contract.unwrap_or_default(),
            title: self.title,
            text: self.text,
            fields: self.fields,
            client_kind: self.kind,
            received_at: received_at.map_err(|_| wrong("received_at", "fault-instant"))?,
            ..Incoming::default()
        })
    }
}

/// Takes a request: numbered, confirmed, with the promised hour. What stands under the same `key`
/// is the same one.
pub async fn take_in(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Response> {
    let written: Written = serde_json::from_slice(&body).map_err(|error| {
        let fault = domain::Fault::new("body", "fault-unreadable").with(error.to_string());
        Refusal::Invalid(vec![fault])
    })?;
    let mut incoming = written.incoming(visit.tenant.language)?;
    let link = secrets::token(&chance()?);
    incoming.link.clone_from(&link);
    if let Some(request) = manners::request(&visit, &headers, &body)? {
        let told = visit.tell(move |desk| {
            let (one, link) = (incoming.clone(), link.clone());
            let take =
                |desk: &mut Desk<'_>| Ok(received_json(&requests::receive(desk, &one)?, &link));
            answers::once(desk, &request, take)
        });
        return Ok((StatusCode::CREATED, Reply(told.await?)).into_response());
    }
    let tell: Tell<Incoming, Received> = requests::receive_all;
    let who = (&visit.tenant, &visit.who);
    let told = visit.app.tell_together(visit.app.incoming(), who, vec![incoming], tell).await?;
    let received = told.first().ok_or(Refusal::Unknown("request"))?;
    let status = if received.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Reply(received_json(received, &link))).into_response())
}

/// The address of a request that had come in before is not told again: only who brought it first
/// has it.
fn received_json(received: &Received, link: &str) -> Json {
    json!({
        "id": received.id.to_string(),
        "number": received.number,
        "due_at": received.due_at.map(|at| at.to_string()),
        "address": received.fresh.then(|| format!("/asked/{link}")),
    })
}

/// A page of requests: those that are to be done, by their next deadline, or all of them.
pub async fn list(visit: Visit) -> Answer<Reply<Json>> {
    let live = visit.query.text("show") != "all";
    let filter = Filter {
        live,
        topic: visit.query.given("topic").map(str::to_owned),
        search: visit.query.text("number").to_owned(),
        after: visit.query.given("cursor").map(super::cases::place).transpose()?,
        ..Filter::default()
    };
    let found = visit.act(move |desk| requests::list(desk, &filter)).await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == requests::PAGE);
    let at = |last: &Request| if live { last.due_at } else { last.received_at };
    let next = found.last().filter(|_| full).map(|last| super::cases::cursor(at(last), last.id));
    let items: Vec<Json> = found.iter().map(request_json).collect();
    Ok(Reply(json!({ "items": items, "next": next })))
}

/// One request with what was said, notes among ourselves included, and its clocks.
pub async fn one(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let id: Id<Request> = visit.identify(&id, "request")?;
    let answer = visit.act(move |desk| {
        let request = requests::sheet(desk, id)?;
        let mut answer = request_json(&request);
        answer["words"] = requests::words(desk, id)?.iter().map(word_json).collect();
        let clocks = domain::commitments::of_subject(desk, id.bytes())?;
        let now = desk.now();
        answer["clocks"] =
            clocks.iter().map(|clock| super::cases::clock_json(clock, now)).collect();
        Ok(answer)
    });
    Ok(tagged(&headers, &answer.await?))
}

/// What a program says about a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saying {
    text: String,
    /// `reply` of the client, or a `note`. An answer is a person's, so programs give none.
    #[serde(default)]
    kind: Option<String>,
}

/// Adds what the client wrote elsewhere, or a note.
pub async fn say(visit: Visit, Path(id): Path<String>, body: Bytes) -> Answer<Response> {
    let id: Id<Request> = visit.identify(&id, "request")?;
    let said: Saying = serde_json::from_slice(&body).map_err(|error| {
        let fault = domain::Fault::new("body", "fault-unreadable").with(error.to_string());
        Refusal::Invalid(vec![fault])
    })?;
    let kind = match said.kind.as_deref() {
        None | Some("reply") => WordKind::Reply,
        Some("note") => WordKind::Note,
        Some(_) => return Err(Refusal::invalid("kind", "fault-unknown-word").into()),
    };
    let done = visit.act(move |desk| match kind {
        WordKind::Note => requests::note(desk, id, &said.text),
        _ => requests::client_wrote(desk, id, &said.text, "api"),
    });
    done.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn request_json(request: &Request) -> Json {
    let at = |at: Option<Instant>| at.map(|at| at.to_string());
    json!({
        "id": request.id.to_string(),
        "number": request.number,
        "asking": request.kind.word(),
        "channel": request.channel.word(),
        "topic": request.topic,
        "language": request.language.code(),
        "kind": request.client_kind,
        "contract": request.contract_number,
        "name": request.sender.name,
        "email": request.sender.email,
        "phone": request.sender.phone,
        "title": request.title,
        "fields": request.fields.iter()
            .map(|field| json!({ "code": field.code, "label": field.label, "value": field.value }))
            .collect::<Vec<Json>>(),
        "state": request.state.word(),
        "level": request.level,
        "priority": request.priority,
        "received_at": request.received_at.to_string(),
        "due_at": at(Some(request.due_at).filter(|due| *due != NEVER)),
        "answered_at": at(request.answered_at),
        "closed_at": at(request.closed_at),
        "merged_into": request.merged_into.map(|id| id.to_string()),
        "complaint": request.complaint.map(|id| Id::<Request>::from_bytes(id).to_string()),
    })
}

fn word_json(word: &Word) -> Json {
    json!({
        "kind": word.kind.word(),
        "at": word.at.to_string(),
        "channel": word.channel,
        "text": word.text,
    })
}
