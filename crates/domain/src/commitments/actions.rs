use super::{
    book::{Book, Version, valid_from},
    model::{Commitment, Document},
    replay::{Clock, Moment, replay},
};
use crate::{Desk, Kind, Refusal, Result, Right, identity::Unit};
use kernel::{Id, Instant};
use serde_json::json;

/// Saves a commitment as its next version; the same again saves nothing. Clocks that run keep the
/// version that started them, and a breach stays.
///
/// # Errors
/// `Invalid` with every fault, a calendar that is not there among them.
pub fn save(desk: &mut Desk<'_>, commitment: &Commitment) -> Result<i64> {
    write(desk, commitment, false)
}

/// Gives a commitment up: it starts no more clocks. What was measured stays.
///
/// # Errors
/// `Unknown` where there is none of that code.
pub fn end(desk: &mut Desk<'_>, code: &str) -> Result<i64> {
    let standing = super::find(desk, code)?;
    write(desk, &standing.commitment, true)
}

fn write(desk: &mut Desk<'_>, commitment: &Commitment, ended: bool) -> Result<i64> {
    desk.reach(Right::EditCommitments)?;
    commitment.rule()?;
    let book = Book::open(desk)?;
    if let Some(code) = &commitment.calendar
        && book.calendar_for(code, None).is_none()
    {
        return Err(Refusal::invalid("calendar", "fault-no-such-calendar"));
    }
    let before = book.current().find(|version| version.commitment.code == commitment.code);
    if let Some(before) = before
        && before.commitment == *commitment
        && !ended
    {
        return Ok(before.version);
    }
    let valid_from = valid_from(commitment, &book.zone)?;
    let version = next_version(desk, &commitment.code)?;
    let id: Id<Version> = desk.fresh_id();
    let definition = toml::to_string(commitment)
        .map_err(|_| Refusal::invalid("commitment", "fault-unreadable"))?;
    desk.execute(
        "insert into commitments
            (tenant, id, code, version, valid_from, ended, definition, saved_at, actor)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &commitment.code,
            &version,
            &valid_from,
            &ended,
            &definition,
            &desk.now(),
            &desk.who.actor().label(),
        ],
    )?;
    let facts = json!({ "code": commitment.code, "version": version, "ended": ended });
    desk.record(id, Kind::CommitmentSaved, &facts)?;
    Ok(version)
}

fn next_version(desk: &mut Desk<'_>, code: &str) -> Result<i64> {
    desk.one(
        "select coalesce(max(version), 0) + 1 as version from commitments
          where tenant = $1 and code = $2",
        &[&desk.tenant.clone(), &code],
    )
}

/// Saves every commitment of a file; answers how many it holds.
///
/// # Errors
/// `Invalid` with every fault of the file; then nothing is saved.
pub fn import(desk: &mut Desk<'_>, document: &Document) -> Result<usize> {
    for commitment in &document.commitment {
        save(desk, commitment)?;
    }
    Ok(document.commitment.len())
}

/// "A request at 17:50 on Friday is due …": what a commitment would say, before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// When it would start.
    pub start: Instant,
    /// The clock it would start.
    pub clock: Clock,
    /// The zone to tell the hour in.
    pub zone: kernel::TimeZone,
}

/// Tries a commitment on a start, in a unit that may have a calendar of its own.
///
/// # Errors
/// `Invalid` with every fault, an unknown calendar among them.
pub fn preview(
    desk: &mut Desk<'_>,
    commitment: &Commitment,
    start: Instant,
    unit: Option<Id<Unit>>,
) -> Result<Preview> {
    desk.reach(Right::SeeCommitments)?;
    let rule = commitment.rule()?;
    let book = Book::open(desk)?;
    let shelved = commitment.calendar.as_ref().map(|code| {
        let calendar = book.calendar_for(code, unit.map(|unit| unit.bytes()));
        calendar.ok_or_else(|| Refusal::invalid("calendar", "fault-no-such-calendar"))
    });
    let shelved = shelved.transpose()?;
    let calendar = shelved.map(|shelved| shelved.calendar.as_ref());
    let kind = rule.starts.first().copied().ok_or(Refusal::invalid("starts", "fault-required"))?;
    let moment = Moment { at: start, kind, priority: None, due: None };
    let clock = replay(&rule, calendar, &[moment], start).into_iter().next();
    Ok(Preview {
        start,
        clock: clock.ok_or(Refusal::invalid("starts", "fault-required"))?,
        zone: calendar.map_or_else(|| book.zone.clone(), |calendar| calendar.zone().clone()),
    })
}
