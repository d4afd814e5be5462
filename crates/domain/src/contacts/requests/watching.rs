//! Drafts that are never lost, and who looks at what now.

use crate::{Desk, Refusal, Result, Right, contacts::topics::TEXT_MAX};
use db::{FromRow, Row};
use kernel::Instant;

/// The subject of what is being written about a request that is none yet.
pub const NEW: [u8; 16] = *b"a fresh request.";

/// What somebody was writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The words.
    pub text: String,
    /// When they were kept.
    pub saved_at: Instant,
}

impl FromRow for Draft {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { text: row.get("text")?, saved_at: row.get("saved_at")? })
    }
}

/// Keeps what a colleague is writing about a subject, instead of what stood there: what was kept at
/// `known`, as their page last heard. Answers when it was kept now; none where nothing is left to
/// keep.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` for a text that is too long, `Conflict` where other
/// words stand there that are not the beginning of these: they were written in another tab, and
/// neither text may be lost.
pub fn save_draft(
    desk: &mut Desk<'_>,
    subject: [u8; 16],
    text: &str,
    known: Option<Instant>,
) -> Result<Option<Instant>> {
    desk.reach(Right::WorkRequests)?;
    let me = desk.colleague().ok_or(Refusal::Forbidden)?;
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid("text", "fault-too-long"));
    }
    if text.trim().is_empty() {
        desk.execute(
            "delete from drafts
              where tenant = $1 and staff = $2 and subject = $3 and saved_at = $4",
            &[&desk.tenant.clone(), &me, &subject, &known],
        )?;
        return Ok(None);
    }
    let kept = desk.execute(
        "insert into drafts (tenant, staff, subject, text, saved_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant, staff, subject) do update set text = excluded.text,
            saved_at = excluded.saved_at
          where drafts.saved_at = $6
             or drafts.text = substr(excluded.text, 1, length(drafts.text))",
        &[&desk.tenant.clone(), &me, &subject, &text, &desk.now(), &known],
    )?;
    if kept == 0 {
        return Err(Refusal::Conflict("conflict-draft-elsewhere"));
    }
    Ok(Some(desk.now()))
}

/// What the colleague at this desk was writing about a subject.
///
/// # Errors
/// Only when the database fails.
pub fn draft(desk: &mut Desk<'_>, subject: [u8; 16]) -> Result<Option<Draft>> {
    desk.optional(
        "select text, saved_at from drafts where tenant = $1 and staff = $2 and subject = $3",
        &[&desk.tenant.clone(), &desk.colleague(), &subject],
    )
}

/// Forgets a draft: it was sent, or is not wanted.
///
/// # Errors
/// Only when the database fails.
pub fn forget_draft(desk: &mut Desk<'_>, subject: [u8; 16]) -> Result<()> {
    desk.execute(
        "delete from drafts where tenant = $1 and staff = $2 and subject = $3",
        &[&desk.tenant.clone(), &desk.colleague(), &subject],
    )?;
    Ok(())
}

/// Somebody who has not looked for so long has gone.
const GONE_AFTER: i64 = 45 * Instant::SECOND;

/// Says that the colleague at this desk looks at a subject now; answers the names of the others who
/// do.
///
/// # Errors
/// `Forbidden` without the right to see requests.
pub fn watch(desk: &mut Desk<'_>, subject: [u8; 16]) -> Result<Vec<String>> {
    desk.reach(Right::SeeRequests)?;
    let me = desk.colleague().ok_or(Refusal::Forbidden)?;
    let now = desk.now();
    desk.execute(
        "insert into presence (tenant, subject, staff, seen_at) values ($1, $2, $3, $4)
         on conflict (tenant, subject, staff) do update set seen_at = excluded.seen_at",
        &[&desk.tenant.clone(), &subject, &me, &now],
    )?;
    desk.all(
        "select s.name from presence as p
           join staff as s on s.tenant = p.tenant and s.id = p.staff
          where p.tenant = $1 and p.subject = $2 and p.staff <> $3 and p.seen_at >= $4
          order by s.name limit 20",
        &[&desk.tenant.clone(), &subject, &me, &(now - GONE_AFTER)],
    )
}
