//! What is heard of messages after they were handed over.

mod early;
mod silent;
mod told;

use super::{
    instead::go_on,
    model::{Channel, Heard, State, kept},
    outbox::{Message, find},
    suppressing::{arrived, is_same, refused, suppress},
};
use crate::{Desk, Kind, Refusal, Result, history::Happened};
use db::{FromRow, Row, ToValue};
#[cfg(test)]
pub(super) use early::EARLY_MAX;
pub(super) use early::heard_early;
use kernel::Id;
use serde_json::json;
pub use silent::hold_silent;
use std::collections::{HashMap, HashSet};
pub use told::{Told, told};

/// What is heard of a message after it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Of which message.
    pub of: Of,
    /// What.
    pub heard: Heard,
    /// The addresses it is about, as it names them; none where it names none. One that came back
    /// from elsewhere was passed on by whoever has it.
    pub whose: Vec<String>,
    /// Whether it says that there is nobody at them.
    pub nobody: bool,
    /// Its words.
    pub said: String,
}

/// Which message something is heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// This one.
    Message(Id<Message>),
    /// The one that the other side of this channel calls so.
    Reference(Channel, String),
}

/// Writes down what is heard of a message. The same twice is heard once; what came back never
/// arrives afterwards, and what arrived never comes back. What is heard of a name that we do not
/// know yet is kept for a day: the other side may be quicker than we write down how it calls the
/// message.
///
/// # Errors
/// `Unknown` for a message that there is not; `Conflict` where too much is kept already.
pub fn heard(desk: &mut Desk<'_>, receipt: &Receipt) -> Result<()> {
    if let Of::Message(id) = receipt.of {
        find(desk, id)?;
    }
    match hear(desk, std::slice::from_ref(receipt))? {
        0 => Ok(()),
        _ => Err(Refusal::Conflict("conflict-too-many-receipts")),
    }
}

/// The same of many at once, as they came one after the other. What is heard of a message that
/// there is not is left out, and so are unknown names where too much is kept already.
///
/// # Errors
/// Only when the database fails.
pub fn heard_all(desk: &mut Desk<'_>, receipts: &[Receipt]) -> Result<()> {
    hear(desk, receipts).map(drop)
}

/// Writes them down; answers for how many unknown names there was no room.
fn hear(desk: &mut Desk<'_>, receipts: &[Receipt]) -> Result<usize> {
    let known = named(desk, receipts)?;
    let (mut about, mut unknown) = (Vec::new(), Vec::new());
    for receipt in receipts {
        match &receipt.of {
            Of::Message(id) => about.push((*id, receipt)),
            Of::Reference(channel, name) => match known.get(&(*channel, kept(name))) {
                Some(id) => about.push((*id, receipt)),
                None => unknown.push((*channel, name.as_str(), receipt)),
            },
        }
    }
    hear_of(desk, &about)?;
    early::keep(desk, &unknown)
}

/// Whom another side once called so.
struct Named(String, Id<Message>);

impl FromRow for Named {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("reference")?, row.get("message")?))
    }
}

/// By what a message goes.
struct By(Id<Message>, Channel);

impl FromRow for By {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.word("channel")?))
    }
}

/// The messages that the other sides call so; the newest where one uses a name again. Nobody else
/// hears of these names meanwhile.
///
/// Names and channels are asked for one after the other: in one question PostgreSQL may begin with
/// all messages of the channel, which takes a hundred times as long.
fn named(
    desk: &mut Desk<'_>,
    receipts: &[Receipt],
) -> Result<HashMap<(Channel, String), Id<Message>>> {
    let names: Vec<String> = receipts
        .iter()
        .filter_map(|one| match &one.of {
            Of::Reference(_, name) => Some(kept(name)),
            Of::Message(_) => None,
        })
        .collect();
    desk.lock(names.iter().map(|name| format!("reference {name}")))?;
    let named: Vec<Named> = desk.all_in(
        "select reference, message from message_attempts
          where tenant = $1 and reference in ({list}) order by began_at, id",
        &[&desk.tenant.clone()],
        &names.iter().map(ToValue::to_value).collect::<Vec<_>>(),
    )?;
    let by: Vec<By> = desk.all_in(
        "select id, channel from messages where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &named.iter().map(|one| one.1.to_value()).collect::<Vec<_>>(),
    )?;
    let by: HashMap<Id<Message>, Channel> = by.into_iter().map(|one| (one.0, one.1)).collect();
    let known = named.into_iter();
    Ok(known.filter_map(|Named(name, id)| Some(((*by.get(&id)?, name), id))).collect())
}

/// How a message stands.
struct Standing {
    id: Id<Message>,
    state: State,
    channel: String,
    recipient: String,
    subject: [u8; 16],
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            state: row.word("state")?,
            channel: row.get("channel")?,
            recipient: row.get("recipient")?,
            subject: row.get("subject")?,
        })
    }
}

/// Something that was heard of a message before.
struct Before(Id<Message>, String, String);

impl FromRow for Before {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("message")?, row.get("kind")?, row.get("said")?))
    }
}

/// Writes down what is heard of these messages.
fn hear_of(desk: &mut Desk<'_>, about: &[(Id<Message>, &Receipt)]) -> Result<()> {
    let (tenant, now) = (desk.tenant, desk.now());
    desk.lock(about.iter().map(|(id, _)| format!("message {id}")))?;
    let mut standing = standing(desk, about)?;
    let mut before = before(desk, about)?;
    let (mut rows, mut happened) = (Vec::new(), Vec::new());
    let mut changed: HashMap<Id<Message>, (State, bool)> = HashMap::new();
    for (id, receipt) in about {
        let Some(message) = standing.get_mut(id) else { continue };
        let (word, said) = (receipt.heard.word(), kept(&receipt.said));
        if !before.insert((*id, word.to_owned(), said.clone())) {
            continue;
        }
        let row: Id<Receipt> = desk.fresh_id();
        let cells: [&dyn ToValue; 6] = [&tenant, &row, id, &now, &word, &said];
        rows.push(cells.iter().map(|cell| cell.to_value()).collect());
        let is_theirs = receipt.whose.is_empty()
            || receipt.whose.iter().any(|address| is_same(address, &message.recipient));
        if is_theirs {
            judge(desk, receipt, message, &said)?;
        }
        let Some((state, kind)) = after(receipt.heard, message.state) else { continue };
        message.state = state;
        // It may lie in their own box and have been passed on from there: it goes no other way.
        let goes_on = is_theirs && state == State::Bounced;
        changed.insert(*id, (state, goes_on));
        let facts = json!({ "message": id.to_string(), "channel": message.channel });
        happened.push(Happened { at: now, subject: message.subject, kind, facts });
    }
    desk.insert("message_receipts (tenant, id, message, at, kind, said)", "", &rows)?;
    desk.record_all(&happened)?;
    settle(desk, &changed)
}

fn standing(
    desk: &mut Desk<'_>,
    about: &[(Id<Message>, &Receipt)],
) -> Result<HashMap<Id<Message>, Standing>> {
    let found: Vec<Standing> = desk.all_in(
        "select id, state, channel, recipient, subject from messages
          where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &about.iter().map(|(id, _)| id.to_value()).collect::<Vec<_>>(),
    )?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// What was heard of these messages since each was last handed over.
fn before(
    desk: &mut Desk<'_>,
    about: &[(Id<Message>, &Receipt)],
) -> Result<HashSet<(Id<Message>, String, String)>> {
    let found: Vec<Before> = desk.all_in(
        "select r.message, r.kind, r.said from message_receipts as r
          where r.tenant = $1 and r.message in ({list}) and r.at >= coalesce((
              select max(a.began_at) from message_attempts as a
               where a.tenant = r.tenant and a.message = r.message), 0)",
        &[&desk.tenant.clone()],
        &about.iter().map(|(id, _)| id.to_value()).collect::<Vec<_>>(),
    )?;
    Ok(found.into_iter().map(|one| (one.0, one.1, one.2)).collect())
}

/// What is heard of a message teaches of its address: nobody is there, or somebody is.
fn judge(desk: &mut Desk<'_>, receipt: &Receipt, message: &Standing, said: &str) -> Result<()> {
    let (channel, recipient) = (&message.channel, &message.recipient);
    match receipt.heard {
        Heard::Bounced if receipt.nobody => suppress(desk, channel, recipient, said),
        Heard::Bounced => refused(desk, channel, recipient, said),
        Heard::Delivered => arrived(desk, channel, &[recipient.as_str()]),
        Heard::Delayed => Ok(()),
    }
}

/// Lets these messages stand as was heard of them, and those that came back go on.
fn settle(desk: &mut Desk<'_>, changed: &HashMap<Id<Message>, (State, bool)>) -> Result<()> {
    for state in [State::Delivered, State::Bounced] {
        let mut ids: Vec<Id<Message>> =
            changed.iter().filter(|(_, to)| to.0 == state).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        desk.execute_in(
            "update messages set state = $2, lease_until = null
              where tenant = $1 and id in ({list})",
            &[&desk.tenant.clone(), &state.word()],
            &ids.iter().map(ToValue::to_value).collect::<Vec<_>>(),
        )?;
        ids.retain(|id| changed[id].1);
        go_on(desk, &ids)?;
    }
    Ok(())
}

/// How a message stands after this was heard of it; none: as before. That it arrived counts though
/// a person has just had it sent again, or it was given up.
fn after(heard: Heard, state: State) -> Option<(State, Kind)> {
    match (heard, state) {
        (Heard::Bounced, State::Sending | State::Sent | State::Held) => {
            Some((State::Bounced, Kind::MessageBounced))
        }
        (Heard::Delivered, State::Delivered | State::Bounced) => None,
        (Heard::Delivered, _) => Some((State::Delivered, Kind::MessageDelivered)),
        _ => None,
    }
}
