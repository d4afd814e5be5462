use crate::{Error, statement::written_table};
use postgres::error::DbError;
use std::error::Error as _;

/// What became of a call to the server, before the names of constraints are known.
pub(super) enum Refusal {
    /// In the words both engines share.
    Known(Error),
    /// A unique index by the server's name for it.
    Duplicate(String),
    /// A prepared statement that no longer fits the schema: to be prepared and run again.
    Stale,
}

/// What PostgreSQL said.
pub(super) fn refusal(refused: &postgres::Error, sql: &str) -> Refusal {
    let Some(said) = refused.as_db_error() else { return Refusal::Known(unsaid(refused)) };
    let words = || said.message().to_owned();
    let error = match said.code().code() {
        "23505" => return Refusal::Duplicate(said.constraint().unwrap_or_default().to_owned()),
        "0A000" if said.message().starts_with("cached plan") => return Refusal::Stale,
        "26000" => return Refusal::Stale,
        "23503" => Error::Reference { constraint: written_table(sql) },
        "23514" => Error::Check { constraint: check(said) },
        "23502" => Error::Check {
            constraint: format!("{} ({})", table(said), said.column().unwrap_or_default()),
        },
        "40001" | "40P01" => Error::Conflict,
        "25006" => Error::ReadOnly,
        "42501" if said.message().contains("row-level security") => Error::Tenant,
        "53100" => Error::Full,
        "57014" => Error::Timeout,
        "57P01" | "57P02" | "57P03" | "53300" | "25P03" | "57P05" => Error::Unavailable(words()),
        code if code.starts_with("08") => Error::Unavailable(words()),
        code => Error::Engine(format!("{} ({code})", said.message())),
    };
    Refusal::Known(error)
}

/// An error that did not come from the server: the way to it, or a value that does not fit.
fn unsaid(refused: &postgres::Error) -> Error {
    let cause = refused.source();
    let text = cause.map_or(refused.to_string(), |cause| format!("{refused}: {cause}"));
    let by_io = cause.is_some_and(|cause| cause.is::<std::io::Error>());
    if refused.is_closed() || by_io { Error::Unavailable(text) } else { Error::Engine(text) }
}

fn table(said: &DbError) -> &str {
    said.table().unwrap_or_default()
}

/// A check without a name gets one from the server; SQLite cannot tell it, so the table it is.
fn check(said: &DbError) -> String {
    let name = said.constraint().unwrap_or_default();
    let unnamed = name.strip_prefix(table(said)).is_some_and(|rest| {
        rest.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("_check")
    });
    if unnamed { table(said).to_owned() } else { name.to_owned() }
}
