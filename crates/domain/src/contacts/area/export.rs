//! Everything we hold about a client, for them to take away (GDPR, articles 15 and 20).

use super::{asking, procedures};
use crate::{
    Desk, Result, accounts,
    contacts::{
        clients::{self, TimelineFilter},
        requests::{self, WordKind},
    },
    contracts, identity, messaging, notices, parties,
    subjects::Subject,
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::{Value as Json, json};

/// Pages of the timeline that are read: a bound, fifty entries each.
const PAGES_MAX: usize = 400;

/// Everything about the party for whom the client looks: who they are, contracts, claims, requests
/// with what was said and the names of files, calls and complaints as the timeline has them,
/// messages with their words by every channel, letters that came in, what they want to hear and
/// every change of it, how they come in, and their procedures. Notes that colleagues wrote
/// among themselves are in it too: they are about the client.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn export(desk: &mut Desk<'_>) -> Result<Json> {
    let party = parties::of_client(desk)?;
    let me = asking::me(desk)?;
    let points: Vec<Json> = me
        .points
        .iter()
        .map(|(kind, value)| json!({ "kind": kind.word(), "value": value }))
        .collect();
    Ok(json!({
        "at": desk.now().to_string(),
        "name": me.party.name,
        "kind": me.party.kind,
        "born_on": me.party.born_on.map(|day| day.to_string()),
        "known_from": me.party.source,
        "reached_at": points,
        "contracts": contracts(desk)?,
        "claims": claims(desk)?,
        "requests": requests_of(desk)?,
        "timeline": timeline(desk)?,
        "messages": messages(desk)?,
        "letters": letters(desk, party)?,
        "consents": consents(desk, party)?,
        "comes_in": comes_in(desk)?,
        "procedures": procedures::my_procedures(desk)?.iter().map(|one| json!({
            "asked": one.asked.word(), "at": one.at.to_string(), "reason": one.reason,
            "outcome": one.ended.map(|(_, outcome)| outcome.word()),
        })).collect::<Vec<_>>(),
    }))
}

fn contracts(desk: &mut Desk<'_>) -> Result<Vec<Json>> {
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let told = |one: &contracts::Contract| {
        json!({
            "number": one.number, "product": one.product,
            "state": one.standing(today).word(),
            "starts_on": one.starts_on.to_string(),
            "ends_on": one.ends_on.map(|day| day.to_string()),
        })
    };
    Ok(asking::contracts(desk)?.iter().map(told).collect())
}

fn claims(desk: &mut Desk<'_>) -> Result<Vec<Json>> {
    let told = |one: &Subject| {
        json!({
            "number": one.number, "contract": one.contract, "state": one.state,
            "opened_at": one.opened_at.to_string(), "last_at": one.last_at.to_string(),
        })
    };
    Ok(asking::claims(desk)?.iter().map(told).collect())
}

/// How the client comes in: never what lets them in, which nobody reads.
fn comes_in(desk: &mut Desk<'_>) -> Result<Json> {
    let passkeys = accounts::passkeys(desk)?;
    let password_since = accounts::password_since(desk)?;
    let (devices, sessions) = (accounts::devices(desk)?, accounts::sessions(desk)?);
    Ok(json!({
        "passkeys": passkeys.iter().map(|one| json!({
            "name": one.name, "made_at": one.made_at.to_string(),
            "used_at": one.used_at.map(|at| at.to_string()),
        })).collect::<Vec<_>>(),
        "password_since": password_since.map(|at| at.to_string()),
        "devices": devices.iter().map(|one| json!({
            "browser": one.browser, "made_at": one.made_at.to_string(),
        })).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(|one| json!({
            "browser": one.browser, "opened_at": one.opened_at.to_string(),
        })).collect::<Vec<_>>(),
    }))
}

/// Requests that are told: a bound.
const REQUESTS_MAX: i64 = 10_000;

fn requests_of(desk: &mut Desk<'_>) -> Result<Vec<Json>> {
    let mut all = Vec::new();
    for request in asking::requests_of(desk, REQUESTS_MAX)? {
        let words = requests::words(&mut desk.serve()?, request.id)?;
        let said: Vec<Json> = words
            .iter()
            .map(|word| {
                let by = match word.kind {
                    WordKind::Question | WordKind::Reply => "you",
                    WordKind::Note => "ourselves",
                    WordKind::Answer | WordKind::Asked | WordKind::Receipt => "us",
                };
                json!({ "at": word.at.to_string(), "by": by, "text": word.text })
            })
            .collect();
        let fields: Vec<Json> = request
            .fields
            .iter()
            .map(|one| json!({ "label": one.label, "value": one.value }))
            .collect();
        let files = requests::attachments(&mut desk.serve()?, request.id)?;
        let files: Vec<&str> = files.iter().map(|one| one.name.as_str()).collect();
        all.push(json!({
            "files": files,
            "number": request.number, "title": request.title, "state": request.state.word(),
            "received_at": request.received_at.to_string(), "fields": fields, "said": said,
        }));
    }
    Ok(all)
}

fn timeline(desk: &mut Desk<'_>) -> Result<Vec<Json>> {
    let party = parties::of_client(desk)?;
    let (mut all, mut filter) = (Vec::new(), TimelineFilter::default());
    for _ in 0..PAGES_MAX {
        let page = clients::timeline(&mut desk.serve()?, party, &filter)?;
        filter.before = page.last().map(|last| (last.at, last.id));
        all.extend(page.iter().map(|one| {
            json!({
                "at": one.at.to_string(), "what": one.what.word(), "state": one.state,
                "title": one.title, "text": one.text,
            })
        }));
        if page.len() < usize::try_from(clients::TIMELINE_PAGE).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(all)
}

/// Messages that are told: a bound.
const MESSAGES_MAX: i64 = 10_000;

fn messages(desk: &mut Desk<'_>) -> Result<Vec<Json>> {
    let mut all = messaging::of_client(desk, MESSAGES_MAX)?;
    notices::spoken(desk, &mut all)?;
    let told = |one: &messaging::Message| {
        json!({
            "at": one.at.to_string(), "channel": one.channel, "to": one.recipient,
            "title": one.title, "text": one.text, "state": one.state.word(),
            "read_at": one.read_at.map(|at| at.to_string()),
        })
    };
    Ok(all.iter().map(told).collect())
}

/// A letter that came in.
struct Came {
    at: Instant,
    channel: String,
    sender: String,
    title: String,
    became: String,
}

impl FromRow for Came {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            channel: row.get("channel")?,
            sender: row.get("sender")?,
            title: row.get("title")?,
            became: row.get("became")?,
        })
    }
}

/// Letters that are told: a bound.
const LETTERS_MAX: i64 = 10_000;

/// Letters that came in about what is the client's. What they say stands with the request or the
/// complaint that they became, and so do the names of their files.
fn letters(desk: &mut Desk<'_>, party: Id<parties::Party>) -> Result<Vec<Json>> {
    let came: Vec<Came> = desk.all(
        "select l.at, l.channel, l.sender, l.title, l.became from letters as l
          where l.tenant = $1 and l.subject in (
              select id from requests where tenant = $1 and party = $2
              union select id from complaints where tenant = $1 and party = $2
              union select id from messages where tenant = $1 and party = $2)
          order by l.at, l.id limit $3",
        &[&desk.tenant.clone(), &party, &LETTERS_MAX],
    )?;
    let told = |one: &Came| {
        json!({
            "at": one.at.to_string(), "channel": one.channel, "from": one.sender,
            "title": one.title, "became": one.became,
        })
    };
    Ok(came.iter().map(told).collect())
}

/// Changes of what a client wants that are told: a bound.
const CHANGES_MAX: i64 = 10_000;

fn consents(desk: &mut Desk<'_>, party: Id<parties::Party>) -> Result<Json> {
    let stands = asking::consents(desk)?;
    let changes = notices::changes(&mut desk.serve()?, party, CHANGES_MAX)?;
    let company = identity::tenant(desk)?.name;
    let units = identity::units(&mut desk.serve()?)?;
    let wish = |one: &notices::Wish| {
        let unit = units.iter().find(|unit| unit.id.bytes() == one.sender);
        let sender = unit.map_or(&company, |unit| &unit.name);
        let purpose = one.purpose.word();
        json!({
            "sender": sender, "purpose": purpose, "channel": one.channel, "given": one.given,
        })
    };
    let changed: Vec<Json> = changes
        .iter()
        .map(|one| {
            json!({
                "at": one.at.to_string(), "wish": wish(&one.wish), "source": one.source,
                "text": one.text,
            })
        })
        .collect();
    let stands: Vec<Json> = stands.iter().map(|one| wish(&one.wish)).collect();
    Ok(json!({ "stands": stands, "changes": changed }))
}
