use crate::{Error, statement::written_table};
use rusqlite::{Error as Refused, ErrorCode, ffi};

/// What SQLite said, in the words both engines share.
pub(super) fn error(refused: Refused, sql: &str) -> Error {
    let (cause, text) = match &refused {
        Refused::SqliteFailure(cause, text) => (cause, text.clone().unwrap_or_default()),
        Refused::SqlInputError { error, msg, .. } => (error, msg.clone()),
        _ => return Error::Engine(refused.to_string()),
    };
    match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
        ErrorCode::DiskFull => Error::Full,
        ErrorCode::ReadOnly => Error::ReadOnly,
        ErrorCode::CannotOpen => Error::Unavailable(text),
        ErrorCode::ConstraintViolation => constraint(cause.extended_code, &text, sql),
        _ => Error::Engine(text),
    }
}

fn constraint(code: i32, text: &str, sql: &str) -> Error {
    let named = text.split_once(": ").map_or("", |(_, named)| named);
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => Error::Duplicate { constraint: columns(named) },
        ffi::SQLITE_CONSTRAINT_NOTNULL => Error::Check { constraint: columns(named) },
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Reference { constraint: written_table(sql) },
        ffi::SQLITE_CONSTRAINT_CHECK => Error::Check {
            constraint: if is_name(named) { named.to_owned() } else { written_table(sql) },
        },
        _ => Error::Engine(text.to_owned()),
    }
}

/// `calls (tenant, key)` from `calls.tenant, calls.key`; the name from `index 'calls_by_name'`.
fn columns(named: &str) -> String {
    if let Some(index) = named.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let table = named.split('.').next().unwrap_or_default();
    let columns: Vec<&str> = named
        .split(", ")
        .map(|one| one.split_once('.').map_or(one, |(_, column)| column))
        .collect();
    format!("{table} ({})", columns.join(", "))
}

/// A check without a name is reported by its expression, which is hardly ever one word.
fn is_name(named: &str) -> bool {
    !named.is_empty() && named.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}
