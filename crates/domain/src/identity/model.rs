use crate::{Role, Who};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language, words};

words! {
    /// What a unit is.
    pub enum UnitKind {
        /// The company itself, or a company of the group.
        Company = "company",
        /// An agency.
        Agency = "agency",
        /// A shop that sells our plans.
        Outlet = "outlet",
    }
}

words! {
    /// How closely figures may look at the people of a unit.
    pub enum Watching {
        /// Not at all: no figure by agent, no states of agents.
        None = "none",
        /// As a team of five or more, never one by one.
        Team = "team",
        /// One by one, under an agreement that is named.
        Individual = "individual",
    }
}

/// People below whom a team figure would show a person.
pub const TEAM_MIN: usize = 5;

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its row.
    pub id: Id<Unit>,
    /// The unit above it.
    pub parent: Option<Id<Unit>>,
    /// What it is.
    pub kind: UnitKind,
    /// What it is called.
    pub name: String,
    /// The ids from the root down to it, each followed by a slash: a subtree is a prefix.
    pub path: String,
    /// How closely its people may be looked at.
    pub watching: Watching,
    /// The agreement that allows it.
    pub agreement: Option<String>,
}

pub(super) fn bad(column: &str, wanted: &'static str) -> db::Error {
    db::Error::Column { column: column.into(), wanted }
}

impl FromRow for Unit {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            parent: row.get("parent")?,
            kind: row.word("kind")?,
            name: row.get("name")?,
            path: row.get("path")?,
            watching: row.word("watching")?,
            agreement: row.get("agreement")?,
        })
    }
}

/// A member of staff, as lists and pages show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Their row.
    pub id: Id<Role>,
    /// With what they sign in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Their unit.
    pub unit: Id<Unit>,
    /// Its path.
    pub path: String,
    /// The language of their choice.
    pub language: Language,
    /// Their second factor.
    pub factor: Factor,
    /// Until when wrong passwords keep the door shut.
    pub locked_until: Instant,
    /// When they left.
    pub left_at: Option<Instant>,
}

/// Whether a password alone opens the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// A password does.
    Password,
    /// A one-time code is asked for too.
    OneTimeCode,
}

impl Staff {
    /// Them, at a desk.
    pub fn who(&self) -> Who {
        Who::Staff {
            id: self.id,
            role: self.role,
            path: self.path.clone(),
            language: self.language,
        }
    }
}

impl FromRow for Staff {
    fn from_row(row: &Row) -> db::Result<Self> {
        let secret: Option<String> = row.get("secret")?;
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            name: row.get("name")?,
            role: row.word("role")?,
            unit: row.get("unit")?,
            path: row.get("path")?,
            language: row.get("language")?,
            factor: match secret {
                Some(secret) if !secret.starts_with('?') => Factor::OneTimeCode,
                _ => Factor::Password,
            },
            locked_until: row.get("locked_until")?,
            left_at: row.get("left_at")?,
        })
    }
}
