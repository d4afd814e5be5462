//! The walk along an audience, a batch in each unit of work.

use super::{
    actions::{keep_pinned, kept},
    model::{COLUMNS, Campaign, State},
};
use crate::{
    Desk, Kind, Refusal, Result, identity,
    notices::{self, Addressee, Cause, Event, Pinned},
    parties::Party,
    queue,
};
use db::{FromRow, Row, ToValue};
use kernel::{Id, Instant, Language};
use serde_json::{Map, Value as Json, json};

/// The job that walks on.
pub const WORKING: &str = "campaigns.work";

/// Clients in one unit of work: it takes well below a second.
const AT_ONCE: i64 = 2_000;
/// Where there is a rate, it is kept by the minute.
const STEP: i64 = Instant::MINUTE;
/// Steps in an hour; a lower rate waits longer after each client.
const HOUR_OF_STEPS: i64 = Instant::HOUR / STEP;

/// Somebody of the audience.
struct Somebody {
    id: Id<Party>,
    name: String,
    language: Option<Language>,
}

impl FromRow for Somebody {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: Option<String> = row.get("language")?;
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            language: language.and_then(|code| code.parse().ok()),
        })
    }
}

/// Does one batch of a campaign, and queues the next.
///
/// # Errors
/// Only when the database fails.
pub fn work(desk: &mut Desk<'_>, facts: &Json) -> Result<()> {
    let id = facts.get("campaign").and_then(Json::as_str).and_then(|id| id.parse().ok());
    let id: Id<Campaign> = id.ok_or(Refusal::Unknown("campaign"))?;
    desk.lock([format!("campaign {id}")])?;
    let campaign: Option<Campaign> = desk.optional(
        &format!("select {COLUMNS} from campaigns where tenant = $1 and id = $2"),
        &[&desk.tenant.clone(), &id],
    )?;
    // Paused, stopped or counted meanwhile: whoever goes on queues it again, under a turn of its
    // own.
    let turn = facts.get("turn").and_then(Json::as_i64);
    let goes = |one: &Campaign| {
        matches!(one.state, State::Counting | State::Running) && turn == Some(one.turn)
    };
    match campaign {
        Some(campaign) if goes(&campaign) => batch(desk, campaign),
        _ => Ok(()),
    }
}

fn batch(desk: &mut Desk<'_>, mut campaign: Campaign) -> Result<()> {
    let is_dry = campaign.state == State::Counting;
    let pinned = pinned(desk, &campaign, is_dry)?;
    // What is composed in quiet hours would all go when they are over, at no rate.
    if !is_dry
        && campaign.made.per_hour > 0
        && let Some(at) = pinned.waits(desk)?
    {
        return next(desk, &campaign, at);
    }
    let (limit, wait) = pace(campaign.made.per_hour, is_dry);
    let audience = audience(desk, &campaign, limit)?;
    let is_last = i64::try_from(audience.len()).is_ok_and(|count| count < limit);
    let home = identity::tenant(desk)?.language;
    let causes: Vec<Cause> = audience.iter().map(|one| cause(&campaign, one, home)).collect();
    let tally = match is_dry {
        true => notices::weigh(desk, &pinned, &causes)?,
        false => notices::offer(desk, &pinned, campaign.id.bytes(), &causes)?,
    };
    campaign.counted.add(audience.len(), &tally);
    let place = audience.last().map(|one| one.id.bytes()).or(campaign.place);
    let state = match (is_last, is_dry) {
        (false, _) => campaign.state,
        (true, true) => State::Draft,
        (true, false) => State::Done,
    };
    let ended_at = (state == State::Done).then(|| desk.now());
    desk.execute(
        "update campaigns set place = $3, counted = $4, state = $5, ended_at = $6
          where tenant = $1 and id = $2",
        &[
            &desk.tenant.clone(),
            &campaign.id,
            &place,
            &kept(&campaign.counted),
            &state.word(),
            &ended_at,
        ],
    )?;
    if state == State::Done {
        let facts = json!({ "reached": campaign.counted.reached });
        desk.record(campaign.id, Kind::CampaignDone, &facts)?;
    }
    let at = desk.now() + wait;
    if is_last { Ok(()) } else { next(desk, &campaign, at) }
}

/// How many clients are looked at at once, and how long it waits after them.
fn pace(per_hour: i64, is_dry: bool) -> (i64, i64) {
    match per_hour {
        rate if rate <= 0 || is_dry => (AT_ONCE, 0),
        rate if rate < HOUR_OF_STEPS => (1, Instant::HOUR / rate),
        rate => ((rate / HOUR_OF_STEPS).min(AT_ONCE), STEP),
    }
}

/// The offer as it stood at the beginning; one that began before that was kept has it from now on.
fn pinned(desk: &mut Desk<'_>, campaign: &Campaign, is_dry: bool) -> Result<Pinned> {
    if let Some(pinned) = campaign.pinned.as_ref().filter(|_| !is_dry) {
        return Ok(pinned.clone());
    }
    let pinned = notices::pin(desk, &campaign.made.notice, campaign.sender)?;
    if is_dry {
        return Ok(pinned);
    }
    keep_pinned(desk, campaign.id, &pinned)?;
    Ok(pinned)
}

fn next(desk: &mut Desk<'_>, campaign: &Campaign, at: Instant) -> Result<()> {
    let facts = json!({ "campaign": campaign.id.to_string(), "turn": campaign.turn });
    queue::enqueue(desk, WORKING, &facts, at).map(drop)
}

fn cause(campaign: &Campaign, one: &Somebody, home: Language) -> Cause {
    let to = Addressee {
        name: one.name.clone(),
        party: Some(one.id),
        language: one.language.unwrap_or(home),
        ..Addressee::default()
    };
    Cause { event: Event::OfferMade, subject: campaign.id.bytes(), to, with: Map::new() }
}

/// The next of the audience, in the order of their rows.
fn audience(desk: &mut Desk<'_>, campaign: &Campaign, limit: i64) -> Result<Vec<Somebody>> {
    let audience = &campaign.made.audience;
    let place = campaign.place.unwrap_or_default();
    let within = if audience.unit.is_empty() { &campaign.within } else { &audience.unit };
    let day = |day: Option<kernel::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, before) = (day(audience.ends_from), day(audience.ends_before));
    let holding = if audience.asks_for_contract() {
        "and exists (select 1 from contracts as c
              where c.tenant = p.tenant and c.party = p.id and ($5 = '' or c.product = $5)
                and ($6 = '' or c.ends_on >= $6) and ($7 = '' or c.ends_on < $7))"
    } else {
        "and $5 = $5 and $6 = $6 and $7 = $7"
    };
    let sql = format!(
        "select p.id, p.name, p.language from parties as p
          where p.tenant = $1 and p.id > $2 and ($3 = '' or p.kind = $3)
            and ($4 = '' or p.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))
            {holding}
          order by p.id limit $8"
    );
    let values: [&dyn ToValue; 8] = [
        &desk.tenant.clone(),
        &Id::<Party>::from_bytes(place),
        &audience.kind,
        within,
        &audience.product,
        &from,
        &before,
        &limit,
    ];
    desk.all(&sql, &values)
}
