use super::{
    queries::{Complaint, find},
    telling::acknowledged,
};
use crate::{
    Desk, Kind, Refusal, Result, Right,
    commitments::{self, Book, Dims, Matter, Moment},
    contacts::{
        calls::{self, Call},
        requests::{self, Request, WordKind},
    },
    history, numbering, queue,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// The job that gives complaints their numbers.
pub const NUMBERING: &str = "complaints.number";
/// The series of their numbers.
pub(super) const SERIES: &str = "complaints";

/// A complaint as it is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaining {
    /// Who complains.
    pub sender: requests::Sender,
    /// By what it reached us.
    pub channel: String,
    /// The client's language.
    pub language: Language,
    /// The unit whose it is.
    pub unit: Option<[u8; 16]>,
    /// What they said.
    pub text: String,
}

/// Recognises a request, or a remark, as a complaint. Doing it twice is doing it once.
///
/// # Errors
/// As for every action on a request.
pub fn of_request(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Id<Complaint>> {
    desk.reach(Right::WorkRequests)?;
    desk.lock([format!("request {id}")])?;
    let request = requests::find(desk, id)?;
    if let Some(known) = request.complaint {
        return Ok(Id::from_bytes(known));
    }
    let said = requests::words(desk, id)?;
    let asked = said.iter().filter(|word| word.kind == WordKind::Question);
    let mut text: String = asked.map(|word| word.text.as_str()).collect::<Vec<_>>().join("\n\n");
    for field in &request.fields {
        text.push_str(&format!("\n{}: {}", field.label, field.value));
    }
    let complaining = Complaining {
        sender: request.sender,
        channel: request.channel.word().to_owned(),
        language: request.language,
        unit: request.unit.map(|unit| unit.bytes()),
        text,
    };
    let origin = ("request", id.bytes());
    let complaint = recognise(desk, origin, request.received_at, &complaining)?;
    desk.execute(
        "update requests set complaint = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &complaint],
    )?;
    desk.record(id, Kind::RequestRecognised, &json!({ "as": complaint.to_string() }))?;
    requests::measure(desk, &[id])?;
    Ok(complaint)
}

/// Recognises a call as a complaint: it was received when the call arrived.
///
/// # Errors
/// `Unknown` where the call is not theirs to see, `Invalid` where nobody wrote down what was said.
pub fn of_call(
    desk: &mut Desk<'_>,
    id: Id<Call>,
    complaining: &Complaining,
) -> Result<Id<Complaint>> {
    desk.reach(Right::WorkRequests)?;
    let call = calls::find(desk, id)?;
    if complaining.text.trim().is_empty() {
        return Err(Refusal::invalid("note", "fault-required"));
    }
    recognise(desk, ("call", id.bytes()), call.arrived_at, complaining)
}

fn recognise(
    desk: &mut Desk<'_>,
    (kind, origin): (&str, [u8; 16]),
    received_at: Instant,
    complaining: &Complaining,
) -> Result<Id<Complaint>> {
    desk.lock([format!("complaint {}", Id::<Complaint>::from_bytes(origin))])?;
    let known: Option<Id<Complaint>> = desk.optional(
        "select id from complaints where tenant = $1 and origin = $2",
        &[&desk.tenant.clone(), &origin],
    )?;
    if let Some(known) = known {
        return Ok(known);
    }
    let id: Id<Complaint> = desk.fresh_id();
    let sender = &complaining.sender;
    desk.execute(
        "insert into complaints (tenant, id, origin, origin_kind, party, name, email, phone,
            address, channel, language, unit, text, received_at, recognised_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &[
            &desk.tenant.clone(),
            &id,
            &origin,
            &kind,
            &sender.party,
            &sender.name,
            &sender.email,
            &sender.phone,
            &sender.address,
            &complaining.channel,
            &complaining.language,
            &complaining.unit,
            &complaining.text.trim(),
            &received_at,
            &desk.now(),
        ],
    )?;
    numbering::want(desk, SERIES, id)?;
    let now = desk.now();
    queue::enqueue(desk, NUMBERING, &Json::Null, now)?;
    let facts = json!({ "channel": complaining.channel, "from": kind });
    desk.record_at(received_at, id, Kind::ComplaintReceived, &facts)?;
    measure(desk, &[id])?;
    Ok(id)
}

/// Gives the numbers that are wanted; true where more are.
///
/// # Errors
/// Only when the database fails.
pub fn give_numbers(desk: &mut Desk<'_>) -> Result<bool> {
    Ok(numbering::assign(desk, SERIES)? > 0)
}

/// Confirms to the client that we have it.
///
/// # Errors
/// As [`find`]; `Conflict` where we did before.
pub fn acknowledge(desk: &mut Desk<'_>, id: Id<Complaint>) -> Result<()> {
    mark(desk, id, "acknowledged_at", Kind::ComplaintAcknowledged)?;
    acknowledged(desk, id)
}

/// Says that we answered it.
///
/// # Errors
/// As [`find`]; `Conflict` where we did before.
pub fn answered(desk: &mut Desk<'_>, id: Id<Complaint>) -> Result<()> {
    mark(desk, id, "answered_at", Kind::ComplaintAnswered)
}

fn mark(desk: &mut Desk<'_>, id: Id<Complaint>, column: &str, kind: Kind) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    find(desk, id)?;
    let sql = format!(
        "update complaints set {column} = $3
          where tenant = $1 and id = $2 and {column} is null"
    );
    if desk.execute(&sql, &[&desk.tenant.clone(), &id, &desk.now()])? == 0 {
        return Err(Refusal::Conflict("conflict-done-before"));
    }
    desk.record(id, kind, &json!({}))?;
    measure(desk, &[id])
}

struct Standing {
    id: Id<Complaint>,
    unit: Option<[u8; 16]>,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, unit: row.get("unit")? })
    }
}

/// Measures these complaints anew from their history.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, ids: &[Id<Complaint>]) -> Result<()> {
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let standing: Vec<Standing> = desk.all_in(
        "select id, unit from complaints where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let subjects: Vec<[u8; 16]> = standing.iter().map(|one| one.id.bytes()).collect();
    let entries = history::of(desk, &subjects)?;
    let moment = |entry: &history::Entry| Moment {
        at: entry.at,
        kind: entry.kind,
        priority: None,
        due: None,
    };
    let matters: Vec<Matter> = standing
        .iter()
        .map(|one| Matter {
            subject: one.id.bytes(),
            kind: "complaint",
            moments: entries
                .iter()
                .filter(|entry| entry.subject == one.id.bytes())
                .map(moment)
                .collect(),
            dims: Dims { unit: one.unit, ..Dims::default() },
            fresh: false,
        })
        .collect();
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())
}
