use super::model::Subject;
use crate::{Desk, Reach, Refusal, Result, Right, history};
use kernel::{Id, Instant};

/// What a list of subjects is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this kind; empty: all.
    pub kind: String,
    /// Only numbers that begin so; empty: all.
    pub number: String,
    /// Only those opened before this subject, for the next page.
    pub before: Option<(Instant, Id<Subject>)>,
}

/// Subjects a page shows.
pub const PAGE: i64 = 50;

/// A page of subjects, the newest first.
///
/// # Errors
/// `Forbidden` without the right to see them.
pub fn list(desk: &mut Desk<'_>, filter: &Filter) -> Result<Vec<Subject>> {
    let Reach(path) = desk.reach(Right::SeeSubjects)?;
    let furthest = (Instant::from_micros(i64::MAX), Id::from_bytes([255; 16]));
    let (at, id) = filter.before.unwrap_or(furthest);
    desk.all(
        "select * from subjects
          where tenant = $1 and (opened_at, id) < ($2, $3)
            and ($4 = '' or kind = $4)
            and ($5 = '' or substr(number, 1, length($5)) = $5)
            and ($6 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($6)) = $6))
          order by opened_at desc, id desc limit $7",
        &[&desk.tenant.clone(), &at, &id, &filter.kind, &filter.number.trim(), &path, &PAGE],
    )
}

/// One subject.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Subject>) -> Result<Subject> {
    let Reach(path) = desk.reach(Right::SeeSubjects)?;
    desk.optional(
        "select * from subjects
          where tenant = $1 and id = $2
            and ($3 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))",
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("subject"))
}

/// What happened to a subject, the first thing first.
///
/// # Errors
/// As [`find`].
pub fn events(desk: &mut Desk<'_>, id: Id<Subject>) -> Result<Vec<history::Entry>> {
    find(desk, id)?;
    history::of(desk, &[id.bytes()])
}
