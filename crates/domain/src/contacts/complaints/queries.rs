use super::actions::SERIES;
use crate::{
    Desk, Reach, Refusal, Result, Right, contacts::requests::NEVER, identity, parties::Party,
};
use db::{FromRow, Row, ToValue};
use kernel::{Id, Instant};

/// A complaint, as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Its row.
    pub id: Id<Complaint>,
    /// Its number in the series; none until the job has given it.
    pub number: Option<i64>,
    /// What it was recognised in: a request or a call.
    pub origin_kind: String,
    /// Which one.
    pub origin: Option<[u8; 16]>,
    /// Who they are in the register.
    pub party: Option<Id<Party>>,
    /// Who complains.
    pub name: String,
    /// By what it reached us.
    pub channel: String,
    /// What they said.
    pub text: String,
    /// When it first reached anyone of ours.
    pub received_at: Instant,
    /// When it was recognised.
    pub recognised_at: Instant,
    /// When we confirmed that we have it.
    pub acknowledged_at: Option<Instant>,
    /// When we answered.
    pub answered_at: Option<Instant>,
    /// Its next deadline; [`NEVER`] where none runs.
    pub due_at: Instant,
}

impl FromRow for Complaint {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            origin_kind: row.get("origin_kind")?,
            origin: row.get("origin")?,
            party: row.get("party")?,
            name: row.get("name")?,
            channel: row.get("channel")?,
            text: row.get("text")?,
            received_at: row.get("received_at")?,
            recognised_at: row.get("recognised_at")?,
            acknowledged_at: row.get("acknowledged_at")?,
            answered_at: row.get("answered_at")?,
            due_at: row.get("due_at")?,
        })
    }
}

/// Complaints a page shows.
pub const PAGE: i64 = 50;

const SELECT: &str = "select c.id, n.number, c.origin_kind, c.origin, c.party, c.name, c.channel,
        c.text, c.received_at, c.recognised_at, c.acknowledged_at, c.answered_at,
        coalesce((select min(k.due_at) from clocks as k
                   where k.tenant = c.tenant and k.subject = c.id and k.stopped_at is null
                     and k.state in ('running', 'breached')), $4) as due_at
   from complaints as c
   left join numbers_wanted as n
     on n.tenant = c.tenant and n.series = $2 and n.subject = c.id
  where c.tenant = $1 and ($3 = '' or c.unit in (
        select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))";

/// A page of the complaints that nobody has answered, by their next deadline; each is written into
/// the access log as seen. The next page begins after a deadline and the complaint that has it.
///
/// # Errors
/// `Forbidden` without the right.
pub fn open(
    desk: &mut Desk<'_>,
    after: Option<(Instant, Id<Complaint>)>,
) -> Result<Vec<Complaint>> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    let nearest = (Instant::from_micros(i64::MIN), Id::from_bytes([0; 16]));
    let (due, id) = after.unwrap_or(nearest);
    let found = desk.all(
        &format!(
            "select * from ({SELECT} and c.answered_at is null) as waiting
              where (due_at, id) > ($5, $6) order by due_at, id limit $7"
        ),
        &[&desk.tenant.clone(), &SERIES, &path, &NEVER, &due, &id, &PAGE],
    )?;
    seen(desk, found)
}

/// A page of all complaints, the newest first; each is written into the access log as seen. The
/// next page begins before an instant of receipt and the complaint that has it.
///
/// # Errors
/// `Forbidden` without the right.
pub fn list(
    desk: &mut Desk<'_>,
    before: Option<(Instant, Id<Complaint>)>,
) -> Result<Vec<Complaint>> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    let furthest = (Instant::from_micros(i64::MAX), Id::from_bytes([255; 16]));
    let (at, id) = before.unwrap_or(furthest);
    let found = desk.all(
        &format!(
            "{SELECT} and (c.received_at, c.id) < ($5, $6)
              order by c.received_at desc, c.id desc limit $7"
        ),
        &[&desk.tenant.clone(), &SERIES, &path, &NEVER, &at, &id, &PAGE],
    )?;
    seen(desk, found)
}

fn seen(desk: &mut Desk<'_>, found: Vec<Complaint>) -> Result<Vec<Complaint>> {
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.id.bytes()).collect();
    identity::saw(desk, "complaint list", &seen)?;
    Ok(found)
}

/// One complaint.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Complaint>) -> Result<Complaint> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    let values: [&dyn ToValue; 5] = [&desk.tenant.clone(), &SERIES, &path, &NEVER, &id];
    desk.optional(&format!("{SELECT} and c.id = $5"), &values)?.ok_or(Refusal::Unknown("complaint"))
}
