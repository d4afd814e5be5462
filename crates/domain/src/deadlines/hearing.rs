//! What became of the notices by law: whether they left, and whether they came back.

use super::{
    alerting::happened,
    measuring::measure,
    model::{Alert, Fate},
    reaching::inside,
};
use crate::{
    Desk, Kind, Result,
    contracts::Contract,
    history::{self, Happened},
    messaging::{Channel, State},
    notices::Event,
    parties::Party,
    queue,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The job that listens.
pub const HEARING: &str = "deadlines.hear";

/// Alerts in one unit of work.
const AT_ONCE: i64 = 500;
/// So long after a notice was composed it is listened for: letters on paper come back late.
const LISTENS_FOR: i64 = 90 * Instant::DAY;

/// An alert whose notice was composed.
struct Told {
    id: Id<Alert>,
    contract: Id<Contract>,
    party: Id<Party>,
    fate: Fate,
    told_at: Instant,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            contract: row.get("contract")?,
            party: row.get("party")?,
            fate: row.word("state")?,
            told_at: row.get("told_at")?,
        })
    }
}

/// A message of such a notice.
struct Message {
    contract: [u8; 16],
    channel: String,
    state: State,
    at: Instant,
    left_at: Option<Instant>,
}

impl FromRow for Message {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            contract: row.get("subject")?,
            channel: row.get("channel")?,
            state: row.word("state")?,
            at: row.get("at")?,
            left_at: row.get("left_at")?,
        })
    }
}

/// Brings a batch of notices by law to what is known of their messages, and queues the next.
///
/// # Errors
/// Only when the database fails.
pub fn hear(desk: &mut Desk<'_>, facts: &Json) -> Result<()> {
    desk.lock([super::ALERTING.to_owned()])?;
    let after = facts.get("id").and_then(Json::as_str).and_then(|id| id.parse().ok());
    let after: Id<Alert> = after.unwrap_or_else(|| Id::from_bytes([0; 16]));
    let told: Vec<Told> = desk.all(
        "select a.id, a.contract, c.party, a.state, a.told_at from deadline_alerts as a
           join contracts as c on c.tenant = a.tenant and c.id = a.contract
          where a.tenant = $1 and a.told_at is not null and a.id > $2
          order by a.id limit $3",
        &[&desk.tenant.clone(), &after, &AT_ONCE],
    )?;
    hear_of(desk, &told)?;
    let is_full = i64::try_from(told.len()).is_ok_and(|count| count == AT_ONCE);
    let Some(last) = told.last().filter(|_| is_full) else { return Ok(()) };
    let (facts, now) = (json!({ "id": last.id.to_string() }), desk.now());
    queue::enqueue(desk, HEARING, &facts, now).map(drop)
}

fn hear_of(desk: &mut Desk<'_>, told: &[Told]) -> Result<()> {
    let messages = messages(desk, told)?;
    let parties: Vec<Id<Party>> = told.iter().map(|one| one.party).collect();
    let (inside, counted) = (inside(desk, &parties)?, counted(desk, told)?);
    let (now, mut all) = (desk.now(), Heard::default());
    for one in told {
        let is_inside = inside.contains(&one.party.bytes());
        let own = messages.get(&one.contract.bytes()).into_iter().flatten();
        let own = own.filter(|it| it.at >= one.told_at).filter(|it| it.counts(is_inside));
        let (left, is_under_way) = standing(own);
        let before = counted.get(&one.id.bytes()).cloned().unwrap_or_default();
        all.note(one, now, (left, is_under_way, before));
    }
    desk.record_all(&all.happened)?;
    for (fate, ids) in &all.fates {
        desk.execute_in(
            "update deadline_alerts set state = $2, at = $3 where tenant = $1 and id in ({list})",
            &[&desk.tenant.clone(), &fate.word(), &now],
            &ids.iter().map(ToValue::to_value).collect::<Vec<_>>(),
        )?;
    }
    let over = told.iter().filter(|one| one.told_at + LISTENS_FOR <= now);
    desk.execute_in(
        "update deadline_alerts set told_at = null where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &over.map(|one| one.id.to_value()).collect::<Vec<_>>(),
    )?;
    let mut touched: Vec<Id<Alert>> =
        all.happened.iter().map(|one| Id::from_bytes(one.subject)).collect();
    touched.sort_unstable();
    touched.dedup();
    measure(desk, &touched)
}

/// What is to be written down of a batch.
#[derive(Default)]
struct Heard {
    happened: Vec<Happened>,
    fates: HashMap<Fate, Vec<Id<Alert>>>,
}

impl Heard {
    /// When it left, whether it is still under way, and the instants that counted as its leaving
    /// until now.
    fn note(
        &mut self,
        one: &Told,
        now: Instant,
        (left, is_under_way, before): (Option<Instant>, bool, BTreeSet<Instant>),
    ) {
        for gone in before.iter().filter(|at| left != Some(**at)) {
            let facts = json!({ "sent": gone.to_string() });
            let failed = happened(one.id, now, Kind::ContractNoticeFailed);
            self.happened.push(Happened { facts, ..failed });
        }
        if let Some(left) = left.filter(|left| !before.contains(left)) {
            self.happened.push(happened(one.id, left, Kind::ContractNoticeSent));
        }
        let fate = match (left, is_under_way) {
            (None, false) => Fate::Failed,
            (Some(_), _) | (None, true) => Fate::Sent,
        };
        if fate != one.fate {
            self.fates.entry(fate).or_default().push(one.id);
        }
    }
}

impl Message {
    /// What lies in the area of a client who never comes in has told nobody anything.
    fn counts(&self, is_inside: bool) -> bool {
        is_inside || self.channel != Channel::Inbox.word()
    }
}

/// When the first of these messages left that is not known to have come back, and whether any is
/// still under way. One that is held waits for a person, and the clock with it.
fn standing<'a>(messages: impl Iterator<Item = &'a Message>) -> (Option<Instant>, bool) {
    let (mut left, mut is_under_way) = (None, false);
    for one in messages {
        match one.state {
            State::Sent | State::Delivered => {
                let at = one.left_at.unwrap_or(one.at);
                left = Some(left.map_or(at, |before: Instant| before.min(at)));
            }
            State::Waiting | State::Sending | State::Held => is_under_way = true,
            State::Bounced | State::Failed | State::Expired => {}
        }
    }
    (left, is_under_way)
}

fn messages(desk: &mut Desk<'_>, told: &[Told]) -> Result<HashMap<[u8; 16], Vec<Message>>> {
    let list: Vec<Value> = told.iter().map(|one| one.contract.to_value()).collect();
    let found: Vec<Message> = desk.all_in(
        "select m.subject, m.channel, m.state, m.at,
                (select max(x.ended_at) from message_attempts as x
                  where x.tenant = m.tenant and x.message = m.id and x.fate = 'accepted') as left_at
           from messages as m
          where m.tenant = $1 and m.kind in (
                select code from notices where tenant = $1 and event = $2)
            and m.subject in ({list})",
        &[&desk.tenant.clone(), &Event::ContractNotice.word()],
        &list,
    )?;
    let mut all: HashMap<_, Vec<Message>> = HashMap::new();
    for one in found {
        all.entry(one.contract).or_default().push(one);
    }
    Ok(all)
}

/// The instants at which each counts as sent.
fn counted(desk: &mut Desk<'_>, told: &[Told]) -> Result<HashMap<[u8; 16], BTreeSet<Instant>>> {
    let subjects: Vec<[u8; 16]> = told.iter().map(|one| one.id.bytes()).collect();
    let entries = history::of(desk, &subjects)?;
    let mut all: HashMap<_, BTreeSet<Instant>> = HashMap::new();
    let withdrawn: HashSet<([u8; 16], Instant)> = entries
        .iter()
        .filter_map(|one| {
            let at = one.facts.get("sent").and_then(Json::as_str)?.parse().ok()?;
            Some((one.subject, at))
        })
        .collect();
    for one in entries.iter().filter(|one| one.kind == Kind::ContractNoticeSent) {
        if !withdrawn.contains(&(one.subject, one.at)) {
            all.entry(one.subject).or_default().insert(one.at);
        }
    }
    Ok(all)
}
