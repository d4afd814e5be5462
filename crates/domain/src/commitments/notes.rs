use crate::{Desk, Kind, Refusal, Result, Right};
use db::{FromRow, Row};
use kernel::Language;
use serde_json::json;

/// Why a promise was missed in a period and what is done about it, in one language: the words of
/// the quality manager on the public page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Of which commitment.
    pub code: String,
    /// In which year, as `2025`.
    pub period: String,
    /// In which language.
    pub language: Language,
    /// Why it was missed.
    pub cause: String,
    /// What is done about it.
    pub action: String,
}

impl FromRow for Note {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            code: row.get("code")?,
            period: row.get("period")?,
            language: row.get("language")?,
            cause: row.get("cause")?,
            action: row.get("action")?,
        })
    }
}

/// Characters of a cause or an action at the most: it is a paragraph, not a report.
const TEXT_MAX: usize = 2_000;

/// Writes the words for one commitment, period and language.
///
/// # Errors
/// `Invalid` where a text is too long or the period is not a year.
pub fn save_note(desk: &mut Desk<'_>, note: &Note) -> Result<()> {
    desk.reach(Right::EditCommitments)?;
    let year: Option<i16> = note.period.parse().ok();
    if year.is_none_or(|year| !(1900..=9999).contains(&year)) {
        return Err(Refusal::invalid("period", "fault-date"));
    }
    for (field, text) in [("cause", &note.cause), ("action", &note.action)] {
        if text.chars().count() > TEXT_MAX {
            return Err(Refusal::invalid(field, "fault-too-long"));
        }
    }
    let version = super::find(desk, &note.code)?;
    desk.execute(
        "insert into commitment_notes
            (tenant, code, period, language, cause, action, saved_at, actor)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tenant, code, period, language) do update set
            cause = excluded.cause, action = excluded.action,
            saved_at = excluded.saved_at, actor = excluded.actor",
        &[
            &desk.tenant.clone(),
            &note.code,
            &note.period,
            &note.language.code(),
            &note.cause.trim(),
            &note.action.trim(),
            &desk.now(),
            &desk.who.actor().label(),
        ],
    )?;
    let facts = json!({ "code": note.code, "period": note.period });
    desk.record(version.id, Kind::NoteSaved, &facts)
}

/// The words for one commitment and period, in this language or in the first there is.
///
/// # Errors
/// Only when the database fails: these words are for anyone.
pub fn note_of(
    desk: &mut Desk<'_>,
    code: &str,
    period: &str,
    language: Language,
) -> Result<Option<Note>> {
    desk.optional(
        "select code, period, language, cause, action from commitment_notes
          where tenant = $1 and code = $2 and period = $3
          order by case when language = $4 then 0 else 1 end, language limit 1",
        &[&desk.tenant.clone(), &code, &period, &language.code()],
    )
}

/// Every text of one commitment, the newest period first.
///
/// # Errors
/// `Forbidden` without the right to see commitments.
pub fn notes(desk: &mut Desk<'_>, code: &str) -> Result<Vec<Note>> {
    desk.reach(Right::SeeCommitments)?;
    desk.all(
        "select code, period, language, cause, action from commitment_notes
          where tenant = $1 and code = $2 order by period desc, language limit 200",
        &[&desk.tenant.clone(), &code],
    )
}
