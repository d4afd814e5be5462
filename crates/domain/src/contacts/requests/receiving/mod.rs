//! Where a request begins: checked, numbered, put into a queue, confirmed with the promised hour,
//! all in one unit of work.
//!
//! Requests that come in together are taken together: each step is done once for all of them, and
//! what becomes of each is what would have become of it had they come one after the other.

mod checking;
mod placing;
mod repeats;
mod writing;

use super::{
    files::{self, Upload},
    model::{Channel, NEVER, Request, Sender},
};
use crate::{Desk, Refusal, Result, Right, contacts::topics::Filled};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    slice,
};

pub(super) use repeats::earlier;

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
    /// What whoever takes it knows of it besides, such as the claim that it is about.
    pub about: Vec<Filled>,
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

/// Takes a request.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults, `Unknown` for a topic that is none.
pub fn receive(desk: &mut Desk<'_>, incoming: &Incoming) -> Result<Received> {
    let received = receive_all(desk, slice::from_ref(incoming))?;
    received.into_iter().next().ok_or(Refusal::Broken(db::Error::Missing))
}

/// Takes several requests, as if they came one after the other; answers for each.
///
/// # Errors
/// As [`receive`], for the first one at fault; then none is taken.
pub fn receive_all(desk: &mut Desk<'_>, all: &[Incoming]) -> Result<Vec<Received>> {
    desk.reach(Right::WorkRequests)?;
    let known = known(desk, all)?;
    let fresh = first_of_each(all, &known);
    let mut requests = checking::drafts(desk, &fresh)?;
    placing::find_contracts(desk, &mut requests)?;
    placing::find_queues(desk, &mut requests)?;
    let repeats = earlier(desk, &requests)?;
    for (request, repeat_of) in requests.iter_mut().zip(repeats) {
        request.repeat_of = repeat_of;
    }
    writing::begin(desk, &mut requests)?;
    writing::write(desk, &requests, &fresh)?;
    for (request, incoming) in requests.iter().zip(&fresh) {
        files::attach(desk, request.id, &incoming.files)?;
    }
    writing::confirm(desk, &requests)?;
    Ok(answers(all, known, &requests))
}

/// What has come in, by the name under which whoever sent it knows it.
type Known = HashMap<String, Received>;

struct Keyed(String, Received);

impl FromRow for Keyed {
    fn from_row(row: &Row) -> db::Result<Self> {
        let due_at: Instant = row.get("due_at")?;
        let received = Received {
            id: row.get("id")?,
            number: row.get("number")?,
            due_at: Some(due_at).filter(|due| *due != NEVER),
            fresh: false,
        };
        Ok(Self(row.get("key")?, received))
    }
}

/// Those of these that had come in before. Nobody else takes one of the same name meanwhile.
fn known(desk: &mut Desk<'_>, all: &[Incoming]) -> Result<Known> {
    // A name that no text can be is a fault, which is named with the others.
    let keys = all.iter().filter_map(|one| one.key.as_ref()).filter(|key| !key.contains('\0'));
    desk.lock(keys.clone().map(|key| format!("request {key}")))?;
    let keyed: Vec<Keyed> = desk.all_in(
        "select key, id, number, due_at from requests where tenant = $1 and key in ({list})",
        &[&desk.tenant.clone()],
        &keys.map(ToValue::to_value).collect::<Vec<Value>>(),
    )?;
    Ok(keyed.into_iter().map(|one| (one.0, one.1)).collect())
}

/// Those that are to be taken: not known, and of each name the first.
fn first_of_each<'a>(all: &'a [Incoming], known: &Known) -> Vec<&'a Incoming> {
    let mut keys: HashSet<&str> = known.keys().map(String::as_str).collect();
    all.iter().filter(|one| one.key.as_deref().is_none_or(|key| keys.insert(key))).collect()
}

/// What became of each, in the order in which they came; `requests` are those that were taken.
fn answers(all: &[Incoming], mut known: Known, requests: &[Request]) -> Vec<Received> {
    let mut taken = requests.iter();
    all.iter()
        .filter_map(|one| {
            if let Some(known) = one.key.as_ref().and_then(|key| known.get(key)) {
                return Some(known.clone());
            }
            let request = taken.next()?;
            let (id, number) = (request.id, request.number.clone());
            let received = Received { id, number, due_at: request.due(), fresh: true };
            if let Some(key) = &one.key {
                known.insert(key.clone(), Received { fresh: false, ..received.clone() });
            }
            Some(received)
        })
        .collect()
}
