use db::{Row, ToValue, Value};

/// What can be run inside a transaction. It has one implementor on purpose: it hides the
/// transaction's lifetime, so that a desk has one.
pub(super) trait Statements {
    fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> db::Result<u64>;
    fn rows(&mut self, sql: &str, values: &[&dyn ToValue]) -> db::Result<Vec<Row>>;
    fn each(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        row: &mut dyn FnMut(&Row) -> db::Result<()>,
    ) -> db::Result<()>;
    fn rows_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> db::Result<Vec<Row>>;
    fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> db::Result<Vec<Row>>;
    fn bulk(&mut self, into: &str, tail: &str, rows: Vec<Vec<Value>>) -> db::Result<u64>;
    fn execute_in(&mut self, sql: &str, values: &[&dyn ToValue], list: &[Value])
    -> db::Result<u64>;
    fn horizon(&mut self) -> db::Result<i64>;
    fn skip_locked(&self) -> &'static str;
    fn for_update(&self) -> &'static str;
    fn lock(&mut self, names: &[String]) -> db::Result<()>;
    fn wake(&mut self, topic: &'static str);
}

impl Statements for db::Tx<'_> {
    fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> db::Result<u64> {
        db::Tx::execute(self, sql, values)
    }
    fn rows(&mut self, sql: &str, values: &[&dyn ToValue]) -> db::Result<Vec<Row>> {
        db::Tx::rows(self, sql, values)
    }
    fn each(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        row: &mut dyn FnMut(&Row) -> db::Result<()>,
    ) -> db::Result<()> {
        db::Tx::each(self, sql, values, row)
    }
    fn rows_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> db::Result<Vec<Row>> {
        db::Tx::rows_in(self, sql, values, list)
    }
    fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> db::Result<Vec<Row>> {
        db::Tx::insert(self, into, tail, rows)
    }
    fn bulk(&mut self, into: &str, tail: &str, rows: Vec<Vec<Value>>) -> db::Result<u64> {
        db::Tx::bulk(self, into, tail, &mut rows.into_iter())
    }
    fn execute_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> db::Result<u64> {
        db::Tx::execute_in(self, sql, values, list)
    }
    fn horizon(&mut self) -> db::Result<i64> {
        db::Tx::horizon(self)
    }
    fn skip_locked(&self) -> &'static str {
        db::Tx::skip_locked(self)
    }
    fn for_update(&self) -> &'static str {
        db::Tx::for_update(self)
    }
    fn lock(&mut self, names: &[String]) -> db::Result<()> {
        db::Tx::lock(self, names)
    }
    fn wake(&mut self, topic: &'static str) {
        db::Tx::wake(self, topic);
    }
}
