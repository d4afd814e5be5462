use crate::{Error, FromValue, Result, Row, ToValue, work::Session};
use std::{collections::HashMap, ops::ControlFlow};

/// A step of the schema: applied once, in order, and never changed afterwards.
///
/// Its text may hold `{uuid} {json} {blob} {bool} {i64} {f64} {text} {serial} {strict} {txid}`
/// for what the engines call differently. Name every check constraint: see
/// [`crate::Error::Check`].
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// What it is called for ever.
    pub name: &'static str,
    /// Its statements, each ended by `;` at the end of a line.
    pub sql: &'static str,
}

/// Which words a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What the engines call differently: the placeholder, SQLite's word, PostgreSQL's.
const WORDS: [(&str, &str, &str); 10] = [
    ("{uuid}", "blob", "uuid"),
    ("{json}", "text", "text collate \"C\""),
    ("{blob}", "blob", "bytea"),
    ("{bool}", "integer", "boolean"),
    ("{i64}", "integer", "bigint"),
    ("{f64}", "real", "double precision"),
    ("{text}", "text", "text collate \"C\""),
    ("{serial}", "integer primary key", "bigint generated always as identity primary key"),
    ("{strict}", "strict", ""),
    ("{txid}", "0", "(pg_current_xact_id()::text::bigint)"),
];

/// Keeps each applied text whole, so that a change is found without a checksum of our own.
const TABLE: &str = "create table if not exists premura_migrations \
    (name text primary key, place bigint not null unique, text text not null)";

/// SQLite's strict tables do not know `bigint`; this one is not strict, so the word does.
pub(crate) fn apply(
    session: &mut dyn Session,
    dialect: Dialect,
    migrations: &[Migration],
) -> Result<usize> {
    if !exists(session, dialect)? {
        session.batch(TABLE)?;
    }
    let mut known = applied(session)?;
    let mut fresh = 0;
    for (place, migration) in (0_i64..).zip(migrations) {
        match known.remove(migration.name) {
            Some(text) if text == migration.sql => continue,
            Some(_) => return refuse(migration.name, "was changed after it was applied"),
            None if !known.is_empty() => {
                return refuse(migration.name, "comes before one that was applied already");
            }
            None => {}
        }
        session.batch(&fill(dialect, migration.sql)).map_err(|cause| match cause {
            Error::Engine(text) => Error::Migration(format!("{}: {text}", migration.name)),
            other => other,
        })?;
        session.execute(
            "insert into premura_migrations (name, place, text) values ($1, $2, $3)",
            &[&migration.name, &place, &migration.sql],
        )?;
        fresh += 1;
    }
    match known.keys().min() {
        Some(name) => refuse(name, "was applied by a newer program"),
        None => Ok(fresh),
    }
}

/// The text with its placeholders in an engine's words.
pub(crate) fn fill(dialect: Dialect, sql: &str) -> String {
    WORDS.iter().fold(sql.to_owned(), |text, (placeholder, sqlite, postgres)| {
        let word = if dialect == Dialect::Sqlite { sqlite } else { postgres };
        text.replace(placeholder, word)
    })
}

fn exists(session: &mut dyn Session, dialect: Dialect) -> Result<bool> {
    let sql = match dialect {
        Dialect::Sqlite => "select 1 from sqlite_schema where name = 'premura_migrations'",
        Dialect::Postgres => "select 1 from pg_class where oid = to_regclass('premura_migrations')",
    };
    Ok(!rows(session, sql, &[])?.is_empty())
}

fn applied(session: &mut dyn Session) -> Result<HashMap<String, String>> {
    let rows = rows(session, "select name, text from premura_migrations", &[])?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("text")?))).collect()
}

fn refuse<T>(name: &str, what: &str) -> Result<T> {
    Err(Error::Migration(format!("the migration `{name}` {what}")))
}

/// All rows of a statement.
pub(crate) fn rows(
    session: &mut dyn Session,
    sql: &str,
    values: &[&dyn ToValue],
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    session.each(sql, values, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// One column of a statement's rows.
pub(crate) fn column<T: FromValue>(
    session: &mut dyn Session,
    sql: &str,
    values: &[&dyn ToValue],
) -> Result<Vec<T>> {
    let read = |row: &Row| row.get(&row.columns()[0]);
    rows(session, sql, values)?.iter().map(read).collect()
}
