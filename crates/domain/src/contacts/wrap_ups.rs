//! What an agent writes down after a call, in one screen: what it was about, whether it was solved,
//! to whom it went on, whether we call back. The next call never waits for it: it can be written
//! and corrected at any time; the last word counts, and those before stay.

use super::{
    callbacks::{self, Wish},
    calls::{self, Call},
    complaints::{self, Complaining},
    requests::{self, Channel, Incoming, Passing, Queue, Sender},
    topics::{self, TEXT_MAX},
};
use crate::{
    Desk, Fault, Refusal, Result, Right, Role,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language};

/// A call as its agent writes it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrapUp {
    /// Who called.
    pub party: Option<Id<Party>>,
    /// What it was about.
    pub topic: Option<String>,
    /// Whether the matter was solved; none only where it went on.
    pub solved: Option<bool>,
    /// Where it went on.
    pub passed_to: Option<Id<Queue>>,
    /// Why it went on.
    pub reason: Option<String>,
    /// What was said, for colleagues.
    pub note: String,
    /// Where the recording is; never the recording itself.
    pub recording: Option<String>,
    /// A promise to call back: as soon as possible, or in a slot.
    pub callback: Option<Promise>,
    /// True where the caller complained.
    pub complaint: bool,
    /// The language of the call.
    pub language: Language,
    /// The secret of the address of the request that it became.
    pub link: String,
}

/// A call-back promised on the telephone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// The number to ring; empty: the one they called from.
    pub phone: String,
    /// The beginning of the slot; none: as soon as possible.
    pub slot_from: Option<Instant>,
}

/// What is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Who called.
    pub party: Option<Id<Party>>,
    /// What it was about.
    pub topic: Option<String>,
    /// Whether it was solved.
    pub solved: Option<bool>,
    /// Where it went on.
    pub passed_to: Option<Id<Queue>>,
    /// Why.
    pub reason: Option<String>,
    /// What was said.
    pub note: String,
    /// Where the recording is.
    pub recording: Option<String>,
    /// An earlier call or request of the same party about the same.
    pub repeat_of: Option<[u8; 16]>,
    /// Who wrote it.
    pub staff: Option<Id<Role>>,
    /// When it was written.
    pub saved_at: Instant,
}

const COLUMNS: &str =
    "party, topic, solved, passed_to, reason, note, recording, repeat_of, staff, saved_at";

impl Record {
    /// Whether this says just that.
    fn says(&self, wrap_up: &WrapUp, solved: Option<bool>) -> bool {
        let said = (self.party, &self.topic, self.solved, self.passed_to, &self.recording);
        said == (wrap_up.party, &wrap_up.topic, solved, wrap_up.passed_to, &wrap_up.recording)
            && self.note == wrap_up.note.trim()
    }
}

impl FromRow for Record {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            party: row.get("party")?,
            topic: row.get("topic")?,
            solved: row.get("solved")?,
            passed_to: row.get("passed_to")?,
            reason: row.get("reason")?,
            note: row.get("note")?,
            recording: row.get("recording")?,
            repeat_of: row.get("repeat_of")?,
            staff: row.get("staff")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// Writes a call up. What was written down before stays, as corrected. What follows from it happens
/// in the same unit of work: a request to the colleagues it went on to, a call-back, a complaint.
///
/// # Errors
/// `Unknown` where the call is not theirs to see, `Invalid` with all faults.
pub fn write_up(desk: &mut Desk<'_>, id: Id<Call>, wrap_up: &WrapUp) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    desk.lock([format!("wrap-up {id}")])?;
    let call = calls::find(desk, id)?;
    check(desk, wrap_up)?;
    if let Some(party) = wrap_up.party {
        parties::find(desk, party)?;
    }
    let before = record_of(desk, id)?;
    let solved = if wrap_up.passed_to.is_some() { Some(false) } else { wrap_up.solved };
    let repeat_of = earlier(desk, id, call.arrived_at, wrap_up)?;
    if before.as_ref().is_some_and(|before| !before.says(wrap_up, solved)) {
        keep_before(desk, id)?;
    }
    save(desk, id, call.arrived_at, (wrap_up, solved, repeat_of))?;
    calls::wrapped_up(desk, id, solved)?;
    let sender = sender(desk, wrap_up, call.caller.as_deref())?;
    if wrap_up.passed_to.is_some() && before.as_ref().is_none_or(|one| one.passed_to.is_none()) {
        pass_on(desk, (id, call.arrived_at), wrap_up, &sender)?;
    }
    if let Some(promise) = &wrap_up.callback {
        call_back(desk, id, (wrap_up, promise), &sender)?;
    }
    if wrap_up.complaint {
        let complaining = Complaining {
            sender,
            channel: "phone".into(),
            language: wrap_up.language,
            unit: call.unit,
            text: wrap_up.note.clone(),
        };
        complaints::of_call(desk, id, &complaining)?;
    }
    Ok(())
}

fn check(desk: &mut Desk<'_>, wrap_up: &WrapUp) -> Result<()> {
    let mut faults = Vec::new();
    if wrap_up.note.chars().count() > TEXT_MAX {
        faults.push(Fault::new("note", "fault-too-long").with(TEXT_MAX.to_string()));
    }
    if wrap_up.recording.as_deref().is_some_and(|link| !calls::is_link(link)) {
        faults.push(Fault::new("recording", "fault-link"));
    }
    if wrap_up.topic.is_none() {
        faults.push(Fault::new("topic", "fault-choice"));
    }
    if wrap_up.passed_to.is_some() && wrap_up.note.trim().is_empty() {
        faults.push(Fault::new("note", "fault-required"));
    }
    if wrap_up.passed_to.is_none() && wrap_up.solved.is_none() {
        faults.push(Fault::new("solved", "fault-choice"));
    }
    Refusal::unless_none(faults)?;
    if let Some(code) = &wrap_up.topic {
        topics::find(desk, code)?;
    }
    Ok(())
}

/// Keeps what stands there, before something else does.
fn keep_before(desk: &mut Desk<'_>, call: Id<Call>) -> Result<()> {
    let id: Id<Record> = desk.fresh_id();
    desk.execute(
        "insert into call_records_before (tenant, id, call, party, topic, solved, passed_to,
            reason, note, recording, repeat_of, staff, call_at, saved_at, corrected_at)
         select tenant, $3, call, party, topic, solved, passed_to, reason, note, recording,
                repeat_of, staff, call_at, saved_at, $4
           from call_records where tenant = $1 and call = $2",
        &[&desk.tenant.clone(), &call, &id, &desk.now()],
    )?;
    Ok(())
}

fn save(
    desk: &mut Desk<'_>,
    id: Id<Call>,
    call_at: Instant,
    (wrap_up, solved, repeat_of): (&WrapUp, Option<bool>, Option<[u8; 16]>),
) -> Result<()> {
    desk.execute(
        "insert into call_records (tenant, call, party, topic, solved, passed_to, reason, note,
            recording, repeat_of, staff, call_at, saved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (tenant, call) do update set party = excluded.party, topic = excluded.topic,
            solved = excluded.solved, passed_to = excluded.passed_to, reason = excluded.reason,
            note = excluded.note, recording = excluded.recording,
            repeat_of = excluded.repeat_of, staff = excluded.staff,
            saved_at = excluded.saved_at",
        &[
            &desk.tenant.clone(),
            &id,
            &wrap_up.party,
            &wrap_up.topic,
            &solved,
            &wrap_up.passed_to,
            &wrap_up.reason,
            &wrap_up.note.trim(),
            &wrap_up.recording,
            &repeat_of,
            &desk.colleague(),
            &call_at,
            &desk.now(),
        ],
    )?;
    Ok(())
}

/// Time within which the same party about the same is a repeat.
const REPEATS_WITHIN: i64 = 7 * Instant::DAY;

/// An earlier call or request of the same party about the same, over all channels.
fn earlier(
    desk: &mut Desk<'_>,
    id: Id<Call>,
    at: Instant,
    wrap_up: &WrapUp,
) -> Result<Option<[u8; 16]>> {
    let Some(party) = wrap_up.party else { return Ok(None) };
    let since = at - REPEATS_WITHIN;
    desk.optional(
        "select subject from (
            select call as subject, call_at as at from call_records
             where tenant = $1 and party = $2 and call <> $3 and topic = $4
               and call_at >= $5 and call_at < $6
            union all
            select id as subject, received_at as at from requests
             where tenant = $1 and party = $2 and topic = $4 and state <> 'merged'
               and received_at >= $5 and received_at < $6) as before
          order by at desc, subject desc limit 1",
        &[&desk.tenant.clone(), &party, &id, &wrap_up.topic, &since, &at],
    )
}

fn sender(desk: &mut Desk<'_>, wrap_up: &WrapUp, caller: Option<&str>) -> Result<Sender> {
    let party = wrap_up.party.map(|id| parties::find(desk, id)).transpose()?;
    Ok(Sender {
        name: party.map_or_else(|| caller.unwrap_or("–").to_owned(), |party| party.name),
        phone: caller.map(str::to_owned),
        party: wrap_up.party,
        email: None,
        address: None,
    })
}

/// The request that a call goes on as; it was received when the call arrived.
fn pass_on(
    desk: &mut Desk<'_>,
    (call, at): (Id<Call>, Instant),
    wrap_up: &WrapUp,
    sender: &Sender,
) -> Result<()> {
    let incoming = Incoming {
        key: Some(format!("call {call}")),
        channel: Some(Channel::Phone),
        topic: wrap_up.topic.clone(),
        language: wrap_up.language,
        sender: sender.clone(),
        text: wrap_up.note.clone(),
        received_at: Some(at),
        link: wrap_up.link.clone(),
        ..Incoming::default()
    };
    let received = requests::receive(desk, &incoming)?;
    let Some(queue) = wrap_up.passed_to else { return Ok(()) };
    if requests::find(desk, received.id)?.queue == Some(queue) {
        return Ok(());
    }
    let reason = wrap_up.reason.clone().unwrap_or_else(|| "expertise".to_owned());
    requests::pass_on(desk, received.id, &Passing { queue, reason, note: String::new() })
}

fn call_back(
    desk: &mut Desk<'_>,
    call: Id<Call>,
    (wrap_up, promise): (&WrapUp, &Promise),
    sender: &Sender,
) -> Result<()> {
    let phone = Some(promise.phone.trim()).filter(|phone| !phone.is_empty());
    let wish = Wish {
        key: Some(format!("call {call}")),
        party: wrap_up.party,
        name: sender.name.clone(),
        phone: phone.or(sender.phone.as_deref()).unwrap_or("").to_owned(),
        topic: wrap_up.topic.clone(),
        language: wrap_up.language,
        channel: "phone".into(),
        call: Some(call),
        note: wrap_up.note.chars().take(500).collect(),
        slot_from: promise.slot_from,
        ..Wish::default()
    };
    callbacks::wish(desk, &wish)?;
    Ok(())
}

/// What was written down about a call.
///
/// # Errors
/// `Unknown` where the call is not theirs to see.
pub fn record_of(desk: &mut Desk<'_>, id: Id<Call>) -> Result<Option<Record>> {
    calls::find(desk, id)?;
    desk.optional(
        &format!("select {COLUMNS} from call_records where tenant = $1 and call = $2"),
        &[&desk.tenant.clone(), &id],
    )
}

/// Earlier records of a call that are read at the most.
const BEFORE_MAX: i64 = 50;

/// What was written down about a call and was corrected since, the newest first.
///
/// # Errors
/// As [`record_of`].
pub fn records_before(desk: &mut Desk<'_>, id: Id<Call>) -> Result<Vec<Record>> {
    calls::find(desk, id)?;
    desk.all(
        &format!(
            "select {COLUMNS} from call_records_before where tenant = $1 and call = $2
              order by corrected_at desc, id desc limit $3"
        ),
        &[&desk.tenant.clone(), &id, &BEFORE_MAX],
    )
}
