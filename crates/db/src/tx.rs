use crate::{Error, FromRow, Result, Row, ToValue, Value, statement::list, work::Session};
use std::ops::ControlFlow;

/// A transaction: it commits when its closure returns `Ok`, and only then.
///
/// A statement that fails ends the unit on both engines, whatever the closure makes of the error:
/// ask first, or use `on conflict`, or a [`savepoint`](Tx::savepoint).
pub struct Tx<'a> {
    session: &'a mut dyn Session,
    broken: Option<Error>,
    wakes: Vec<&'static str>,
    depth: usize,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(session: &'a mut dyn Session) -> Self {
        Self { session, broken: None, wakes: Vec::new(), depth: 0 }
    }

    /// Why the unit cannot commit, and what to ring if it does.
    pub(crate) fn end(self) -> (Option<Error>, Vec<&'static str>) {
        (self.broken, self.wakes)
    }

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    /// What the engine refuses; and [`Error::Aborted`] after an earlier statement failed.
    pub fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<u64> {
        self.run(|session| session.execute(sql, values))
    }

    /// The rows of a statement. Every list has a limit: that of the statement.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn rows(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.run(|session| session.each(sql, values, &mut |row| keep(&mut rows, row)))?;
        Ok(rows)
    }

    /// The first row of a statement, if any.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute), and [`Error::Column`].
    pub fn find<T: FromRow>(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<Option<T>> {
        self.rows(sql, values)?.first().map(T::from_row).transpose()
    }

    /// The first row of a statement.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is none; else as [`find`](Tx::find).
    pub fn one<T: FromRow>(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<T> {
        self.find(sql, values)?.ok_or(Error::Missing)
    }

    /// Hands out the rows of a statement one by one, so that memory stays flat.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute); an error of `row` ends it and is answered.
    pub fn each(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        row: &mut dyn FnMut(&Row) -> Result<()>,
    ) -> Result<()> {
        let mut refused = Ok(());
        let mut take = |one: Row| match row(&one) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                refused = Err(error);
                ControlFlow::Break(())
            }
        };
        self.run(|session| session.each(sql, values, &mut take))?;
        refused
    }

    /// Inserts many rows in few statements: `into` is `calls (id, tenant)`, `tail` what follows
    /// the values, such as `on conflict (id) do nothing returning id`, or nothing.
    ///
    /// Rows that meet each other in `on conflict do update` are an error on PostgreSQL: make them
    /// distinct first.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.run(|session| session.insert(into, tail, rows))
    }

    /// The rows of a statement that looks something up for each value of a list, as in
    /// `where tenant = $1 and id in ({list})`. The list is taken value by value or in pieces, as
    /// the engine likes it, so the rows are in no order, and the statement must not speak of the
    /// list as a whole: no count, no limit. An empty list has no rows.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn rows_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        if !list.is_empty() {
            let mut take = |row| keep(&mut rows, row);
            self.run(|session| session.each_in(sql, values, list, &mut take))?;
        }
        Ok(rows)
    }

    /// As [`rows_in`](Tx::rows_in) for a statement that changes rows; how many.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn execute_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> Result<u64> {
        let mut changed = 0;
        for piece in list::pieces(list) {
            let (text, bound) = list::fill(sql, values, &piece);
            changed += self.run(|session| session.execute(&text, &bound))?;
        }
        Ok(changed)
    }

    /// Inserts any number of rows as fast as the engine can; how many that were. `into` is
    /// `calls (id, tenant)`, `tail` nothing or `on conflict do nothing`.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn bulk(
        &mut self,
        into: &str,
        tail: &str,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        self.run(|session| session.bulk(into, tail, rows))
    }

    /// Does `work` so that an error undoes only that, and the unit can go on.
    ///
    /// # Errors
    /// What `work` answers. A conflict with another unit still ends the whole unit.
    pub fn savepoint<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.depth += 1;
        let (name, rung) = (format!("inner_{}", self.depth), self.wakes.len());
        self.run(|session| session.batch(&format!("savepoint {name}")))?;
        let done = work(self);
        self.depth -= 1;
        match (done, self.broken.clone()) {
            (Ok(done), None) => {
                self.run(|session| session.batch(&format!("release savepoint {name}")))?;
                Ok(done)
            }
            (_, Some(error @ (Error::Conflict | Error::Unavailable(_)))) => Err(error.into()),
            (done, broken) => {
                self.broken = None;
                self.wakes.truncate(rung);
                self.run(|session| {
                    session.batch(&format!("rollback to savepoint {name}"))?;
                    session.batch(&format!("release savepoint {name}"))
                })?;
                match (done, broken) {
                    (Ok(_), Some(error)) => Err(error.into()),
                    (done, _) => done,
                }
            }
        }
    }

    /// Rings `topic` after the commit, for whoever [subscribed](crate::Db::subscribe).
    pub fn wake(&mut self, topic: &'static str) {
        if !self.wakes.contains(&topic) {
            self.wakes.push(topic);
        }
    }

    /// The transaction number below which nothing is under way any more. A reader of history
    /// asks for it first and then takes only rows whose `tx` is below it, in the order
    /// `(tx, seq)`: so a unit that commits late is never skipped.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub fn horizon(&mut self) -> Result<i64> {
        self.run(|session| session.horizon())
    }

    /// The end of a `select` that claims rows and passes over those that others are claiming:
    /// empty where there is one writer only.
    pub fn skip_locked(&self) -> &'static str {
        self.session.skip_locked()
    }

    /// The end of a `select` whose rows nobody else may change before this unit ends: empty where
    /// there is one writer only.
    pub fn for_update(&self) -> &'static str {
        if self.has_one_writer() { "" } else { " for update" }
    }

    /// Waits until no other unit holds one of these names, and holds them to the end of this one.
    /// A read-committed unit that locks first and reads then sees all that others did under the
    /// same names. Nothing where there is one writer only.
    ///
    /// # Errors
    /// When the engine refuses; a circle of waiting units is broken by running one of them again.
    pub fn lock(&mut self, names: &[String]) -> Result<()> {
        if self.has_one_writer() || names.is_empty() {
            return Ok(());
        }
        let mut keys: Vec<i64> = names.iter().map(|name| key(name)).collect();
        keys.sort_unstable();
        keys.dedup();
        let list: Vec<String> = keys.iter().map(i64::to_string).collect();
        self.rows(
            "select count(pg_advisory_xact_lock(k)) as held
               from unnest(string_to_array($1, ',')::bigint[]) as k",
            &[&list.join(",")],
        )?;
        Ok(())
    }

    fn has_one_writer(&self) -> bool {
        self.session.skip_locked().is_empty()
    }

    fn run<T>(&mut self, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
        if self.broken.is_some() {
            return Err(Error::Aborted);
        }
        let done = work(&mut *self.session);
        if let Err(error) = &done {
            self.broken = Some(error.clone());
        }
        done
    }
}

fn keep(rows: &mut Vec<Row>, row: Row) -> ControlFlow<()> {
    rows.push(row);
    ControlFlow::Continue(())
}

/// A name as the number under which it is locked: FNV-1a, the same on every machine. Two names
/// with one number only wait for each other without need.
fn key(name: &str) -> i64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}
