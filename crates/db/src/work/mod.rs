//! Units of work: closures that travel to a thread which owns a connection, and come back as an
//! answer once what they did is committed.

mod engine;
mod queue;
mod unit;

pub(crate) use engine::{EachRow, Engine, Session};
pub(crate) use queue::{Queue, Refused};
pub(crate) use unit::{Job, Mode, Verdict, Work, perform};

use std::cell::Cell;

thread_local! {
    static ON_DATABASE_THREAD: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one that runs units of work.
pub(crate) fn mark_database_thread() {
    ON_DATABASE_THREAD.set(true);
}

/// Whether waiting for a unit of work here could wait for ever.
pub(crate) fn on_database_thread() -> bool {
    ON_DATABASE_THREAD.get()
}
