use super::{refusal::error, text::Texts};
use crate::{
    Error, Result, Row, ToValue, Value,
    statement::list::{self, LENGTHS, rows_of_marks},
    work::{EachRow, Session},
};
use rusqlite::{Connection, Statement, types};
use std::sync::Arc;

/// The most marks one statement of SQLite may have.
const MARKS_MAX: usize = 32_766;

/// A connection and the texts it has seen.
pub(super) struct Sqlite {
    pub(super) connection: Connection,
    texts: Texts,
}

impl Sqlite {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, texts: Texts::default() }
    }

    /// Runs a statement without values or rows that comes up again and again.
    pub(super) fn command(&self, sql: &str) -> Result<()> {
        let run = self.connection.prepare_cached(sql).and_then(|mut one| one.raw_execute());
        run.map(drop).map_err(|refused| error(refused, sql))
    }
}

impl Session for Sqlite {
    fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<u64> {
        let text = self.texts.of(sql);
        let refuse = |refused| error(refused, sql);
        let mut statement = self.connection.prepare_cached(&text.sql).map_err(refuse)?;
        bind(&mut statement, sql, values)?;
        if statement.column_count() == 0 {
            return statement.raw_execute().map(|changed| changed as u64).map_err(refuse);
        }
        let mut changed = 0;
        let mut answered = statement.raw_query();
        while answered.next().map_err(refuse)?.is_some() {
            changed += 1;
        }
        Ok(changed)
    }

    fn each(&mut self, sql: &str, values: &[&dyn ToValue], take: EachRow<'_>) -> Result<()> {
        let text = self.texts.of(sql);
        let refuse = |refused| error(refused, sql);
        let mut statement = self.connection.prepare_cached(&text.sql).map_err(refuse)?;
        bind(&mut statement, sql, values)?;
        let mut known = None;
        let mut answered = statement.raw_query();
        while let Some(row) = answered.next().map_err(refuse)? {
            // The first step prepares again what a migration made stale: only now names are true.
            let names = known.get_or_insert_with(|| text.names(row.as_ref()));
            let mut cells = Vec::with_capacity(names.len());
            for index in 0..names.len() {
                cells.push(cell(row.get_ref(index).map_err(refuse)?));
            }
            if take(Row::new(Arc::clone(names), cells)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn each_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
        take: EachRow<'_>,
    ) -> Result<()> {
        for piece in list::pieces(list) {
            let (text, bound) = list::fill(sql, values, &piece);
            self.each(&text, &bound, take)?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|refused| error(refused, sql))
    }

    fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        let columns = rows[0].len().max(1);
        let (mut answered, mut rest) = (Vec::new(), rows);
        while !rest.is_empty() {
            let fits = |length: &usize| *length <= rest.len() && length * columns <= MARKS_MAX;
            let length = LENGTHS.into_iter().rev().find(fits).unwrap_or(1);
            let (piece, later) = rest.split_at(length);
            let sql =
                format!("insert into {into} values {} {tail}", rows_of_marks(length, columns));
            let bound: Vec<&dyn ToValue> = piece.iter().flatten().map(|value| value as _).collect();
            self.each(&sql, &bound, &mut |row| {
                answered.push(row);
                std::ops::ControlFlow::Continue(())
            })?;
            rest = later;
        }
        Ok(answered)
    }

    fn bulk(
        &mut self,
        into: &str,
        tail: &str,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let Some(first) = rows.next() else { return Ok(0) };
        let sql = format!("insert into {into} values {} {tail}", rows_of_marks(1, first.len()));
        let text = self.texts.of(&sql);
        let refuse = |refused| error(refused, &sql);
        let mut statement = self.connection.prepare_cached(&text.sql).map_err(refuse)?;
        let mut inserted = 0;
        for row in std::iter::once(first).chain(rows) {
            counted(&statement, row.len())?;
            for (position, value) in row.into_iter().enumerate() {
                bind_one(&mut statement, position + 1, value).map_err(refuse)?;
            }
            inserted += statement.raw_execute().map_err(refuse)? as u64;
        }
        Ok(inserted)
    }

    /// One writer at a time: what is committed is complete.
    fn horizon(&mut self) -> Result<i64> {
        Ok(i64::MAX)
    }

    fn skip_locked(&self) -> &'static str {
        ""
    }
}

fn bind(statement: &mut Statement<'_>, sql: &str, values: &[&dyn ToValue]) -> Result<()> {
    counted(statement, values.len())?;
    for (position, value) in values.iter().enumerate() {
        bind_one(statement, position + 1, value.to_value()).map_err(|e| error(e, sql))?;
    }
    Ok(())
}

/// SQLite would take an unbound mark for null.
fn counted(statement: &Statement<'_>, given: usize) -> Result<()> {
    let wanted = statement.parameter_count();
    if wanted == given {
        return Ok(());
    }
    Err(Error::Engine(format!("expected {wanted} parameters but got {given}")))
}

fn bind_one(statement: &mut Statement<'_>, index: usize, value: Value) -> rusqlite::Result<()> {
    match value {
        Value::Null => statement.raw_bind_parameter(index, types::Null),
        Value::Bool(fact) => statement.raw_bind_parameter(index, i64::from(fact)),
        Value::Int(number) => statement.raw_bind_parameter(index, number),
        Value::Real(number) => statement.raw_bind_parameter(index, number),
        Value::Text(text) => statement.raw_bind_parameter(index, text),
        Value::Bytes(bytes) => statement.raw_bind_parameter(index, bytes),
        Value::Uuid(id) => statement.raw_bind_parameter(index, id.as_slice()),
    }
}

fn cell(value: types::ValueRef<'_>) -> Value {
    match value {
        types::ValueRef::Null => Value::Null,
        types::ValueRef::Integer(number) => Value::Int(number),
        types::ValueRef::Real(number) => Value::Real(number),
        types::ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        types::ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}
