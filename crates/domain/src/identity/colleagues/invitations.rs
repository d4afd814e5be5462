use super::{super::Unit, Invited};
use crate::{Desk, Kind, Reach, Refusal, Result, Right, Role};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// An invitation that nobody has accepted yet, as the page of people lists it.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its row.
    pub id: Id<Invited>,
    /// The address at which they will sign in.
    pub email: String,
    /// What they will be here for.
    pub role: Role,
    /// Their unit.
    pub unit: Id<Unit>,
    /// Who invited them, by name.
    pub by: String,
    /// When.
    pub invited_at: Instant,
    /// Until when it holds.
    pub expires_at: Instant,
}

impl FromRow for Pending {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            role: row.word("role")?,
            unit: row.get("unit")?,
            by: row.get("by_name")?,
            invited_at: row.get("invited_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// Invitations listed at once; one holds for a week.
const LIST_MAX: i64 = 200;

/// The invitations that still hold, the newest first.
///
/// # Errors
/// `Forbidden` without the right to manage people.
pub fn pending(desk: &mut Desk<'_>) -> Result<Vec<Pending>> {
    let Reach(path) = desk.reach(Right::ManagePeople)?;
    desk.all(
        "select i.id, i.email, i.role, i.unit, p.name as by_name, i.invited_at, i.expires_at
           from invitations as i
           join staff as p on p.tenant = i.tenant and p.id = i.invited_by
           join units as u on u.tenant = i.tenant and u.id = i.unit
          where i.tenant = $1 and i.used_at is null and i.withdrawn_at is null
            and i.expires_at > $2 and substr(u.path, 1, length($3)) = $3
          order by i.invited_at desc, i.id desc limit $4",
        &[&desk.tenant.clone(), &desk.now(), &path, &LIST_MAX],
    )
}

/// Takes an invitation back: its link opens nothing any more.
///
/// # Errors
/// `Unknown` where it no longer holds, or is not theirs to manage.
pub fn withdraw(desk: &mut Desk<'_>, id: Id<Invited>) -> Result<()> {
    if !pending(desk)?.iter().any(|one| one.id == id) {
        return Err(Refusal::Unknown("invitation"));
    }
    desk.execute(
        "update invitations set withdrawn_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    desk.record(id, Kind::StaffInvitationWithdrawn, &json!({}))
}
