use super::model::{COLUMNS, Campaign};
use crate::{Desk, Reach, Refusal, Result, Right};
use db::{FromRow, Row};
use kernel::Id;

/// Campaigns that are shown.
const SHOWN: i64 = 200;

/// The campaigns, the newest first.
///
/// # Errors
/// `Forbidden` without the right to run campaigns.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Campaign>> {
    let Reach(path) = desk.reach(Right::RunCampaigns)?;
    desk.all(
        &format!(
            "select {COLUMNS} from campaigns
              where tenant = $1 and substr(within, 1, length($2)) = $2
              order by made_at desc, id desc limit $3"
        ),
        &[&desk.tenant.clone(), &path, &SHOWN],
    )
}

/// One of them.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<Campaign> {
    let Reach(path) = desk.reach(Right::RunCampaigns)?;
    desk.optional(
        &format!(
            "select {COLUMNS} from campaigns
              where tenant = $1 and id = $2 and substr(within, 1, length($3)) = $3"
        ),
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("campaign"))
}

/// How its messages stand: a state and how many.
pub type Results = Vec<(String, i64)>;

struct Standing(String, i64);

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("state")?, row.get("n")?))
    }
}

/// What became of its messages.
///
/// # Errors
/// As [`find`].
pub fn results(desk: &mut Desk<'_>, id: Id<Campaign>) -> Result<Results> {
    find(desk, id)?;
    let all: Vec<Standing> = desk.all(
        "select state, count(*) as n from messages where tenant = $1 and campaign = $2
          group by state order by state",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok(all.into_iter().map(|one| (one.0, one.1)).collect())
}
