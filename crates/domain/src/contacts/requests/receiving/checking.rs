//! What is wrong with what came in, and the request that is made of what is right.

use super::Incoming;
use crate::{
    Desk, Fault, Refusal, Result,
    contacts::{
        requests::{Channel, NEVER, Request, State, files},
        topics::{self, Asking, Filled, TEXT_MAX, Topic},
    },
    numbering,
};
use kernel::Id;

/// Characters of a line: a name, an address, a title.
const LINE_MAX: usize = 200;
/// Characters of a title that is made from the text.
const TITLE_MAX: usize = 80;

/// The requests that these become.
///
/// # Errors
/// Of the first one at fault: `Unknown` for a topic that is none, `Invalid` with all faults.
pub(super) fn drafts(desk: &mut Desk<'_>, incoming: &[&Incoming]) -> Result<Vec<Request>> {
    let topics = topics::named(desk, incoming.iter().filter_map(|one| one.topic.as_deref()))?;
    let mut drafts = Vec::with_capacity(incoming.len());
    for one in incoming {
        let topic = match &one.topic {
            Some(code) => Some(topics.get(code).ok_or(Refusal::Unknown("topic"))?),
            None => None,
        };
        let filled = checked(desk, one, topic)?;
        let asking = topic.map_or(Asking::Open, |topic| topic.asking);
        drafts.push(draft(desk, one, asking, filled));
    }
    Ok(drafts)
}

/// What was filled in, where nothing is wrong.
fn checked(desk: &Desk<'_>, incoming: &Incoming, topic: Option<&Topic>) -> Result<Vec<Filled>> {
    let mut faults = faults_of(desk, incoming);
    // Only the public form and programs fill in fields: a colleague writes down what was said.
    let forms = matches!(incoming.channel, None | Some(Channel::Web | Channel::Api));
    let filled = match topic.filter(|_| forms) {
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
    Ok(filled)
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
    line("address", sender.address.as_deref().unwrap_or(""));
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
    let is_reached = sender.email.is_some() || sender.phone.is_some() || sender.address.is_some();
    if !rang && !is_reached && sender.party.is_none() {
        faults.push(Fault::new("email", "fault-no-way-back"));
    }
    if incoming.received_at.is_some_and(|at| at > desk.now()) {
        faults.push(Fault::new("received_at", "fault-future"));
    }
    faults
}

/// True for an address a message can be sent to. Whether somebody reads it, only a message tells.
fn is_email(text: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| {
        plain(local) && plain(domain) && !domain.contains('@') && domain.contains('.')
    })
}

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
        fields: fields.into_iter().chain(incoming.about.iter().cloned()).collect(),
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
