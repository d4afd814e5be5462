use crate::{
    Error, Migration, Options, Result, Row, Scope, Subscription, ToValue, Tx, Value,
    postgres::PostgresEngine,
    sqlite::SqliteEngine,
    wake::Wakes,
    work::{self, Engine, Job, Mode, Refused, Work},
};
use std::{
    path::Path,
    sync::{Arc, mpsc},
};

/// A handle on an open database. Clones share it; the last one to go ends its threads, after what
/// waits has been done.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Box<dyn Engine>,
    wakes: Arc<Wakes>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.engine.close();
        self.wakes.close();
    }
}

impl Db {
    /// Opens `sqlite://path`, making the file and its folders, or `postgres://…`, which may name
    /// several hosts, `target_session_attrs`, `sslmode` (`disable`, `prefer`, `require`,
    /// `verify-full`) and `sslrootcert`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no such file or server.
    pub fn open(url: &str, options: &Options) -> Result<Self> {
        let wakes = Arc::new(Wakes::new());
        let engine: Box<dyn Engine> = match url.split_once("://") {
            Some(("sqlite", path)) => {
                Box::new(SqliteEngine::open(Path::new(path), options, &wakes)?)
            }
            Some(("postgres" | "postgresql", _)) => {
                Box::new(PostgresEngine::open(url, options, &wakes)?)
            }
            _ => {
                let text = "a database is sqlite://path or postgres://host/name";
                return Err(Error::Unavailable(text.to_owned()));
            }
        };
        let db = Self { shared: Arc::new(Shared { engine, wakes }) };
        db.rows(Scope::nobody(), "select 1 as answer", Vec::new())?;
        Ok(db)
    }

    /// Does `work` in one transaction and waits for its commit. It may run more than once, so it
    /// does nothing but talk to the database.
    ///
    /// # Errors
    /// What `work` answers, and [`Error`] for what the layer finds: see its variants.
    pub fn write<T, E>(
        &self,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.wait(Mode::Write, scope, work)
    }

    /// Does `work` on one snapshot; it cannot write.
    ///
    /// # Errors
    /// As [`write`](Db::write), and [`Error::ReadOnly`].
    pub fn read<T, E>(
        &self,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.wait(Mode::Read, scope, work)
    }

    /// As [`write`](Db::write) without waiting: `done` is called on a database thread after the
    /// commit, or at once with [`Error::Busy`] when too much is waiting. It must not wait for
    /// other units.
    pub fn submit_write<T, E>(
        &self,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit(Job { unit: Box::new(Work::new(work, done)), scope, mode: Mode::Write });
    }

    /// As [`read`](Db::read) without waiting.
    pub fn submit_read<T, E>(
        &self,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit(Job { unit: Box::new(Work::new(work, done)), scope, mode: Mode::Read });
    }

    /// As [`submit_read`](Db::submit_read) for a unit of one statement, without a transaction
    /// around it: one round trip instead of three.
    pub fn submit_single<T, E>(
        &self,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit(Job { unit: Box::new(Work::new(work, done)), scope, mode: Mode::Single });
    }

    /// The rows of one reading statement, without a transaction around it: one round trip instead
    /// of three.
    ///
    /// # Errors
    /// As [`read`](Db::read).
    pub fn rows(&self, scope: Scope, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.wait(Mode::Single, scope, move |tx| {
            let bound: Vec<&dyn ToValue> = values.iter().map(|value| value as _).collect();
            tx.rows(sql, &bound)
        })
    }

    /// Applies the migrations that are missing, each once, all together or none; how many. On
    /// PostgreSQL it guards tenant tables by row-level security and lets the program's role in.
    ///
    /// # Errors
    /// [`Error::Migration`] when an applied one was changed, is missing or is out of order.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        self.shared.engine.migrate(migrations)
    }

    /// A bell for `topic`: see [`Tx::wake`]. May wait for a connection the first time.
    pub fn subscribe(&self, topic: &'static str) -> Subscription {
        let subscription = self.shared.wakes.subscribe(topic);
        self.shared.engine.listen(&self.shared.wakes);
        subscription
    }

    /// Copies an SQLite database into the file `to` while it is in use.
    ///
    /// # Errors
    /// [`Error::Engine`] on PostgreSQL, which has `pg_dump`; else what hinders the copy.
    pub fn backup(&self, to: &Path) -> Result<()> {
        self.shared.engine.backup(to)
    }

    /// The engine's name, for reports and tests. Nothing else may depend on it.
    pub fn engine(&self) -> &'static str {
        self.shared.engine.name()
    }

    fn wait<T, E>(
        &self,
        mode: Mode,
        scope: Scope,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if work::on_database_thread() {
            return Err(Error::Nested.into());
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let done = move |answer| drop(sender.send(answer));
        let job = Job { unit: Box::new(Work::new(work, done)), scope, mode };
        if self.shared.engine.queue(mode).push(job).is_err() {
            return Err(closed().into());
        }
        receiver.recv().unwrap_or_else(|_| Err(closed().into()))
    }

    fn submit(&self, job: Job) {
        if let Err((mut job, why)) = self.shared.engine.queue(job.mode).try_push(job) {
            job.unit.finish(Err(match why {
                Refused::Full => Error::Busy,
                Refused::Closed => closed(),
            }));
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("it was closed".to_owned())
}
