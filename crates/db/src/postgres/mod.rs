//! PostgreSQL: threads that each own a connection, and one that listens.
//!
//! The client is synchronous and brings its own runtime: it is made, used and dropped on plain
//! threads only, never on one of an asynchronous runtime.

mod decode;
mod encode;
mod listener;
mod prepared;
mod refusal;
mod schema;
mod server;
mod session;
mod tls;
mod worker;

use crate::{
    Error, Migration, Options, Result,
    wake::Wakes,
    work::{self, Engine, Job, Mode, Queue},
};
use server::{Seat, Server};
use session::Postgres;
use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};

/// A server with the threads that work on it.
pub(crate) struct PostgresEngine {
    server: Arc<Server>,
    queue: Arc<Queue<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    listens: AtomicBool,
}

impl PostgresEngine {
    /// Starts the threads; the first unit on each makes its connection.
    pub(crate) fn open(url: &str, options: &Options, wakes: &Arc<Wakes>) -> Result<Self> {
        let engine = Self {
            server: Arc::new(Server::new(url, options)?),
            queue: Arc::new(Queue::new(options.queue)),
            threads: Mutex::default(),
            listens: AtomicBool::new(false),
        };
        let mut threads = Vec::new();
        for _ in 0..options.connections.max(1) {
            let (server, attempts) = (Arc::clone(&engine.server), options.attempts.max(1));
            let (queue, wakes) = (Arc::clone(&engine.queue), Arc::clone(wakes));
            threads.push(start("db-work", move || {
                worker::serve(Postgres::new(server, Seat::Program), &queue, &wakes, attempts);
            })?);
        }
        *engine.threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        Ok(engine)
    }
}

/// Runs a text as the role of the URL, apart from all units: for scratch schemas.
pub(crate) fn administer(url: &str, sql: &str) -> Result<()> {
    let server = Arc::new(Server::new(url, &Options::default())?);
    let sql = sql.to_owned();
    apart(move || work::Session::batch(&mut Postgres::new(server, Seat::Owner), &sql))
}

impl Engine for PostgresEngine {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn queue(&self, _: Mode) -> &Queue<Job> {
        &self.queue
    }

    fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        let (server, migrations) = (Arc::clone(&self.server), migrations.to_vec());
        apart(move || schema::migrate(&server, &migrations))
    }

    fn backup(&self, _: &Path) -> Result<()> {
        Err(Error::Engine("use pg_dump to back up a PostgreSQL database".to_owned()))
    }

    /// Returns once the listener listens, so that nothing rung afterwards is missed.
    fn listen(&self, wakes: &Arc<Wakes>) {
        if self.listens.swap(true, Ordering::Relaxed) {
            return;
        }
        let (server, wakes) = (Arc::clone(&self.server), Arc::clone(wakes));
        let (ready, listening) = mpsc::channel();
        // Without the thread the poll of whoever waits is slower, and nothing is lost.
        drop(start("db-listen", move || listener::serve(&server, &wakes, &ready)));
        let _ = listening.recv_timeout(self.server.options.connect_timeout);
    }

    fn close(&self) {
        self.queue.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            if !work::on_database_thread() {
                drop(thread.join());
            }
        }
    }
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|cause| Error::Unavailable(cause.to_string()))
}

/// Does something on a thread of its own and waits for it.
fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    thread::spawn(work).join().unwrap_or(Err(Error::Crashed))
}
