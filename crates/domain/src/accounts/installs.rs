//! Telephones on which the area was installed, and how many clients are registered.

use super::sessions::mine;
use crate::{Desk, Result, Right};
use db::{FromRow, Row};
use kernel::{Id, words};

words! {
    /// How we know that it was installed.
    pub enum Installed {
        /// The browser said so.
        Said = "installed",
        /// It was first opened as an app, on a telephone that says nothing.
        Opened = "opened",
    }
}

/// Counts an installation; once for each client and way of knowing.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn install(desk: &mut Desk<'_>, how: Installed) -> Result<()> {
    let account = mine(desk)?;
    let id: Id<Installed> = desk.fresh_id();
    desk.execute(
        "insert into installs (tenant, id, at, account, kind) values ($1, $2, $3, $4, $5)
         on conflict (tenant, account, kind) do nothing",
        &[&desk.tenant.clone(), &id, &desk.now(), &account, &how.word()],
    )?;
    Ok(())
}

/// Running totals since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Clients who registered, whether they closed their account since or not.
    pub registered: i64,
    /// Clients whose telephone has it: said by the browser, or first opened as an app.
    pub installed: i64,
}

impl FromRow for Numbers {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { registered: row.get("registered")?, installed: row.get("installed")? })
    }
}

/// How many registered, and how many installed it.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn numbers(desk: &mut Desk<'_>) -> Result<Numbers> {
    desk.reach(Right::SeeFigures)?;
    desk.one(
        "select (select count(*) from accounts where tenant = $1) as registered,
                (select count(distinct account) from installs where tenant = $1) as installed",
        &[&desk.tenant.clone()],
    )
}
