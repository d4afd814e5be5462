//! The people who work here: invited, joined, helped when they are shut out, and gone.

mod invitations;
mod resets;

use super::{model::Staff, secrets, units::unit};
use crate::{Desk, Fault, Kind, Reach, Refusal, Result, Right, Role, Who};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language};
use serde_json::json;
use std::collections::HashMap;

pub use invitations::{Pending, pending, withdraw};
pub use resets::{clear_second_factor, end_sessions_of, unlock};

/// An invitation is good for so long.
const INVITED_FOR: i64 = 7 * Instant::DAY;
/// Colleagues listed at once.
const LIST_MAX: i64 = 2_000;

/// The colleagues this person may manage, by name.
///
/// # Errors
/// `Forbidden` without the right to manage people.
pub fn staff(desk: &mut Desk<'_>) -> Result<Vec<Staff>> {
    let Reach(path) = desk.reach(Right::ManagePeople)?;
    desk.all(
        "select p.id, p.email, p.name, p.role, p.unit, u.path, p.language, p.secret,
                p.locked_until, p.left_at
           from staff as p join units as u on u.tenant = p.tenant and u.id = p.unit
          where p.tenant = $1 and substr(u.path, 1, length($2)) = $2
          order by p.name, p.id limit $3",
        &[&desk.tenant.clone(), &path, &LIST_MAX],
    )
}

struct Named(Id<Role>, String);

impl FromRow for Named {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("name")?))
    }
}

/// What everybody who works here, or did, is called: among colleagues that is no secret.
///
/// # Errors
/// `Forbidden` without the right to see requests, which name who works on them.
pub fn names(desk: &mut Desk<'_>) -> Result<HashMap<Id<Role>, String>> {
    desk.reach(Right::SeeRequests)?;
    let all: Vec<Named> = desk.all(
        "select id, name from staff where tenant = $1 order by name, id limit $2",
        &[&desk.tenant.clone(), &LIST_MAX],
    )?;
    Ok(all.into_iter().map(|one| (one.0, one.1)).collect())
}

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct Invitation<'a> {
    /// The address at which they will sign in.
    pub email: &'a str,
    /// What they will be here for.
    pub role: Role,
    /// Their unit.
    pub unit: Id<super::Unit>,
    /// The token of the link they get.
    pub token: &'a str,
}

/// Invites a colleague. Nobody hands out more than they have: a role that reaches the whole
/// company is given only by who manages the whole company.
///
/// # Errors
/// `Invalid` for an address that is none or is here already; `Forbidden` for too large a role.
pub fn invite(desk: &mut Desk<'_>, invitation: &Invitation<'_>) -> Result<()> {
    let reach = desk.reach(Right::ManagePeople)?;
    unit(desk, invitation.unit)?;
    if !reach.is_all() && !matches!(invitation.role, Role::Agent | Role::Supervisor) {
        return Err(Refusal::Forbidden);
    }
    let email = email_of(invitation.email)?;
    if super::sign_in_facts(desk, &email)?.is_some() {
        return Err(Refusal::invalid("email", "fault-already-here"));
    }
    let Who::Staff { id: inviter, .. } = desk.who else { return Err(Refusal::Forbidden) };
    let id: Id<Invited> = desk.fresh_id();
    let now = desk.now();
    desk.execute(
        "insert into invitations
            (tenant, id, email, role, unit, token, invited_by, invited_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &email,
            &invitation.role.word(),
            &invitation.unit,
            &secrets::hash_token(invitation.token),
            &inviter,
            &now,
            &(now + INVITED_FOR),
        ],
    )?;
    desk.record(id, Kind::StaffInvited, &json!({ "role": invitation.role.word() }))
}

fn email_of(text: &str) -> Result<String> {
    let email = text.trim().to_lowercase();
    let shaped = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    });
    if shaped && email.len() <= 254 {
        Ok(email)
    } else {
        Err(Refusal::invalid("email", "fault-email"))
    }
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Its row.
    pub id: Id<Invited>,
    /// The address at which they will sign in.
    pub email: String,
    /// What they will be here for.
    pub role: Role,
    /// Their unit.
    pub unit: Id<super::Unit>,
}

impl FromRow for Invited {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            role: row.word("role")?,
            unit: row.get("unit")?,
        })
    }
}

/// The invitation whose token this is.
///
/// # Errors
/// `Unknown` where it was used, has expired or never was.
pub fn invitation_of(desk: &mut Desk<'_>, token: &str) -> Result<Invited> {
    desk.optional(
        "select id, email, role, unit from invitations
          where tenant = $1 and token = $2 and used_at is null and withdrawn_at is null
            and expires_at > $3",
        &[&desk.tenant.clone(), &secrets::hash_token(token), &desk.now()],
    )?
    .ok_or(Refusal::Unknown("invitation"))
}

/// How somebody joins.
#[derive(Clone, Debug)]
pub struct Joining<'a> {
    /// The address at which they sign in.
    pub email: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// What they are here for.
    pub role: Role,
    /// Their unit.
    pub unit: Id<super::Unit>,
    /// The language of their choice.
    pub language: Language,
    /// The hash of their password.
    pub password: &'a str,
}

/// Accepts an invitation: the person joins.
///
/// # Errors
/// `Unknown` for an invitation that no longer holds; `Invalid` without a name.
pub fn accept(
    desk: &mut Desk<'_>,
    token: &str,
    name: &str,
    password: &str,
    language: Language,
) -> Result<Id<Role>> {
    let invited = invitation_of(desk, token)?;
    desk.execute(
        "update invitations set used_at = $3 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &invited.id, &desk.now()],
    )?;
    let joining = Joining {
        email: &invited.email,
        name,
        role: invited.role,
        unit: invited.unit,
        language,
        password,
    };
    join(desk, &joining)
}

/// Adds a member of staff, by an invitation or by who runs the machine.
///
/// # Errors
/// `Invalid` for an address that is none or without a name.
pub fn join(desk: &mut Desk<'_>, joining: &Joining<'_>) -> Result<Id<Role>> {
    let email = email_of(joining.email)?;
    let name = joining.name.trim();
    let mut faults = Vec::new();
    if name.is_empty() || name.chars().count() > 200 {
        faults.push(Fault::new("name", "fault-required"));
    }
    if super::sign_in_facts(desk, &email)?.is_some() {
        faults.push(Fault::new("email", "fault-already-here"));
    }
    Refusal::unless_none(faults)?;
    let id: Id<Role> = desk.fresh_id();
    desk.execute(
        "insert into staff (tenant, id, email, name, password, role, unit, language, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &email,
            &name,
            &joining.password,
            &joining.role.word(),
            &joining.unit,
            &joining.language.code(),
            &desk.now(),
        ],
    )?;
    desk.record(id, Kind::StaffJoined, &json!({ "role": joining.role.word() }))?;
    Ok(id)
}

/// Shuts a colleague out: they can no longer sign in, and every session of theirs ends.
///
/// # Errors
/// `Unknown` where they are not this person's to manage; `Conflict` for oneself.
pub fn leave(desk: &mut Desk<'_>, id: Id<Role>) -> Result<()> {
    if matches!(desk.who, Who::Staff { id: me, .. } if me == id) {
        return Err(Refusal::Conflict("conflict-oneself"));
    }
    if !staff(desk)?.iter().any(|colleague| colleague.id == id) {
        return Err(Refusal::Unknown("colleague"));
    }
    let now = desk.now();
    desk.execute(
        "update staff set left_at = $3 where tenant = $1 and id = $2 and left_at is null",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.execute(
        "update sessions set ended_at = $3 where tenant = $1 and staff = $2 and ended_at is null",
        &[&desk.tenant.clone(), &id, &now],
    )?;
    desk.record(id, Kind::StaffLeft, &json!({}))
}
