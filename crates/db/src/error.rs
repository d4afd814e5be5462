/// Why the database did not do it. Both engines give the same variant and the same words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No row where one was expected.
    #[error("no row where exactly one was expected")]
    Missing,
    /// A unique constraint or index: `calls (tenant, source, key)`, or the index's name when it
    /// is over an expression.
    #[error("this would duplicate `{constraint}`")]
    Duplicate {
        /// The table and its columns in the order of the index.
        constraint: String,
    },
    /// A foreign key. SQLite does not say which, so neither do we: the table the refused
    /// statement wrote to, empty when the reference was checked at the commit.
    #[error("a reference of `{constraint}` would point nowhere")]
    Reference {
        /// The table the statement wrote to.
        constraint: String,
    },
    /// A check constraint by its name, its table when it has none; `calls (tenant)` for a column
    /// that must not be null.
    #[error("the rule `{constraint}` is not kept")]
    Check {
        /// The constraint's name, or what stands for it.
        constraint: String,
    },
    /// A row's column is absent or holds something else.
    #[error("column `{column}` does not hold a {wanted}")]
    Column {
        /// The column asked for.
        column: String,
        /// What it should have held, in words.
        wanted: &'static str,
    },
    /// Too much is waiting, or another program holds the database file: try again later.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached, or went away. What was being committed at that moment may
    /// or may not have taken effect.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The disk is full.
    #[error("the disk of the database is full")]
    Full,
    /// The unit of work panicked; nothing of it took effect.
    #[error("the unit of work crashed")]
    Crashed,
    /// Other units were in the way each time it was tried. Seen inside a unit it means that the
    /// unit is about to be run again.
    #[error("the unit of work lost against others too often")]
    Conflict,
    /// A read tried to write.
    #[error("a reading unit of work tried to write")]
    ReadOnly,
    /// A row of another tenant was to be written (only PostgreSQL notices).
    #[error("a row of another tenant was to be written")]
    Tenant,
    /// A statement took longer than the options allow.
    #[error("a statement took too long")]
    Timeout,
    /// A unit of work was started and waited for inside another one, which could never end.
    #[error("a unit of work was started inside another one")]
    Nested,
    /// An earlier statement of this unit failed, so the unit cannot go on: both engines undo it.
    #[error("an earlier statement of this unit failed")]
    Aborted,
    /// The migrations do not fit what was applied before.
    #[error("{0}")]
    Migration(String),
    /// Anything else, in the engine's words.
    #[error("the database refused: {0}")]
    Engine(String),
}

/// What every call of this crate answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
