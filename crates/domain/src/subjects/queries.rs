use super::model::Subject;
use crate::{Desk, Reach, Refusal, Result, Right, history};
use db::{ToValue, Value};
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

/// Claims that are shown to a client.
const CLAIMS_MAX: i64 = 200;

/// The claims about these contracts, by their numbers; the newest first. Whoever asks has made sure
/// that the contracts are theirs.
///
/// # Errors
/// `Forbidden` without the right to see them.
pub fn claims_of(desk: &mut Desk<'_>, contracts: &[String]) -> Result<Vec<Subject>> {
    desk.reach(Right::SeeSubjects)?;
    let numbers: Vec<Value> = contracts.iter().map(ToValue::to_value).collect();
    let mut found: Vec<Subject> = desk.all_in(
        "select * from subjects
          where tenant = $1 and kind = 'claim' and merged_into is null and contract in ({list})
          order by opened_at desc, id desc limit $2",
        &[&desk.tenant.clone(), &CLAIMS_MAX],
        &numbers,
    )?;
    found.sort_by_key(|one| std::cmp::Reverse((one.opened_at, one.id)));
    Ok(found)
}

/// The subjects of these numbers at a source, for who reacts to what was told of them.
///
/// # Errors
/// Only when the database fails.
pub(crate) fn numbered(
    desk: &mut Desk<'_>,
    source: &str,
    numbers: &[String],
) -> Result<Vec<Subject>> {
    let numbers: Vec<Value> = numbers.iter().map(ToValue::to_value).collect();
    desk.all_in(
        "select * from subjects
          where tenant = $1 and source = $2 and kind = 'claim' and number in ({list})",
        &[&desk.tenant.clone(), &source],
        &numbers,
    )
}
