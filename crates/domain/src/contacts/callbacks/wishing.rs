use super::{
    measuring::measure,
    model::{COLUMNS, Callback, SLOT, telephone},
    slots::offered,
};
use crate::{
    Desk, Fault, Kind, Reach, Refusal, Result, Right,
    contacts::{
        calls::Call,
        requests::{NEVER, Request},
    },
    identity::Unit,
    parties::Party,
};
use kernel::{Id, Instant, Language};
use serde_json::json;

/// A wish as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The name under which whoever sends it knows it: the same one twice is one wish.
    pub key: Option<String>,
    /// Who they are in the register.
    pub party: Option<Id<Party>>,
    /// What they call themselves.
    pub name: String,
    /// The number to ring.
    pub phone: String,
    /// What it is about.
    pub topic: Option<String>,
    /// The client's language.
    pub language: Language,
    /// How it reached us: `web`, `phone`, `desk`, `api`.
    pub channel: String,
    /// The call in which it was wished.
    pub call: Option<Id<Call>>,
    /// The request to which it belongs.
    pub request: Option<Id<Request>>,
    /// The unit that calls back.
    pub unit: Option<Id<Unit>>,
    /// What a colleague should know.
    pub note: String,
    /// The beginning of the slot; none: as soon as possible.
    pub slot_from: Option<Instant>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wished {
    /// Its row, or that of the wish it became one with.
    pub id: Id<Callback>,
    /// By when we ring; none where no time is promised.
    pub due_at: Option<Instant>,
}

/// How far ahead a slot can be.
const SLOT_AHEAD: i64 = 30 * Instant::DAY;
/// Characters of a name and of a note.
const NAME_MAX: usize = 200;
const NOTE_MAX: usize = 2_000;

impl Wish {
    fn check(&self, now: Instant) -> Result<()> {
        let mut faults = Vec::new();
        if self.name.chars().count() > NAME_MAX {
            faults.push(Fault::new("name", "fault-too-long").with(NAME_MAX.to_string()));
        }
        if self.note.chars().count() > NOTE_MAX {
            faults.push(Fault::new("note", "fault-too-long").with(NOTE_MAX.to_string()));
        }
        if !(5..=18).contains(&telephone(&self.phone).len()) || self.phone.len() > 40 {
            faults.push(Fault::new("phone", "fault-phone"));
        }
        let fits = |from: Instant| from + SLOT > now && from - now <= SLOT_AHEAD;
        if self.slot_from.is_some_and(|from| !fits(from)) {
            faults.push(Fault::new("slot", "fault-slot"));
        }
        Refusal::unless_none(faults)
    }
}

/// Takes a wish. Where the same telephone is owed one already, the two are one promise, the
/// earlier one.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults.
pub fn wish(desk: &mut Desk<'_>, wish: &Wish) -> Result<Wished> {
    desk.reach(Right::WorkRequests)?;
    wish.check(desk.now())?;
    offered(desk, "slot", wish.slot_from)?;
    let digits = telephone(&wish.phone);
    desk.lock([format!("callback {digits}")])?;
    if let Some(known) = known(desk, wish)? {
        return Ok(known);
    }
    let standing: Option<Id<Callback>> = desk.optional(
        "select id from callbacks where tenant = $1 and digits = $2 and state = 'open'
          order by wished_at, id limit 1",
        &[&desk.tenant.clone(), &digits],
    )?;
    let id: Id<Callback> = desk.fresh_id();
    write(desk, id, wish, &digits, standing)?;
    begin(desk, id, wish.slot_from)?;
    if let Some(standing) = standing {
        desk.record(id, Kind::CallbackMerged, &json!({ "into": standing.to_string() }))?;
        measure(desk, &[id, standing])?;
    } else {
        measure(desk, &[id])?;
    }
    answer(desk, standing.unwrap_or(id))
}

/// Writes down what was wished: as soon as possible, or in a slot that opens later.
pub(super) fn begin(
    desk: &mut Desk<'_>,
    id: Id<Callback>,
    slot_from: Option<Instant>,
) -> Result<()> {
    match slot_from {
        None => desk.record(id, Kind::CallbackWished, &json!({})),
        Some(from) => {
            desk.record(id, Kind::CallbackSlotWished, &json!({ "from": from.to_string() }))?;
            desk.record_at(from, id, Kind::CallbackSlotOpened, &json!({}))
        }
    }
}

fn known(desk: &mut Desk<'_>, wish: &Wish) -> Result<Option<Wished>> {
    let Some(key) = &wish.key else { return Ok(None) };
    let id: Option<Id<Callback>> = desk.optional(
        "select coalesce(merged_into, id) as id from callbacks where tenant = $1 and key = $2",
        &[&desk.tenant.clone(), key],
    )?;
    id.map(|id| answer(desk, id)).transpose()
}

fn answer(desk: &mut Desk<'_>, id: Id<Callback>) -> Result<Wished> {
    let due_at: Instant = desk.one(
        "select due_at from callbacks where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok(Wished { id, due_at: Some(due_at).filter(|due| *due != NEVER) })
}

fn write(
    desk: &mut Desk<'_>,
    id: Id<Callback>,
    wish: &Wish,
    digits: &str,
    standing: Option<Id<Callback>>,
) -> Result<()> {
    let state = if standing.is_some() { "merged" } else { "open" };
    let slot_to = wish.slot_from.map(|from| from + SLOT);
    desk.execute(
        "insert into callbacks (tenant, id, key, party, name, phone, digits, topic, language,
            channel, unit, call, request, note, wished_at, slot_from, slot_to, state, merged_into,
            due_at, attempts)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, 0)",
        &[
            &desk.tenant.clone(),
            &id,
            &wish.key,
            &wish.party,
            &wish.name.trim(),
            &wish.phone.trim(),
            &digits,
            &wish.topic,
            &wish.language,
            &wish.channel,
            &wish.unit,
            &wish.call,
            &wish.request,
            &wish.note.trim(),
            &desk.now(),
            &wish.slot_from,
            &slot_to,
            &state,
            &standing,
            &NEVER,
        ],
    )?;
    Ok(())
}

/// One wish.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Callback>) -> Result<Callback> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    desk.optional(
        &format!(
            "select {COLUMNS} from callbacks
              where tenant = $1 and id = $2
                and ($3 = '' or unit is null or unit in (
                    select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))"
        ),
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("callback"))
}
