use super::staff;
use crate::{Desk, Kind, Refusal, Result, Right, Role, Who};
use kernel::Id;
use serde_json::json;

/// Makes sure that a colleague can be helped: theirs to see, still here, and not oneself, who has
/// a page of their own for that.
fn helped(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    desk.reach(Right::ResetSignIn)?;
    if matches!(desk.who, Who::Staff { id: me, .. } if me == id) {
        return Err(Refusal::Conflict("conflict-helping-oneself"));
    }
    let here = staff(desk)?.iter().any(|one| one.id == id && one.left_at.is_none());
    if here { Ok(()) } else { Err(Refusal::Unknown("colleague")) }
}

/// Opens the door that wrong passwords had shut, before its quarter of an hour is over.
///
/// # Errors
/// `Forbidden` without the right; `Unknown` where there is no such colleague; `Conflict` for
/// oneself.
pub fn unlock(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    helped(desk, id)?;
    desk.execute(
        "update staff set failures = 0, locked_until = 0 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    desk.record(id, Kind::StaffUnlocked, &json!({}))
}

/// Takes a colleague's second factor away, whose telephone is lost: their password alone signs in
/// again, until they set another.
///
/// # Errors
/// As [`unlock`].
pub fn clear_second_factor(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    helped(desk, id)?;
    desk.execute(
        "update staff set secret = null, secret_used = 0 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    desk.record(id, Kind::StaffSecondFactor, &json!({ "set": false }))
}

/// Ends every session of a colleague.
///
/// # Errors
/// As [`unlock`].
pub fn end_sessions_of(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    helped(desk, id)?;
    desk.execute(
        "update sessions set ended_at = $3 where tenant = $1 and staff = $2 and ended_at is null",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    desk.record(id, Kind::SessionEnded, &json!({ "session": "all" }))
}
