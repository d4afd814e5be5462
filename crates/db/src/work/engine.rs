use crate::{
    Migration, Result, Row, ToValue, Value,
    wake::Wakes,
    work::{Job, Mode, Queue},
};
use std::{ops::ControlFlow, path::Path, sync::Arc};

/// A connection while a unit of work runs on it.
pub(crate) trait Session {
    /// Runs a statement; how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<u64>;
    /// Runs a statement and hands out its rows one by one, until told to stop.
    fn each(&mut self, sql: &str, values: &[&dyn ToValue], row: EachRow<'_>) -> Result<()>;
    /// The rows of a statement for each value of a list, in no order.
    fn each_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
        row: EachRow<'_>,
    ) -> Result<()>;
    /// Runs a text without values that may hold several statements.
    fn batch(&mut self, sql: &str) -> Result<()>;
    /// Inserts rows and answers what `tail` returns.
    fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>>;
    /// Inserts rows in large pieces; how many.
    fn bulk(
        &mut self,
        into: &str,
        tail: &str,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64>;
    /// The oldest writer still under way.
    fn horizon(&mut self) -> Result<i64>;
    /// What makes a claim skip rows that others hold.
    fn skip_locked(&self) -> &'static str;
}

/// What takes the rows of [`Session::each`].
pub(crate) type EachRow<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// A database that is open: its queues and what is done beside them.
pub(crate) trait Engine: Send + Sync {
    /// Its name, for reports.
    fn name(&self) -> &'static str;
    /// Where units of this mode wait.
    fn queue(&self, mode: Mode) -> &Queue<Job>;
    /// Applies what is missing; how many.
    fn migrate(&self, migrations: &[Migration]) -> Result<usize>;
    /// Copies the database while it is in use.
    fn backup(&self, to: &Path) -> Result<()>;
    /// Passes on what other processes ring, from now on.
    fn listen(&self, wakes: &Arc<Wakes>);
    /// Ends the threads, waiting for them unless this is one of them.
    fn close(&self);
}
