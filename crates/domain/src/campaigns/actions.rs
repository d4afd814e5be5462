//! What a colleague does with a campaign.

use super::{
    model::{Campaign, Counted, Making, State},
    queries::find,
    running::WORKING,
};
use crate::{
    Desk, Fault, Kind, Reach, Refusal, Result, Right,
    identity::Unit,
    messaging::{self, Category},
    notices::{self, Book, Pinned},
    queue,
};
use kernel::Id;
use serde_json::json;

/// Clients an hour that a campaign can be held to.
const PER_HOUR_MAX: i64 = 10_000_000;

/// Makes a draft. Its audience lies within the units of who makes it; whoever does not reach all of
/// them is of an agency, in whose name it goes.
///
/// # Errors
/// `Forbidden` without the right, or for who is of no agency; `Invalid` with all faults.
pub fn make(desk: &mut Desk<'_>, making: &Making) -> Result<Id<Campaign>> {
    let Reach(within) = desk.reach(Right::RunCampaigns)?;
    let sender = if within.is_empty() { None } else { Some(agency_of(desk, &within)?) };
    let mut faults = Vec::new();
    let name = making.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        faults.push(Fault::new("name", "fault-required"));
    }
    let book = Book::open(desk)?;
    if book.notice(&making.notice).is_none_or(|one| one.category != Category::Offer) {
        faults.push(Fault::new("notice", "fault-required"));
    }
    if !(0..=PER_HOUR_MAX).contains(&making.per_hour) {
        faults.push(Fault::new("per_hour", "fault-range").with(format!("0–{PER_HOUR_MAX}")));
    }
    if !making.audience.unit.starts_with(&within) && !making.audience.unit.is_empty() {
        faults.push(Fault::new("unit", "fault-choice"));
    }
    Refusal::unless_none(faults)?;
    let (id, actor): (Id<Campaign>, _) = (desk.fresh_id(), desk.who.actor().label());
    let audience = serde_json::to_string(&making.audience).expect("texts have a form in JSON");
    desk.execute(
        "insert into campaigns (tenant, id, name, notice, audience, within, per_hour, state,
            made_at, actor, counted, turn, sender)
         values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10, 0, $11)",
        &[
            &desk.tenant.clone(),
            &id,
            &name,
            &making.notice,
            &audience,
            &within,
            &making.per_hour,
            &desk.now(),
            &actor,
            &kept(&Counted::default()),
            &sender,
        ],
    )?;
    desk.record(id, Kind::CampaignMade, &json!({ "notice": making.notice }))?;
    Ok(id)
}

/// The agency to which the units of this path belong.
fn agency_of(desk: &mut Desk<'_>, path: &str) -> Result<Id<Unit>> {
    desk.optional(
        "select id from units
          where tenant = $1 and kind = 'agency' and substr($2, 1, length(path)) = path
          order by length(path) desc limit 1",
        &[&desk.tenant.clone(), &path],
    )?
    .ok_or(Refusal::Forbidden)
}

pub(super) fn kept(counted: &Counted) -> String {
    serde_json::to_string(counted).expect("numbers have a form in JSON")
}

/// Counts whom it would reach.
///
/// # Errors
/// `Unknown`, `Forbidden`; `Conflict` where it is no draft.
pub fn count(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    go(desk, id, &[State::Draft], State::Counting)
}

/// Lets it go out, from the first client on.
///
/// The offer is from now on what it is now: its sender and its words are pinned.
///
/// # Errors
/// As [`count`]; `Invalid` where its notice is an offer no more.
pub fn start(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    let campaign = find(desk, id)?;
    let pinned = match notices::pin(desk, &campaign.made.notice, campaign.sender) {
        Err(Refusal::Unknown(_)) => return Err(Refusal::invalid("notice", "fault-required")),
        pinned => pinned?,
    };
    go(desk, id, &[State::Draft], State::Running)?;
    keep_pinned(desk, id, &pinned)?;
    messaging::let_go(desk, id.bytes(), true)?;
    desk.execute(
        "update campaigns set started_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    desk.record(id, Kind::CampaignStarted, &json!({}))
}

pub(super) fn keep_pinned(desk: &mut Desk<'_>, id: Id<Campaign>, pinned: &Pinned) -> Result<()> {
    let text = serde_json::to_string(pinned).expect("texts have a form in JSON");
    desk.execute(
        "update campaigns set pinned = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &text],
    )?;
    Ok(())
}

/// Walks the audience from its beginning in this state.
fn go(desk: &mut Desk<'_>, id: Id<Campaign>, from: &[State], to: State) -> Result<()> {
    let was = shift(desk, id, from, to)?.counted;
    let of = if was.dry { was.looked_at } else { 0 };
    let counted = Counted { dry: to == State::Counting, of, ..Counted::default() };
    desk.execute(
        "update campaigns set place = null, counted = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &kept(&counted)],
    )?;
    wake(desk, id)
}

fn wake(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    let (tenant, now) = (desk.tenant, desk.now());
    let turn: i64 = desk.one(
        "update campaigns set turn = turn + 1 where tenant = $1 and id = $2 returning turn",
        &[&tenant, &id],
    )?;
    let facts = json!({ "campaign": id.to_string(), "turn": turn });
    queue::enqueue(desk, WORKING, &facts, now).map(drop)
}

/// Changes its state; answers how it stood before.
fn shift(desk: &mut Desk<'_>, id: Id<Campaign>, from: &[State], to: State) -> Result<Campaign> {
    desk.reach(Right::RunCampaigns)?;
    desk.lock([format!("campaign {id}")])?;
    let campaign = find(desk, id)?;
    if !from.contains(&campaign.state) {
        return Err(Refusal::Conflict("conflict-campaign"));
    }
    desk.execute(
        "update campaigns set state = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &to.word()],
    )?;
    Ok(campaign)
}

/// Lets it wait, and with it what is composed and has not left; also where all of it is composed.
///
/// # Errors
/// As [`count`].
pub fn pause(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &[State::Running, State::Done], State::Paused)?;
    messaging::let_go(desk, id.bytes(), false)
}

/// Lets it go on where it was.
///
/// # Errors
/// As [`count`].
pub fn resume(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &[State::Paused], State::Running)?;
    messaging::let_go(desk, id.bytes(), true)?;
    wake(desk, id)
}

/// What can be stopped.
const GOING: [State; 4] = [State::Running, State::Paused, State::Counting, State::Done];

/// Stops it for good; its messages that have not left never do, and expire.
///
/// # Errors
/// As [`count`].
pub fn stop(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &GOING, State::Stopped)?;
    let now = desk.now();
    desk.execute(
        "update campaigns set ended_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    messaging::stop(desk, id.bytes())?;
    desk.record(id, Kind::CampaignStopped, &json!({}))
}
