//! Where a request begins: checked, numbered, put into a queue, confirmed with the promised hour,
//! all in one unit of work.

use super::{
    files::{self, Upload},
    measuring::{fresh_matter, next_due},
    model::{Channel, NEVER, Request, Sender, State, WordKind},
    queues,
};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    commitments::{self, Book, Moment},
    contacts::{
        topics::{self, Asking, Filled, TEXT_MAX},
        wording::{self, Message},
    },
    contracts,
    identity::secrets,
    numbering,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A request as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The name under which whoever sends it knows it: the same one twice is one request.
    pub key: Option<String>,
    /// How it reached us; absent: the public form.
    pub channel: Option<Channel>,
    /// What it is about, by its code.
    pub topic: Option<String>,
    /// The client's language.
    pub language: Language,
    /// Who asks.
    pub sender: Sender,
    /// The number of the contract it is about; empty where none is given.
    pub contract: String,
    /// What it is about, in a line; empty: the beginning of the text.
    pub title: String,
    /// The question.
    pub text: String,
    /// What was filled in, by field.
    pub fields: BTreeMap<String, String>,
    /// Files with it.
    pub files: Vec<Upload>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// When it reached us, where that was before now.
    pub received_at: Option<Instant>,
    /// The secret of the address under which the client sees it again.
    pub link: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its row.
    pub id: Id<Request>,
    /// Its number for people.
    pub number: String,
    /// The promised hour; none where no time is promised.
    pub due_at: Option<Instant>,
    /// False where it had come in before.
    pub fresh: bool,
}

/// Characters of a line: a name, an address, a title.
const LINE_MAX: usize = 200;
/// Time within which the same person about the same is a repeat: the share solved at first level
/// without repeats is counted over it.
const REPEATS_WITHIN: i64 = 7 * Instant::DAY;

/// Takes a request.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults, `Unknown` for a topic that is none.
pub fn receive(desk: &mut Desk<'_>, incoming: &Incoming) -> Result<Received> {
    desk.reach(Right::WorkRequests)?;
    if let Some(known) = known(desk, incoming)? {
        return Ok(known);
    }
    let topic = incoming.topic.as_deref().map(|code| topics::find(desk, code)).transpose()?;
    let mut faults = faults_of(desk, incoming);
    // Only the public form and programs fill in fields: a colleague writes down what was said.
    let forms = matches!(incoming.channel, None | Some(Channel::Web | Channel::Api));
    let form = topic.as_ref().filter(|_| forms);
    let filled = match form {
        Some(topic) => match topic.fill(&incoming.fields, incoming.language) {
            Ok(filled) => filled,
            Err(Refusal::Invalid(wrong)) => {
                faults.extend(wrong);
                Vec::new()
            }
            Err(other) => return Err(other),
        },
        None => Vec::new(),
    };
    if incoming.text.trim().is_empty() && filled.is_empty() {
        faults.push(Fault::new("text", "fault-required"));
    }
    Refusal::unless_none(faults)?;
    let asking = topic.as_ref().map_or(Asking::Open, |topic| topic.asking);
    let mut request = draft(desk, incoming, asking, filled);
    find_contract(desk, &mut request)?;
    place(desk, &mut request)?;
    request.repeat_of = earlier(desk, &request)?;
    begin(desk, &mut request)?;
    write(desk, &request, incoming)?;
    files::attach(desk, request.id, &incoming.files)?;
    confirm(desk, &request)?;
    let due_at = request.due();
    Ok(Received { id: request.id, number: request.number, due_at, fresh: true })
}

struct Known(Id<Request>, String, Instant);

impl FromRow for Known {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("number")?, row.get("due_at")?))
    }
}

fn known(desk: &mut Desk<'_>, incoming: &Incoming) -> Result<Option<Received>> {
    let Some(key) = &incoming.key else { return Ok(None) };
    desk.lock([format!("request {key}")])?;
    let known: Option<Known> = desk.optional(
        "select id, number, due_at from requests where tenant = $1 and key = $2",
        &[&desk.tenant.clone(), key],
    )?;
    Ok(known.map(|Known(id, number, due_at)| Received {
        id,
        number,
        due_at: Some(due_at).filter(|due| *due != NEVER),
        fresh: false,
    }))
}

fn faults_of(desk: &Desk<'_>, incoming: &Incoming) -> Vec<Fault> {
    let mut faults = files::faults_of(&incoming.files);
    let sender = &incoming.sender;
    let mut line = |field: &str, text: &str| {
        if text.contains('\0') {
            faults.push(Fault::new(field, "fault-text"));
        }
        if text.chars().count() > LINE_MAX {
            faults.push(Fault::new(field, "fault-too-long").with(LINE_MAX.to_string()));
        }
    };
    line("name", &sender.name);
    line("title", &incoming.title);
    line("contract", &incoming.contract);
    line("email", sender.email.as_deref().unwrap_or(""));
    line("phone", sender.phone.as_deref().unwrap_or(""));
    line("kind", incoming.client_kind.as_deref().unwrap_or(""));
    line("key", incoming.key.as_deref().unwrap_or(""));
    if incoming.text.contains('\0') {
        faults.push(Fault::new("text", "fault-text"));
    }
    if incoming.text.chars().count() > TEXT_MAX {
        faults.push(Fault::new("text", "fault-too-long").with(TEXT_MAX.to_string()));
    }
    if sender.name.trim().is_empty() && sender.party.is_none() {
        faults.push(Fault::new("name", "fault-required"));
    }
    if sender.email.as_deref().is_some_and(|text| !is_email(text)) {
        faults.push(Fault::new("email", "fault-email"));
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    if sender.phone.as_deref().is_some_and(|text| !(5..=18).contains(&digits(text))) {
        faults.push(Fault::new("phone", "fault-phone"));
    }
    // A caller who withholds the number may ring again; a colleague writes the matter down anyway.
    let rang = incoming.channel == Some(Channel::Phone);
    if !rang && sender.email.is_none() && sender.phone.is_none() && sender.party.is_none() {
        faults.push(Fault::new("email", "fault-no-way-back"));
    }
    if incoming.received_at.is_some_and(|at| at > desk.now()) {
        faults.push(Fault::new("received_at", "fault-future"));
    }
    faults
}

/// True for an address a message can be sent to. Whether somebody reads it, only a message tells.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| {
        plain(local) && plain(domain) && !domain.contains('@') && domain.contains('.')
    })
}

/// Characters of a title that is made from the text.
const TITLE_MAX: usize = 80;

fn draft(desk: &mut Desk<'_>, incoming: &Incoming, kind: Asking, fields: Vec<Filled>) -> Request {
    let id: Id<Request> = desk.fresh_id();
    let first = incoming.text.lines().map(str::trim).find(|line| !line.is_empty());
    let given = Some(incoming.title.trim()).filter(|title| !title.is_empty());
    let title = given.or(first).or(fields.first().map(|field| field.value.as_str()));
    Request {
        id,
        number: numbering::reference('R', id),
        kind,
        channel: incoming.channel.unwrap_or(Channel::Web),
        topic: incoming.topic.clone(),
        language: incoming.language,
        sender: incoming.sender.clone(),
        contract: None,
        contract_number: incoming.contract.trim().to_owned(),
        unit: None,
        client_kind: incoming.client_kind.clone(),
        title: title.unwrap_or("").chars().take(TITLE_MAX).collect(),
        fields,
        state: State::Open,
        unread: false,
        queue: None,
        level: 1,
        priority: "normal".into(),
        owner: None,
        merged_into: None,
        repeat_of: None,
        complaint: None,
        received_at: incoming.received_at.unwrap_or_else(|| desk.now()),
        due_at: NEVER,
        answered_at: None,
        closed_at: None,
    }
}

/// Finds the contract by the number that was given. A wrong one is no fault: the colleague sees
/// what was given, and a stranger does not learn which numbers there are. The holder of the
/// contract is whose request it is, but for the public form: there anyone can give any number, and
/// a colleague decides.
fn find_contract(desk: &mut Desk<'_>, request: &mut Request) -> Result<()> {
    if request.contract_number.is_empty() || !desk.who.may(Right::SeeParties) {
        return Ok(());
    }
    if let Some(contract) = contracts::by_number(desk, &request.contract_number)? {
        request.contract = Some(contract.id);
        let holder = Some(contract.party).filter(|_| request.channel != Channel::Web);
        request.sender.party = request.sender.party.or(holder);
    }
    Ok(())
}

/// Puts a request where it will be worked on.
fn place(desk: &mut Desk<'_>, request: &mut Request) -> Result<()> {
    if let Some(queue) = queues::route(desk, request.topic.as_deref(), request.language)? {
        request.owner = queues::assign(desk, &queue)?;
        request.queue = Some(queue.id);
        request.level = queue.level;
        request.unit = queue.unit;
    }
    Ok(())
}

/// Requests of one person in the time of repeats that are looked at: a bound, hardly reached.
const EARLIER_MAX: i64 = 200;

struct Earlier(Instant, [u8; 16]);

impl FromRow for Earlier {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("received_at")?, row.get("id")?))
    }
}

/// An earlier request or call of the same person about the same, over all channels. The latest is
/// picked here and not by the database: PostgreSQL, while it has no statistics of a young table,
/// walks through everything that came lately to find the last of one person (measured: 2,300 rows
/// for each request).
pub(super) fn earlier(desk: &mut Desk<'_>, request: &Request) -> Result<Option<[u8; 16]>> {
    let Some(person) = request.sender.person() else { return Ok(None) };
    let since = request.received_at - REPEATS_WITHIN;
    let written: Vec<Earlier> = desk.all(
        "select id, received_at from requests
          where tenant = $1 and person = $2 and received_at >= $3 and received_at <= $4
            and coalesce(topic, '') = coalesce($5, '') and state <> 'merged' and id <> $6
          limit $7",
        &[
            &desk.tenant.clone(),
            &person,
            &since,
            &request.received_at,
            &request.topic,
            &request.id,
            &EARLIER_MAX,
        ],
    )?;
    let written = written.into_iter().map(|one| (one.0, one.1)).max().map(|(_, id)| id);
    let (None, Some(party)) = (written, request.sender.party) else { return Ok(written) };
    desk.optional(
        "select call from call_records
          where tenant = $1 and party = $2 and call_at >= $3 and call_at <= $4
            and coalesce(topic, '') = coalesce($5, '')
          order by call_at desc, call desc limit 1",
        &[&desk.tenant.clone(), &party, &since, &request.received_at, &request.topic],
    )
}

/// Starts its clocks.
fn begin(desk: &mut Desk<'_>, request: &mut Request) -> Result<()> {
    let facts = json!({ "channel": request.channel.word(), "topic": request.topic });
    desk.record_at(request.received_at, request.id, Kind::RequestReceived, &facts)?;
    let moment = Moment { at: request.received_at, kind: Kind::RequestReceived, priority: None };
    let book = Book::open(desk)?;
    let matter = fresh_matter(request, vec![moment]);
    commitments::measure(desk, &book, &[matter], BTreeSet::new())?;
    request.due_at = next_due(desk, request.id.bytes())?;
    Ok(())
}

fn write(desk: &mut Desk<'_>, request: &Request, incoming: &Incoming) -> Result<()> {
    let row = cells(desk, request, incoming);
    desk.insert(
        "requests (tenant, id, number, key, kind, channel, topic, language, party, contract,
            contract_number, client_kind, unit, name, email, phone, person, title, fields, state,
            live, unread, queue, level, priority, owner, repeat_of, link, received_at, due_at)",
        "",
        &[row],
    )?;
    if !incoming.text.trim().is_empty() {
        let said = (WordKind::Question, request.channel.word(), incoming.text.trim());
        super::answering::say(desk, request.id, said, request.received_at)?;
    }
    Ok(())
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

/// Composes the confirmation: number and promised hour. It is no answer, and stops no clock.
fn confirm(desk: &mut Desk<'_>, request: &Request) -> Result<()> {
    desk.record(request.id, Kind::RequestConfirmed, &json!({}))?;
    let Some(email) = &request.sender.email else { return Ok(()) };
    let due_at = request.due().map(|due| due.to_string()).unwrap_or_default();
    // The words are put together where it is sent, in the client's language; what they need stands
    // here.
    let text = json!({
        "number": request.number,
        "title": request.title,
        "client": request.sender.name,
        "due_at": due_at,
    });
    wording::compose(
        desk,
        &Message {
            subject: request.id.bytes(),
            kind: "receipt",
            channel: "email",
            recipient: email.clone(),
            language: request.language,
            title: request.number.clone(),
            text: text.to_string(),
        },
    )
}
