//! Everything we hold about a client, for them to take away (GDPR, articles 15 and 20).

use super::{asking, procedures};
use crate::{
    Desk, Result, accounts,
    contacts::{
        clients::{self, TimelineFilter},
        requests::{self, WordKind},
    },
    messaging, notices, parties,
};
use db::{FromRow, Row};
use kernel::Id;
use serde_json::{Value as Json, json};

/// Pages of the timeline that are read: a bound, fifty entries each.
const PAGES_MAX: usize = 400;

/// A message that was sent.
struct Sent {
    at: kernel::Instant,
    channel: String,
    recipient: String,
    state: String,
}

impl FromRow for Sent {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            channel: row.get("channel")?,
            recipient: row.get("recipient")?,
            state: row.get("state")?,
        })
    }
}

/// Everything about the party for whom the client looks: who they are, contracts, requests with
/// what was said, calls and complaints as the timeline has them, messages, what they want to hear
/// and every change of it, how they come in, and their procedures. Notes that colleagues wrote
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
    let contracts: Vec<Json> = asking::contracts(desk)?
        .iter()
        .map(|one| {
            json!({
                "number": one.number, "product": one.product,
                "starts_on": one.starts_on.to_string(),
                "ends_on": one.ends_on.map(|day| day.to_string()),
            })
        })
        .collect();
    Ok(json!({
        "at": desk.now().to_string(),
        "name": me.party.name,
        "kind": me.party.kind,
        "born_on": me.party.born_on.map(|day| day.to_string()),
        "known_from": me.party.source,
        "reached_at": points,
        "contracts": contracts,
        "requests": requests_of(desk)?,
        "timeline": timeline(desk)?,
        "messages": messages(desk, party)?,
        "consents": consents(desk, party)?,
        "comes_in": comes_in(desk)?,
        "procedures": procedures::my_procedures(desk)?.iter().map(|one| json!({
            "asked": one.asked.word(), "at": one.at.to_string(), "reason": one.reason,
            "outcome": one.ended.map(|(_, outcome)| outcome.word()),
        })).collect::<Vec<_>>(),
    }))
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
                    WordKind::Note => "among ourselves",
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
        all.push(json!({
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

fn messages(desk: &mut Desk<'_>, party: Id<parties::Party>) -> Result<Vec<Json>> {
    let sent: Vec<Sent> = desk.all(
        "select at, channel, recipient, state from messages
          where tenant = $1 and party = $2 order by at, id limit $3",
        &[&desk.tenant.clone(), &party, &MESSAGES_MAX],
    )?;
    let mut inbox = messaging::inbox(desk, MESSAGES_MAX)?;
    notices::spoken(desk, &mut inbox)?;
    let own = inbox.iter().map(|one| {
        json!({
            "at": one.at.to_string(), "channel": "inbox", "title": one.title, "text": one.text,
            "read_at": one.read_at.map(|at| at.to_string()),
        })
    });
    let others = sent.iter().filter(|one| one.channel != "inbox").map(|one| {
        json!({
            "at": one.at.to_string(), "channel": one.channel, "to": one.recipient,
            "state": one.state,
        })
    });
    Ok(own.chain(others).collect())
}

/// Changes of what a client wants that are told: a bound.
const CHANGES_MAX: i64 = 10_000;

fn consents(desk: &mut Desk<'_>, party: Id<parties::Party>) -> Result<Json> {
    let stands = asking::consents(desk)?;
    let changes = notices::changes(&mut desk.serve()?, party, CHANGES_MAX)?;
    let wish = |one: &notices::Wish| {
        let purpose = one.purpose.word();
        json!({ "purpose": purpose, "channel": one.channel, "given": one.given })
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
