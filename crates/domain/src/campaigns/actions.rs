//! What a colleague does with a campaign.

use super::{
    model::{Campaign, Counted, Making, State},
    queries::find,
    running::WORKING,
};
use crate::{
    Desk, Fault, Kind, Reach, Refusal, Result, Right, messaging::Category, notices::Book, queue,
};
use kernel::Id;
use serde_json::json;

/// Clients an hour that a campaign can be held to.
const PER_HOUR_MAX: i64 = 10_000_000;

/// Makes a draft. Its audience lies within the units of who makes it.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults.
pub fn make(desk: &mut Desk<'_>, making: &Making) -> Result<Id<Campaign>> {
    let Reach(within) = desk.reach(Right::SetUpDesk)?;
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
    Refusal::unless_none(faults)?;
    let (id, actor): (Id<Campaign>, _) = (desk.fresh_id(), desk.who.actor().label());
    let audience = serde_json::to_string(&making.audience).expect("texts have a form in JSON");
    desk.execute(
        "insert into campaigns (tenant, id, name, notice, audience, within, per_hour, state,
            made_at, actor, counted)
         values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10)",
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
        ],
    )?;
    desk.record(id, Kind::CampaignMade, &json!({ "notice": making.notice }))?;
    Ok(id)
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
/// # Errors
/// As [`count`].
pub fn start(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    go(desk, id, &[State::Draft], State::Running)?;
    desk.execute(
        "update campaigns set started_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    desk.record(id, Kind::CampaignStarted, &json!({}))
}

/// Walks the audience from its beginning in this state.
fn go(desk: &mut Desk<'_>, id: Id<Campaign>, from: &[State], to: State) -> Result<()> {
    shift(desk, id, from, to)?;
    let counted = Counted { dry: to == State::Counting, ..Counted::default() };
    desk.execute(
        "update campaigns set place = null, counted = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &kept(&counted)],
    )?;
    wake(desk, id)
}

fn wake(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    let now = desk.now();
    queue::enqueue(desk, WORKING, &json!({ "campaign": id.to_string() }), now).map(drop)
}

fn shift(desk: &mut Desk<'_>, id: Id<Campaign>, from: &[State], to: State) -> Result<()> {
    desk.reach(Right::SetUpDesk)?;
    desk.lock([format!("campaign {id}")])?;
    let campaign = find(desk, id)?;
    if !from.contains(&campaign.state) {
        return Err(Refusal::Conflict("conflict-campaign"));
    }
    desk.execute(
        "update campaigns set state = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &to.word()],
    )?;
    Ok(())
}

/// Lets it wait. What is composed goes out all the same.
///
/// # Errors
/// As [`count`].
pub fn pause(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &[State::Running], State::Paused)
}

/// Lets it go on where it was.
///
/// # Errors
/// As [`count`].
pub fn resume(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &[State::Paused], State::Running)?;
    wake(desk, id)
}

/// Stops it for good; its messages that are still to be sent are withdrawn.
///
/// # Errors
/// As [`count`].
pub fn stop(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<()> {
    shift(desk, id, &[State::Running, State::Paused, State::Counting], State::Stopped)?;
    let now = desk.now();
    desk.execute(
        "update campaigns set ended_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.execute(
        "update messages set expires_at = $3
          where tenant = $1 and campaign = $2 and state = 'waiting' and expires_at > $3",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.record(id, Kind::CampaignStopped, &json!({}))
}
